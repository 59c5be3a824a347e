"""Lines as people write them in a chat become rows; what cannot be told is refused, never chosen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.intake.picking import raw_rows
from portal.intake.rows import ReadRow, Refusal
from portal.intake.tables import read_text


def offers(text: str) -> list[tuple[str, str, str, str, str, str, str]]:
    """Product, spec, grade, mill, price, quantity and city of each row."""
    found = []
    for raw in raw_rows([read_text(text)]):
        for one in raw.read():
            assert isinstance(one, ReadRow), one
            found.append(
                (
                    one.product,
                    one.spec,
                    one.grade,
                    one.mill,
                    f"{one.price or one.price_remark}",
                    f"{one.quantity or ''}",
                    one.city,
                )
            )
    return found


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("敬业 三级抗震 12*9 3680 现货60吨 天津库", ("螺纹钢", "Φ12×9m", "HRB400E", "敬业", "3680", "60", "天津")),
        ("沙钢 HRB400E 25×12 3720  30件 含税过磅", ("螺纹钢", "Φ25×12m", "HRB400E", "沙钢", "3720", "", "")),
        ("盘螺 8-10 HRB400E 韶钢 3750 45.6吨", ("盘螺", "Φ8-10", "HRB400E", "韶钢", "3750", "45.6", "")),
        ("热卷 5.5*1500*C Q235B 鞍钢 3850", ("热轧卷板", "5.5×1500×C", "Q235B", "鞍钢", "3850", "", "")),
        ("高线6.5 HPB300 3500-3600 裕丰", ("高线", "Φ6.5", "HPB300", "裕丰", "3500-3600", "", "")),
        ("1、敬业 三级抗震 12*9 3680", ("螺纹钢", "Φ12×9m", "HRB400E", "敬业", "3680", "", "")),
    ],
)  # fmt: skip
def test_line(text: str, row: tuple[str, ...]) -> None:
    assert offers(text) == [row]


def test_words_of_sale_and_pieces_are_understood_and_kept() -> None:
    (raw,) = raw_rows([read_text("沙钢 HRB400E 25×12 3720  30件 含税过磅")])
    (row,) = raw.read()
    assert isinstance(row, ReadRow)
    assert (row.tax_included, row.weighing_basis, row.remarks) == (True, "scale", "含税 过磅\n件数：30件")


def test_groups_of_sizes_pair_with_groups_of_prices() -> None:
    found = offers("螺纹钢 Ф16/18-22/25 HRB400 马钢 4420/4350/4420 货少")
    assert [(row[1], row[4]) for row in found] == [("Φ16", "4420"), ("Φ18-22", "4350"), ("Φ25", "4420")]


def test_sizes_with_a_price_each_in_one_line() -> None:
    found = offers("敬业 螺纹钢 12 3650 14 3630，16-25：3600")
    assert [(row[1], row[3], row[4]) for row in found] == [
        ("Φ12", "敬业", "3650"),
        ("Φ14", "敬业", "3630"),
        ("Φ16-25", "敬业", "3600"),
    ]


def test_headings_count_for_the_lines_below_and_say_so() -> None:
    text = "早上好，今日报价\n【佛山库】\n螺纹钢 敬业\n12 3650\n14 3630\n盘螺 8-10 HRB400E 韶钢 3750\n电话 13800138000"
    assert [(row[0], row[1], row[3], row[4], row[6]) for row in offers(text)] == [
        ("螺纹钢", "Φ12", "敬业", "3650", "佛山"),
        ("螺纹钢", "Φ14", "敬业", "3630", "佛山"),
        ("盘螺", "Φ8-10", "韶钢", "3750", "佛山"),
    ]
    first = next(raw_rows([read_text(text)])).read()[0]
    assert isinstance(first, ReadRow)
    assert {doubt.field for doubt in first.doubts} == {"product", "mill", "city"}


@pytest.mark.parametrize(
    "line",
    ["螺纹钢 25 沙钢 3650 3700", "3650", "沙钢 25*12 80", "张三 13800138000 3650"],
)  # fmt: skip
def test_what_cannot_be_told_is_refused_or_left_without_a_price(line: str) -> None:
    found = [one for raw in raw_rows([read_text(f"高线 6.5 HPB300 3500\n{line}")]) for one in raw.read()][1:]
    assert all(isinstance(one, Refusal) or one.price is None or one.price == Decimal(3650) for one in found), found
    assert not any(isinstance(one, ReadRow) and one.price not in (None,) and one.doubts == () for one in found), found


def test_a_demand_among_the_lines_is_no_offer() -> None:
    assert len(offers("求购 螺纹钢 25*12 100吨\n沙钢 HRB400E 25×12 3720")) == 1
