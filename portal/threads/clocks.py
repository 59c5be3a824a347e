"""When something is due in the working time of a department: the one place where the desk asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.core.calendar import Calendar

_OFFICE = Calendar(
    windows=(
        (timedelta(hours=8, minutes=30), timedelta(hours=12)),
        (timedelta(hours=13, minutes=30), timedelta(hours=18)),
    )
)


def due_after(session: Session, department: str, start: datetime, minutes: int) -> datetime:
    """The moment so many working minutes of the department after `start`."""
    return _OFFICE.after(start, timedelta(minutes=minutes))
