"""How a matter was settled, written down for the figures: how long it took, when it was due; and that it was not, after all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from portal.standards import clock as clocks
from portal.standards.books import Book
from portal.standards.clock import Clock
from portal.standards.terms import RESOLVE
from portal.threads import promised
from portal.threads.models import Outcome
from portal.threads.queries import ThreadView
from portal.threads.services.watching import tell_unseen


def note_outcome(session: Session, thread: ThreadView, clock: Clock, book: Book, moment: datetime) -> int:
    """Note that the thread is settled now. clock: as it ran until then. Returns the marks of a late solution told of only now.

    An answer that was owed, and late, and never came stays broken: settling a matter in silence betters no figure.
    """
    if clock.resolve_since is None:
        return 0  # older than the standards
    answer_due_at = thread.first_due_at or thread.next_due_at
    is_late = bool(clock.owed) and answer_due_at is not None and answer_due_at < moment
    if is_late:
        tell_unseen(session, thread, clock.owed, due_at=answer_due_at, ended_at=moment)
    due_at = thread.resolve_due_at
    if due_at is None:  # we waited for the customer
        due_at = clocks.due(clocks.resumed(clock, moment), promised.promise_of(thread, book), book.calendar).resolve
    took = clocks.took(book.calendar, clock.resolve_since, moment, clock)
    session.execute(
        insert(Outcome).values(
            thread_id=thread.id,
            since=clock.resolve_since,
            due_at=due_at,
            settled_at=moment,
            took_s=int(took.total_seconds()),
            owner_id=thread.owner_id,
            department=thread.department,
            unanswered=clock.owed if is_late else "",
        )
    )
    return tell_unseen(session, thread, RESOLVE, due_at=thread.resolve_due_at, ended_at=moment)


def undo_outcome(session: Session, thread: ThreadView, moment: datetime) -> None:
    """Note that it was not settled: somebody opened it again."""
    session.execute(
        update(Outcome)
        .where(Outcome.thread_id == thread.id, Outcome.settled_at == thread.settled_at, Outcome.undone_at.is_(None))
        .values(undone_at=moment)
    )
