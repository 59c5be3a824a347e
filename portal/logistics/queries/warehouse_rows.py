"""Warehouses as lines of lists, each with how much lies there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.remembered import remembered
from portal.logistics import terms
from portal.logistics.models import Warehouse
from portal.logistics.queries.stock import Stock, stock_sums

STOCK_KEPT_S = 10
"""How old the sums of a public list may be: each is over every lot and listing. A warehouse's own page and the desk count anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseRow:
    """A warehouse as a line of a list."""

    id: int
    no: str
    url: str
    name: str
    place: str
    province: str
    city: str
    address: str
    services: tuple[str, ...]
    tonnes: Decimal
    lines: int
    categories: tuple[str, ...]
    """Codes of what lies there, most first."""
    updated_at: datetime | None
    freshness: terms.State
    status: str


COLUMNS = (
    Warehouse.id, Warehouse.no, Warehouse.name, Warehouse.short_name, Warehouse.province, Warehouse.city, Warehouse.district,
    Warehouse.address, Warehouse.services, Warehouse.confirmed_at, Warehouse.status,
)  # fmt: skip


def rows_of(
    session: Session,
    wanted: Any = None,
    *,
    limit: int = 5000,
    within: Collection[int] | None = None,
    live: bool = False,
) -> list[WarehouseRow]:
    query = select(*COLUMNS).order_by(Warehouse.id).limit(limit)
    rows = session.execute(query if wanted is None else query.where(wanted)).all()
    if within is None and not live:
        stock = remembered(session, ("warehouses", "stock"), lambda: stock_sums(session), keep_s=STOCK_KEPT_S)
    else:
        stock = stock_sums(session, within=within)
    moment = now()
    return [_row(row, stock.get(row.id) or Stock(), moment) for row in rows]


def place_of(row: Any) -> str:
    return " · ".join(dict.fromkeys(part for part in (row.province, row.city, row.district) if part))


def _row(row: Any, stock: Stock, moment: datetime) -> WarehouseRow:
    updated = max((at for at in (row.confirmed_at, stock.confirmed_at) if at), default=None)
    return WarehouseRow(
        id=row.id,
        no=row.no,
        url=f"/warehouses/{row.no}",
        name=row.name,
        place=place_of(row),
        province=row.province,
        city=row.city,
        address=row.address,
        services=terms.unpack(row.services),
        tonnes=stock.tonnes,
        lines=stock.lines,
        categories=tuple(code for code, _count in stock.categories.most_common()),
        updated_at=updated,
        freshness=terms.freshness(updated, moment, terms.WAREHOUSE_DAYS if not stock.lines else terms.LOT_DAYS),
        status=row.status,
    )
