"""Money and amounts: Decimal in Python, integers in the table, so that sums and comparisons are exact on every database."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

FEN = Decimal("0.01")
THOUSANDTH = Decimal("0.001")


class _Scaled(TypeDecorator[Decimal]):
    """Decimal ↔ integer number of `step`s."""

    impl = BigInteger
    cache_ok = True
    step = FEN
    _factor = 100

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return int((Decimal(value) / self.step).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) * self.step

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self


class Money(_Scaled):
    """Yuan, kept as integer fen."""

    cache_ok = True


class Quantity(_Scaled):
    """An amount in its unit (tonnes, pieces, m³), kept as integer thousandths: a tonne to the kilogram."""

    cache_ok = True
    step = THOUSANDTH


def fen(amount: Decimal | None) -> int | None:
    """Yuan → integer fen, as search columns hold it."""
    return None if amount is None else int((amount / FEN).to_integral_value(ROUND_HALF_UP))


def milli(amount: Decimal | None) -> int | None:
    """An amount → integer thousandths."""
    return None if amount is None else int((amount / THOUSANDTH).to_integral_value(ROUND_HALF_UP))
