"""A sheet as lines of text cells, and the limits every kind of file keeps. Knows no file format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from portal.core.errors import Invalid
from portal.materials.text import without_controls

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL = 2_000
MAX_SHEETS = 30
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row; number counts from 1 as the spreadsheet shows it. joined: columns whose cell belongs to a merged area."""

    number: int
    cells: tuple[str, ...]
    joined: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; its lines are read while they are asked for, once."""

    name: str
    lines: Iterable[Line]


def lines_of(rows: Iterable[Iterable[Any]], merges: Iterable[Merge] = ()) -> Iterator[Line]:
    """Rows of values as lines of text, what was merged downwards carried down, empty lines left out.

    Raises: Invalid("file") past the limits.
    """
    waiting = sorted(merges, reverse=True)
    open_areas: list[tuple[Merge, str]] = []
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise Invalid("file", "超过 %(max)d 行，请分成几个文件", max=MAX_ROWS)
        cells = [as_text(value) for value in row]
        if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
            raise Invalid("file", "超过 %(max)d 列，请只保留需要的列", max=MAX_COLUMNS)
        del cells[MAX_COLUMNS:]
        joined: set[int] = set()
        while waiting and waiting[-1][0] <= number:
            area = waiting.pop()
            at = area[1] - 1
            if area[2] >= number and at < len(cells):
                open_areas.append((area, cells[at] if area[0] == number else ""))
        if open_areas:
            open_areas = [one for one in open_areas if one[0][2] >= number]
            for area, text in open_areas:
                joined.update(range(area[1] - 1, min(area[3], MAX_COLUMNS)))
                if number > area[0] and area[1] <= len(cells) and not cells[area[1] - 1]:
                    cells[area[1] - 1] = text
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Line(number, tuple(cells), frozenset(joined))


def as_text(value: Any) -> str:
    """A cell as the person who typed it saw it; numbers without what the file format adds."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return _plain(str(value))


def _plain(text: str) -> str:
    """Single spaces, lines kept; the apostrophe that keeps a cell from being a formula belongs to the file, not to the text."""
    text = text[:MAX_CELL]
    if "\n" in text or "\r" in text:
        lines = (" ".join(without_controls(line).split()) for line in text.splitlines())
        text = "\n".join(line for line in lines if line)
    else:
        text = " ".join(without_controls(text).split())
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _number(value: float) -> str:
    """3650.0 is what a spreadsheet makes of 3650, 0.30000000000000004 what it makes of 0.1 + 0.2."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(f"{value:.12g}"), "f")
