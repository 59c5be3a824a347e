"""Files become rows, and rows are understood or named; hostile files are refused."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from portal.core.errors import Invalid
from portal.listings.sheets.columns import Fault, SheetRow, key_of, read_rows
from portal.listings.sheets.reader import MAX_UNZIPPED, Line, read_lines

SHEET = "品名,规格,材质,钢厂,价格,涨跌,备注\n螺纹钢,Ф25,HRB400E,沙钢,3650,+20,货少\n"


def rows(data: bytes) -> list[SheetRow | Fault]:
    return list(read_rows(read_lines(data)))


def workbook(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_people_send(encoding: str) -> None:
    (row,) = rows(SHEET.encode(encoding))
    assert isinstance(row, SheetRow)
    assert (row.category.code, row.product, row.spec, row.grade, row.mill) == (
        "rebar",
        "螺纹钢",
        "Φ25",
        "HRB400E",
        "沙钢",
    )
    assert (row.price.price, row.remarks) == (Decimal(3650), "货少\n涨跌：+20")


def test_excel_numbers_are_read_as_typed() -> None:
    (row,) = rows(workbook(["品名", "价格", "规格"], ["高线", 3030.0, 6.5]))
    assert isinstance(row, SheetRow)
    assert (row.price.price, row.spec) == (Decimal(3030), "6.5")


def test_tabs_semicolons_and_a_title_above_the_header() -> None:
    text = "某某公司今日报价\n\n品名;规格;单价（元/吨）\n盘螺;Φ8;3700\n"
    assert [row.number for row in rows(text.encode()) if isinstance(row, SheetRow)] == [4]
    assert len(rows(SHEET.replace(",", "\t").encode())) == 1


def test_header_repeated_in_the_middle_is_no_row() -> None:
    assert len(rows((SHEET + SHEET).encode())) == 2


def test_unread_row_says_where_what_was_expected_and_what_was_found() -> None:
    text = "品名,规格,价格\n螺纹钢,Ф16/18-22/25,4420/4350/4420\n今日停售,,\n"
    first, second = rows(text.encode())
    assert isinstance(first, Fault)
    assert isinstance(second, Fault)
    assert (first.row, first.column, first.found) == (2, "价格", "4420/4350/4420")
    assert (second.row, second.column, second.found) == (3, "品名", "今日停售")


def test_same_thing_typed_otherwise_has_the_same_key() -> None:
    header = "品名,规格,材质,钢厂,价格\n"
    (one,) = rows((header + "螺纹钢,Ф 25×12米,hrb400e,沙钢,1\n").encode())
    (two,) = rows((header + "螺纹钢,Φ25*12m,HRB400E,沙鋼,2\n").encode())
    (other,) = rows((header + "螺纹钢,Φ22*12m,HRB400E,沙钢,2\n").encode())
    assert isinstance(one, SheetRow)
    assert isinstance(two, SheetRow)
    assert isinstance(other, SheetRow)
    assert key_of(one, "W1") == key_of(two, "W1")
    assert key_of(one, "W1") != key_of(one, "W2")
    assert key_of(one, "W1") != key_of(other, "W1")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02" * 50,
        b"PK\x03\x04broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old",
        "只有一句话".encode(),
        ("品名,规格\n" + "螺纹钢,Φ25\n").encode(),
        ("品名,价格," + ",".join(f"列{n}" for n in range(300))).encode(),
        b"\xff\xfe\x00",
    ],
)
def test_file_that_is_no_sheet_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        rows(data)
    assert refused.value.field == "file"


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (MAX_UNZIPPED + 1))
    assert len(out.getvalue()) < 200_000
    with pytest.raises(Invalid):
        rows(out.getvalue())


def test_entities_in_a_workbook_are_not_expanded() -> None:
    data = io.BytesIO(workbook(["品名", "价格"], ["高线", 3030]))
    out = io.BytesIO()
    with zipfile.ZipFile(data) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + content.partition(b"?>")[2]
            target.writestr(info, content)
    with pytest.raises(Invalid):
        rows(out.getvalue())


def test_control_characters_do_not_survive() -> None:
    (line,) = read_lines("品名\u202e,价\x07格\n".encode())
    assert line == Line(1, ("品名", "价 格"))


def test_a_file_without_a_header_says_what_is_missing_and_what_was_found() -> None:
    with pytest.raises(Invalid) as caught:
        rows("某公司报价单\n品名,规格,数量\n螺纹钢,25,3\n".encode())
    said = caught.value.message % caught.value.params
    assert "缺少 价格" in said
    assert "品名、规格、数量" in said
