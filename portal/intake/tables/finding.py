"""Where the tables of a sheet are: headers below titles and notes, tables under and beside each other, what is no goods left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from portal.intake.column_names import TOTALS
from portal.intake.columns import Column, Columns, by_content, header_of, settled
from portal.intake.matrix import matrix_of
from portal.intake.tables.lines import Line, Sheet
from portal.materials.categories import find_category
from portal.materials.text import HAN, fold

HEADER_WITHIN = 60
SAMPLE = 60
_DIGIT = re.compile(r"\d")
_PRICE = re.compile(r"\d{4}")
_WORD = re.compile(rf"[a-z{HAN}]")
_TOTAL = re.compile("|".join(rf"^{re.escape(word)}(?![a-z])" for word in TOTALS))
_NOTICE = re.compile(
    r"以上|以下|注[:：]|备注[:：]|说明[:：]|电话|手机|联系|地址|敬请|欢迎|谢谢|仅供参考|为准|停止报价|如有|声明|账号|开户行|传真|^第?\d+页|page \d+|制表|审核|打印"
)


@dataclass(slots=True)
class Table:
    """One table: its columns, and the headings that stood above it or between its rows."""

    sheet: str
    columns: Columns
    titles: tuple[str, ...] = ()
    header_row: int = 0
    sparse: bool = False
    """Names of products stand only where they change."""


@dataclass(frozen=True, slots=True)
class Found:
    """One row of goods of a table. heading: the last line by itself above it (螺纹钢, 二、天津库)."""

    table: Table
    line: Line
    heading: str = ""


@dataclass(slots=True)
class _Open:
    """The tables side by side that rows now belong to."""

    tables: list[Table] = field(default_factory=list)
    heading: str = ""


def find_tables(sheet: Sheet) -> Iterator[Found | Line]:
    """The rows of goods, in order; a Line where no header was found in the whole sheet (free text, perhaps)."""
    lines = iter(sheet.lines)
    head = list(islice(lines, HEADER_WITHIN))
    first = next((at for at, line in enumerate(head) if header_of(line.cells) or matrix_of(line.cells)), None)
    if first is None:
        yield from _without_header(sheet, chain(head, lines), head)
        return
    titles = tuple(cell for line in head[:first] for cell in dict.fromkeys(line.cells) if cell)[:20]
    yield from _with_header(sheet, _ahead(chain(head[first:], lines)), titles)


def _ahead(lines: Iterable[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Each line with those that follow it, as far as a sample of a table goes."""
    window: list[Line] = []
    source = iter(lines)
    window.extend(islice(source, SAMPLE + 1))
    while window:
        yield window[0], window
        del window[0]
        following = next(source, None)
        if following is not None:
            window.append(following)


def _with_header(sheet: Sheet, lines: Iterable[tuple[Line, list[Line]]], titles: tuple[str, ...]) -> Iterator[Found]:
    now = _Open()
    second = 0
    for line, window in lines:
        if line.number == second:
            continue
        header = header_of(line.cells, loose=not now.tables) or matrix_of(line.cells)
        if header:
            below = _second_header(window)
            if below is not None:
                second = below.number
                header = header_of(_joined(line.cells, below.cells)) or header
            sample = [one.cells for one in window[1 + (below is not None) :]]
            now = _Open(
                [
                    Table(sheet.name, part, titles, line.number, _is_sparse(part, sample))
                    for part in _side_by_side(header, sample)
                ],
                now.heading,
            )
            continue
        filled = [cell for cell in line.cells if cell]
        if is_left_out(line):
            continue
        lone = len(set(filled)) == 1
        if lone and (not _DIGIT.search(filled[0]) or _is_heading(filled[0])):
            now.heading = filled[0]
            continue
        if lone and len(line.cells) > 2 and _NOTICE.search(fold(filled[0])):
            continue
        for table in now.tables:
            if any(column.at < len(line.cells) and line.cells[column.at] for column in table.columns.columns):
                yield Found(table, line, now.heading)


def _without_header(sheet: Sheet, lines: Iterable[Line], head: Sequence[Line]) -> Iterator[Found | Line]:
    columns = by_content([line.cells for line in head if len(line.cells) > 2])
    if columns is None:
        yield from lines
        return
    table = Table(sheet.name, columns)
    for line in lines:
        if not is_left_out(line) and len({cell for cell in line.cells if cell}) > 1:
            yield Found(table, line)


def _is_heading(text: str) -> bool:
    """Whether a line alone names goods (二、盘螺 HRB400E) and offers none: no number as long as a price."""
    return len(text) <= 30 and not _PRICE.search(text) and find_category(text) is not None


def is_left_out(line: Line) -> bool:
    """Totals, and notices that stand alone: nobody's goods."""
    filled = [cell for cell in line.cells if cell]
    if any(_TOTAL.match(fold(cell).replace(" ", "")) for cell in filled[:3]):
        return True
    text = fold(filled[0])
    if len(set(filled)) == 1:
        return len(text) > 30 or bool(_NOTICE.search(text)) or not _WORD.search(text)
    return (
        len(set(filled)) <= 3
        and all(not _DIGIT.search(cell) or len(cell) > 12 for cell in filled)
        and any(len(cell) > 20 and _NOTICE.search(fold(cell)) for cell in filled)
    )


def _second_header(window: Sequence[Line]) -> Line | None:
    """The line below, when header cells are merged across it: 价格 over 现款 and 承兑."""
    if len(window) < 2 or window[1].number != window[0].number + 1:
        return None
    above, below = window[0], window[1]
    if not above.joined or not below.joined & above.joined:
        return None
    filled = [cell for cell in below.cells if cell]
    return (
        below if filled and not any(_DIGIT.search(cell) and not _WORD.search(fold(cell)) for cell in filled) else None
    )


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two lines of a header as one: what stands below says more, unless it only repeats."""
    cells = []
    over = ""
    for at in range(max(len(above), len(below))):
        upper = above[at] if at < len(above) else ""
        lower = below[at] if at < len(below) else ""
        over = upper or over
        cells.append(
            upper if not lower or lower == upper else f"{lower}{over}" if over and not upper.endswith(lower) else lower
        )
    return cells


def _side_by_side(header: Sequence[Column], sample: Sequence[Sequence[str]]) -> list[Columns]:
    """The tables a header names: it begins anew where its first known column comes again with the same name."""
    known = [column for column in header if column.sure and column.field not in ("skip", "other", "time")]
    starts = [column.at for column in known if column.title == known[0].title] if known else []
    parts = [
        [column for column in header if start <= column.at < end]
        for start, end in zip(starts, [*starts[1:], 10_000], strict=True)
    ]
    if len(parts) > 1 and all(len({column.field for column in part if column.sure}) >= 2 for part in parts):
        before = [column for column in header if column.at < starts[0] and column.field != "skip"]
        return [settled([*before, *part], sample) for part in parts]
    return [settled(header, sample)]


def _is_sparse(columns: Columns, sample: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names its product and two fifths of the others do not."""
    product = columns.of("product")
    rows = [row for row in sample if sum(map(bool, row)) > 1]
    if product is None or len(rows) < 3:
        return False
    named = [bool(product.at < len(row) and row[product.at]) for row in rows]
    return named[0] and named.count(False) * 5 >= len(named) * 2
