"""What a column is, by its name and by what stands in it."""

from __future__ import annotations

import pytest

from portal.intake.columns import by_content, field_of, header_of, settled


@pytest.mark.parametrize(
    ("name", "field", "unit"),
    [
        ("品名", "product", ""), ("品 名", "product", ""), ("产品名称", "product", ""), ("货物名称", "product", ""), ("规格(mm)", "spec", ""), ("规格型号", "spec", ""),
        ("材质", "grade", ""), ("牌号", "grade", ""), ("钢厂/产地", "mill", ""), ("生产厂家", "mill", ""), ("鋼廠", "mill", ""), ("产地", "origin", ""), ("存放仓库", "warehouse", ""),
        ("件数", "pieces", ""), ("件重（吨）", "piece_weight", "t"), ("单重(kg)", "piece_weight", "kg"), ("吨位", "quantity", ""), ("重量(吨)", "quantity", "t"),
        ("数量(件)", "pieces", "piece"), ("库存(T)", "quantity", "t"), ("单价(元/吨)", "price", "t"), ("单价（元/支）", "price", "bar"), ("价格", "price", ""),
        ("今日价格", "price", ""), ("今日销售价格", "price", ""), ("含税价", "price", ""), ("元/吨", "price", ""), ("备注", "remark", ""), ("备  注", "remark", ""), ("涨跌", "other", ""),
        ("昨日价格", "other", ""), ("价格涨跌", "other", ""), ("序号", "skip", ""), ("snapshot_time", "time", ""), ("Unit Price", "price", ""), ("Grade", "grade", ""),
        ("货物重量", "quantity", ""), ("总金额", "skip", ""), ("螺纹钢", "", ""), ("3650", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_names(name: str, field: str, unit: str) -> None:
    assert field_of(name) == (field, unit)


@pytest.mark.parametrize(
    "cells",
    [
        ("品名", "规格", "价格"),
        ("序号", "货物名称", "材质", "规格型号", "钢厂", "吨位", "单价"),
        ("规格", "材质", "产地", "现价"),
        ("Product", "Size", "Price"),
        ("", "规格", "", "库存"),
    ],
)
def test_a_header_names_what_it_is_and_something_about_it(cells: tuple[str, ...]) -> None:
    assert header_of(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ("螺纹钢", "Φ25", "HRB400", "3650"),
        ("某某公司报价单",),
        ("品名",),
        ("价格", "备注"),
        ("规格", "螺纹钢", "沙钢", "3650", "100", "天津", "高线"),
        (),
    ],
)
def test_what_is_no_header(cells: tuple[str, ...]) -> None:
    assert not header_of(cells)


def fields(names: list[str], rows: list[list[str]]) -> list[str]:
    return [column.field for column in settled(header_of(names), rows).columns]


def test_origin_of_mills_is_the_mill_and_of_places_the_origin() -> None:
    names = ["品名", "规格", "产地", "价格"]
    assert fields(names, [["螺纹钢", "Φ25", "沙钢", "1"], ["螺纹钢", "Φ22", "敬业", "1"]])[2] == "mill"
    assert fields(names, [["木方", "40*90", "江苏", "1"], ["木方", "50*100", "山东", "1"]])[2] == "origin"


def test_a_nameless_column_is_known_by_what_is_in_it() -> None:
    rows = [["螺纹钢", "Φ25", "HRB400E", "3650"], ["高线", "Φ8", "HPB300", "3600"]]
    assert fields(["品名", "规格", "参数", "价格"], rows) == ["product", "spec", "grade", "price"]


def test_number_beside_weight_counts_pieces() -> None:
    assert fields(["品名", "规格", "数量", "重量", "单价"], [["螺纹钢", "25", "3", "7.5", "3650"]])[2:4] == [
        "pieces",
        "quantity",
    ]
    assert fields(["品名", "规格", "数量", "单价"], [["螺纹钢", "25", "3", "3650"]])[2] == "quantity"


def test_of_two_prices_todays_is_the_price() -> None:
    assert fields(["品名", "规格", "出厂价", "今日价"], [["螺纹钢", "25", "3600", "3650"]]) == [
        "product",
        "spec",
        "other",
        "price",
    ]


def test_columns_without_any_header() -> None:
    rows = [["螺纹钢", "Φ25", "HRB400E", "沙钢", "3650"], ["螺纹钢", "Φ22", "HRB400E", "敬业", "3680"]]
    found = by_content(rows)
    assert found is not None
    assert [column.field for column in found.columns] == ["product", "spec", "grade", "mill", "price"]
    assert by_content([["张三", "13800138000"], ["李四", "13900139000"]]) is None
