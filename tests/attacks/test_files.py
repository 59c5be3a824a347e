"""Files made to exhaust who reads them: refused at once, by what they claim to hold."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import openpyxl
import pytest

from portal.core.errors import Invalid
from portal.core.sniff import sniff
from portal.intake.tables import read_sheets

IN_TIME = 2.0


def rows_of(data: bytes) -> int:
    """How many lines a file has, all of them read."""
    return sum(1 for sheet in read_sheets(data) for _line in sheet.lines)


def archive_of(entries: int) -> bytes:
    """A zip file that is nothing but a list of files."""
    line = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    head = b"PK\3\4" + b"\0" * 26
    count = entries & 0xFFFF
    return head + line * entries + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(line) * entries, 30, 0)


def book_of(rows: str) -> bytes:
    """A workbook with these rows, as XML, in its sheet."""
    source, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = (
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                    f"{rows}</sheetData></worksheet>"
                ).encode()
            new.writestr(name, data)
    return out.getvalue()


def test_an_archive_of_half_a_million_files_is_not_even_opened() -> None:
    data = archive_of(400_000)
    began = time.perf_counter()
    assert sniff(data) is None
    with pytest.raises(Invalid):
        rows_of(data)
    assert time.perf_counter() - began < IN_TIME


@pytest.mark.parametrize(
    "data",
    [
        b"," * 5_000_000,
        b'"a\n",' * 500_000,
        b'"' + b"a\n" * 5_000_000,
        book_of('<row r="1">' + "<c/>" * 1_000_000 + "</row>"),
        book_of('<row r="1"><c t="inlineStr"><is><t>' + "A" * 60_000_000 + "</t></is></c></row>"),
    ],
    ids=["columns", "quoted columns", "open quote", "cells", "unzipped"],
)
def test_sheets_of_a_million_columns_are_refused_in_time(data: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(Invalid):
        rows_of(data)
    assert time.perf_counter() - began < IN_TIME


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><a/>',
        b"GIF89a/*" + b"<script>alert(1)</script>" * 9,
        b"\x89PNG\r\n\x1a\n<script>",
        b"PK\x03\x04",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"#!/bin/sh",
        b" %PDF-1.4",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT WordDocument".encode("utf-16-le"),
    ],
)
def test_what_is_no_picture_or_document_is_refused(data: bytes) -> None:
    assert sniff(data) is None
