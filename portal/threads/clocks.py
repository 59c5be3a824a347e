"""When something is due in the working time of a department: the one place where the desk asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.standards.books import book_of


def due_after(session: Session, department: str, start: datetime, minutes: int) -> datetime:
    """The moment so many working minutes of the department after `start`."""
    return book_of(session).calendar_of(department).after(start, timedelta(minutes=minutes))
