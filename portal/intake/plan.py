"""A whole sheet understood and set against what the company shows: one entry a row, each with its fate. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.core.errors import Invalid
from portal.core.texts import N_
from portal.intake.cells import Refusal
from portal.intake.columns import FIELDS
from portal.intake.compare import Change, Keyed, Known, changes, fate, keyed, renewed
from portal.intake.numbered import PREFIX, merged
from portal.intake.picking import Raw
from portal.intake.rows import ReadRow
from portal.intake.values import Places, listing_values
from portal.listings.terms import SUPPLY
from portal.listings.values import ListingValues, complaints

KEPT_REASON = N_("这条信息已经关闭或下架，保持不变")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that stays out: where it stands, which column, what stood there, and why (a source text with its params)."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood. after: what its listing will hold."""

    keyed: Keyed
    fate: str
    known: Known | None
    after: ListingValues
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class Understood:
    """All rows of a sheet, read. rows: how many rows of goods it has."""

    rows: int = 0
    kept: list[Keyed] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def understood(raws: Iterable[Raw], places: Places) -> Understood:
    """Every row read, or skipped with the reason."""
    result = Understood()
    read: list[tuple[Raw, ReadRow]] = []
    for raw in raws:
        result.rows += 1
        if raw.listing:
            result.kept.append(Keyed(f"{PREFIX}{raw.listing}", raw, None))
            continue
        for one in raw.read():
            if isinstance(one, Refusal):
                result.skipped.append(skipped(raw, one))
            else:
                read.append((raw, one))
    kept, repeated = keyed(read, places.number_of)
    result.kept += kept
    for twin in repeated:
        reason = (
            N_("同样的货在第 %(row)s 行有更新的报价，以那一行为准") if twin.later else N_("和第 %(row)s 行完全一样")
        )
        value = " ".join(filter(None, (twin.row.product, twin.row.grade, twin.row.spec, twin.row.mill)))
        result.skipped.append(
            Skipped(
                twin.raw.sheet, twin.raw.row, twin.raw.titles.get("product", "品名"), value, reason, {"row": twin.by}
            )
        )
    result.skipped.sort(key=lambda one: one.row)
    return result


def skipped(raw: Raw, refusal: Refusal) -> Skipped:
    """A refusal with its place, the column called as the sheet calls it."""
    column = raw.titles.get(refusal.field) or FIELDS.get(refusal.field, refusal.field)
    value = refusal.cells.get(refusal.field) or raw.cells.get(refusal.field) or raw.text
    return Skipped(raw.sheet, raw.row, column, value[:200], refusal.reason, dict(refusal.params))


def entry(one: Keyed, known: Known | None, places: Places) -> Entry | Refusal | Invalid:
    """The fate of a row, or what the listings' own rules say against it."""
    if one.row is None:
        return _numbered(one, known, places)
    values = listing_values(one.row, places)
    if known is None:
        found = complaints(values, kind=SUPPLY, publishing=True)
        if found:
            return found[0]
        return Entry(one, fate(None, None), None, values)
    context = one.raw.context
    after = renewed(known.values, one.row, values, prices=context.price_stated, quantities=context.quantity_stated)
    found = complaints(after, kind=SUPPLY, publishing=False)
    if found:
        return found[0]
    return Entry(one, fate(known, after), known, after, changes(known.values, after))


def _numbered(one: Keyed, known: Known | None, places: Places) -> Entry | Refusal | Invalid:
    if known is None:
        return Refusal("listing", N_("贵公司没有这个编号的供应信息"), cells={"listing": one.raw.listing})
    after = merged(one.raw, known.values, places)
    if isinstance(after, Refusal):
        return after
    found = complaints(after, kind=SUPPLY, publishing=False)
    return found[0] if found else Entry(one, fate(known, after), known, after, changes(known.values, after))
