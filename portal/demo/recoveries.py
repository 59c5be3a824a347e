"""A sample recovery with what the customer reads of it on the thread. Owns none of the stories."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.casework.models import Recovery
from portal.casework.models.recovery import CLOSED, OPEN, PROMISED
from portal.core.clock import SHANGHAI
from portal.demo.dice import Dice
from portal.demo.people import Person
from portal.threads.models import ThreadEvent


def recover(
    session: Session, dice: Dice, supervisor: Person, *, thread_id: int, occasion: str, opened_at: datetime,
    told_at: datetime | None, closed_at: datetime | None, follow_up_d: int, ref: str = "", **values: Any,
) -> None:  # fmt: skip
    """told_at: when the promise was told, None while it is looked into. closed_at: None before the follow-up is over.

    follow_up_d: days from today. values: the rest of its columns, `promise` among them once it is told.
    """
    day = dice.now.astimezone(SHANGHAI).date() + timedelta(days=follow_up_d)
    session.add(
        Recovery(
            no=dice.number("B"), thread_id=thread_id, occasion=occasion, ref=ref, opened_at=opened_at, follow_up_on=day,
            state=CLOSED if closed_at else PROMISED if told_at else OPEN, promised_at=told_at,
            closed_at=closed_at, closed_by=supervisor.id if closed_at else None, **values,
        )
    )  # fmt: skip
    step: dict[str, Any] = {"thread_id": thread_id, "by_id": supervisor.id, "by_name": supervisor.name, "public": True}
    if told_at:
        session.add(ThreadEvent(kind="recovery", facts={"promise": values["promise"]}, created_at=told_at, **step))
    if closed_at:
        session.add(ThreadEvent(kind="recovered", facts={}, created_at=closed_at, **step))
