"""A table of freight rates is read as carriers write it; a cell that cannot be read is named, and nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from portal.logistics.rate_sheet import RateSheet, SheetRate, read_rates

HEADER = "起运地,目的地,运输方式,运价,起运量,最低收费,天数,承运方,有效期至,备注"


def table(*rows: str, header: str = HEADER) -> RateSheet:
    return read_rates((number, row.split(",")) for number, row in enumerate([header, *rows], 1))


def only(*rows: str, header: str = HEADER) -> SheetRate:
    sheet = table(*rows, header=header)
    assert (len(sheet.rates), sheet.faults) == (1, ())
    return sheet.rates[0]


def test_a_whole_row_is_read() -> None:
    rate = only("天津东丽,佛山顺德,汽运,¥1325元/吨,30吨,1200,9-12天,顺达,2026/12/31,含税")
    assert rate == SheetRate(
        row=2, start=("120110", "天津", "天津"), end=("440606", "广东", "佛山"), mode="road", price=D(1325), min_tonnes=D(30),
        min_charge=D(1200), days_min=9, days_max=12, carrier="顺达", valid_until=date(2026, 12, 31), remarks="含税",
    )  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        "从,到,运价", "from,to,price", "始发地,到站,单价（元/吨）", "装货地,卸货地,运费 元/吨", "起运城市,目的城市,吨价", "起运地代码,目的地代码,运价",
        "起运地：,目的地：,运价*",
    ],
)  # fmt: skip
def test_columns_are_known_by_their_many_names(header: str) -> None:
    rate = only("天津,北京,62", header=header)
    assert (rate.start[0], rate.end[0], rate.price, rate.mode) == ("12", "11", D(62), "road")


def test_province_city_and_district_may_be_columns_of_their_own() -> None:
    rate = only("天津,河北省,石家庄市,长安区,88", header="起运地,目的省,目的市,目的区县,运价")
    assert rate.end == ("130102", "河北", "石家庄")
    assert only("天津,河北,,,95", header="起运地,目的省,目的市,目的区县,运价").end == ("13", "河北", "河北")


def test_the_header_may_stand_below_titles_and_come_again() -> None:
    rows = [
        (1, ["顺达物流 运价表"]),
        (2, []),
        (4, ["起运地", "目的地", "运价"]),
        (5, ["天津", "北京", "62"]),
        (6, ["起运地", "目的地", "运价"]),
        (7, ["", "石家庄", "78"]),
    ]
    sheet = read_rates(rows)
    assert [(rate.row, rate.start[0], rate.end[0]) for rate in sheet.rates] == [(5, "12", "11"), (7, "12", "1301")]
    assert (sheet.faults, sheet.rows_read) == ((), 2)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("", "road"),
        ("汽运", "road"),
        ("公路", "road"),
        ("火车", "rail"),
        ("铁运", "rail"),
        ("海运", "water"),
        ("水路", "water"),
    ],
)
def test_modes_are_known_by_their_words(text: str, mode: str) -> None:
    assert only(f"天津,北京,{text},62").mode == mode


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        ("乌有,北京,汽运,62", "起运地", "乌有"),
        ("天津,通州,汽运,62", "目的地", "通州（北京通州区、江苏南通通州区）"),
        ("天津,,汽运,62", "目的地", ""),
        ("天津,北京,飞机,62", "运输方式", "飞机"),
        ("天津,北京,铁水联运,62", "运输方式", "铁水联运"),
        ("天津,北京,汽运,", "运价", ""),
        ("天津,北京,汽运,0", "运价", "0"),
        ("天津,北京,汽运,面议", "运价", "面议"),
        ("天津,北京,汽运,60-70", "运价", "60-70"),
        ("天津,北京,汽运,62.005", "运价", "62.005"),
        ("天津,北京,汽运,200000", "运价", "200000"),
        ("天津,北京,汽运,-5", "运价", "-5"),
        ("天津,北京,汽运,=1+1", "运价", "=1+1"),
        ("天津,北京,汽运,62,整车", "起运量", "整车"),
        ("天津,北京,汽运,62,30,,3-2", "天数", "3-2"),
        ("天津,北京,汽运,62,30,,,,长期", "有效期至", "长期"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(row: str, column: str, found: str) -> None:
    sheet = table(row)
    assert sheet.rates == ()
    assert [(fault.row, fault.column, fault.found) for fault in sheet.faults] == [(2, column, found)]


def test_a_price_by_the_lorry_is_no_price_by_the_tonne() -> None:
    sheet = table("天津,北京,1900", header="起运地,目的地,运价（元/车）")
    assert sheet.rates == ()
    assert sheet.faults[0].column in ("运价（元/车）", "表头")


def test_the_same_route_twice_is_said_once() -> None:
    sheet = table("天津,北京,汽运,62,30", "天津市,北京市,公路,62,30", "天津,北京,汽运,65,30", "天津,北京,汽运,90,5")
    assert [(rate.row, rate.price) for rate in sheet.rates] == [(2, D(62)), (5, D(90))]
    assert [fault.row for fault in sheet.faults] == [4]


def test_a_table_without_its_columns_says_which() -> None:
    sheet = table("天津,北京", header="甲,乙")
    assert (sheet.rates, sheet.rows_read) == ((), 0)
    assert "起运地" in sheet.faults[0].expected


def test_what_is_too_long_is_cut_off_and_said() -> None:
    sheet = table(*[f"天津,北京,汽运,{price}.5,{price}" for price in range(1, 2200)])
    assert len(sheet.rates) == 2000
    assert sheet.faults[-1].expected == "≤ 2000"
