"""XLS workbooks of the old kind, within bounds: passwords and macros refused, whatever is broken said in one sentence."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from portal.core.errors import Invalid
from portal.intake.tables.lines import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Line, Merge, Sheet, lines_of

MAX_XLS = 10 * 1024 * 1024
"""A cell of an old workbook costs fifty times its bytes in memory."""
_LOCKED = "文件有密码，请去掉密码再上传"
_BROKEN = "表格读不出来，请在 Excel 里另存为 XLSX 再上传"


def examine_xls(data: bytes) -> None:
    """Look at the outside only: cheap, and done before anything is opened. Raises: Invalid("file")."""
    if _has(data, "EncryptedPackage"):  # an XLSX with a password is packed as the old kind
        raise Invalid("file", _LOCKED)
    if _has(data, "_VBA_PROJECT"):
        raise Invalid("file", "文件里有宏，请另存为不带宏的 XLSX 再上传")
    if not (_has(data, "Workbook") or _has(data, "Book")):
        raise Invalid("file", "这不是 Excel 表格，请上传 XLSX、XLS 或 CSV")
    if len(data) > MAX_XLS:
        raise Invalid("file", "XLS 文件超过 %(mb)s MB，请另存为 XLSX 再上传", mb=MAX_XLS // (1024 * 1024))


def read_xls(data: bytes) -> Iterator[Sheet]:
    """The visible sheets. Raises: Invalid("file")."""
    examine_xls(data)
    import xlrd  # only processes that read an old workbook pay for it

    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
        sheets = [number for number, state in enumerate(book._sheet_visibility) if state == 0][:MAX_SHEETS]
    except Exception as error:  # a broken file makes xlrd raise anything
        locked = "encrypted" in str(error).lower()
        raise Invalid("file", _LOCKED if locked else _BROKEN) from error
    for number in sheets:
        yield Sheet(*_sheet(book, number))


def _sheet(book: Any, number: int) -> tuple[str, list[Line]]:
    try:
        sheet = book.sheet_by_index(number)
        merges: list[Merge] = [
            (row + 1, column + 1, row_end, column_end)
            for row, row_end, column, column_end in sheet.merged_cells
            if column < MAX_COLUMNS
        ]
        rows = (
            [_value(cell, book.datemode) for cell in sheet.row(row)] for row in range(min(sheet.nrows, MAX_ROWS + 1))
        )
        lines = list(lines_of(rows, merges))
        book.unload_sheet(number)
    except Invalid:
        raise
    except Exception as error:  # as above
        raise Invalid("file", _BROKEN) from error
    return str(sheet.name)[:60], lines


def _value(cell: Any, datemode: int) -> Any:
    """Text and numbers as they are, dates as dates, errors as nothing."""
    if cell.ctype == 3:
        import xlrd

        try:
            moment: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
        return moment
    return None if cell.ctype in (0, 5, 6) else bool(cell.value) if cell.ctype == 4 else cell.value


def _has(data: bytes, stream: str) -> bool:
    """Whether the directory of an OLE file names such a stream: it does so in UTF-16."""
    return stream.encode("utf-16-le") in data
