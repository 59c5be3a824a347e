"""The arithmetic of a quotation, exact: each line rounded to the fen, then added; tax said apart. Pure.

    line    quantity × price, rounded to the fen, halves upwards
    goods   the sum of the lines of goods; freight: of the lines of freight
    tax     included: each sum − sum ÷ (1 + rate); not included: sum × rate; rounded to the fen for each sum
    total   goods + freight, and the tax on top where prices do not include it

The rate is 13 %; freight on an invoice of its own (两票制) bears 9 %.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.core.quantity import FEN
from portal.orders.terms import FREIGHT, FREIGHT_TAX, TAX

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """What a quotation comes to, in yuan."""

    goods: Decimal
    freight: Decimal
    tax: Decimal
    total: Decimal


def to_fen(amount: Decimal) -> Decimal:
    """To the fen, halves upwards."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def line_amount(quantity: Decimal, price: Decimal) -> Decimal:
    """What a line costs."""
    return to_fen(quantity * price)


def sums(lines: Iterable[tuple[str, Decimal]], *, tax_included: bool, price_basis: str = "") -> Sums:
    """lines: (kind, amount already rounded to the fen)."""
    goods = freight = ZERO
    for kind, amount in lines:
        if kind == FREIGHT:
            freight += amount
        else:
            goods += amount
    rate, freight_rate = Decimal(TAX) / 100, Decimal(FREIGHT_TAX if price_basis == "two" else TAX) / 100
    if tax_included:
        tax = to_fen(goods - goods / (1 + rate)) + to_fen(freight - freight / (1 + freight_rate))
        return Sums(goods, freight, tax, goods + freight)
    tax = to_fen(goods * rate) + to_fen(freight * freight_rate)
    return Sums(goods, freight, tax, goods + freight + tax)
