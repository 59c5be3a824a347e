"""What a file is, by its bytes and never by its name, and who reads it; every refusal is one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator

from portal.core.errors import Invalid
from portal.intake.tables.csv_files import looks_like_text, read_csv
from portal.intake.tables.lines import Sheet
from portal.intake.tables.xls import examine_xls, read_xls
from portal.intake.tables.xlsx import examine_xlsx, read_xlsx

MAX_BYTES = 20 * 1024 * 1024
MAX_TEXT = 400_000
"""Characters of pasted text: some ten thousand lines."""
_OLE = b"\xd0\xcf\x11\xe0"
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"\x1f\x8b", "GZIP"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)


def read_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a file: XLSX, XLS, or CSV in UTF-8, UTF-16 with BOM or GB18030.

    Raises: Invalid("file", reason), also while the lines of a sheet are read.
    """
    kind = _kind_of(data)
    if kind == "xlsx":
        return read_xlsx(data)
    return read_xls(data) if kind == "xls" else iter([Sheet("", read_csv(data))])


def examine(data: bytes) -> None:
    """Refuse what is no sheet or does harm, at a glance: nothing is opened. Raises: Invalid("file", reason)."""
    kind = _kind_of(data)
    if kind == "xlsx":
        examine_xlsx(data)
    elif kind == "xls":
        examine_xls(data)
    else:
        next(iter(read_csv(data)), None)


def _kind_of(data: bytes) -> str:
    """xlsx, xls or csv. Raises: Invalid("file") for anything else."""
    if not data.strip(b"\0 \r\n\t"):
        raise Invalid("file", "文件是空的，请重新选择")
    if len(data) > MAX_BYTES:
        raise Invalid("file", "文件超过 %(mb)s MB，请分成几个", mb=MAX_BYTES // (1024 * 1024))
    if data.startswith(b"PK\x03\x04"):
        return "xlsx"
    if data.startswith(_OLE):
        return "xls"
    for start, name in _OTHERS:
        if data.startswith(start):
            raise Invalid("file", "这是 %(kind)s 文件，不是表格，请上传 XLSX、XLS 或 CSV", kind=name)
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg", b"<meta", b"{\\rtf")):
        raise Invalid("file", "这是网页或文档，不是表格，请在 Excel 里打开后另存为 XLSX")
    return "csv"


def read_text(text: str) -> Sheet:
    """Pasted text as a sheet: cells by tab where it was copied from a spreadsheet, else one cell a line.

    Raises: Invalid("text").
    """
    if len(text) > MAX_TEXT:
        raise Invalid("text", "内容太长，请分几次粘贴，或上传文件")
    if not text.strip():
        raise Invalid("text", "请粘贴报价或库存内容")
    data = text.replace("\0", " ").encode("utf-8", "replace")
    if looks_like_text(text):
        return Sheet("", read_csv(data, delimiter="\x1f"))
    return Sheet("", read_csv(data))
