"""Turns a CSV or XLSX file into rows of text, within bounds that hostile files cannot pass. Knows no column's meaning."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.core.errors import Invalid
from portal.core.sniff import crowded
from portal.materials.text import without_controls

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL = 2_000
MAX_LINE = 400_000
MAX_LINES_A_ROW = 1_000
MAX_UNZIPPED = 50 * 1024 * 1024
MOST_CELLS = 20_000
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)[\s/>]")
_DELIMITERS = ",\t;"


@dataclass(frozen=True, slots=True)
class Line:
    """One row; number counts from 1 as the spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


def read_lines(data: bytes) -> Iterator[Line]:
    """The rows of the file's first sheet, empty ones left out.

    CSV in UTF-8 (with or without BOM), UTF-16 with BOM or GB18030; XLSX. What it is, its bytes say, not its name.
    Raises: Invalid("file", reason).
    """
    if len(data) > MAX_BYTES:
        raise Invalid("file", "文件超过 %(mb)s MB，请分成几个", mb=MAX_BYTES // (1024 * 1024))
    if data.startswith(b"PK\x03\x04"):
        rows: Iterable[Iterable[Any]] = _xlsx(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("file", "这是旧的 XLS 格式，请另存为 XLSX 或 CSV 再导入")
    else:
        rows = _csv(data)
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise Invalid("file", "超过 %(max)d 行，请分成几个文件", max=MAX_ROWS)
        cells = tuple(_text(value) for value in row)
        if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
            raise Invalid("file", "超过 %(max)d 列，请只保留需要的列", max=MAX_COLUMNS)
        if any(cells):
            yield Line(number, cells[:MAX_COLUMNS])


def decode(data: bytes) -> str:
    """The text of a CSV. Raises: Invalid when it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid("file", "认不出这个文件，请用 XLSX，或 UTF-8、GB18030 编码的 CSV")


def _csv(data: bytes) -> Iterator[list[str]]:
    text = decode(data)
    beginning = text[:5000]  # a title may stand above the header, so the first line alone does not tell
    delimiter = max(_DELIMITERS, key=beginning.count)
    fed = 0

    def bounded() -> Iterator[str]:
        """Lines no longer, and no more of them to a row, than a sheet has: a million columns are refused unread."""
        nonlocal fed
        for line in io.StringIO(text, newline=""):
            fed += 1
            if len(line) > MAX_LINE or fed > MAX_LINES_A_ROW:
                raise Invalid("file", "第 %(row)d 行附近读不下去，请检查引号", row=lines.line_num + 1)
            yield line

    lines = csv.reader(bounded(), delimiter=delimiter)
    try:
        for row in lines:
            fed = 0
            yield row
    except csv.Error as error:
        raise Invalid("file", "第 %(row)d 行附近读不下去，请检查引号", row=lines.line_num) from error


def _xlsx(data: bytes) -> Iterator[tuple[Any, ...]]:
    if crowded(data):
        raise Invalid("file", "表格读不出来，请重新保存为 XLSX 再导入")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            sheets = [
                name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")
            ]
            if size <= MAX_UNZIPPED and any(_too_wide(archive.read(name)) for name in sheets):
                raise Invalid("file", "超过 %(max)d 列，请只保留需要的列", max=MAX_COLUMNS)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Invalid("file", "文件损坏，请重新保存为 XLSX 再导入") from error
    if size > MAX_UNZIPPED:
        raise Invalid("file", "表格解开后超过 %(mb)s MB，请删去多余内容", mb=MAX_UNZIPPED // (1024 * 1024))
    import openpyxl  # 0.1 s and 6 MB: only processes that read a workbook pay for it

    try:
        # openpyxl reads XML through defusedxml where that is installed, and it is.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            return
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file claims of its size may be a lie
        yield from sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True)
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise Invalid("file", "表格读不出来，请重新保存为 XLSX 再导入") from error


def _too_wide(sheet: bytes) -> bool:
    """Whether a row has more cells than any real sheet: openpyxl would hold a million of them before we see one."""
    cells = 0
    for tag in _ROW_OR_CELL.finditer(sheet):
        cells = 0 if tag[1] == b"row" else cells + 1
        if cells > MOST_CELLS:
            return True
    return False


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        # 3650.0 is what a spreadsheet makes of 3650; repr keeps what was typed of the rest.
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(without_controls(str(value)[:MAX_CELL]).split())
