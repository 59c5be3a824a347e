"""Tables of figures as CSV and as a workbook: numbers as numbers, everything else as text that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from portal.insight.tables import Table
from portal.intake.outgoing import head_format, new_book, safe
from portal.prices.export import harmless


def as_csv(table: Table) -> bytes:
    """One table. UTF-8 with BOM."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(name) for name in table.heads])
    for row in table.rows:
        writer.writerow(["" if cell is None else harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(tables: Sequence[Table]) -> bytes:
    """A sheet a table."""
    out, book = new_book()
    head = head_format(book)
    for table in tables:
        sheet = book.add_worksheet(table.title[:31])
        for at, name in enumerate(table.heads):
            sheet.write_string(0, at, safe(name), head)
            sheet.set_column(at, at, 16)
        for line, row in enumerate(table.rows, start=1):
            for at, cell in enumerate(row):
                if isinstance(cell, int | float | Decimal):
                    sheet.write_number(line, at, float(cell))
                elif cell:
                    sheet.write_string(line, at, safe(cell))
        sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()
