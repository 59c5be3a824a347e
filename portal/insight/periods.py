"""The days that figures are of, and the steps they are divided into for a course. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.core.clock import SHANGHAI
from portal.core.texts import N_

USUAL = (7, 30, 90)
MOST_D = 366
AGES_H = (24, 72, 168, 720)
"""An open case is younger than the first, the second, … or older than all."""
AGE_NAMES = (N_("1 天内"), N_("1–3 天"), N_("3–7 天"), N_("7–30 天"), N_("30 天以上"))


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Shanghai, both ends included. usual: 7, 30 or 90 where it was chosen so, else 0."""

    first: date
    last: date
    usual: int = 0

    @property
    def since(self) -> datetime:
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after."""
        return midnight(self.last + timedelta(days=1))

    @property
    def steps(self) -> tuple[date, ...]:
        """The first day of each step: days up to a fortnight, weeks up to four months, then thirty days."""
        length = (self.last - self.first).days + 1
        width = 1 if length <= 14 else 7 if length <= 120 else 30
        return tuple(self.first + timedelta(days=number) for number in range(0, length, width))

    def step_of(self, moment: datetime) -> int:
        """The place of the step a moment within the period lies in."""
        return bisect_right(self.steps, moment.astimezone(SHANGHAI).date()) - 1


def midnight(day: date) -> datetime:
    """The moment a day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def age_of(hours: float) -> int:
    """The place among the ages: 0 for the youngest."""
    return bisect_right(AGES_H, hours)


def read_period(wanted: Mapping[str, str], today: date) -> tuple[Period, dict[str, str]]:
    """What an address asks for, and what is wrong with it, by field; the last thirty days where it asks for nothing sensible."""
    usual = next((days for days in USUAL if wanted.get("days") == str(days)), 30)
    fallback = Period(today - timedelta(days=usual - 1), today, usual)
    if not (wanted.get("from") or wanted.get("to")):
        return fallback, {}
    found: dict[str, date] = {}
    for name in ("from", "to"):
        try:
            found[name] = date.fromisoformat(wanted.get(name, "").strip())
        except ValueError:
            return fallback, {name: N_("请填写日期，例如 2026-03-31")}
        if not 2000 <= found[name].year <= 2199:
            return fallback, {name: N_("请填写日期，例如 2026-03-31")}
    if found["from"] > found["to"]:
        return fallback, {"to": N_("截止日期不能早于起始日期")}
    if (found["to"] - found["from"]).days >= MOST_D:
        return fallback, {"to": N_("一次最多看 366 天")}
    return Period(found["from"], found["to"]), {}
