"""Which column of a sheet is which, and what a row says: the product, its category, and everything else as remarks. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.core.errors import Invalid
from portal.core.texts import N_
from portal.listings.sheets.prices import EXPECTED, PriceCell, Unreadable, read_price
from portal.listings.sheets.reader import Line
from portal.listings.values import REMARKS_LENGTH, TEXTS
from portal.materials.categories import Category, find_category
from portal.materials.text import fold

NAMES: dict[str, tuple[str, ...]] = {
    "product": ("品名", "品种", "名称", "产品名称", "产品"),
    "spec": ("规格", "规格型号", "尺寸"),
    "grade": ("材质", "牌号", "钢号", "材质牌号"),
    "mill": ("钢厂", "厂家", "生产厂家", "钢厂产地", "产地钢厂", "生产企业"),
    "price": ("价格", "单价", "报价", "现价", "含税价"),
    "remark": ("备注", "说明", "附注"),
}
NEEDED = ("product", "price")
HEADER_WITHIN = 30
_EMPTY = frozenset({"", "-", "－", "—", "--"})
_DIAMETERS = str.maketrans("Фф∅⌀øØ", "ΦΦΦΦΦΦ")
_BOUNDED = {"product": "product_name", "spec": "spec", "grade": "grade", "mill": "mill"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row as it was understood."""

    number: int
    category: Category
    product: str
    spec: str
    grade: str
    mill: str
    price: PriceCell
    remarks: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that could not be read: where it stands, what was expected there, what was found."""

    row: int
    column: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Header:
    """Positions of the known columns, names of the others, and what the known ones are called in this sheet."""

    known: dict[str, int]
    others: dict[int, str]
    titles: dict[str, str]


def read_rows(lines: Iterable[Line]) -> Iterator[SheetRow | Fault]:
    """Each row understood, or what is wrong with it. Raises: Invalid("file") when no header is found."""
    header: Header | None = None
    best: tuple[str, ...] = ()
    for line in lines:
        if header is None:
            header = find_header(line)
            best = max(best, line.cells, key=_likeness)
            if header is None and line.number >= HEADER_WITHIN:
                break
        elif not _repeats_header(line, header):
            yield read_row(line, header)
    if header is None:
        missing = "、".join(NAMES[name][0] for name in NEEDED if name not in _names_in(best))
        raise Invalid(
            "file",
            "没有找到表头：缺少 %(missing)s。认得的列：%(columns)s；最像表头的一行是“%(found)s”",
            missing=missing,
            columns="、".join(words[0] for words in NAMES.values()),
            found="、".join(cell for cell in best if cell)[:200],
        )


def find_header(line: Line) -> Header | None:
    """The header, when this row is one: it names at least product and price."""
    known: dict[str, int] = {}
    others: dict[int, str] = {}
    titles: dict[str, str] = {}
    for position, cell in enumerate(line.cells):
        plain = fold(cell).replace(" ", "").split("(")[0]
        name = next((name for name, words in NAMES.items() if plain in words and name not in known), None)
        if name:
            known[name], titles[name] = position, cell
        elif cell:
            others[position] = cell[:20]
    return Header(known, others, titles) if all(name in known for name in NEEDED) else None


def _names_in(cells: tuple[str, ...]) -> set[str]:
    plain = {fold(cell).replace(" ", "").split("(")[0] for cell in cells}
    return {name for name, words in NAMES.items() if not plain.isdisjoint(words)}


def _likeness(cells: tuple[str, ...]) -> tuple[int, int]:
    """How much a row looks like a header: the columns it names, else how many cells it has."""
    return len(_names_in(cells)), sum(map(bool, cells))


def read_row(line: Line, header: Header) -> SheetRow | Fault:
    """One row below the header."""

    def cell(name: str) -> str:
        position = header.known.get(name)
        return line.cells[position] if position is not None and position < len(line.cells) else ""

    def fault(name: str, expected: str) -> Fault:
        return Fault(line.number, header.titles.get(name, name), expected, cell(name)[:80])

    product = cell("product")
    category = find_category(product) if product else None
    if category is None:
        return fault("product", N_("认得的品名，如 螺纹钢、高线、热卷"))
    for name, column in _BOUNDED.items():
        if len(cell(name)) > TEXTS[column]:
            return fault(name, N_("较短的内容"))
    try:
        price = read_price(cell("price"))
    except Unreadable:
        return fault("price", EXPECTED)
    return SheetRow(
        number=line.number,
        category=category,
        product=product,
        spec=_plain(cell("spec")).translate(_DIAMETERS),
        grade=_plain(cell("grade")),
        mill=_plain(cell("mill")),
        price=price,
        remarks=_remarks(line, header, cell("remark")),
    )


def key_of(row: SheetRow, warehouse_no: str) -> str:
    """What the row is known by: the same thing at the same place has the same key, however it was typed."""
    parts = [fold(part) for part in (row.product, row.grade, row.spec, row.mill, warehouse_no)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _remarks(line: Line, header: Header, remark: str) -> str:
    words = [] if remark in _EMPTY else [remark]
    for position, name in header.others.items():
        value = line.cells[position] if position < len(line.cells) else ""
        if value not in _EMPTY:
            words.append(f"{name}：{value}")
    return "\n".join(words)[:REMARKS_LENGTH]


def _plain(cell: str) -> str:
    return "" if cell in _EMPTY else cell


def _repeats_header(line: Line, header: Header) -> bool:
    """Sheets pasted together repeat their header in the middle."""
    position = header.known["product"]
    return position < len(line.cells) and line.cells[position] == header.titles["product"]
