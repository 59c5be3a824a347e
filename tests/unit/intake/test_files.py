"""Files become lines of text whatever kind they are; what is no sheet is refused in one clear sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from portal.core.errors import Invalid
from portal.intake.tables import Line, read_sheets, read_text
from portal.intake.tables.xlsx import MAX_UNZIPPED

SHEET = "品名,规格,材质,钢厂,价格,备注\n螺纹钢,Ф25,HRB400E,沙钢,3650,货少\n"
OLD = Path(__file__).parent / "data" / "old.xls"


def lines(data: bytes) -> list[Line]:
    return [line for sheet in read_sheets(data) for line in sheet.lines]


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        lines(data)
    assert refused.value.field == "file"
    return refused.value.message


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """The archive with parts replaced or added; `__` in a name stands for a slash, `_DOT_` for a dot."""
    wanted = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            if info.filename not in wanted:
                target.writestr(info.filename, source.read(info))
        for name, content in wanted.items():
            target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_people_send(encoding: str) -> None:
    assert lines(SHEET.encode(encoding))[1].cells == ("螺纹钢", "Ф25", "HRB400E", "沙钢", "3650", "货少")


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters(delimiter: str) -> None:
    assert len(lines(SHEET.replace(",", delimiter).encode())[0].cells) == 6


def test_numbers_are_read_as_they_were_typed() -> None:
    (line,) = lines(workbook([3030.0, 6.5, 0.1 + 0.2, 12345678901, True, None, "  a \n b "]))
    assert line.cells == ("3030", "6.5", "0.3", "12345678901", "1", "", "a\nb")


def test_old_workbook_with_merged_cells() -> None:
    found = lines(OLD.read_bytes())
    assert [line.cells for line in found] == [
        ("库存表",), ("品名", "规格", "材质", "单价"), ("螺纹钢", "25", "HRB400E", "3650"), ("螺纹钢", "22", "HRB400E", "3660.5"),
    ]  # fmt: skip


def test_control_characters_do_not_survive() -> None:
    assert lines("品名\u202e,价\x07格\n".encode())[0].cells == ("品名", "价 格")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (b"\r\n  ", "空"),
        (b"%PDF-1.7 ...", "不是表格"),
        (b"\x89PNG\r\n\x1a\n", "不是表格"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "另存为 XLSX"),
        (b"PK\x03\x04broken", "损坏"),
        (b"\x00\x01\x02" * 50, "认不出"),
        (b"\xff\xfe\x00", "认不出"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "另存为 XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook _VBA_PROJECT".encode("utf-16-le"), "宏"),
        (changed(workbook(["品名"]), xl__vbaProject_DOT_bin=b"x"), "宏"),
        (("品名,价格," + ",".join(f"列{n}" for n in range(300))).encode(), "列"),
        (("品名\n" * 100_002).encode(), "行"),
    ],
)
def test_what_is_no_sheet_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_word_document_with_the_wrong_ending_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "不是 Excel" in refusal(out.getvalue())


def test_workbook_cut_off_in_the_middle() -> None:
    data = workbook(*[["螺纹钢", 25, 3650]] * 500)
    assert refusal(data[: len(data) // 2])
    assert refusal(OLD.read_bytes()[:3000])


@pytest.mark.parametrize("way", [1, 99])
def test_workbook_packed_in_a_way_nobody_reads(way: int) -> None:
    """1: an old one, 99: with a password of its own kind. In an archive each file says it twice."""
    data = workbook(["品名"], ["高线"])
    for header, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        files = data.split(header)
        data = header.join([files[0], *(file[: at - 4] + bytes([way, 0]) + file[at - 2 :] for file in files[1:])])
    assert "损坏" in refusal(data)


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (MAX_UNZIPPED + 1))
    assert len(out.getvalue()) < 200_000
    assert "MB" in refusal(out.getvalue())


def test_entities_in_a_workbook_are_not_expanded() -> None:
    data = workbook(["品名", "价格"], ["高线", 3030])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    for entity in (b"<!ENTITY a 'aaaa'>", b"<!ENTITY a SYSTEM 'file:///etc/passwd'>"):
        evil = b'<?xml version="1.0"?><!DOCTYPE x [' + entity + b"]>" + sheet.partition(b"?>")[2]
        assert refusal(changed(data, xl__worksheets__sheet1_DOT_xml=evil))


def test_cell_in_the_last_column_or_row_is_refused() -> None:
    for cell in ("XFD1", "GZ3"):
        book = openpyxl.Workbook()
        book.active["A1"] = "品名"
        book.active[cell] = "x"
        out = io.BytesIO()
        book.save(out)
        assert "列" in refusal(out.getvalue())
    book = openpyxl.Workbook()
    book.active["A1"] = "品名"
    book.active["A1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    assert "行" in refusal(out.getvalue())


def test_pasted_text_is_lines_or_cells() -> None:
    assert [line.cells for line in read_text("敬业, 12*9 3680\n\n沙钢 25*12, 3720").lines] == [
        ("敬业, 12*9 3680",),
        ("沙钢 25*12, 3720",),
    ]
    assert [line.cells for line in read_text("品名\t规格\n螺纹钢\t25").lines] == [("品名", "规格"), ("螺纹钢", "25")]
    with pytest.raises(Invalid):
        read_text(" \n ")
