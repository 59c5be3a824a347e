"""How a matter was settled, written down for the figures: how long it took, when it was due; and that it was not, after all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from portal.standards import clock as clocks
from portal.standards.books import Book
from portal.standards.clock import Clock
from portal.threads import promised
from portal.threads.models import Outcome
from portal.threads.queries import ThreadView


def note_outcome(session: Session, thread: ThreadView, clock: Clock, book: Book, moment: datetime) -> None:
    """Note that the thread is settled now. clock: as it ran until then."""
    if clock.resolve_since is None:
        return  # older than the standards
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
        )
    )


def undo_outcome(session: Session, thread: ThreadView, moment: datetime) -> None:
    """Note that it was not settled: somebody opened it again."""
    session.execute(
        update(Outcome)
        .where(Outcome.thread_id == thread.id, Outcome.settled_at == thread.settled_at, Outcome.undone_at.is_(None))
        .values(undone_at=moment)
    )
