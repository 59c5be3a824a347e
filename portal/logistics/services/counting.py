"""Pieces and tonnes of the same goods: how many pieces so many tonnes are, and whether the two agree. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from portal.core.errors import Invalid

TOLERANCE = Decimal("0.05")
"""How far pieces × unit weight may lie from the weight before the form asks whether it is right: 5 %."""


def pieces_of(tonnes: Decimal, *, unit_weight: Decimal | None, on_hand: Decimal, pieces: int, bound: int | None) -> int:
    """The whole pieces nearest to so many tonnes, by the stated unit weight, else by what a piece weighs on average; at most `bound`.

    >>> pieces_of(Decimal("9.8"), unit_weight=Decimal("2.45"), on_hand=Decimal(98), pieces=40, bound=40)
    4
    >>> pieces_of(Decimal(30), unit_weight=None, on_hand=Decimal(60), pieces=20, bound=8)
    8
    """
    weight = unit_weight or (on_hand / pieces if pieces and on_hand else None)
    if not weight:
        return 0
    count = int((tonnes / weight).to_integral_value(ROUND_HALF_UP))
    return count if bound is None else min(count, bound)


def agree(pieces: int, tonnes: Decimal, *, unit_weight: Decimal | None) -> None:
    """Raises: Invalid("pieces") when pieces × unit weight is not nearly the weight. Less than a piece may be none: a bundle was opened."""
    if not unit_weight or (pieces == 0 and tonnes < unit_weight):
        return
    counted = pieces * unit_weight
    if differ(counted, tonnes):
        raise Invalid(
            "pieces",
            "%(pieces)s 件 × 件重 = %(counted)s 吨，与 %(tonnes)s 吨相差太多，请核对",
            pieces=pieces,
            counted=f"{counted.normalize():f}",
            tonnes=f"{tonnes.normalize():f}",
        )


def differ(counted: Decimal, tonnes: Decimal) -> bool:
    """Beyond the tolerance.

    >>> differ(Decimal(95), Decimal(100)), differ(Decimal("94.9"), Decimal(100))
    (False, True)
    """
    return abs(counted - tonnes) > tonnes * TOLERANCE
