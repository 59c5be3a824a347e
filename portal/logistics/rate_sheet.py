"""Reads a table of freight rates: the rows we understand, and for every other one which cell, and why. Pure; knows no file format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.core.texts import N_
from portal.logistics.stock_report import Fault, read_day
from portal.materials.places import names_of, place_ends, places_called
from portal.materials.text import fold

MAX_ROWS = 2_000
HEADER_WITHIN = 30
DEAREST = 100_000
Line = tuple[int, Sequence[str]]
"""The number of a row as the spreadsheet shows it, and its cells."""

_NAMES: dict[str, str] = {
    "from": "起运地 起运 始发地 始发 起点 出发地 出发 起始地 发货地 发货城市 装货地 提货地 发运地 起运地代码 从 from origin",
    "to": "目的地 到达地 到达 到站 终点 卸货地 收货地 收货城市 送达地 交货地 目的 目的地代码 到 to destination",
    "from_province": "起运省 起运省份 始发省 发货省", "from_city": "起运市 起运城市 始发市 始发城市 发货市", "from_district": "起运区 起运区县 始发区县",
    "to_province": "目的省 目的省份 到达省 收货省", "to_city": "目的市 目的城市 到达市 到达城市 收货市", "to_district": "目的区 目的区县 到达区县 收货区县",
    "mode": "运输方式 方式 运输 mode transport",
    "price": "运价 运费 单价 价格 吨价 每吨 运费单价 运输单价 price rate",
    "least": "起运量 起运吨位 起运吨数 最低吨位 最低吨数 最小吨位 起吨 起运 min_tonnes minimum",
    "charge": "最低收费 最低运费 起步价 起步费 最低消费 min_charge",
    "days": "天数 时效 运输天数 在途天数 运输时间 到货时间 运期 days",
    "carrier": "承运方 承运人 承运商 承运 物流公司 车队 运输公司 carrier",
    "starts": "生效日期 生效 开始日期 起始日期 执行日期 valid_from",
    "ends": "有效期至 有效期 截止日期 失效日期 有效至 到期 valid_until",
    "remarks": "备注 说明 附注 remarks note",
}  # fmt: skip
_FIELD_OF = {name: field for field, names in reversed(_NAMES.items()) for name in names.split()}
_MODES = (
    ("road", re.compile("汽|公路|车|陆|road|truck")),
    ("rail", re.compile("铁|火车|rail|train")),
    ("water", re.compile("水|船|海|驳|water|sea|ship|barge")),
)
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]|[:：*＊]|\s")
_OTHER_UNIT = re.compile("元?/?每?(?:车|柜|方|立方|公里|km|票|趟|次)")
_AMOUNT = re.compile(r"[¥￥]?(\d{1,9}(?:\.\d{1,3})?)(?:元|吨|t)?(?:/?(?:吨|t))?\Z")
_DAYS = re.compile(r"(\d{1,3})(?:[-~](\d{1,3}))?天?(?:内)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRate:
    """One row. Ends as tables keep them: code, province, city. What the table does not say is None or empty."""

    row: int
    start: tuple[str, str, str]
    end: tuple[str, str, str]
    mode: str
    price: Decimal
    min_tonnes: Decimal | None = None
    min_charge: Decimal | None = None
    days_min: int | None = None
    days_max: int | None = None
    carrier: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    remarks: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, Decimal]:
        """What makes it the same rate another day: both ends, mode, carrier and the tonnes it begins with."""
        return self.start[0], self.end[0], self.mode, self.carrier, self.min_tonnes or Decimal(0)


@dataclass(frozen=True, slots=True)
class RateSheet:
    """rows_read: lines below the header that say anything."""

    rates: tuple[SheetRate, ...]
    faults: tuple[Fault, ...]
    rows_read: int


def read_rates(lines: Iterable[Line]) -> RateSheet:
    """The rates of a table, whose header may stand below titles. A table without one gives a single fault."""
    rates: list[SheetRate] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str, str, str, Decimal], SheetRate] = {}
    count = 0
    for item in _items(iter(lines)):
        count += item != _NO_HEADER
        if isinstance(item, SheetRate):
            first = seen.setdefault(item.key, item)
            if first is item:
                rates.append(item)
            elif _said(first) != _said(item):
                faults.append(Fault(item.row, "", N_("同一路线只写一行"), f"第 {first.row} 行已有，内容不同"))
        else:
            faults.append(item)
    return RateSheet(tuple(rates), tuple(faults), count)


_NO_HEADER = Fault(1, "表头", N_("含 起运地、目的地、运价 三列"), "")


def _items(lines: Iterator[Line]) -> Iterator[SheetRate | Fault]:
    columns: dict[str, int] = {}
    titles: list[str] = []
    for place, (_number, cells) in enumerate(lines):
        columns = _columns(cells)
        if columns:
            titles = list(cells)
            break
        if place > HEADER_WITHIN:
            break
    if not columns:
        yield _NO_HEADER
        return
    before: dict[str, str] = {}
    for place, (number, cells) in enumerate(lines):
        if place >= MAX_ROWS:
            yield Fault(number, "", f"≤ {MAX_ROWS}", "…")
            return
        named = {field: cells[at].strip() if at < len(cells) else "" for field, at in columns.items()}
        if not any(named.values()) or _columns(cells):
            continue
        if not any(named[field] for field in named if field.startswith("from")):
            named |= {field: text for field, text in before.items() if field.startswith("from")}
        before = named
        yield _row(number, named, {field: titles[at] for field, at in columns.items()})


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where what stands, if these are the cells of a header."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        field = _FIELD_OF.get(_BRACKETS.sub("", fold(cell)).replace("元/吨", ""))
        if field:
            found.setdefault(field, at)
    ends = all(any(field.startswith(end) for field in found) for end in ("from", "to"))
    return found if ends and "price" in found else {}


class _Unreadable(Exception):
    """A cell that does not say what its column should."""

    def __init__(self, field: str, expected: str, found: str) -> None:
        super().__init__(field)
        self.field, self.expected, self.found = field, expected, found


def _row(number: int, cells: Mapping[str, str], titles: Mapping[str, str]) -> SheetRate | Fault:
    if _OTHER_UNIT.search(fold(titles["price"])):
        return Fault(number, titles["price"], N_("按吨的运价"), titles["price"])
    try:
        days = _days(cells.get("days", ""))
        starts, ends = (_date(field, cells.get(field, "")) for field in ("starts", "ends"))
        if starts and ends and ends < starts:
            raise _Unreadable("ends", N_("不早于生效日期"), cells["ends"])
        return SheetRate(
            row=number,
            start=_place("from", cells),
            end=_place("to", cells),
            mode=_mode(cells.get("mode", "")),
            price=_needed(cells["price"]),
            min_tonnes=_amount("least", cells.get("least", ""), 1_000_000),
            min_charge=_amount("charge", cells.get("charge", ""), 10_000_000),
            days_min=days[0],
            days_max=days[1],
            carrier=cells.get("carrier", "")[:80],
            valid_from=starts,
            valid_until=ends,
            remarks=cells.get("remarks", "")[:1000],
        )
    except _Unreadable as error:
        title = titles.get(error.field) or next((t for f, t in titles.items() if f.startswith(error.field)), "")
        return Fault(number, title, error.expected, error.found[:80])


def _place(end: str, cells: Mapping[str, str]) -> tuple[str, str, str]:
    parts = [cells.get(f"{end}_{level}", "") for level in ("province", "city", "district")]
    text = cells.get(end, "") or "".join(dict.fromkeys(part for part in parts if part))
    found = places_called(text)
    if len(found) > 1:
        raise _Unreadable(end, N_("写全的地名"), f"{text}（{names_of(found)}）")
    if not found:
        raise _Unreadable(end, N_("省、市或区县"), text)
    return place_ends(text)


def _mode(text: str) -> str:
    """Tables that do not say are of lorries."""
    if not text:
        return "road"
    folded = fold(text)
    found = {code for code, words in _MODES if words.search(folded.replace("火车", "铁"))}
    if len(found) != 1:
        raise _Unreadable("mode", N_("汽运、铁路或水运"), text)
    return found.pop()


def _needed(text: str) -> Decimal:
    price = _amount("price", text, DEAREST)
    if not price:
        raise _Unreadable("price", N_("大于 0 的数字，元/吨"), text)
    return price


def _amount(field: str, text: str, most: int) -> Decimal | None:
    plain = fold(text).replace(",", "").replace(" ", "")
    if plain in ("", "-", "/", "无", "不限"):
        return None
    found = _AMOUNT.match(plain)
    if found is None or Decimal(found[1]) > most:
        raise _Unreadable(field, N_("数字") if field != "price" else N_("大于 0 的数字，元/吨"), text)
    places = Decimal("0.001") if field == "least" else Decimal("0.01")
    amount = Decimal(found[1])
    if amount != amount.quantize(places):
        raise _Unreadable(field, N_("最多两位小数"), text)
    return amount or None


def _days(text: str) -> tuple[int | None, int | None]:
    plain = fold(text).replace(" ", "").replace("至", "-")
    if plain in ("", "-", "/"):
        return None, None
    found = _DAYS.match(plain)
    if found is None or int(found[2] or found[1]) > 180 or int(found[1]) > int(found[2] or found[1]):
        raise _Unreadable("days", N_("天数，如 1-2"), text)
    return int(found[1]), int(found[2] or found[1])


def _date(field: str, text: str) -> date | None:
    if not text:
        return None
    found = read_day(text.split(" ")[0].split("T")[0])
    if found is None:
        raise _Unreadable(field, N_("日期，如 2026-09-18"), text)
    return found


def _said(rate: SheetRate) -> tuple[object, ...]:
    return (
        rate.price, rate.min_charge, rate.days_min, rate.days_max, rate.valid_from, rate.valid_until, rate.remarks
    )  # fmt: skip
