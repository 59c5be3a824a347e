"""Reads the exchange's table of stock by warehouse (CSV): rows we understand, and for every other one what was expected. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from portal.core.texts import N_
from portal.materials.regions import MARKETS, cities, find_region
from portal.materials.text import without_controls
from portal.materials.units import find_unit

COLUMNS = ("date", "品种", "类型", "地区", "仓库", "期货", "增减", "单位")
NEEDED = ("date", "品种", "地区", "仓库", "期货", "单位")
AT_THE_MILL = "厂库提货地"
MAX_ROWS = 100_000
_TOTALS = ("合计", "小计", "总计")
_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?\Z")


@dataclass(frozen=True, slots=True)
class StockRow:
    """One line: so much of a product in a warehouse at the end of a day. An empty province: at the mill."""

    row: int
    day: date
    product: str
    province: str
    city: str
    warehouse: str
    tonnes: Decimal


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell we could not read. row counts from 1, the header being row 1."""

    row: int
    column: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"第 {self.row} 行「{self.column}」：应为 {self.expected}，实际为 “{self.found}”"


def read(data: bytes) -> tuple[list[StockRow], list[Fault]]:
    """The rows of a CSV in UTF-8 or GB18030, and the faults of those that could not be read."""
    rows: list[StockRow] = []
    faults: list[Fault] = []
    for item in _items(_decode(data)):
        (rows if isinstance(item, StockRow) else faults).append(item)  # type: ignore[arg-type]
    return rows, faults


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _items(text: str) -> Iterator[StockRow | Fault]:
    lines = csv.reader(io.StringIO(text.replace("\0", "")))
    try:
        header = [without_controls(name).strip().replace("日期", "date") for name in next(lines)]
    except StopIteration:
        yield Fault(1, "", N_("表头"), N_("空文件"))
        return
    missing = [name for name in NEEDED if name not in header]
    if missing:
        yield Fault(1, "表头", f"含 {'、'.join(missing)} 列", "、".join(header)[:200])
        return
    number = 1
    try:
        for number, cells in enumerate(lines, 2):
            if number > MAX_ROWS:
                yield Fault(number, "", f"≤ {MAX_ROWS}", "…")
                return
            if any(cell.strip() for cell in cells):
                padded = cells + [""] * (len(header) - len(cells))
                yield _row(
                    number, {name: without_controls(cell).strip() for name, cell in zip(header, padded, strict=False)}
                )
    except csv.Error as error:
        yield Fault(number + 1, "", "CSV", str(error)[:80])


def _row(number: int, cells: dict[str, str]) -> StockRow | Fault:
    def fault(column: str, expected: str) -> Fault:
        return Fault(number, column, expected, cells[column][:80])

    day = read_day(cells["date"])
    if day is None:
        return fault("date", N_("日期，如 2026-09-18"))
    if not cells["品种"] or len(cells["品种"]) > 40:
        return fault("品种", N_("品种名称"))
    if not cells["仓库"] or len(cells["仓库"]) > 80 or cells["仓库"].endswith(_TOTALS):
        return fault("仓库", N_("仓库名称"))
    province = ""
    if cells["地区"] != AT_THE_MILL:
        found = find_region(cells["地区"])
        if found is None or found.level != "province":
            return fault("地区", N_("省、自治区或直辖市"))
        province = found.short
    unit = find_unit(cells["单位"])
    if unit is None or unit.dimension != "mass":
        return fault("单位", N_("吨或千克"))
    amount = _amount(cells["期货"])
    if amount is None:
        return fault("期货", N_("不小于 0 的数字"))
    tonnes = (amount * unit.factor / 1000).quantize(Decimal("0.001"))
    return StockRow(number, day, cells["品种"], province, _city(province, cells["仓库"]), cells["仓库"], tonnes)


def read_day(text: str) -> date | None:
    """`2026-09-18`, `2026/9/18`, `2026年9月18日`; None for anything else."""
    match = _DATE.match(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", "")) if len(text) <= 20 else Decimal("NaN")
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < 10**9 else None


def _city(province: str, warehouse: str) -> str:
    """The city the name of a warehouse gives away: 五矿无锡 in 江苏 lies in 无锡. Empty when it says nothing, or two things."""
    found = find_region(province) if province else None
    if found is None:
        return ""
    within = cities(found.code[:2])
    if len(within) == 1:
        return within[0].short
    named = {city.short for city in within if city.short in warehouse}
    named |= {city for market, city in MARKETS.items() if market in warehouse and city in {c.short for c in within}}
    return named.pop() if len(named) == 1 else ""
