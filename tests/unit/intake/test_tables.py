"""Where the tables of a sheet are, and what of a sheet is no goods."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from portal.intake.cells import Refusal
from portal.intake.picking import raw_rows
from portal.intake.rows import ReadRow
from portal.intake.tables import Found, Line, Sheet, find_tables, read_sheets


def sheet(text: str) -> Sheet:
    lines = [
        Line(n, tuple(line.split(","))) for n, line in enumerate(text.strip("\n").split("\n"), 1) if line.strip(",")
    ]
    return Sheet("", lines)


def rows_of(text: str) -> list[int]:
    return [found.line.number for found in find_tables(sheet(text)) if isinstance(found, Found)]


def test_header_below_titles_and_notes() -> None:
    text = "某某公司库存表,,\n2026年11月20日,,\n以上价格仅供参考,,\n品名,规格,单价\n螺纹钢,Φ25,3650\n"
    assert rows_of(text) == [5]


def test_repeated_header_totals_and_notices_are_left_out() -> None:
    text = """品名,规格,吨位,单价
螺纹钢,Φ25,30,3650
小计,,30,
品名,规格,吨位,单价
高线,Φ8,20,3500
 合 计 ,,50,
total,,50,
以上价格仅供参考，以实际成交为准,,,
联系电话：13800138000,,,
"""
    assert rows_of(text) == [2, 5]


def test_tables_below_each_other_have_their_own_columns() -> None:
    text = "品名,规格,单价\n螺纹钢,Φ25,3650\n,,\n仓库库存,,\n单价,品名,材质\n3500,高线,HPB300\n"
    raws = list(raw_rows([sheet(text)]))
    assert [dict(raw.cells) for raw in raws] == [
        {"product": "螺纹钢", "spec": "Φ25", "price": "3650"},
        {"product": "高线", "grade": "HPB300", "price": "3500"},
    ]


def test_tables_beside_each_other() -> None:
    text = "品名,规格,单价,,品名,规格,单价\n螺纹钢,Φ25,3650,,高线,Φ8,3500\n螺纹钢,Φ22,3660,,,,\n"
    cells = [(raw.row, raw.cells["product"], raw.cells["price"]) for raw in raw_rows([sheet(text)])]
    assert cells == [(2, "螺纹钢", "3650"), (2, "高线", "3500"), (3, "螺纹钢", "3660")]


def test_heading_between_rows_names_the_product() -> None:
    text = "规格,材质,钢厂,单价\n一、盘螺,,,\n8-10,HRB400E,沙钢,3700\n二、圆钢,,,\n25,Q235,鞍钢,3800\n"
    read = [raw.read()[0] for raw in raw_rows([sheet(text)])]
    assert [(row.category.code, row.product) for row in read] == [("rebar-coil", "盘螺"), ("round-bar", "圆钢")]  # type: ignore[union-attr]


def workbook(rows: list[list[object]], *merges: str) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merges:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_cells_are_carried_down() -> None:
    data = workbook(
        [["库存表"], ["品名", "规格", "单价"], ["螺纹钢", 25, 3650], [None, 22, 3660], [None, 20, 3660.0], ["高线", 8, 3500]],
        "A1:C1", "A3:A5",
    )  # fmt: skip
    raws = list(raw_rows(read_sheets(data)))
    assert [(raw.row, raw.cells["product"], raw.cells["spec"], raw.cells["price"]) for raw in raws] == [
        (3, "螺纹钢", "25", "3650"), (4, "螺纹钢", "22", "3660"), (5, "螺纹钢", "20", "3660"), (6, "高线", "8", "3500"),
    ]  # fmt: skip


def test_header_of_two_lines() -> None:
    data = workbook(
        [["品名", "规格", "价格", None, "备注"], [None, None, "昨日", "今日", None], ["螺纹钢", 25, 3600, 3650, "货少"]],
        "A1:A2", "B1:B2", "C1:D1", "E1:E2",
    )  # fmt: skip
    (raw,) = raw_rows(read_sheets(data))
    assert raw.cells["price"] == "3650"
    assert "3600" in raw.cells["remark"]


def test_every_visible_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    for name, product in (("螺纹", "螺纹钢"), ("线材", "高线")):
        page = book.create_sheet(name)
        page.append(["品名", "规格", "单价"])
        page.append([product, 25 if product == "螺纹钢" else 8, 3650])
    hidden = book.create_sheet("旧价")
    hidden.append(["品名", "规格", "单价"])
    hidden.append(["盘螺", 8, 1])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [(raw.sheet, raw.row, raw.cells["product"]) for raw in raw_rows(read_sheets(out.getvalue()))] == [
        ("螺纹", 2, "螺纹钢"), ("线材", 2, "高线"),
    ]  # fmt: skip


@pytest.mark.parametrize("blank", [2, 3])
def test_blank_names_mean_the_one_above_only_where_that_is_the_habit(blank: int) -> None:
    names = ["高线", *[""] * blank, *["高线"] * 3]
    text = "品名,规格,单价\n" + "".join(f"{name},{8 + at},350{at}\n" for at, name in enumerate(names))
    raws = list(raw_rows([sheet(text)]))
    carried = [raw.cells.get("product", "") for raw in raws[1 : 1 + blank]]
    assert set(carried) == ({"高线"} if blank == 3 else {""})


def offers(text: str) -> list[tuple[str, str, str, str, str]]:
    """Product, spec, grade, mill and price of each row."""
    found = []
    for raw in raw_rows([sheet(text)]):
        for one in raw.read():
            assert isinstance(one, ReadRow), one
            found.append((one.product, one.spec, one.grade, one.mill, f"{one.price or one.price_remark}"))
    return found


def test_price_list_with_mills_across_the_top() -> None:
    text = "天津螺纹钢 HRB400E 今日报价,,,\n规格,敬业,沙钢,首钢\n12,3680,3720,\n14-25,3650,缺货,3690\n"
    assert offers(text) == [
        ("螺纹钢", "Φ12", "HRB400E", "敬业", "3680"), ("螺纹钢", "Φ12", "HRB400E", "沙钢", "3720"),
        ("螺纹钢", "Φ14-25", "HRB400E", "敬业", "3650"), ("螺纹钢", "Φ14-25", "HRB400E", "沙钢", "缺货"),
        ("螺纹钢", "Φ14-25", "HRB400E", "首钢", "3690"),
    ]  # fmt: skip


def test_price_list_with_sizes_across_the_top() -> None:
    text = "螺纹钢报价,,,\n钢厂\\规格,Φ12,Φ14,Φ16-25\n敬业,3680,3660,3650\n沙钢,-,3700,3690\n"
    assert offers(text) == [
        ("螺纹钢", "Φ12", "", "敬业", "3680"), ("螺纹钢", "Φ14", "", "敬业", "3660"), ("螺纹钢", "Φ16-25", "", "敬业", "3650"),
        ("螺纹钢", "Φ14", "", "沙钢", "3700"), ("螺纹钢", "Φ16-25", "", "沙钢", "3690"),
    ]  # fmt: skip


def test_grade_and_mill_of_the_line_above() -> None:
    text = "规格,单价\n一、盘螺 HRB400E 沙钢,\n8-10,3700\n二、高线 HPB300,\n6.5,3600\n"
    assert offers(text) == [("盘螺", "Φ8-10", "HRB400E", "沙钢", "3700"), ("高线", "Φ6.5", "HPB300", "", "3600")]


def test_two_grades_in_the_title_are_nobodys() -> None:
    assert offers("螺纹钢 HRB400E HRB500E 报价,\n规格,单价\n25,3650\n") == [("螺纹钢", "Φ25", "", "", "3650")]


def test_spec_that_became_a_date_is_refused() -> None:
    (raw,) = raw_rows(read_sheets(workbook([["品名", "规格", "单价"], ["螺纹钢", date(2026, 12, 14), 3650]])))
    (refusal,) = raw.read()
    assert isinstance(refusal, Refusal)
    assert refusal.field == "spec"
