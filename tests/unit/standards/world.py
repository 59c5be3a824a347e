"""Calendars and promises that the worked cases name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.core.clock import SHANGHAI
from portal.standards.calendar import STANDARD_WEEK, Week, WorkCalendar, read_hours
from portal.standards.promises import Promise

MORNING = read_hours("08:30-12:00")
CALENDARS = {
    "house": WorkCalendar(),
    "half": WorkCalendar(
        days={date(2026, 9, 30): MORNING, date(2026, 12, 31): MORNING, date(2026, 11, 21): MORNING},
    ),
    "saturdays": WorkCalendar(Week(read_hours("8:00-11:30 13:00-17:00"), saturday=read_hours("9:00-12:00"))),
    "three": WorkCalendar(Week(read_hours("6:00-10:00 11:00-15:00 20:00-22:00"))),
    "nights": WorkCalendar(Week(read_hours("00:00-02:00 22:00-24:00"))),
    "staff": WorkCalendar(
        days={
            date(2026, 11, 23): (),
            date(2026, 11, 22): STANDARD_WEEK.workday,
            date(2026, 10, 8): (),
            date(2027, 2, 6): (),
            date(2027, 2, 8): (),
            date(2027, 2, 9): (),
            date(2027, 2, 20): STANDARD_WEEK.workday,
        },
    ),
}


def _promise(first: int | None, following: int | None, resolve: int | None) -> Promise:
    return Promise(*(None if number is None else timedelta(minutes=number) for number in (first, following, resolve)))


PROMISES = {
    "inquiry": _promise(30, 60, 480),
    "order": _promise(60, 60, None),
    "claim": _promise(30, 120, 2400),
    "complaint": _promise(30, 120, 1440),
    "suggestion": _promise(480, 480, None),
    "urgent": _promise(15, 30, 480),
    "key": _promise(20, 40, 480),
    "none": _promise(None, None, None),
}


def moment(text: str) -> datetime:
    """`2026-11-18T09:10`, Shanghai unless it says otherwise."""
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def words(when: datetime | None) -> str:
    """The same way back; `-` for nothing."""
    return "-" if when is None else when.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S").removesuffix(":00")
