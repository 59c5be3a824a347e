"""A thread's own columns brought up to what its messages say, after they were moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from portal.core.markup import plain
from portal.threads.models import OPEN, Message, Thread


def recount(session: Session, thread_id: int, *, waiting_since: datetime | None, reopen: bool) -> None:
    """Set the counters and the last words. reopen: it holds a question nobody has answered."""
    newest = select(
        func.count(),
        func.coalesce(func.max(case((Message.by_staff.is_(False), Message.id))), 0),
        func.coalesce(func.max(case((Message.by_staff.is_(True), Message.id))), 0),
    ).where(Message.thread_id == thread_id)
    count, customers, staffs = session.execute(newest).one()
    last = session.execute(
        select(Message.created_at, Message.body, Message.by_staff)
        .where(Message.thread_id == thread_id)
        .order_by(Message.id.desc())
        .limit(1)
    ).one()
    values = {
        "message_count": count,
        "last_customer_message_id": customers,
        "last_staff_message_id": staffs,
        "last_message_at": last.created_at,
        "last_message_excerpt": plain(last.body[:1000])[:120],
        "last_message_by_staff": last.by_staff,
        "waiting_since": waiting_since,
    }
    if reopen:
        values["status"] = OPEN
    session.execute(update(Thread).where(Thread.id == thread_id).values(version=Thread.version + 1, **values))
