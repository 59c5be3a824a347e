"""Bytes → tables: what a file holds, which rows are a header, which are goods. Knows no trade but the names of columns."""

from __future__ import annotations

from portal.intake.tables.files import MAX_BYTES, examine, read_sheets, read_text
from portal.intake.tables.finding import Found, Table, find_tables
from portal.intake.tables.lines import Line, Sheet

__all__ = ["MAX_BYTES", "Found", "Line", "Sheet", "Table", "examine", "find_tables", "read_sheets", "read_text"]
