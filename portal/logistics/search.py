"""Warehouses and freight rates as the search index sees them, and as hits are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.core.permissions import Actor
from portal.core.quantity import fen, milli
from portal.logistics import terms
from portal.logistics.models import OPEN, FreightRate, Warehouse
from portal.logistics.policies import public_rates
from portal.logistics.queries.freight import rates_by_id
from portal.logistics.queries.rate_rows import RateRow
from portal.logistics.queries.stock import names_in
from portal.logistics.queries.warehouse_rows import WarehouseRow
from portal.logistics.queries.warehouses import warehouses_by_id
from portal.organisations.models import Organisation

MOST_NAMES = 30


def load_warehouses(session: Session, ids: Collection[int]) -> dict[int, SearchDocument | None]:
    """Documents of open warehouses; None for the others."""
    documents: dict[int, SearchDocument | None] = dict.fromkeys(ids)
    names = names_in(session, ids)
    rows = warehouses_by_id(session, ids)
    query = select(Warehouse.id, Warehouse.remarks).where(Warehouse.id.in_(list(ids)))
    remarks = {row.id: row.remarks for row in session.execute(query)}
    for row in rows.values():
        services = "、".join(terms.SERVICES[code] for code in row.services if code in terms.SERVICES)
        documents[row.id] = SearchDocument(
            kind="warehouse",
            id=row.id,
            no=row.no,
            title=row.name,
            product_name=" ".join(names[row.id][:MOST_NAMES]),
            city=row.city,
            region=row.province,
            warehouse_no=row.no,
            warehouse=row.name,
            body=" ".join(part for part in (row.place, row.address, services, remarks.get(row.id, "")) if part),
            unit="t",
            available_milli=milli(row.tonnes),
            confirmed_at=row.updated_at,
            published_at=row.updated_at,
        )
    return documents


def load_rates(session: Session, ids: Collection[int]) -> dict[int, SearchDocument | None]:
    """Documents of public rates; None for the others."""
    documents: dict[int, SearchDocument | None] = dict.fromkeys(ids)
    for row in rates_by_id(session, ids).values():
        mode = terms.MODES[row.mode]
        documents[row.id] = SearchDocument(
            kind="freight",
            id=row.id,
            no=row.no,
            title=f"{row.from_city} → {row.to_city} {mode}",
            product_name=mode,
            city=row.from_city,
            region=row.from_region,
            to_city=row.to_city,
            supplier=row.source or row.carrier,
            body=" ".join(part for part in (row.carrier, row.from_region, row.to_region, "运价 运费 物流") if part),
            price_fen=fen(row.price),
            unit="t",
            verified=row.verified or row.org_id is None,
            confirmed_at=row.confirmed_at,
            published_at=row.confirmed_at,
            valid_until=row.valid_until,
        )
    return documents


def all_warehouse_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Warehouse.id).where(Warehouse.status == OPEN).order_by(Warehouse.id)).all()


def all_rate_ids(session: Session) -> Sequence[int]:
    query = select(FreightRate.id).outerjoin(Organisation, Organisation.id == FreightRate.org_id)
    return session.scalars(query.where(public_rates(now())).order_by(FreightRate.id)).all()


def present_warehouses(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, WarehouseRow]:
    """The hits that are still open, as rows."""
    return warehouses_by_id(session, ids)


def present_rates(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, RateRow]:
    """The hits that are still public, as rows."""
    return rates_by_id(session, ids)
