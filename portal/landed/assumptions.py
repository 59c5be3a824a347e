"""What a landed price takes for granted, as one frozen value a reader can see and change. Pure; words for it are in `words`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from portal.materials.mills import find_mill

Payment = Literal["cash", "draft"]
Invoices = Literal["paid", "one"]
Weighing = Literal["theory", "scale"]


@dataclass(frozen=True, slots=True)
class Underweight:
    """By what share goods sold by theory weigh less on the scale: of a category, or of one mill's goods in it (short name)."""

    category: str
    share: Decimal
    mill: str = ""


def _shares(*rows: tuple[str, str]) -> tuple[Underweight, ...]:
    return tuple(Underweight(code, Decimal(share)) for code, share in rows)


# What the trade reckons with where nothing better is known (负差). What is always weighed has none.
USUAL = _shares(
    ("rebar", "0.03"), ("rebar-coil", "0"), ("wire-rod", "0"), ("round-bar", "0.02"),
    ("hot-rolled", "0"), ("cold-rolled", "0"), ("plate", "0.02"), ("checkered", "0.03"), ("galvanised", "0"),
    ("colour-coated", "0"), ("strip", "0"), ("silicon", "0"), ("stainless-flat", "0.03"),
    ("h-beam", "0.03"), ("i-beam", "0.04"), ("channel", "0.04"), ("angle", "0.04"), ("square-bar", "0.02"), ("flat-bar", "0.03"),
    ("seamless", "0.03"), ("welded-tube", "0.05"), ("galvanised-tube", "0.05"), ("hollow-section", "0.05"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """day: when it is carried, so that rates hold.

    pay, invoices: how the reader pays and compares: `paid` adds up what stands on the invoices; `one` brings freight with its
    lower tax to the footing of one invoice over all. underweight: the reader's own share for everything sold by theory.
    unstated_weighing: how a listing is taken that does not say. loading: for warehouses whose fee is not known.
    """

    day: date
    quantity: Decimal = Decimal(30)
    pay: Payment = "cash"
    draft_surcharge: Decimal = Decimal("0.015")
    invoices: Invoices = "paid"
    tax: Decimal = Decimal("0.13")
    freight_tax: Decimal = Decimal("0.09")
    underweights: tuple[Underweight, ...] = field(default=USUAL, hash=False)  # long, and the same for everybody
    underweight: Decimal | None = None
    unstated_weighing: Weighing = "scale"
    loading: Decimal | None = None
    mode: str = ""

    def underweight_of(self, category: str, mill: str) -> tuple[Decimal | None, str]:
        """The share for goods, and what it was taken for: `reader`, `mill` or `category`; None where nothing is known."""
        if self.underweight is not None:
            return self.underweight, "reader"
        known = find_mill(mill) if mill else None
        short = known.short if known else mill.strip()
        rows = [row for row in self.underweights if row.category == category]
        for row in rows:
            if row.mill and row.mill == short:
                return row.share, "mill"
        for row in rows:
            if not row.mill:
                return row.share, "category"
        return None, ""


def read_underweights(text: str, usual: Sequence[Underweight] = USUAL) -> tuple[Underweight, ...]:
    """`rebar=3, rebar@敬业=3.5` (per cent) over the usual ones. Raises: ValueError, saying which part cannot be read."""
    own: dict[tuple[str, str], Underweight] = {(row.category, row.mill): row for row in usual}
    for part in filter(None, (part.strip() for part in text.replace("，", ",").split(","))):
        name, _, percent = part.partition("=")
        category, _, mill = name.strip().partition("@")
        share = share_from(percent)
        if share is None or not category:
            raise ValueError(f"cannot read the underweight {part!r}: expected category=per cent, as rebar=3")
        known = find_mill(mill) if mill else None
        row = Underweight(category, share, known.short if known else mill.strip())
        own[row.category, row.mill] = row
    return tuple(own.values())


def usual_assumptions(*, tonnes: str, draft: str, underweight: str) -> Assumptions:
    """What an installation takes for granted, from its settings. Raises: ValueError, naming what cannot be read."""
    surcharge = share_from(draft)
    try:
        quantity = Decimal(tonnes)
    except InvalidOperation:
        quantity = Decimal(0)
    if surcharge is None or not 0 < quantity <= 1_000_000:
        raise ValueError(f"PORTAL_LANDED_DRAFT={draft!r} must be per cent, PORTAL_LANDED_TONNES={tonnes!r} tonnes")
    return Assumptions(
        day=date.min, quantity=quantity, draft_surcharge=surcharge, underweights=read_underweights(underweight)
    )


def share_from(percent: str) -> Decimal | None:
    """`3`, `1.5%` → a share below a half; None when it is none."""
    try:
        number = Decimal(percent.strip().rstrip("%％").strip()[:12] or "NaN")
    except InvalidOperation:
        return None
    return number / 100 if number.is_finite() and 0 <= number < 50 else None
