"""What a price cell says, case by case; no number is invented."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.intake.prices import Unreadable, read_price


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
        ("2320（货少", "2320", "货少"),
        ("3030含税", "3030", "含税"),
        ("含税3030", "3030", "含税"),
        ("3030 现款", "3030", "现款"),
    ],
)
def test_cell_with_one_price(cell: str, price: str, remark: str) -> None:
    found = read_price(cell)
    assert (found.price, found.remark) == (Decimal(price), remark)


@pytest.mark.parametrize(
    ("cell", "remark"),
    [
        ("-", ""), ("－", ""), ("", ""), ("面议", ""), ("（面议）", ""), ("缺货", "缺货"), ("(少货）", "少货"), ("断档", "断档"), ("挂牌价", "挂牌价"),
        ("更新中", "更新中"), ("4550-4620", "4550-4620"), ("4550~4620", "4550~4620"), ("涨20", "涨20"), ("+30", "+30"), ("－30", "-30"), ("3200起", "3200起"),
        ("3200左右", "3200左右"), ("电议", "电议"), ("5070-5120货少", "5070-5120货少"),
    ],
)  # fmt: skip
def test_cell_without_a_price_keeps_its_words(cell: str, remark: str) -> None:
    found = read_price(cell)
    assert (found.values, found.price, found.remark) == ((), None, remark)


@pytest.mark.parametrize(
    ("cell", "prices", "remark"),
    [
        ("4420/4350/4420", "4420 4350 4420", ""),
        ("4420、4350、4420", "4420 4350 4420", ""),
        ("3,650/3,700", "3650 3700", ""),
        ("4180/4100(货少)", "4180 4100", "货少"),
    ],
)
def test_cell_with_a_price_for_each_group_of_sizes(cell: str, prices: str, remark: str) -> None:
    found = read_price(cell)
    assert found.values == tuple(map(Decimal, prices.split()))
    assert (found.price, found.remark) == (None, remark)


@pytest.mark.parametrize(
    "cell",
    [
        "3200涨20", "3200(16mm：4150)", "3200(涨跌20)", "3200吨", "3200 3300", "0", "1e5", "99999999", "12,34", "=1+1", "三千二", "Q235B", "3200.123", "3650-",
        "25mm:4200", "4420//4350", "3200×2", "１２３４５６７８９０", "3650 60吨",
    ],
)  # fmt: skip
def test_cell_with_no_or_several_readings_is_not_read(cell: str) -> None:
    with pytest.raises(Unreadable):
        read_price(cell)
