"""Text files: which encoding, which delimiter, and rows within bounds that no quoting can pass."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from portal.core.errors import Invalid
from portal.intake.tables.lines import Line, lines_of

MAX_LINE = 400_000
MAX_LINES_A_ROW = 1_000
_DELIMITERS = ",\t;"


def read_csv(data: bytes, *, delimiter: str = "") -> Iterator[Line]:
    """The lines of a text. Raises: Invalid("file")."""
    return lines_of(_rows(decode(data), delimiter))


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
    raise Invalid("file", "认不出这个文件，请用 XLSX、XLS，或 UTF-8、GB18030 编码的 CSV")


def delimiter_of(text: str) -> str:
    """The sign that parts the cells. A title may stand above the header, so the first line alone does not tell."""
    return max(_DELIMITERS, key=text[:5000].count)


def looks_like_text(text: str) -> bool:
    """Whether these are sentences or quote lines rather than a table: no tabs, and commas in few lines only."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()]
    if any("\t" in line for line in lines):
        return False
    return sum(line.count(",") >= 2 or line.count(";") >= 2 for line in lines) * 2 < len(lines)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    fed = 0

    def bounded() -> Iterator[str]:
        """Lines no longer, and no more of them to a row, than a sheet has: a million columns are refused unread."""
        nonlocal fed
        for line in io.StringIO(text, newline=""):
            fed += 1
            if len(line) > MAX_LINE or fed > MAX_LINES_A_ROW:
                raise Invalid("file", "第 %(row)d 行附近读不下去，请检查引号", row=rows.line_num + 1)
            yield line

    if delimiter:
        yield from ([line] for line in io.StringIO(text))
        return
    rows = csv.reader(bounded(), delimiter=delimiter_of(text))
    try:
        for row in rows:
            fed = 0
            yield row
    except csv.Error as error:
        raise Invalid("file", "第 %(row)d 行附近读不下去，请检查引号", row=rows.line_num) from error
