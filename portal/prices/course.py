"""A course of days: what changed against the day before, a week and a year ago. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.prices.counts import Day

BEFORE, WEEK, YEAR = "before", "week", "year"
SPANS = (BEFORE, WEEK, YEAR)
_TOLERANCE = {BEFORE: 10, WEEK: 3, YEAR: 10}
"""How many days earlier than meant a day may be and still be compared with: markets close for holidays."""
LOOK_BACK = 366 + _TOLERANCE[YEAR]


@dataclass(frozen=True, slots=True)
class Change:
    """The middle against that of an earlier day; share in per cent, to a hundredth."""

    against: Day
    amount: Decimal
    share: Decimal


def compared(days: Sequence[Day], at: int, span: str) -> Change | None:
    """How the middle of days[at] stands to an earlier day's. days: oldest first. None where there is no such day.

    before: the last day there is before it; week: 7 days earlier; year: the same date a year earlier; or the nearest before those.
    """
    today = days[at]
    meant = _meant(today.day, span)
    place = bisect_right(days, meant, key=lambda one: one.day) - 1
    if place < 0 or days[place].day < meant - timedelta(days=_TOLERANCE[span]):
        return None
    against = days[place]
    amount = today.middle - against.middle
    return Change(against, amount, (amount * 100 / against.middle).quantize(Decimal("0.01")))


def _meant(day: date, span: str) -> date:
    if span == BEFORE:
        return day - timedelta(days=1)
    if span == WEEK:
        return day - timedelta(days=7)
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
