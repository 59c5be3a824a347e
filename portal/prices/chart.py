"""A course of days as the shapes of a chart: a band from low to high, a line of middles, lines to read them by. Pure.

The page stretches the drawing to its width; texts stand beside it as text, so that they stay readable on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10

from portal.prices.counts import Day

WIDTH, HEIGHT = 720, 240
GAP = 12
"""Days without a price after which the line breaks off: longer than any holiday."""
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Chart:
    """band and line: paths. scale: prices from the top down, at equal distances. dates: from left to right, at equal distances."""

    band: str
    line: str
    scale: tuple[Decimal, ...]
    heights: tuple[float, ...]
    dates: tuple[date, ...]


def drawn(days: Sequence[Day]) -> Chart | None:
    """The chart of these days, oldest first; None for none."""
    if not days:
        return None
    scale = scale_of(min(one.low for one in days), max(one.high for one in days))
    top, bottom = scale[0], scale[-1]
    first, last = days[0].day, days[-1].day
    length = (last - first).days

    def x(one: Day) -> float:
        return round((one.day - first).days / length * WIDTH, 1) if length else WIDTH / 2

    def y(price: Decimal) -> float:
        return round(float((top - price) / (top - bottom)) * HEIGHT, 1)

    band, line = [], []
    for part in _unbroken(days):
        if len(part) == 1:  # a point: a line of no length, which round ends make a dot
            line.append(f"M{x(part[0])},{y(part[0].middle)}h0")
            band.append(f"M{x(part[0])},{y(part[0].high)}V{y(part[0].low)}")
            continue
        line.append("M" + "L".join(f"{x(one)},{y(one.middle)}" for one in part))
        edge = [f"{x(one)},{y(one.high)}" for one in part] + [f"{x(one)},{y(one.low)}" for one in reversed(part)]
        band.append("M" + "L".join(edge) + "Z")
    heights = tuple(round(place / (len(scale) - 1) * HEIGHT, 1) for place in range(len(scale)))
    return Chart("".join(band), "".join(line), scale, heights, _dates(first, length))


def scale_of(low: Decimal, high: Decimal, *, whole: bool = False) -> tuple[Decimal, ...]:
    """Round prices that hold low and high between them, from the top down: five to eight of them. whole: no part of one, so maybe fewer."""
    span = float(high - low) or max(float(high) * 0.02, 1.0)
    rough = span / 5
    power = 10 ** floor(log10(rough))
    steps = (one * power for one in _STEPS if one * power >= rough * 0.999)
    step = Decimal(str(next(one for one in steps if not whole or one % 1 == 0)))
    begin, end = floor(low / step), ceil(high / step)
    if begin == end:
        begin, end = max(0, begin - 1), end + 1
    return tuple(step * number for number in range(end, begin - 1, -1))


def spark(days: Sequence[Day], *, width: int = 120, height: int = 28) -> str:
    """A small line of the middles, as points; empty for fewer than two days."""
    if len(days) < 2:
        return ""
    low, high = min(one.middle for one in days), max(one.middle for one in days)
    length = (days[-1].day - days[0].day).days
    scale = float(high - low)

    def y(price: Decimal) -> float:
        return round(2 + (float(high - price) / scale if scale else 0.5) * (height - 4), 1)

    return " ".join(f"{round((one.day - days[0].day).days / length * width, 1)},{y(one.middle)}" for one in days)


def _unbroken(days: Sequence[Day]) -> list[list[Day]]:
    parts = [[days[0]]]
    for before, one in pairwise(days):
        if (one.day - before.day).days > GAP:
            parts.append([])
        parts[-1].append(one)
    return parts


def _dates(first: date, length: int) -> tuple[date, ...]:
    if not length:
        return (first,)
    number = min(4, length)
    return tuple(first + timedelta(days=round(length * place / number)) for place in range(number + 1))
