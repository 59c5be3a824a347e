"""What a price cell says, case by case; no number is invented."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.listings.sheets.prices import Unreadable, read_price


@pytest.mark.parametrize(
    ("cell", "price", "remark"),
    [
        ("3030", "3030", ""),
        ("3030.0", "3030.0", ""),
        ("３０３０", "3030", ""),
        ("3,030", "3030", ""),
        ("￥13,250.50", "13250.50", ""),
        ("3650元/吨", "3650", ""),
        ("2320(货少）", "2320", "货少"),
        ("2320（缺货/挂牌价）", "2320", "缺货/挂牌价"),
        ("3030含税", "3030", "含税"),
        ("3030 现款", "3030", "现款"),
        ("-", None, ""),
        ("－", None, ""),
        ("", None, ""),
        ("面议", None, ""),
        ("（面议）", None, ""),
        ("缺货", None, "缺货"),
        ("(少货）", None, "少货"),
        ("断档", None, "断档"),
        ("挂牌价", None, "挂牌价"),
    ],
)
def test_cell_with_one_reading(cell: str, price: str | None, remark: str) -> None:
    found = read_price(cell)
    assert found.price == (None if price is None else Decimal(price))
    assert found.remark == remark


@pytest.mark.parametrize(
    "cell",
    [
        "4420/4350/4420",
        "4550-4620",
        "4550~4620",
        "涨20",
        "+30",
        "-30",
        "3200涨20",
        "3200起",
        "3200左右",
        "3200(16mm：4150)",
        "3200(涨跌20)",
        "3200吨",
        "3200 3300",
        "0",
        "1e5",
        "99999999",
        "12,34",
        "=1+1",
        "三千二",
        "Q235B",
        "3200.123",
    ],
)
def test_cell_with_no_or_several_readings_is_not_read(cell: str) -> None:
    with pytest.raises(Unreadable):
        read_price(cell)
