"""When something is due in the working time of a department: the one place where the desk asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.standards.books import book_of
from portal.standards.clock import WARN_AT

RECKON = "threads.reckon_hand_offs"
"""The job after working hours or a department's times changed."""


def due_after(session: Session, department: str, start: datetime, minutes: int) -> datetime:
    """The moment so many working minutes of the department after `start`."""
    return book_of(session).calendar_of(department).after(start, timedelta(minutes=minutes))


def near_after(session: Session, department: str, start: datetime, minutes: int) -> datetime:
    """When three quarters of those minutes are gone."""
    amount = timedelta(minutes=minutes) * WARN_AT[0] / WARN_AT[1]
    return book_of(session).calendar_of(department).after(start, amount)


def near_before(session: Session, department: str, start: datetime, end: datetime) -> datetime:
    """When three quarters of the department's working time until `end` are gone; of all the time where none of it is working time."""
    calendar = book_of(session).calendar_of(department)
    working = calendar.elapsed(start, end)
    if not working:
        return start + (end - start) * WARN_AT[0] / WARN_AT[1]
    return calendar.after(start, working * WARN_AT[0] / WARN_AT[1])
