"""What a quotation comes to, by figures anybody can check."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.orders.amounts import line_amount, sums
from portal.orders.weighing import difference, net_of


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [
        ("60", "3650", "219000"),
        ("48.62", "3665.5", "178216.61"),
        ("0.001", "3650", "3.65"),
        ("0.001", "5", "0.01"),  # 0.005 upwards
        ("33.333", "4420.01", "147332.19"),  # 147,332.19333
    ],
)
def test_line(quantity: str, price: str, amount: str) -> None:
    assert line_amount(D(quantity), D(price)) == D(amount)


def test_tax_within_and_on_top() -> None:
    lines = [("goods", D("219000")), ("freight", D("5100"))]
    one = sums(lines, tax_included=True, price_basis="one")
    # 219000 − 219000 ÷ 1.13 = 25194.69; 5100 − 5100 ÷ 1.13 = 586.73
    assert (one.goods, one.freight, one.tax, one.total) == (D("219000"), D("5100"), D("25781.42"), D("224100"))
    two = sums(lines, tax_included=True, price_basis="two")
    # freight on its own invoice: 5100 − 5100 ÷ 1.09 = 421.10
    assert two.tax == D("25615.79")
    on_top = sums(lines, tax_included=False, price_basis="two")
    # 219000 × 0.13 = 28470; 5100 × 0.09 = 459
    assert (on_top.tax, on_top.total) == (D("28929"), D("253029"))


@given(st.lists(st.tuples(st.sampled_from(["goods", "freight"]), st.integers(0, 10**9)), max_size=20), st.booleans())
def test_order_of_lines_is_irrelevant_and_nothing_is_lost(lines: list[tuple[str, int]], included: bool) -> None:
    amounts = [(kind, D(fen) / 100) for kind, fen in lines]
    found = sums(amounts, tax_included=included)
    assert found == sums(reversed(amounts), tax_included=included)
    assert found.goods + found.freight == sum((amount for _kind, amount in amounts), D(0))
    assert found.total == found.goods + found.freight + (0 if included else found.tax)


@pytest.mark.parametrize(
    ("said", "counted", "permille", "beyond"),
    [
        ("60", "60", "0.0", False),
        ("60", "59.82", "-3.0", False),  # exactly three is within
        ("60", "59.819", "-3.0", True),  # a kilogram more is not, though it reads the same
        ("60", "60.18", "3.0", False),
        ("60", "59.4", "-10.0", True),
    ],
)
def test_difference_of_weighbridges(said: str, counted: str, permille: str, beyond: bool) -> None:
    found = difference(D(said), D(counted))
    assert (found.permille, found.is_beyond) == (D(permille), beyond)


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="nothing"):
        difference(D(0), D(1))


def test_net_weight_of_a_ticket() -> None:
    assert net_of(D("49.52"), D("15.1"), None) == D("34.42")
    assert net_of(D("49.52"), D("15.1"), D("34.42")) == D("34.42")
    assert net_of(None, None, D("34.42")) == D("34.42")
    assert net_of(D("49.52"), None, None) is None
    for gross, tare, net in (("49.52", "15.1", "34.4"), ("15.1", "49.52", None)):
        with pytest.raises(ValueError, match="agree"):
            net_of(D(gross), D(tare), D(net) if net else None)
