"""A course as CSV that a spreadsheet opens and never runs. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from portal.prices.counts import Day

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so may be taken for a formula."""


def harmless(cell: str) -> str:
    """The cell as text: with an apostrophe before what a spreadsheet might run.

    >>> harmless("=1+1"), harmless("HRB400E")
    ("'=1+1", 'HRB400E')
    """
    return f"'{cell}" if cell.lstrip().startswith(_RUNS) or cell.startswith(_RUNS) else cell


def table(header: Sequence[str], facts: Sequence[str], days: Iterable[Day]) -> bytes:
    """A line a day, oldest first: the date, low, middle, high, count, and the facts that hold for all. UTF-8 with BOM."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(name) for name in header])
    told = [harmless(fact) for fact in facts]
    for one in days:
        writer.writerow([one.day.isoformat(), f"{one.low:f}", f"{one.middle:f}", f"{one.high:f}", one.count, *told])
    return out.getvalue().encode("utf-8-sig")
