"""What happens by itself: a settled thread asks for its rating, a complaint opens a recovery, a broken promise too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.casework.models.recovery import BREACH, COMPLAINT
from portal.casework.rules import Rules
from portal.casework.services import ask_for_rating, open_recovery
from portal.threads.models import Thread

CHANGED, OPENED, BROKEN = "casework.changed", "casework.opened", "casework.broken"


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
    open_recovery(session, thread_id=payload["thread_id"], cause_kind=BREACH)
