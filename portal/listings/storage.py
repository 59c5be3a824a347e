"""Where listings meet the warehouses: the one place that asks logistics."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class WarehouseRef:
    """What a listing keeps of its warehouse."""

    id: int
    no: str
    name: str
    city: str


def _queries() -> Any:
    try:
        return importlib.import_module("portal.logistics.queries")
    except ModuleNotFoundError:
        return None


def find_warehouse(session: Session, no: str) -> WarehouseRef | None:
    """The open warehouse with this number."""
    queries = _queries()
    found = queries.warehouse_ref(session, no) if queries and no else None
    return WarehouseRef(found.id, found.no, found.name, found.city) if found else None


def stock_of(session: Session, listing_ids: Sequence[int]) -> dict[int, Decimal]:
    """What the lots of each listing have available; a listing without lots is absent."""
    queries = _queries()
    return dict(queries.stock_of(session, listing_ids)) if queries and listing_ids else {}
