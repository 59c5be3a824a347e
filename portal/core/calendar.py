"""Which days are worked in China, and how much working time lies between two moments. Pure; knows no setting and no feature.

Public holidays and the weekends worked for them (调休) are the State Council's, as the package chinesecalendar has them. It is
renewed each November for the year to come; for a year it does not know yet, weekends and the holidays that never move are off,
and whoever keeps exceptions of their own hands them over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import chinese_calendar

from portal.core.clock import SHANGHAI

Window = tuple[timedelta, timedelta]
"""From and to, as time since midnight."""

WHOLE_DAY: tuple[Window, ...] = ((timedelta(0), timedelta(days=1)),)
MOST_DAYS = 3660
_NEVER_MOVE = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether offices and markets in mainland China are open on this day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year nobody has announced yet
        return day.weekday() < 5 and (day.month, day.day) not in _NEVER_MOVE


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time: the windows of each working day, Shanghai time.

    windows: in order, apart from each other. exceptions: days that are (True) or are not (False) worked, whatever is announced.
    """

    windows: tuple[Window, ...] = WHOLE_DAY
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return is_workday(day) if known is None else known

    def elapsed(self, begin: datetime, end: datetime) -> timedelta:
        """The working time from one moment to a later one; nothing when it is not later."""
        total, day, last = timedelta(0), _day(begin), _day(end)
        while day <= last:
            total += sum(
                (max(timedelta(0), min(to, end) - max(since, begin)) for since, to in self._of(day)), timedelta(0)
            )
            day += timedelta(days=1)
        return total

    def after(self, moment: datetime, amount: timedelta) -> datetime:
        """When so much working time will have passed. Raises: ValueError when that is years away."""
        for since, to in self._from(_day(moment), step=1):
            begin = max(since, moment)
            if to > begin:
                if to - begin >= amount:
                    return begin + amount
                amount -= to - begin
        raise ValueError("no working time")

    def before(self, moment: datetime, amount: timedelta) -> datetime:
        """Since when so much working time has passed. Raises: ValueError when that is years ago."""
        for since, to in self._from(_day(moment), step=-1):
            end = min(to, moment)
            if end > since:
                if end - since >= amount:
                    return end - amount
                amount -= end - since
        raise ValueError("no working time")

    def _from(self, day: date, *, step: int) -> Iterator[tuple[datetime, datetime]]:
        for number in range(MOST_DAYS):
            windows = self._of(day + timedelta(days=number * step))
            yield from windows if step > 0 else reversed(windows)

    def _of(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_working(day):
            return []
        midnight = datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
        return [(midnight + since, midnight + to) for since, to in self.windows]


TRADING_DAYS = Calendar()
"""The 24 hours of each working day: how the trade counts the age of a word."""


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
