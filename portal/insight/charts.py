"""Figures as the shapes of a chart: columns beside each other, or lines. Pure; the page stretches the drawing and writes the texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.prices.chart import HEIGHT, WIDTH, scale_of

LABELS = 8
"""Of more steps than so many not each one is named."""
Value = float | None


@dataclass(frozen=True, slots=True)
class Series:
    """One value a step; None where there is none."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Chart:
    """bars: (series, x, y, width, height). lines, dots: (series, path); dots are points without neighbours. A label may be empty."""

    title: str
    names: tuple[str, ...]
    scale: tuple[str, ...]
    heights: tuple[float, ...]
    bars: tuple[tuple[int, float, float, float, float], ...]
    lines: tuple[tuple[int, str], ...]
    dots: tuple[tuple[int, str], ...]
    labels: tuple[str, ...]


def drawn(title: str, labels: Sequence[str], series: Sequence[Series], *, as_lines: bool = False) -> Chart | None:
    """The chart; None where there is nothing to draw."""
    most = max((value for one in series for value in one.values if value), default=0.0)
    if not labels or most <= 0:
        return None
    whole = all(value % 1 == 0 for one in series for value in one.values if value)
    scale = scale_of(Decimal(0), Decimal(str(max(most, 5.0))), whole=whole)
    top = float(scale[0])
    width = WIDTH / len(labels)

    def y(value: float) -> float:
        return round((1 - value / top) * HEIGHT, 1)

    bars, lines, dots = [], [], []
    if as_lines:
        for number, one in enumerate(series):
            line, alone = _paths(one.values, width, y)
            lines.append((number, line))
            dots.append((number, alone))
    else:
        thick = width * 0.7 / len(series)
        for number, one in enumerate(series):
            for place, value in enumerate(one.values):
                if value:
                    x = place * width + width * 0.15 + number * thick
                    bars.append((number, round(x, 1), y(value), round(thick * 0.92, 1), round(HEIGHT - y(value), 1)))
    every = -(-len(labels) // LABELS)
    return Chart(
        title,
        tuple(one.name for one in series),
        tuple(f"{mark.normalize():f}" for mark in scale),
        tuple(round(place / (len(scale) - 1) * HEIGHT, 1) for place in range(len(scale))),
        tuple(bars),
        tuple(one for one in lines if one[1]),
        tuple(one for one in dots if one[1]),
        tuple(label if place % every == 0 else "" for place, label in enumerate(labels)),
    )


def _paths(values: Sequence[Value], width: float, y: Callable[[float], float]) -> tuple[str, str]:
    """Points joined where they follow each other, a gap breaks the line; and the points that stand alone."""
    line = dots = ""
    for place, value in enumerate(values):
        if value is None:
            continue
        at = f"{round((place + 0.5) * width, 1)},{y(value)}"
        follows = place > 0 and values[place - 1] is not None
        if follows or (place + 1 < len(values) and values[place + 1] is not None):
            line += f"{'L' if follows else 'M'}{at}"
        else:
            dots += f"M{at}h0"
    return line, dots
