"""What happens by itself: a settled thread asks for its rating, a complaint opens a recovery, a broken promise too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from portal.casework.models import Recovery
from portal.casework.models.recovery import BREACH, COMPLAINT
from portal.casework.rules import Rules
from portal.casework.services import ask_for_rating, open_recovery
from portal.threads.models import Thread
from portal.threads.services.following import surviving_id

CHANGED, OPENED, BROKEN = "casework.changed", "casework.opened", "casework.broken"
MERGED = "casework.merged"


def changed(secret: str, rules: Rules) -> Callable[[Session, dict[str, Any]], None]:
    """After a thread's status changed: ask who opened it how it went, once."""

    def run(session: Session, payload: dict[str, Any]) -> None:
        ask_for_rating(session, thread_id=payload["thread_id"], secret=secret, rules=rules)

    return run


def opened(session: Session, payload: dict[str, Any]) -> None:
    """A complaint begins with a recovery."""
    kind = session.scalar(select(Thread.kind).where(Thread.id == payload["thread_id"]))
    if kind == "complaint":
        open_recovery(session, thread_id=payload["thread_id"], cause_kind=COMPLAINT)


def broken(session: Session, payload: dict[str, Any]) -> None:
    """A promise to the customer was broken."""
    open_recovery(session, thread_id=surviving_id(session, payload["thread_id"]), cause_kind=BREACH)


def merged(session: Session, payload: dict[str, Any]) -> None:
    """Recoveries of a thread that was merged go on in the one it went into. A claim's thread is never merged into another.

    Ratings stay with what was rated: that matter was settled.
    """
    gone = payload["thread_id"]
    kept = surviving_id(session, gone)
    other = aliased(Recovery)
    same = exists().where(
        other.thread_id == kept, other.occasion == Recovery.occasion, other.ref == Recovery.ref, other.id != Recovery.id
    )
    for where, ref in ((same, f"m{gone}"), (~same, None)):  # two breaches of two threads are two recoveries
        found = session.scalars(select(Recovery.id).where(Recovery.thread_id == gone, where)).all()
        values = {"thread_id": kept} | ({"ref": ref} if ref else {})
        session.execute(update(Recovery).where(Recovery.id.in_(found)).values(**values))
