"""Which freight rate carries so many tonnes from one place to another, and what it comes to. Pure: rates in, a choice out.

The rules a carrier's table goes by:
- A rate holds from everywhere in its region to everywhere in its region, on the days it says.
- Of one mode the most exact region wins (a district's own rate over its city's, a city's over its province's): first where it
  goes, then where it comes from. Among equally exact ones, and among modes, the cheapest for the quantity.
- Less than the minimum is carried at the price of the minimum, and never for less than the minimum charge. With less than
  `LEAST_SHARE` of it (a lorry's load for a ship of 1000 t) the rate is no offer at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from portal.core.quantity import FEN
from portal.materials.places import exactness, lies_in

Missing = Literal["no_origin", "no_place", "no_route", "no_mode", "expired", "not_yet", "too_little"]
LEAST_SHARE = Decimal("0.2")
"""What part of a rate's minimum there must be for it to be worth paying for the rest."""
_NO_DAYS = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A freight rate as a calculation needs it. price: yuan a tonne; min_charge: yuan a shipment."""

    no: str
    from_code: str
    to_code: str
    mode: str
    price: Decimal
    min_tonnes: Decimal | None = None
    min_charge: Decimal | None = None
    valid_from: date
    valid_until: date
    days_min: int | None = None
    days_max: int | None = None
    carrier: str = ""
    remarks: str = ""

    def charge(self, tonnes: Decimal) -> Decimal:
        """What the whole quantity costs, exact."""
        whole = self.price * max(tonnes, self.min_tonnes or Decimal(0))
        return max(whole, self.min_charge or Decimal(0))

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Choice:
    """The best route, or why there is none. others: the best of each other mode, cheapest first."""

    route: Route | None
    missing: Missing | None = None
    others: tuple[Route, ...] = ()


def to_fen(amount: Decimal) -> Decimal:
    """To the fen, halves upwards, as people round money."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def best_route(
    routes: Iterable[Route], *, origin: str, destination: str, tonnes: Decimal, day: date, mode: str = ""
) -> Choice:
    """The route to take. Their order does not matter. mode: only this one. Raises: ValueError unless tonnes > 0."""
    if tonnes <= 0:
        raise ValueError("tonnes must be positive")
    if not origin or not destination:
        return Choice(None, "no_origin" if not origin else "no_place")
    found = [one for one in routes if lies_in(origin, one.from_code) and lies_in(destination, one.to_code)]
    if not found:
        return Choice(None, "no_route")
    if mode:
        found = [one for one in found if one.mode == mode]
        if not found:
            return Choice(None, "no_mode")
    holding = [one for one in found if one.holds_on(day)]
    if not holding:
        return Choice(None, "expired" if any(one.valid_until < day for one in found) else "not_yet")
    by_mode = {}
    for way in {one.mode for one in holding}:
        same = [one for one in holding if one.mode == way]
        exactest = max(_exactness(one) for one in same)
        same = [one for one in same if _exactness(one) == exactest and tonnes >= LEAST_SHARE * (one.min_tonnes or 0)]
        if same:
            by_mode[way] = min(same, key=lambda one: _cost(one, tonnes))
    if not by_mode:
        return Choice(None, "too_little")
    first, *others = sorted(by_mode.values(), key=lambda one: _cost(one, tonnes))
    return Choice(first, None, tuple(others))


def _exactness(route: Route) -> tuple[int, int]:
    return exactness(route.to_code), exactness(route.from_code)


def _cost(route: Route, tonnes: Decimal) -> tuple[Decimal, int, str]:
    """Cheapest, then quickest; the number makes the order total."""
    days = route.days_max if route.days_max is not None else route.days_min
    return route.charge(tonnes), _NO_DAYS if days is None else days, route.no
