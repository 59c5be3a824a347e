"""What a column of a sheet is, by its name and by what stands in it. Pure; owns the names, reads no row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from portal.core.texts import N_
from portal.intake.column_names import ENGLISH, IGNORED, NAMES, NOT_PRICE
from portal.intake.contents import TESTS, is_place
from portal.materials.text import fold
from portal.materials.units import find_unit

FIELDS: dict[str, str] = {
    "product": N_("品名"), "grade": N_("材质"), "spec": N_("规格"), "mill": N_("钢厂"), "origin": N_("产地"), "standard": N_("执行标准"),
    "thickness": N_("厚度"), "width": N_("宽度"), "length": N_("长度"), "quantity": N_("重量"), "pieces": N_("件数"),
    "piece_weight": N_("件重"), "price": N_("单价"), "warehouse": N_("仓库"), "city": N_("城市"), "remark": N_("备注"), "unit": N_("单位"), "price_remark": N_("价格说明"), "listing": N_("信息编号"),
    "time": N_("时间"), "goods": N_("品名规格"), "other": N_("并入备注"), "skip": N_("不要这一列"),
}  # fmt: skip
"""What a column can be, in the order a person chooses from."""

_BRACKETS = re.compile(r"[(\[【].*?(?:[)\]】]|$)")
_INSIDE = re.compile(r"[(\[【](.*?)(?:[)\]】]|$)")
_UNIT_TAIL = re.compile(
    r"[/:]?(?:元|rmb|cny|¥)?[/每]?(吨|t|kg|公斤|千克|支|根|件|张|方|立方米?|平方米?|m3|m2|米|m|块|袋|桶|卷)$"
)
_LEAST_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place, what it is, what the sheet calls it, the unit its name states ("" when none).

    preset: of a price list with mills or sizes across the top, which of them this column's prices are for: (field, value).
    """

    at: int
    field: str
    title: str
    unit: str = ""
    sure: bool = True
    preset: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table. named: False when there was no header and contents alone decided."""

    columns: tuple[Column, ...]
    named: bool = True

    def of(self, field: str) -> Column | None:
        """The column that is this field, if there is one."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns)

    @property
    def signature(self) -> str:
        """What a mapping is remembered under: the names in order."""
        return "\x1f".join(plain_name(column.title) for column in self.columns)

    def mapped(self, chosen: Mapping[str, str]) -> Columns:
        """The same with what somebody decided: plain name of a column → field."""
        return Columns(
            tuple(
                replace(column, field=chosen.get(plain_name(column.title), column.field), sure=True)
                if plain_name(column.title) in chosen
                else column
                for column in self.columns
            ),
            self.named,
        )


def plain_name(cell: str) -> str:
    """A column's name without spaces, brackets and signs."""
    return _BRACKETS.sub("", fold(cell)).replace(" ", "").replace("_", "").strip(":：*·.、,-|")


@lru_cache(maxsize=4096)
def field_of(cell: str, *, loose: bool = True) -> tuple[str, str]:
    """What a column of this name is, and the unit the name states; ("", "") when the name says nothing.

    loose: a known name inside a longer one counts (今日销售价格); without it only names as they stand in the table.
    """
    if not cell or len(cell) > 40:
        return "", ""
    name = plain_name(cell)
    inside = _INSIDE.search(fold(cell))
    unit = _unit(inside[1]) if inside else ""
    field = _exact().get(name, "")
    if not field and (tail := _UNIT_TAIL.search(name)):
        field, unit = _exact().get(name[: tail.start()].rstrip("/:"), ""), unit or _unit(tail[1])
    if not field and inside and not name:
        field = _exact().get(inside[1], "")
    if not field and loose and 2 <= len(name) <= 14 and not any(character.isdigit() for character in name):
        field = _inside(name)
    if field == "quantity" and unit and find_unit(unit) and find_unit(unit).dimension.startswith("count"):  # type: ignore[union-attr]  # asked before
        field = "pieces"
    return field, unit


def _unit(text: str) -> str:
    """The code of the unit a header states: 元/吨 → t, kg → kg."""
    for part in reversed(re.split(r"[/每,:]", text.replace(" ", ""))):
        unit = find_unit(part)
        if unit is not None:
            return unit.code
    return ""


@lru_cache(maxsize=1)
def _exact() -> dict[str, str]:
    found: dict[str, str] = {}
    for table in (NAMES, ENGLISH):
        for field, names in table.items():
            for name in names.split():
                found.setdefault(plain_name(name.replace("_", " ")), field)
    for name in IGNORED.split():
        found.setdefault(plain_name(name), "skip")
    return found


