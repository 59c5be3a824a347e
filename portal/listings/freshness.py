"""How old a confirmation is in the trade's eyes: fresh, ageing, stale, resting. Pure; the limits are settings.

Hours are those of trading days: what was confirmed on Friday afternoon is still fresh on Monday morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from portal.core.calendar import TRADING_DAYS

State = Literal["fresh", "aging", "stale"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """fresh_h: hours a confirmation counts as fresh; ageing_h: until then it ages; rest_d: days until the listing rests."""

    fresh_h: int = 24
    ageing_h: int = 72
    rest_d: int = 14

    def state(self, confirmed_at: datetime | None, moment: datetime) -> State:
        """What the dot beside the time shows."""
        if confirmed_at is None:
            return "stale"
        if confirmed_at >= _before(_minute(moment), self.fresh_h):
            return "fresh"
        return "aging" if confirmed_at >= _before(_minute(moment), self.ageing_h) else "stale"

    def since(self, state: str, moment: datetime) -> datetime | None:
        """The oldest confirmation that is still `state` or better; None when any will do."""
        hours = {"fresh": self.fresh_h, "aging": self.ageing_h}.get(state)
        return _before(_minute(moment), hours) if hours else None

    def rests_before(self, moment: datetime) -> datetime:
        """Confirmed before this, a listing rests. Days of the calendar: a rest is long enough to hold any holiday."""
        return moment - timedelta(days=self.rest_d)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@lru_cache(maxsize=64)
def _before(moment: datetime, hours: int) -> datetime:
    # Asked for each row of each page: to the minute, so that the pages of a minute share the answer.
    return TRADING_DAYS.before(moment, timedelta(hours=hours))
