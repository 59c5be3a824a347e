"""Read rows against what a supplier already shows: new, changed, unchanged, kept closed, gone. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from portal.intake.picking import Raw
from portal.intake.rows import ReadRow
from portal.listings.terms import EXPIRED, PUBLISHED
from portal.listings.values import ListingValues
from portal.materials.text import fold

NEW, CHANGED, UNCHANGED, KEPT, GONE = "new", "changed", "unchanged", "kept", "gone"
RENEWED = (
    "price", "price_remark", "quantity", "remarks", "tax_included", "price_basis", "weighing_basis", "payment_terms",
    "delivery_terms",
)  # fmt: skip
"""What a sheet says anew each day; everything else of a listing stays as people left it."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row with what it is known by."""

    key: str
    raw: Raw
    row: ReadRow | None
    """None for a row that carries its listing's number: what it says is read beside the listing."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row that another of the same sheet stands for. by: that one's number."""

    raw: Raw
    row: ReadRow
    by: int
    later: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A listing of the company as it stands."""

    no: str
    status: str
    version: int
    values: ListingValues


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs."""

    field: str
    old: Any
    new: Any


def identity(row: ReadRow, place: str) -> str:
    """What goods are known by: the same thing at the same place has the same key, however it was typed."""
    parts = [
        fold(part)
        for part in (row.product, row.grade, row.spec, row.mill, row.origin, place or row.warehouse, row.city)
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def keyed(rows: Iterable[tuple[Raw, ReadRow]], place: Callable[[ReadRow], str]) -> tuple[list[Keyed], list[Repeated]]:
    """Each row with its key.

    Where the sheet states quantities, the same goods again are another lot (unless nothing at all differs). Where it only
    quotes prices, one quote stands: the later by the sheet's own time, else the last.
    """
    first: dict[str, list[Keyed]] = {}
    repeated: list[Repeated] = []
    for raw, row in rows:
        key = identity(row, place(row))
        known = first.setdefault(key, [])
        if not known:
            known.append(Keyed(key, raw, row))
            continue
        same = next((one for one in known if one.row is not None and _same(one.row, row)), None)
        if same is not None:
            repeated.append(Repeated(raw, row, same.raw.row, False))
        elif raw.context.quantity_stated and row.quantity is not None:
            known.append(Keyed(numbered_key(key, len(known)), raw, row))
        elif raw.at >= known[-1].raw.at:
            old = known[-1]
            repeated.append(Repeated(old.raw, old.row or row, raw.row, True))
            known[-1] = Keyed(old.key, raw, row)
        else:
            repeated.append(Repeated(raw, row, known[-1].raw.row, True))
    return [one for several in first.values() for one in several], repeated


def numbered_key(key: str, lot: int) -> str:
    """What another lot of the same goods is known by."""
    return hashlib.sha256(f"{key}\0{lot}".encode()).hexdigest()


def _same(one: ReadRow, other: ReadRow) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in RENEWED)


def renewed(
    before: ListingValues, row: ReadRow, values: ListingValues, *, prices: bool, quantities: bool
) -> ListingValues:
    """What the listing will hold: what the sheet states of today, and of the rest what it held.

    prices, quantities: whether the sheet has such a column at all.
    """
    said: dict[str, Any] = {"remarks": values.remarks}
    if prices:
        said |= {"price": values.price, "price_remark": values.price_remark}
    if quantities and row.unit == before.unit:
        said["quantity"] = values.quantity
    for name in ("tax_included", "price_basis", "weighing_basis", "payment_terms", "delivery_terms"):
        if getattr(row, name) not in (None, ""):
            said[name] = getattr(values, name)
    return replace(before, **said)


def changes(before: ListingValues, after: ListingValues) -> tuple[Change, ...]:
    """What differs, field by field."""
    return tuple(
        Change(one.name, getattr(before, one.name), getattr(after, one.name))
        for one in fields(ListingValues)
        if getattr(before, one.name) != getattr(after, one.name)
    )


def fate(known: Known | None, after: ListingValues | None) -> str:
    """What becomes of a row: see the names above."""
    if known is None:
        return NEW
    if known.status not in (PUBLISHED, EXPIRED):
        return KEPT
    return UNCHANGED if known.status == PUBLISHED and after == known.values else CHANGED


def gone(last: Sequence[str], now: Iterable[str], known: Mapping[str, Known]) -> list[Known]:
    """What the last sheet had, this one has not, and buyers still see."""
    here = set(now)
    return [known[key] for key in last if key not in here and key in known and known[key].status == PUBLISHED]
