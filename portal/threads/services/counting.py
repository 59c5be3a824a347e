"""A thread's own columns brought up to what its messages say, after they were moved: counters, last words, what is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from portal.core.markup import plain
from portal.standards.books import book_of
from portal.standards.clock import Clock
from portal.threads import promised
from portal.threads.models import ANSWERED, OPEN, Message, Thread
from portal.threads.queries.one import threads_for_clock


def recount(
    session: Session,
    thread_id: int,
    *,
    reopen: bool = False,
    resolve_since: datetime | None = None,
    clock: Clock | None = None,
) -> None:
    """Set the counters, the last words, whether somebody waits, and the promises with it.

    A question that was moved is owed since it was asked: no promise moves. reopen: what came in is an open matter; resolve_since: since
    when a solution of it is owed, where that is earlier than here. clock: what is owed and since when, where the messages do not say.
    """
    count, customers, staffs, answered = session.execute(
        select(
            func.count(),
            func.coalesce(func.max(case((Message.by_staff.is_(False), Message.id))), 0),
            func.coalesce(func.max(case((Message.by_staff.is_(True), Message.id))), 0),
            # What a rule of the house said answered nothing.
            func.coalesce(func.max(case((Message.by_staff.is_(True) & Message.author_id.is_not(None), Message.id))), 0),
        ).where(Message.thread_id == thread_id)
    ).one()
    last = session.execute(
        select(Message.created_at, Message.body, Message.by_staff)
        .where(Message.thread_id == thread_id)
        .order_by(Message.id.desc())
        .limit(1)
    ).one()
    asked = select(func.min(Message.created_at)).where(
        Message.thread_id == thread_id, Message.by_staff.is_(False), Message.id > answered
    )
    (view,) = threads_for_clock(session, [thread_id])
    settled = view.status in promised.SETTLED and not reopen
    waiting = clock.answer_since if clock else None if settled else session.scalar(asked)
    status = OPEN if waiting else ANSWERED if view.status == OPEN else view.status
    if settled or (clock and clock.paused_since):
        status = view.status
    session.execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(
            message_count=count, last_customer_message_id=customers, last_staff_message_id=staffs,
            last_message_at=last.created_at, last_message_excerpt=plain(last.body[:1000])[:120],
            last_message_by_staff=last.by_staff, waiting_since=waiting, status=status, version=Thread.version + 1,
        )
    )  # fmt: skip
    (view,) = threads_for_clock(session, [thread_id])
    book = book_of(session, view.standards)
    if clock is None and not settled:
        clock = promised.clock_of(view)
        since = min((moment for moment in (clock.resolve_since, resolve_since, waiting) if moment), default=None)
        clock = replace(clock, answer_since=waiting, resolve_since=since, settled_at=None)
    clock = clock or promised.clock_of(view)
    session.execute(update(Thread).where(Thread.id == thread_id).values(**promised.reckoned(view, clock, book)))
