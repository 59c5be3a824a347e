"""Rows that carry a listing's number, because the sheet came from us: what was not touched stays exactly as it was. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from portal.core.texts import N_
from portal.intake.amounts import shown
from portal.intake.cells import Refusal
from portal.intake.picking import Raw
from portal.intake.rows import ReadRow
from portal.intake.tables.lines import as_text
from portal.intake.values import Places, listing_values
from portal.listings.values import ListingValues
from portal.materials.units import unit_name

PREFIX = "no:"
"""Begins the key of such a row; others are known by what they are."""

HELD: dict[str, tuple[str, ...]] = {
    "product": ("product_name", "category"), "grade": ("grade",), "spec": ("spec",), "mill": ("mill",), "origin": ("origin",),
    "standard": ("standard",), "quantity": ("quantity",), "unit": ("unit",), "price": ("price",), "price_remark": ("price_remark",),
    "warehouse": ("warehouse_no", "city"), "city": ("city",), "remark": ("remarks",),
}  # fmt: skip
"""Which fields of a listing a cell stands for."""


def written(values: ListingValues, warehouse: str = "") -> dict[str, str]:
    """The cells a listing is written as; warehouse: its name. They read back to themselves."""
    cells = {
        "product": values.product_name, "grade": values.grade, "spec": values.spec, "mill": values.mill, "origin": values.origin,
        "standard": values.standard, "quantity": "" if values.quantity is None else shown(values.quantity),
        "unit": unit_name(values.unit), "price": "" if values.price is None else shown(values.price),
        "price_remark": values.price_remark, "warehouse": warehouse, "city": values.city, "remark": values.remarks,
    }  # fmt: skip
    return {name: as_text(text) for name, text in cells.items()}


def merged(raw: Raw, before: ListingValues, places: Places) -> ListingValues | Refusal:
    """What the listing will hold: cells that differ from what we wrote are read, all others stay."""
    columns = raw.columns.fields if raw.columns is not None else frozenset(raw.cells)
    name = next((one.name for one in places.warehouses if one.no == before.warehouse_no), "")
    was = written(before, name)
    touched = [field for field in HELD if field in columns and as_text(raw.cells.get(field, "")) != was[field]]
    if not touched:
        return before
    filled = replace(raw, cells={**raw.cells, "product": raw.cells.get("product") or was["product"]})
    found = filled.read()
    if len(found) != 1:
        return Refusal("price", N_("有编号的一行只能是一条信息"), cells=raw.cells)
    (row,) = found
    if not isinstance(row, ReadRow):
        return row
    after = listing_values(row, places)
    said: dict[str, Any] = {}
    for field in touched:
        for one in HELD[field]:
            said[one] = getattr(after, one)
    return replace(before, **said)
