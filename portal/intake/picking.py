"""From a file or pasted text to raw rows: each with its cells by field and what stands around it. Pure; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from portal.core.errors import Invalid
from portal.intake.cells import Refusal, is_empty
from portal.intake.columns import FIELDS, Columns
from portal.intake.pasted import Memory, apart, cells_of_line, is_offer
from portal.intake.rows import Context, ReadRow, read_cells
from portal.intake.tables import Found, Line, Sheet, find_tables
from portal.materials.grades import find_grades
from portal.materials.reading import read
from portal.materials.text import fold

Decide = Callable[[Columns], Columns]
"""What was remembered of such columns, put over what was found."""


_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A row of goods before it is judged. titles: field → what the sheet calls that column.

    at: the sheet's own time, its figures filled up so that later is greater; dated: the same as it stands there.
    """

    sheet: str
    row: int
    cells: Mapping[str, str]
    context: Context
    titles: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    dated: str = ""
    columns: Columns | None = None
    text: str = ""
    listing: str = ""
    """The number of the listing it is, where the sheet came from us."""

    def read(self) -> list[ReadRow | Refusal]:
        """The row as understood."""
        return read_cells(self.cells, self.context)


def raw_rows(sheets: Iterable[Sheet], decide: Decide | None = None) -> Iterator[Raw]:
    """The rows of goods of all sheets, in order. Raises: Invalid("file") when there is none at all."""
    seen = False
    for sheet in sheets:
        memory = Memory()
        mapped: dict[int, Columns] = {}
        above: dict[int, str] = {}
        for found in find_tables(sheet):
            if isinstance(found, Line):
                rows = _of_line(sheet, found, memory)
            else:
                known = id(found.table)
                if known not in mapped:
                    mapped[known] = decide(found.table.columns) if decide else found.table.columns
                    above.pop(known, None)
                rows = _of_cells(found, mapped[known], above)
            for raw in rows:
                seen = True
                yield raw
    if not seen:
        raise Invalid(
            "file",
            "没有找到货物：表里要有一行表头，认得的列如 %(columns)s",
            columns="、".join(
                [FIELDS[name] for name in ("product", "grade", "spec", "mill", "quantity", "price", "remark")]
            ),
        )


def _of_cells(found: Found, columns: Columns, above: dict[int, str]) -> Iterator[Raw]:
    """The raw row; where most names of products are left blank, the one above is meant. above: the last name of each table."""
    line = found.line
    cells: dict[str, str] = {}
    remarks: list[str] = []
    titles: dict[str, str] = {}
    dated = ""
    for column in columns.columns:
        text = line.cells[column.at] if column.at < len(line.cells) else ""
        if not text:
            continue
        if column.field == "skip" or column.preset[0]:
            continue
        if column.field == "time":
            dated = dated or text
        elif column.field == "other":
            if not is_empty(text):
                remarks.append(f"{column.title[:20]}：{text}" if column.title else text)
        elif column.field == "remark":
            if not is_empty(text):
                remarks.insert(0, text)
        else:
            cells.setdefault(column.field, " ".join(text.split()))
    for column in columns.columns:
        titles.setdefault(column.field, column.title)
    if remarks:
        cells["remark"] = "\n".join(dict.fromkeys(remarks))
    prices = [
        {column.preset[0]: column.preset[1], "price": " ".join(line.cells[column.at].split())}
        for column in columns.columns
        if column.preset[0] and column.at < len(line.cells) and not is_empty(line.cells[column.at])
    ]
    if not prices and not any(
        name in cells for name in ("product", "spec", "grade", "price", "goods", "thickness", "mill", "quantity")
    ):
        return
    listing = cells.pop("listing", "").upper()
    context = _context(found, columns)
    if "product" in cells:
        above[id(found.table)] = cells["product"]
    elif found.table.sparse and id(found.table) in above:
        cells["product"] = above[id(found.table)]
        context = replace(context, carried=("product",))
    cells, context = _with_surroundings(cells, context, columns)
    for priced in prices or [{}]:
        yield Raw(
            sheet=found.table.sheet, row=line.number, cells={**cells, **priced}, context=context, titles=titles, at=_NUMBER.sub(lambda number: number.group().zfill(4), dated), dated=dated,
            columns=columns, listing=listing,
        )  # fmt: skip


def _with_surroundings(cells: dict[str, str], context: Context, columns: Columns) -> tuple[dict[str, str], Context]:
    """Grade and mill that the line above names (二、盘螺 HRB400E), or the one grade of the titles, where the table has no such column."""
    known = columns.fields | {column.preset[0] for column in columns.columns} | cells.keys()
    if "goods" in known:
        return cells, context
    above = read(context.heading) if context.heading else None
    found: dict[str, str] = {}
    if above is not None:
        found = {name: value for name in ("grade", "mill") if name not in known and (value := getattr(above, name))}
    if "grade" not in known and "grade" not in found:
        titled = {one.grade.name for title in context.titles for one in find_grades(fold(title)) if one.certain}
        if len(titled) == 1:
            found["grade"] = titled.pop()
    return {**cells, **found}, replace(context, carried=(*context.carried, *found)) if found else context


def _context(found: Found, columns: Columns) -> Context:
    units = {column.field: column.unit for column in columns.columns if column.unit}
    price = columns.of("price")
    return Context(
        heading=found.heading,
        titles=tuple(chain([found.table.sheet] if found.table.sheet else [], found.table.titles)),
        price_unit=units.get("price", ""),
        quantity_unit=units.get("quantity", ""),
        weight_unit=units.get("piece_weight", ""),
        price_title=price.title if price else "",
        price_stated=price is not None,
        quantity_stated=columns.of("quantity") is not None or columns.of("pieces") is not None,
    )


def _of_line(sheet: Sheet, line: Line, memory: Memory) -> Iterator[Raw]:
    text = " ".join(cell for cell in line.cells if cell)
    for part in apart(text):
        cells = cells_of_line(part)
        if not is_offer(cells):
            memory.heard(cells, part)
            continue
        cells, carried = memory.completed(cells, part)
        context = Context(quantity_stated=True, carried=carried)
        yield Raw(sheet=sheet.name, row=line.number, cells=cells, context=context, text=text)
