"""A thread's own columns brought up to what its messages say, after they were moved: counters, last words, what is owed."""

from __future__ import annotations

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
    clock: Clock,
    asked_at: datetime | None = None,
) -> None:
    """Set the counters, the last words, whether somebody waits, and the promises with it.

    clock: what is owed and since when. asked_at: when the question was asked that waits longest, where the clock began at another time.
    """
    count, customers, staffs = session.execute(
        select(
            func.count(),
            func.coalesce(func.max(case((Message.by_staff.is_(False), Message.id))), 0),
            func.coalesce(func.max(case((Message.by_staff.is_(True), Message.id))), 0),
        ).where(Message.thread_id == thread_id)
    ).one()
    last = session.execute(
        select(Message.created_at, Message.body, Message.by_staff)
        .where(Message.thread_id == thread_id)
        .order_by(Message.id.desc())
        .limit(1)
    ).one()
    (view,) = threads_for_clock(session, [thread_id])
    waiting = None if clock.paused_since else clock.answer_since and (asked_at or clock.answer_since)
    status = OPEN if waiting else ANSWERED if view.status == OPEN else view.status
    if view.status in promised.SETTLED or clock.paused_since:
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
    session.execute(update(Thread).where(Thread.id == thread_id).values(**promised.reckoned(view, clock, book)))
