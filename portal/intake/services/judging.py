"""From cells to a row of the preview: understood or refused, set against the company's listings. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from portal.core.errors import Invalid
from portal.intake.amounts import shown
from portal.intake.cells import Refusal
from portal.intake.compare import GONE, KEPT, Keyed, Known
from portal.intake.models import OK, REFUSED, ImportRow
from portal.intake.picking import Raw
from portal.intake.plan import KEPT_REASON, Entry, entry
from portal.intake.rows import Context, ReadRow
from portal.intake.values import Places
from portal.listings.values import ListingValues

SHOWN = ("product_name", "grade", "spec", "mill", "unit", "price_remark", "city", "warehouse_no", "remarks")
_EMPTY = Context()


def context_json(context: Context) -> dict[str, Any]:
    """A context as plain JSON: what differs from an empty one."""
    found = {}
    for one in fields(Context):
        value = getattr(context, one.name)
        if value != getattr(_EMPTY, one.name):
            found[one.name] = list(value) if isinstance(value, tuple) else value
    return found


def context_from(plain: Mapping[str, Any]) -> Context:
    """The same back."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    return Context(**values)


@dataclass(frozen=True, slots=True)
class Part:
    """One offer of a raw row, or its refusal, with its key and the cells it was read from."""

    raw: Raw
    row: ReadRow | Refusal | None
    key: str
    cells: Mapping[str, str]
    corrected: Mapping[str, str]


def judged(part: Part, known: Known | None, places: Places) -> dict[str, Any]:
    """The columns of the preview's row that say what was understood and what will become of it."""
    if isinstance(part.row, Refusal):
        return _refused(part.row.field, part.row.reason, part.row.params)
    keyed = Keyed(part.key, part.raw, part.row)
    found = entry(keyed, known, places)
    doubts = [[doubt.field, doubt.reason] for doubt in part.row.doubts] if part.row is not None else []
    if isinstance(found, Refusal):
        return _refused(found.field, found.reason, found.params)
    if isinstance(found, Invalid):
        return _refused(found.field, found.message, found.params)
    return {
        "status": OK, "field": "", "reason": KEPT_REASON if found.fate == KEPT else "", "params": {}, "doubts": doubts,
        "is_doubtful": bool(doubts), "fate": found.fate, "shown": shown_values(found.after, places),
        "changes": changes_json(found), "is_chosen": found.fate != KEPT, "listing_no": found.known.no if found.known else "",
    }  # fmt: skip


def gone_row(known: Known, places: Places) -> dict[str, Any]:
    """The row of a listing that the sheet no longer has; closing it is never chosen for somebody."""
    return {
        "status": OK, "fate": GONE, "shown": shown_values(known.values, places), "is_chosen": False, "listing_no": known.no
    }  # fmt: skip


def shown_values(values: ListingValues, places: Places) -> dict[str, Any]:
    """What the preview shows of a listing."""
    found: dict[str, Any] = {name: getattr(values, name) for name in SHOWN}
    found["quantity"] = _text(values.quantity)
    found["price"] = _text(values.price)
    found["place"] = next((one.name for one in places.warehouses if one.no == values.warehouse_no), values.city)
    return found


def changes_json(found: Entry) -> list[Any]:
    """What differs, as texts."""
    return [[one.field, _text(one.old), _text(one.new)] for one in found.changes] if found.known else []


def raw_of(row: ImportRow) -> Raw:
    """A kept row as it came from the sheet, corrections in it."""
    return Raw(
        sheet=row.sheet,
        row=row.row,
        cells=dict(row.corrected or row.cells),
        context=context_from(row.context),
        listing=row.listing,
    )


def _refused(field: str, reason: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": REFUSED, "field": field[:20], "reason": reason[:200], "params": dict(params), "doubts": [], "is_doubtful": False,
        "fate": "", "shown": {}, "changes": [], "is_chosen": False, "listing_no": "",
    }  # fmt: skip


def _text(value: object) -> str:
    if value is None:
        return ""
    return shown(value) if isinstance(value, Decimal) else str(value)
