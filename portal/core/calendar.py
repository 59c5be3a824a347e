"""Which days are worked in China, and how much working time lies between two moments. Pure; knows no setting and no feature.

Public holidays and the weekends worked for them (调休) are the State Council's, as the package chinesecalendar has them. It is
renewed each November for the year to come; for a year it does not know yet, weekends and the holidays that never move are off,
and whoever keeps exceptions of their own hands them over.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import chinese_calendar

from portal.core.clock import SHANGHAI

Window = tuple[timedelta, timedelta]
"""From and to, as time since midnight."""
Span = tuple[datetime, datetime]
"""From and to, as moments."""

WHOLE_DAY: tuple[Window, ...] = ((timedelta(0), timedelta(days=1)),)
MOST_DAYS = 3660
_DAY = timedelta(days=1)
_HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
_NEVER_MOVE = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether offices and markets in mainland China are open on this day."""
    known = _announced(day)
    if known is None:
        return day.weekday() < 5 and (day.month, day.day) not in _NEVER_MOVE
    return not known[0]


class WorkingTime(ABC):
    """How working time is counted, whatever the spans of a day are. Who inherits says what they are.

    A moment at the very end of a span belongs to the next one: what begins at 12:00 begins after lunch, and what is
    complete at 12:00 is due at 12:00.
    """

    __slots__ = ()

    @abstractmethod
    def spans(self, day: date) -> Sequence[Span]:
        """The working spans of a day in Shanghai, in order, apart from each other."""

    def elapsed(self, begin: datetime, end: datetime) -> timedelta:
        """The working time from one moment to a later one; nothing when it is not later."""
        total = timedelta(0)
        if end <= begin:
            return total
        day, last = _day(begin), _day(end)
        while day <= last:
            for since, to in self.spans(day):
                if to > begin and since < end:
                    total += min(to, end) - max(since, begin)
            day += _DAY
        return total

    def after(self, moment: datetime, amount: timedelta) -> datetime:
        """When so much working time will have passed. Raises: ValueError when that is years away."""
        day = _day(moment)
        for _number in range(MOST_DAYS):
            for since, to in self.spans(day):
                begin = max(since, moment)
                if to > begin:
                    if to - begin >= amount:
                        return begin + amount
                    amount -= to - begin
            day += _DAY
        raise ValueError("no working time")

    def before(self, moment: datetime, amount: timedelta) -> datetime:
        """Since when so much working time has passed. Raises: ValueError when that is years ago."""
        day = _day(moment)
        for _number in range(MOST_DAYS):
            for since, to in reversed(self.spans(day)):
                end = min(to, moment)
                if end > since:
                    if end - since >= amount:
                        return end - amount
                    amount -= end - since
            day -= _DAY
        raise ValueError("no working time")


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """Whether this day belongs to a public holiday, not only to a weekend."""
    known = _announced(day)
    if known is None:
        return (day.month, day.day) in _NEVER_MOVE
    off, name = known
    return bool(off and name)


def announced_days(year: int) -> list[tuple[date, bool, str]]:
    """The State Council's days of a year: (day, worked or not, the holiday's Chinese name); nothing for a year not announced."""
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        known = _announced(day)
        if known is None:
            return []
        off, name = known
        if name:
            found.append((day, not off, _HOLIDAYS.get(name, name)))
        day += _DAY
    return found


def _announced(day: date) -> tuple[bool, str | None] | None:
    """Whether the day is off, and the holiday it is off or worked for, if any; None in a year nobody has announced yet."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:  # the package's own word for a year it has no days of
        return None
    return bool(off), name


@dataclass(frozen=True, slots=True)
class Calendar(WorkingTime):
    """Working time: the windows of each working day, Shanghai time.

    windows: in order, apart from each other. exceptions: days that are (True) or are not (False) worked, whatever is announced.
    """

    windows: tuple[Window, ...] = WHOLE_DAY
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return is_workday(day) if known is None else known

    def spans(self, day: date) -> Sequence[Span]:
        return spans_of(day, self.windows) if self.is_working(day) else ()


def spans_of(day: date, windows: Sequence[Window]) -> tuple[Span, ...]:
    """The windows of a day in Shanghai as moments."""
    midnight = datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
    return tuple((midnight + since, midnight + to) for since, to in windows)


TRADING_DAYS = Calendar()
"""The 24 hours of each working day: how the trade counts the age of a word."""


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
