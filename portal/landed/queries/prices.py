"""Landed prices of listings, in two statements whatever their number: what they say with where they lie, and the rates from there."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.permissions import Actor
from portal.core.prepared import Prepared, filled, places, size_for
from portal.landed.asking import Asked
from portal.landed.parts import Goods, Landed, Origin, landed
from portal.listings.models import Listing
from portal.listings.policies import MINE, NOW, desk_clause, own_clause, public_clause
from portal.listings.queries.rows import price_for
from portal.listings.terms import SUPPLY, codes
from portal.logistics.fees import NO_FEES, loading_fee
from portal.logistics.models import Warehouse
from portal.logistics.queries import routes_between
from portal.materials.mass import kg_per_metre, mass_kg
from portal.materials.places import code_of, find_place
from portal.materials.specs import read_spec
from portal.materials.units import UNITS
from portal.organisations.models import Organisation

_COLUMNS = (
    Listing.id, Listing.org_id, Listing.category, Listing.grade, Listing.spec, Listing.mill, Listing.unit, Listing.price,
    Listing.members_only_price, Listing.tax_included, Listing.price_basis, Listing.weighing_basis, Listing.payment_terms,
    Listing.delivery_terms, Listing.delivery_place, Listing.city, Warehouse.id.label("warehouse_id"), Warehouse.name.label("warehouse"),
    Warehouse.province.label("lies_in_province"), Warehouse.city.label("lies_in_city"), Warehouse.district, Warehouse.fees,
)  # fmt: skip


def landed_prices(session: Session, actor: Actor, ids: Collection[int], asked: Asked) -> dict[int, Landed]:
    """Of each supply among these that the actor may see; a price hidden from the actor is unknown in all that is made of it."""
    if not asked.place or not ids:
        return {}
    values = filled("id", ids) | {"now": now()} | ({"mine": actor.org_id} if actor.is_customer else {})
    rows = _statement(size_for(ids), actor.is_customer, actor.is_staff).all(session, **values)
    origins = {row.id: origin_of(row) for row in rows}
    routes = routes_between(session, {origin.code for origin in origins.values() if origin.code}, asked.place)
    return {
        row.id: landed(goods_of(actor, row), origins[row.id], routes, asked.quantity, asked.place, asked.assumptions)
        for row in rows
    }


@lru_cache(maxsize=32)
def _statement(size: int, is_customer: bool, is_staff: bool) -> Prepared:
    """Built once for each size and kind of reader, by the policies every reading of listings goes through."""
    reader = Actor(org_id=0 if is_customer else None, is_staff=is_staff)
    return Prepared(
        select(*_COLUMNS)
        .join(Organisation, Organisation.id == Listing.org_id)
        .outerjoin(Warehouse, Warehouse.id == Listing.warehouse_id)
        .where(
            Listing.id.in_(places("id", size)),
            Listing.kind == SUPPLY,
            or_(public_clause(NOW), own_clause(reader, MINE), desk_clause(reader)),
        )
    )


def goods_of(actor: Actor, row: Any) -> Goods:
    """What the calculation takes of a listing, as the actor may see it."""
    price, state = price_for(actor, row.org_id, row.price, members_only=row.members_only_price)
    deliveries = codes(row.delivery_terms)
    return Goods(
        category=row.category,
        price=price,
        unit=row.unit,
        price_state=state,
        weighing=row.weighing_basis,
        tax_included=row.tax_included,
        basis=row.price_basis,
        payments=codes(row.payment_terms),
        deliveries=deliveries,
        mill=row.mill,
        unit_tonnes=unit_tonnes(row.unit, row.category, row.spec, row.grade),
        delivered_to=_place(row.delivery_place) if deliveries == ("delivered",) else "",
    )


def origin_of(row: Any) -> Origin:
    """Where goods lie: the warehouse with its fees, or only the city."""
    if row.warehouse_id is None:
        return Origin(code_of(row.city), row.city, NO_FEES)
    code = code_of(row.lies_in_province, row.lies_in_city, row.district) or code_of(row.city)
    return Origin(code, row.warehouse, loading_fee(row.fees))


@lru_cache(maxsize=4096)
def unit_tonnes(unit: str, category: str, spec: str, grade: str) -> Decimal | None:
    """Tonnes of one bar, sheet or metre by theory, where the spec determines it; None for what is weighed, and for all else."""
    if unit not in ("bar", "sheet", "m") or unit not in UNITS or not spec:
        return None
    read = read_spec(spec, category or None)
    if read is None:
        return None
    mass = kg_per_metre(read, grade=grade) if unit == "m" else mass_kg(read, grade=grade)
    return None if not mass else mass / 1000


def _place(text: str) -> str:
    found = find_place(text, loose=True) if text else None
    return found.code if found else ""
