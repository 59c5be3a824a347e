"""From a read row to the values of a listing: which warehouse a cell means, and what is said only in the remarks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.intake.rows import ReadRow
from portal.listings.storage import WarehouseRef
from portal.listings.values import REMARKS_LENGTH, TEXTS, ListingValues, cleaned
from portal.materials.reading import read
from portal.materials.text import fold


@dataclass(frozen=True, slots=True)
class Places:
    """The warehouses of the house, the one the whole sheet is of (if it was said), and where the company is."""

    warehouses: Sequence[WarehouseRef] = ()
    chosen: WarehouseRef | None = None
    city: str = ""

    def warehouse_of(self, row: ReadRow) -> WarehouseRef | None:
        """The warehouse a cell names by number or name, with or without its city; else the chosen one, unless the cell names some other place."""
        if row.warehouse:
            return self._named(row.warehouse)
        return None if row.city and self.chosen and row.city != self.chosen.city else self.chosen

    def number_of(self, row: ReadRow) -> str:
        """The warehouse's number, "" when it is none of ours."""
        found = self.warehouse_of(row)
        return found.no if found else ""

    def _named(self, cell: str) -> WarehouseRef | None:
        wanted = fold(cell).replace(" ", "")
        found = [
            one
            for one in self.warehouses
            if wanted
            in (
                fold(one.no),
                fold(one.name).replace(" ", ""),
                fold(one.city + one.name),
                fold(one.name.removeprefix(one.city)).replace(" ", ""),
            )
        ]
        return found[0] if len(found) == 1 else None


def listing_values(row: ReadRow, places: Places) -> ListingValues:
    """What a new listing holds. A price is for a tonne (or the category's usual unit), VAT included; nothing else is assumed."""
    warehouse = places.warehouse_of(row)
    remarks = row.remarks
    if row.warehouse and warehouse is None:
        remarks = "\n".join(filter(None, (remarks, f"仓库：{row.warehouse}")))[:REMARKS_LENGTH]
    city = warehouse.city if warehouse else row.city or _city_in(row.warehouse) or places.city
    return cleaned(
        ListingValues(
            category=row.category.code, product_name=row.product, grade=row.grade, spec=row.spec, mill=row.mill,
            origin=row.origin, standard=row.standard, unit=row.unit, quantity=row.quantity, price=row.price,
            price_remark=row.price_remark, remarks=remarks, warehouse_no=warehouse.no if warehouse else "",
            city=city[: TEXTS["city"]], tax_included=row.tax_included is not False, price_basis=row.price_basis,
            weighing_basis=row.weighing_basis, payment_terms=row.payment_terms, delivery_terms=row.delivery_terms,
        )
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _city_in(cell: str) -> str:
    """The city a warehouse's name says (天津库 → 天津)."""
    return (read(cell[:60]).city or "") if cell else ""
