"""A series from elsewhere, read row by row: each row a price at its moment, or why it cannot be read. Pure.

Tables, columns and cells are read as stock sheets are; a series adds the moment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from portal.core.clock import SHANGHAI
from portal.core.errors import Invalid
from portal.core.texts import N_
from portal.intake.cells import Refusal
from portal.intake.columns import FIELDS
from portal.intake.picking import Raw, raw_rows
from portal.intake.rows import ReadRow
from portal.intake.tables import Sheet

EARLIEST = date(1990, 1, 1)
REMARK_LENGTH = 200
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_TIME = re.compile(r"[ t]?(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.\d+)?秒?)?分?")
EXPECTED: Mapping[str, str] = {
    "time": N_("日期，如 2013-01-04 或 2013-01-04 12:35，不晚于今天"),
    "product": N_("品名，如 螺纹钢、高线、热卷"),
    "grade": N_("材质，如 HRB400E、Q235B"),
    "spec": N_("规格，如 Φ12-14、3.0×1500×C"),
    "price": N_("一个价格，如 3650；没有价格写 -"),
}
_OTHER = N_("这一栏该有的内容")


class Named(NamedTuple):
    """What a quote is known by: the same goods at the same moment stand once."""

    at: datetime
    category: str
    product: str
    unit: str
    grade: str
    spec: str
    mill: str
    city: str


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A row as read. price None: the source named the goods and no price."""

    row: int
    named: Named
    price: Decimal | None
    remark: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that stays out: where, what was expected there, what stood there, and why (source texts with params)."""

    sheet: str
    row: int
    column: str
    expected: str
    found: str
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Series:
    """All rows of a file. rows: how many rows of goods it has."""

    rows: int = 0
    repeated: int = 0
    quotes: list[QuoteRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_series(sheets: Iterable[Sheet], *, today: date) -> Series:
    """Read the sheets of a file. Raises: Invalid("file") when there is no table, or none with a column of dates."""
    series = Series()
    seen: dict[Named, QuoteRow] = {}
    dated = False
    for raw in raw_rows(sheets):
        series.rows += 1
        dated = dated or "time" in raw.titles
        moment = read_moment(raw.dated, today=today)
        if moment is None:
            reason = N_("读不出日期") if raw.dated else N_("没有日期")
            series.problems.append(_problem(raw, "time", raw.dated, reason))
            continue
        for one in raw.read():
            if isinstance(one, Refusal):
                series.problems.append(_refused(raw, one))
                continue
            quote = _quote(raw, one, moment)
            before = seen.setdefault(quote.named, quote)
            if before is quote:
                series.quotes.append(quote)
            elif before.price == quote.price:
                series.repeated += 1
            else:
                reason = N_("同一时间、同样的货在第 %(row)s 行是另一个价格")
                series.problems.append(_problem(raw, "price", raw.cells.get("price", ""), reason, {"row": before.row}))
    if not dated:
        raise Invalid("file", "没有日期列：表头里要有 日期 或 时间")
    return series


def read_moment(text: str, *, today: date) -> datetime | None:
    """The moment a cell says, in Shanghai's time; a day without a time is its midnight. None for anything else.

    >>> read_moment("2013/1/4 12:35", today=date(2026, 1, 1)).isoformat()
    '2013-01-04T12:35:00+08:00'
    """
    plain = " ".join(unicodedata.normalize("NFKC", text[:40]).casefold().split())
    found = _DAY.match(plain)
    if found is None:
        return None
    time = _TIME.fullmatch(plain[found.end() :]) if plain[found.end() :] else None
    if plain[found.end() :] and time is None:
        return None
    try:
        moment = datetime(
            int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]), *_clock(time), tzinfo=SHANGHAI
        )
    except ValueError:
        return None
    return moment if EARLIEST <= moment.date() <= today else None


def _clock(found: re.Match[str] | None) -> tuple[int, int, int]:
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else (0, 0, 0)


def _quote(raw: Raw, row: ReadRow, moment: datetime) -> QuoteRow:
    lines = [row.price_remark, *(line for line in row.remarks.split("\n") if not line.startswith("涨跌"))]
    return QuoteRow(
        raw.row,
        Named(moment, row.category.code, row.product, row.unit, row.grade, row.spec, row.mill, row.city[:40]),
        row.price,
        "；".join(dict.fromkeys(line for line in lines if line))[:REMARK_LENGTH],
    )


def _refused(raw: Raw, refusal: Refusal) -> Problem:
    value = refusal.cells.get(refusal.field) or raw.cells.get(refusal.field) or raw.text
    return _problem(raw, refusal.field, value, refusal.reason, refusal.params)


def _problem(raw: Raw, name: str, value: str, reason: str, params: Mapping[str, Any] | None = None) -> Problem:
    column = raw.titles.get(name) or FIELDS.get(name, name)
    return Problem(
        raw.sheet, raw.row, column, EXPECTED.get(name, _OTHER), value[:REMARK_LENGTH], reason, dict(params or {})
    )
