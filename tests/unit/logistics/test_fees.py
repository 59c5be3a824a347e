"""A loading fee is read from a warehouse's lines where they say one, and is unknown otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.logistics.fees import loading_fee


def line(item: str, price: str = "15", unit: str = "元/吨", note: str = "") -> dict[str, str]:
    return {"item": item, "unit": unit, "price": price, "note": note}


@pytest.mark.parametrize(
    ("lines", "amount"),
    [
        ([line("出库费")], "15"),
        ([line("出库费", "¥15.50 元")], "15.50"),
        ([line("装车费", unit="吨")], "15"),
        ([line("出庫費", unit="元/t")], "15"),
        ([line("出库费"), line("吊装费", "12")], "27"),
        ([line("出库费", note="含行车吊装"), line("吊装费", "12")], "15"),
        ([line("出库费（含吊装）"), line("吊装费", "12")], "15"),
        ([line("吊装费", "12")], "12"),
        ([line("出库费", "免费")], "0"),
        ([line("出库费", "0")], "0"),
        ([line("出库费"), line("入库费", "9"), line("堆存费", "0.4", "元/吨·天"), line("过磅费", "30", "元/车"), line("夜间装卸加班", "5")], "15"),
    ],
)  # fmt: skip
def test_loading_fee_is_the_sum_of_what_loading_out_costs(lines: list[dict[str, str]], amount: str) -> None:
    assert loading_fee(lines).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ([], "no_fees"),
        ([line("入库费")], "no_fees"),
        ([line("出库费", "")], "no_amount"),
        ([line("出库费", "15-20")], "no_amount"),
        ([line("出库费", "面议")], "no_amount"),
        ([line("出库费", "300", "元/车")], "other_unit"),
        ([line("出库费", "2", "元/吨·天")], "other_unit"),
        ([line("出库费"), line("吊装费", "")], "no_amount"),
        ([{}], "no_fees"),
    ],
)
def test_what_is_not_said_is_unknown(lines: list[dict[str, str]], missing: str) -> None:
    fee = loading_fee(lines)
    assert (fee.amount, fee.missing) == (None, missing)
