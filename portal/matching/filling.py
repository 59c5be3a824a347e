"""Several lots that fill one demand together: which, and how much of each. Pure.

One lot that has it all is better than several. Else they are taken by rank, each as much as is still wanted, never less than its
minimum and never more than it has; then those that turn out not to be needed are left out, the worst first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.matching.items import Item
from portal.matching.match import Match

MOST = 6
"""Lorries to load at more places than this are no offer."""


@dataclass(frozen=True, slots=True)
class Part:
    """So much of one match, in the demand's unit."""

    match: Match
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Filling:
    """parts: in order of rank; short: what is still missing of the demand."""

    parts: tuple[Part, ...]
    wanted: Decimal
    short: Decimal

    @property
    def amount(self) -> Decimal:
        return self.wanted - self.short

    @property
    def is_whole(self) -> bool:
        return self.short == 0


def fill(demand: Item, matches: Iterable[Match], *, most: int = MOST) -> Filling | None:
    """What fills the demand; None where the demand states no amount or nothing known is there. The order of matches does not matter."""
    wanted = demand.amount
    if wanted is None or wanted <= 0:
        return None
    found = sorted((one for one in matches if one.whole and one.amount and one.amount > 0), key=lambda one: one.rank)
    alone = next(
        (one for one in found if one.amount is not None and one.amount >= wanted and (one.moq or 0) <= wanted), None
    )
    if alone is not None:
        return Filling((Part(alone, wanted),), wanted, Decimal(0))
    parts = _taken(found, wanted, most)
    if not parts:
        return None
    for part in reversed(parts):
        rest = [other.match for other in parts if other is not part]
        without = _taken(rest, wanted, most)
        if sum(other.amount for other in without) >= sum(other.amount for other in parts):
            parts = without
    return Filling(tuple(parts), wanted, wanted - sum((part.amount for part in parts), Decimal(0)))


def _taken(found: Iterable[Match], wanted: Decimal, most: int) -> list[Part]:
    parts: list[Part] = []
    left = wanted
    for one in found:
        if left <= 0 or len(parts) >= most:
            break
        amount = min(one.amount or Decimal(0), left)
        if amount > 0 and amount >= (one.moq or 0):
            parts.append(Part(one, amount))
            left -= amount
    return parts
