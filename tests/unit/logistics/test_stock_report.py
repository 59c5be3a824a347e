"""The exchange's table of stock is read, and what cannot be read is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.logistics.stock_report import read
from tests.beside import outside

HEADER = "date,品种,类型,地区,仓库,期货,增减,单位\n"


def test_every_row_of_the_exchanges_own_table_is_read() -> None:
    rows, faults = read(outside("trade/shfe_warehouse_stock_sample.csv").read_bytes())
    assert faults == []
    assert len(rows) == 40
    silver = next(row for row in rows if row.product == "白银")
    assert (silver.province, silver.city, silver.warehouse, silver.tonnes) == (
        "上海",
        "上海",
        "中储吴淞",
        Decimal("137.517"),
    )


def test_the_city_is_taken_from_the_name_only_where_it_says_one() -> None:
    rows, _faults = read(
        (HEADER + "2026-09-18,铝,仓库,广东,中铝中州佛山,1,0,吨\n2026-09-18,铝,仓库,江苏,惠龙港,1,0,吨\n").encode()
    )
    assert [row.city for row in rows] == ["佛山", ""]


def test_a_mills_own_store_has_no_province() -> None:
    rows, faults = read((HEADER + "2026-09-18,螺纹钢,厂库,厂库提货地,沙钢集团,10,0,吨\n").encode())
    assert (rows[0].province, rows[0].city, faults) == ("", "", [])


def test_gb18030_is_read_too() -> None:
    rows, _faults = read((HEADER + "2026-09-18,铜,仓库,上海,国储天威,1,0,吨\n").encode("gb18030"))
    assert rows[0].warehouse == "国储天威"


@pytest.mark.parametrize(
    ("line", "column", "found"),
    [
        ("昨天,铜,仓库,上海,国储天威,1,0,吨", "date", "昨天"),
        ("2026-13-01,铜,仓库,上海,国储天威,1,0,吨", "date", "2026-13-01"),
        ("2026-09-18,,仓库,上海,国储天威,1,0,吨", "品种", ""),
        ("2026-09-18,铜,仓库,东海,国储天威,1,0,吨", "地区", "东海"),
        ("2026-09-18,铜,仓库,上海,,1,0,吨", "仓库", ""),
        ("2026-09-18,铜,仓库,上海,上海合计,1,0,吨", "仓库", "上海合计"),
        ("2026-09-18,铜,仓库,上海,国储天威,缺,0,吨", "期货", "缺"),
        ("2026-09-18,铜,仓库,上海,国储天威,-5,0,吨", "期货", "-5"),
        ("2026-09-18,铜,仓库,上海,国储天威,1,0,桶", "单位", "桶"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(line: str, column: str, found: str) -> None:
    rows, faults = read(f"{HEADER}{line}\n".encode())
    assert rows == []
    assert [(fault.row, fault.column, fault.found) for fault in faults] == [(2, column, found)]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\x00\x01\x02", b"\xff\xfe\x00"])
def test_what_is_no_such_table_is_refused_in_words(data: bytes) -> None:
    rows, faults = read(data)
    assert rows == []
    assert faults


def test_a_wrong_file_is_said_once() -> None:
    rows, faults = read("名称,日期,重量\n螺纹钢,2026-09-18,3\n".encode())
    assert rows == []
    (fault,) = faults
    assert "品种、地区、仓库、期货、单位" in str(fault)
    assert "名称、date、重量" in str(fault)
