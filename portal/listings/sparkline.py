"""A price's course as the points of a small line; the page draws it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 240, 48, 4


def line(points: Sequence[tuple[datetime, Decimal]]) -> str:
    """`x,y x,y …` for an SVG polyline of steps, oldest first; empty for fewer than two prices.

    A price holds until the next one, so the line goes level and then up or down.
    """
    if len(points) < 2:
        return ""
    begin, end = points[0][0], points[-1][0]
    low, high = min(price for _at, price in points), max(price for _at, price in points)
    span = max(1.0, (end - begin).total_seconds())
    scale = float(high - low) or 1.0

    def x(at: datetime) -> float:
        return round(MARGIN + (at - begin).total_seconds() / span * (WIDTH - 2 * MARGIN), 1)

    def y(price: Decimal) -> float:
        return round(HEIGHT - MARGIN - float(price - low) / scale * (HEIGHT - 2 * MARGIN), 1)

    drawn: list[str] = []
    level: float | None = None
    for at, price in points:
        if level is not None:
            drawn.append(f"{x(at)},{level}")
        level = y(price)
        drawn.append(f"{x(at)},{level}")
    return " ".join(drawn)
