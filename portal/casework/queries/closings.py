"""When a thread was settled: the step that did it is the closing a rating belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.threads.models import CLOSED, RESOLVED, Message, Thread, ThreadEvent

SETTLED = (RESOLVED, CLOSED)


@dataclass(frozen=True, slots=True)
class Closing:
    """The settlement that holds now. id: of the step."""

    id: int
    at: datetime


def closing_of(session: Session, thread_id: int) -> Closing | None:
    """The present settlement; None while the thread is open.

    Closing what was resolved already is no new one; settling what a question of the customer's opened again is.
    """
    status = session.scalar(select(Thread.status).where(Thread.id == thread_id))
    if status not in SETTLED:
        return None
    steps = session.execute(
        select(ThreadEvent.id, ThreadEvent.kind, ThreadEvent.facts, ThreadEvent.created_at)
        .where(ThreadEvent.thread_id == thread_id, ThreadEvent.kind.in_(("status", "reopened")))
        .order_by(ThreadEvent.id)
    )
    found: Closing | None = None
    for step in steps:
        if step.kind == "reopened" or step.facts.get("to") not in SETTLED:
            found = None
        elif found is None or _asked_again(session, thread_id, found.at, step.created_at, step.facts["to"]):
            found = Closing(step.id, step.created_at)
    return found


def _asked_again(session: Session, thread_id: int, since: datetime, until: datetime, to: str) -> bool:
    """A thread is resolved twice only when something opened it in between; closed after that only if somebody asked."""
    if to == RESOLVED:
        return True
    asked = select(Message.id).where(
        Message.thread_id == thread_id,
        Message.by_staff.is_(False),
        Message.created_at > since,
        Message.created_at <= until,
    )
    return session.execute(asked.limit(1)).first() is not None