def _inside(name: str) -> str:
    """The longest known name within; the end of a name says more than its beginning (货物重量 is a weight)."""
    if any(word in name for word in NOT_PRICE):
        return "other"
    best = ""
    rank = (0, 0)
    for known, field in _exact().items():
        if len(known) >= 2 and known in name and field not in ("skip", "time", "other"):
            score = (len(known), name.rfind(known))
            if score > rank:
                rank, best = score, field
    return best


def header_of(cells: Sequence[str], *, loose: bool = True) -> tuple[Column, ...]:
    """The columns, when these cells name them: what it is, and at least one thing about it."""
    known = 0
    filled = 0
    columns: list[Column] = []
    for at, cell in enumerate(cells):
        if not cell:
            continue
        filled += 1
        field, unit = field_of(cell, loose=loose)
        known += bool(field)
        columns.append(Column(at, field or "other", " ".join(cell.split()), unit, bool(field)))
    fields = {column.field for column in columns}
    what = fields & {"product", "spec", "grade", "goods", "thickness"}
    about = fields & {"price", "quantity", "pieces", "mill", "grade", "spec", "warehouse", "product"}
    if not what or len(what | about) < 2 or known * 2 < filled:
        return ()
    return tuple(columns)


def settled(columns: Sequence[Column], sample: Sequence[Sequence[str]]) -> Columns:
    """Each field once, and what names leave open decided by what stands in the columns.

    产地 of mills is the mill; a nameless column of grades is the grade; 数量 beside 重量 counts pieces.
    """
    fields: dict[int, str] = {column.at: column.field for column in columns}
    if any(column.preset[0] for column in columns):
        return Columns(tuple(columns))
    unsure: set[int] = set()
    taken = {column.field for column in columns}
    for column in columns:
        if column.field == "origin" and "mill" not in taken and _share(column.at, sample, is_place) < 0.5:
            fields[column.at] = "mill"
            taken.add("mill")
        if not column.sure:
            found = _by_content(column.at, sample, taken)
            if found:
                fields[column.at] = found
                taken.add(found)
                unsure.add(column.at)
    weights = [column for column in columns if fields[column.at] == "quantity"]
    if len(weights) > 1:
        counted = [
            one for one in weights if plain_name(one.title).endswith(("数量", "库存", "库存量")) and not one.unit
        ]
        heavy = [one for one in weights if one not in counted]
        if counted and heavy:
            for one in counted:
                fields[one.at] = "pieces" if "pieces" not in fields.values() else "other"
    seen: set[str] = set()
    settled_columns = []
    for column in sorted(columns, key=lambda one: (_preference(one, sample), one.at)):
        field = fields[column.at]
        if field in seen and field not in ("other", "skip", "remark"):
            field = "other"
        seen.add(field)
        settled_columns.append(Column(column.at, field, column.title, column.unit, column.at not in unsure))
    return Columns(tuple(sorted(settled_columns, key=lambda one: one.at)))


def _preference(column: Column, sample: Sequence[Sequence[str]]) -> int:
    """Of two price columns today's goes before the plain one, and an empty one goes last."""
    name = plain_name(column.title)
    if sample and all(not _cell(row, column.at) for row in sample):
        return 9
    return 0 if name.startswith(("今", "现", "最新")) else 1 if len(name) <= 2 else 2


def by_content(sample: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a table without a header, when what stands in them tells; None when it does not."""
    width = max((len(row) for row in sample), default=0)
    taken: set[str] = set()
    columns = []
    for at in range(min(width, 40)):
        if not any(_cell(row, at) for row in sample):
            continue
        field = _by_content(at, sample, taken)
        taken.add(field)
        columns.append(Column(at, field or "other", "", "", False))
    if not {"spec", "price"} <= taken or not taken & {"product", "grade"}:
        return None
    return Columns(tuple(columns), named=False)


def _by_content(at: int, sample: Sequence[Sequence[str]], taken: set[str]) -> str:
    for field, test in TESTS:
        if field not in taken and _share(at, sample, test) >= _LEAST_ALIKE:
            return field
    return ""


def _share(at: int, sample: Sequence[Sequence[str]], test: Callable[[str], bool]) -> float:
    cells = [cell for row in sample if (cell := _cell(row, at))]
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
