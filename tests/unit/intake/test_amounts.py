"""Tonnes and pieces as stated; nothing is weighed that nobody weighed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.intake.amounts import Amount, NoAmount, disagree, in_unit, read_amount


@pytest.mark.parametrize(
    ("cell", "unit", "amount"),
    [
        ("60", "", Amount(Decimal(60))),
        ("60吨", "", Amount(Decimal(60), "t")),
        ("1,250.5", "t", Amount(Decimal("1250.5"), "t")),
        ("30件", "t", Amount(Decimal(30), "piece")),
        ("2500公斤", "", Amount(Decimal(2500), "kg")),
        ("约60吨", "", Amount(Decimal(60), "t")),
        ("-", "", None),
        ("充足", "", None),
        ("", "t", None),
    ],
)
def test_amounts(cell: str, unit: str, amount: Amount | None) -> None:
    assert read_amount(cell, unit) == amount


@pytest.mark.parametrize("cell", ["0", "0吨", "60-80", "60/80", "3650元", "12*9", "60吨左右30件", "1e3"])
def test_what_is_no_amount_is_said(cell: str) -> None:
    with pytest.raises(NoAmount):
        read_amount(cell)


def test_units_of_one_kind_convert_and_others_do_not() -> None:
    assert in_unit(Amount(Decimal(2500), "kg"), "t") == Decimal("2.5")
    assert in_unit(Amount(Decimal(30), "piece"), "t") is None
    assert in_unit(Amount(Decimal(30)), "t") == 30


@pytest.mark.parametrize(
    ("pieces", "each", "total", "apart"),
    [("12", "2.5", "30", False), ("12", "2.498", "30", False), ("12", "2.5", "31", True), ("2", "2.5", "9", True)],
)
def test_pieces_and_total_may_differ_by_rounding_only(pieces: str, each: str, total: str, apart: bool) -> None:
    assert disagree(Decimal(pieces), Decimal(each), Decimal(total)) is apart
