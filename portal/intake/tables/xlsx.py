"""XLSX workbooks within bounds: archives are measured before they are opened, macros and passwords refused."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from portal.core.errors import Invalid
from portal.core.sniff import crowded
from portal.intake.tables.lines import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Merge, Sheet, lines_of

MAX_UNZIPPED = 50 * 1024 * 1024
MOST_CELLS = 20_000
MOST_STRINGS = 400_000
MOST_MERGES = 50_000
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)[\s/>]")
# A cell with content right of the 200th column (GR), where openpyxl would not show it to us any more.
_FAR = re.compile(rb"<(?:\w+:)?c [^>]{0,200}?\br=\"(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])\d+\"[^>/]*>")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_BROKEN = "表格读不出来，请在 Excel 里另存为 XLSX 再上传"


def read_xlsx(data: bytes) -> Iterator[Sheet]:
    """The visible sheets. Raises: Invalid("file"), also while lines are read."""
    merges = examine_xlsx(data)
    import openpyxl  # 0.1 s and 6 MB: only processes that read a workbook pay for it

    try:
        # openpyxl reads XML through defusedxml where that is installed, and it is.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MAX_SHEETS]
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise Invalid("file", _BROKEN) from error
    for sheet in sheets:
        path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        yield Sheet(str(sheet.title)[:60], lines_of(_rows(sheet), merges.get(path, ())))


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    try:
        sheet.reset_dimensions()  # what a file claims of its size may be a lie
        yield from sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True)
    except Exception as error:  # as above: any kind
        raise Invalid("file", _BROKEN) from error


def examine_xlsx(data: bytes) -> dict[str, list[Merge]]:
    """The merged areas of each sheet, once the archive has been found to be within bounds."""
    if crowded(data):
        raise Invalid("file", _BROKEN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            size = sum(info.file_size for info in infos)
            if size > MAX_UNZIPPED:
                raise Invalid("file", "表格解开后超过 %(mb)s MB，请删去多余内容", mb=MAX_UNZIPPED // (1024 * 1024))
            names = [info.filename for info in infos]
            if any(info.flag_bits & 1 for info in infos):
                raise Invalid("file", "文件有密码，请去掉密码再上传")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Invalid("file", "文件里有宏，请另存为不带宏的 XLSX 再上传")
            if not any(name.startswith("xl/") for name in names):
                raise Invalid("file", "这不是 Excel 表格，请上传 XLSX、XLS 或 CSV")
            found = {}
            for name in names:
                if name == "xl/sharedStrings.xml" and _too_many(archive.read(name)):
                    raise Invalid("file", "表格内容太多，请分成几个文件")
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    found[name] = _measured(archive.read(name))
            return found
    # zipfile's own signals: RuntimeError (NotImplementedError is one) for a password or packing it cannot undo, the others for damage.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError) as error:
        raise Invalid("file", "文件损坏，请重新保存为 XLSX 再上传") from error


def _measured(sheet: bytes) -> list[Merge]:
    """The merged areas. A row with more cells than any real sheet is refused: openpyxl would hold a million before we see one."""
    cells = 0
    for tag in _ROW_OR_CELL.finditer(sheet):
        cells = 0 if tag[1] == b"row" else cells + 1
        if cells > MOST_CELLS:
            raise Invalid("file", "超过 %(max)d 列，请只保留需要的列", max=MAX_COLUMNS)
    if _FAR.search(sheet):  # a cell in the last column
        raise Invalid("file", "超过 %(max)d 列，请只保留需要的列", max=MAX_COLUMNS)
    merges: list[Merge] = []
    for match in _MERGE.finditer(sheet):
        if len(merges) == MOST_MERGES:
            raise Invalid("file", _BROKEN)
        first, last = _column(match[1]), _column(match[3])
        if first <= MAX_COLUMNS:
            merges.append((int(match[2]), first, int(match[4]), last))
    return merges


def _too_many(strings: bytes) -> bool:
    """Whether a workbook has more texts than fit into memory at ease: openpyxl holds them all."""
    return strings.count(b"<si") > MOST_STRINGS


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
