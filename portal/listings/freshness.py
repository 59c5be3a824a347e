"""How old a confirmation is in the trade's eyes: fresh, ageing, stale, resting. Pure; the limits are settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

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
        age = moment - confirmed_at
        if age <= timedelta(hours=self.fresh_h):
            return "fresh"
        return "aging" if age <= timedelta(hours=self.ageing_h) else "stale"

    def since(self, state: str, moment: datetime) -> datetime | None:
        """The oldest confirmation that is still `state` or better; None when any will do."""
        hours = {"fresh": self.fresh_h, "aging": self.ageing_h}.get(state)
        return moment - timedelta(hours=hours) if hours else None

    def rests_before(self, moment: datetime) -> datetime:
        """Confirmed before this, a listing rests."""
        return moment - timedelta(days=self.rest_d)
