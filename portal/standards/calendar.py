"""The calendar of a house or a department: hours by weekday, holidays, make-up workdays, half days. Pure; reads no table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.calendar import Span, Window, WorkingTime, is_holiday, is_workday, spans_of
from portal.core.errors import Invalid

Hours = tuple[Window, ...]
MOST_INTERVALS = 6
MOST_REMEMBERED = 4000
_INTERVAL = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-~–—－～至到]\s*(\d{1,2})[:.](\d{2})\Z")
_BETWEEN = re.compile(r"[\s,;、，；/]+")


def read_hours(text: str, *, field: str = "hours") -> Hours:
    """Working hours as people write them: `8:30-12:00，13:30~18:00`; nothing at all is a day off.

    Raises: Invalid(field): not a time, ends before it begins, two that overlap, too many.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"\s*([-~–—至到])\s*", r"\1", plain)
    found: list[Window] = []
    for part in filter(None, _BETWEEN.split(plain)):
        match = _INTERVAL.match(part)
        if match is None:
            raise Invalid(field, "请按“08:30-12:00 13:30-18:00”的格式填写")
        from_h, from_m, to_h, to_m = (int(number) for number in match.groups())
        since, to = timedelta(hours=from_h, minutes=from_m), timedelta(hours=to_h, minutes=to_m)
        if from_m > 59 or to_m > 59 or to > timedelta(days=1):
            raise Invalid(field, "时间应在 00:00 到 24:00 之间")
        if since >= to:
            raise Invalid(field, "时段的结束时间要晚于开始时间")
        if found and since < found[-1][1]:
            raise Invalid(field, "时段要按先后填写，不能重叠")
        found.append((since, to))
    if len(found) > MOST_INTERVALS:
        raise Invalid(field, "一天最多 %(max)s 个时段", max=MOST_INTERVALS)
    return tuple(found)


def write_hours(hours: Hours) -> str:
    """Hours as they are stored and shown: `08:30-12:00 13:30-18:00`."""
    return " ".join(f"{_clock(since)}-{_clock(to)}" for since, to in hours)


def _clock(since_midnight: timedelta) -> str:
    minutes = int(since_midnight.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of an ordinary week. A make-up workday has a workday's hours, whichever weekday it is."""

    workday: Hours
    saturday: Hours = ()
    sunday: Hours = ()


STANDARD_WEEK = Week(read_hours("08:30-12:00 13:30-18:00"))
"""Monday to Friday, as trade.md has it."""


class WorkCalendar(WorkingTime):
    """Working time of a week with days unlike the others.

    days: the hours of particular days, whatever else holds for them; every other day is as announced by the State Council.
    """

    __slots__ = ("_known", "days", "week")

    def __init__(self, week: Week = STANDARD_WEEK, days: Mapping[date, Hours] | None = None) -> None:
        self.week = week
        self.days = dict(days or {})
        self._known: dict[date, tuple[Span, ...]] = {}

    def hours_of(self, day: date) -> Hours:
        """The hours worked on a day."""
        own = self.days.get(day)
        if own is not None:
            return own
        if is_workday(day):
            return self.week.workday
        if day.weekday() < 5 or is_holiday(day):
            return ()
        return self.week.saturday if day.weekday() == 5 else self.week.sunday

    def spans(self, day: date) -> Sequence[Span]:
        known = self._known.get(day)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known = {}
            known = self._known[day] = spans_of(day, self.hours_of(day))
        return known

    @property
    def day_length(self) -> timedelta:
        """How much working time one working day is."""
        return sum((to - since for since, to in self.week.workday), timedelta(0)) or timedelta(hours=8)
