"""Tonnes and pieces of a sheet's cells, exactly as stated; nothing is weighed that nobody weighed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from portal.core.texts import N_
from portal.intake.prices import folded
from portal.materials.units import UNITS, convert, find_unit

NOT_AN_AMOUNT = N_("看不出数量，请写成一个数字")
SOLD_OUT = N_("数量是 0，没有货")
TOLERANCE = Decimal("0.01")
"""Pieces times a rounded piece weight against a weighed total: up to a hundredth apart is the rounding."""
_AMOUNT = re.compile(
    r"(?:约|大约)?\s?(\d{1,3}(?:,\d{3})+(?:\.\d{1,12})?|\d{1,9}(?:\.\d{1,12})?)\s?([a-z3²³²吨公斤千克支根件捆扎张卷块袋包桶车片条方立平米]{0,4})",
    re.IGNORECASE,
)
_NOTHING = frozenset({"", "-", "--", "/", "无", "不详", "待定", "现货", "充足", "大量", "若干", "有货", "面议"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the unit that stood beside it ("" when none)."""

    value: Decimal
    unit: str = ""


class NoAmount(ValueError):
    """The cell is no amount. reason: why; field: which cell."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


def read_amount(text: str, unit: str = "") -> Amount | None:
    """`60`, `60吨`, `1,250.5`, `30件`; None for an empty cell and for words without a number (充足).

    unit: what the column's name states, for a bare number. Raises: NoAmount.
    """
    cell = folded(text)
    if cell in _NOTHING or not any(character.isdigit() for character in cell):
        return None
    found = _AMOUNT.fullmatch(cell)
    if found is None:
        raise NoAmount(NOT_AN_AMOUNT)
    value = Decimal(found[1].replace(",", ""))
    stated = find_unit(found[2]) if found[2] else None
    if found[2] and stated is None:
        raise NoAmount(NOT_AN_AMOUNT)
    if value == 0:
        raise NoAmount(SOLD_OUT)
    return Amount(value, stated.code if stated else unit)


def in_unit(amount: Amount, unit: str) -> Decimal | None:
    """The amount in another unit of the same kind; None when that would need a weight nobody stated."""
    if amount.unit in ("", unit):
        return amount.value
    if UNITS[amount.unit].dimension != UNITS[unit].dimension:
        return None
    return convert(amount.value, source=amount.unit, target=unit)


def disagree(pieces: Decimal, piece_weight: Decimal, total: Decimal) -> bool:
    """Whether pieces × piece weight and the total are further apart than rounding explains."""
    return abs(pieces * piece_weight - total) > max(total * TOLERANCE, Decimal("0.01"))


def shown(value: Decimal) -> str:
    """A number without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
