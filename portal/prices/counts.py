"""Prices counted: low, middle and high of many, and how they are kept beside a day. Pure; whole fen throughout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.core.quantity import FEN


@dataclass(frozen=True, slots=True)
class Day:
    """What one day's prices come to. count: how many listings (or quotes) stand behind it."""

    day: date
    low: Decimal
    middle: Decimal
    high: Decimal
    count: int


def summed(day: date, prices: Mapping[int, int]) -> Day:
    """The day of these prices: fen → how often, none of them zero times.

    middle: the median; of an even number the mean of the two in the middle, half a fen upwards.
    """
    ordered = sorted(prices.items())
    count = sum(prices.values())
    below = _at(ordered, (count - 1) // 2)
    above = _at(ordered, count // 2)
    return Day(day, _yuan(ordered[0][0]), _yuan((below + above + 1) // 2), _yuan(ordered[-1][0]), count)


def _at(ordered: list[tuple[int, int]], place: int) -> int:
    """The price in this place of all, counted from 0."""
    passed = 0
    for price, times in ordered:
        passed += times
        if place < passed:
            return price
    raise ValueError("there is no such place")


def written(prices: Mapping[int, int]) -> str:
    """`365000*2,366000`: cheapest first."""
    return ",".join(f"{price}*{times}" if times > 1 else str(price) for price, times in sorted(prices.items()))


def read(text: str) -> Counter[int]:
    """What `written` wrote."""
    found: Counter[int] = Counter()
    for part in text.split(","):
        price, _sign, times = part.partition("*")
        found[int(price)] += int(times or 1)
    return found


def _yuan(fen: int) -> Decimal:
    return fen * FEN
