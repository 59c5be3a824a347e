"""Lots and rates of a company that nobody has confirmed for a while, and which companies have such."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.logistics import terms
from portal.logistics.models import PUBLISHED, FreightRate, StockLot, Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingLot:
    """A lot not seen to lately, with what may be changed of it in place."""

    no: str
    title: str
    subtitle: str
    on_hand: Decimal
    reserved: Decimal
    pieces: int | None
    confirmed_at: datetime
    freshness: terms.State
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingRate:
    """A rate that ages."""

    no: str
    title: str
    subtitle: str
    mode: str
    price: Decimal
    valid_until: datetime
    confirmed_at: datetime
    freshness: terms.State
    version: int


def ageing_lots(
    session: Session, actor: Actor, moment: datetime, *, limit: int, no: str = ""
) -> tuple[list[AgeingLot], int]:
    """The company's lots no longer fresh, oldest word first, and how many there are. no: this one, whatever its age."""
    clauses = [StockLot.org_id == actor.org_id, _lots(moment) if not no else StockLot.removed_at.is_(None)]
    if no:
        clauses.append(StockLot.no == no)
    rows = session.execute(
        select(
            StockLot.no, StockLot.product_name, StockLot.grade, StockLot.spec, StockLot.heat_no, StockLot.bundle_no,
            StockLot.on_hand, StockLot.reserved, StockLot.pieces, StockLot.confirmed_at, StockLot.version, Warehouse.name,
            func.count().over().label("total"),
        )
        .join(Warehouse, Warehouse.id == StockLot.warehouse_id)
        .where(*clauses)
        .order_by(StockLot.confirmed_at, StockLot.id)
        .limit(limit)
    ).all()  # fmt: skip
    lots = [
        AgeingLot(
            no=row.no,
            title=" ".join(part for part in (row.product_name, row.grade, row.spec) if part),
            subtitle=" · ".join(part for part in (row.name, row.heat_no, row.bundle_no) if part),
            on_hand=row.on_hand,
            reserved=row.reserved,
            pieces=row.pieces,
            confirmed_at=row.confirmed_at,
            freshness=terms.freshness(row.confirmed_at, moment, terms.LOT_DAYS),
            version=row.version,
        )
        for row in rows
    ]
    return lots, rows[0].total if rows else 0


def ageing_rates(
    session: Session, actor: Actor, moment: datetime, *, limit: int, no: str = ""
) -> tuple[list[AgeingRate], int]:
    """The company's open rates no longer fresh, oldest word first, and how many there are. no: this one, whatever its age."""
    open_now = and_(FreightRate.status == PUBLISHED, FreightRate.valid_until > moment)
    clauses = [FreightRate.org_id == actor.org_id, open_now if no else _rates(moment)]
    if no:
        clauses.append(FreightRate.no == no)
    rows = session.execute(
        select(
            FreightRate.no, FreightRate.from_city, FreightRate.from_region, FreightRate.to_city, FreightRate.to_region,
            FreightRate.mode, FreightRate.carrier, FreightRate.price, FreightRate.valid_until, FreightRate.confirmed_at,
            FreightRate.version, func.count().over().label("total"),
        )
        .where(*clauses)
        .order_by(FreightRate.confirmed_at, FreightRate.id)
        .limit(limit)
    ).all()  # fmt: skip
    rates = [
        AgeingRate(
            no=row.no,
            title=f"{row.from_city or row.from_region} → {row.to_city or row.to_region}",
            subtitle=row.carrier,
            mode=row.mode,
            price=row.price,
            valid_until=row.valid_until,
            confirmed_at=row.confirmed_at,
            freshness=terms.freshness(row.confirmed_at, moment, terms.RATE_DAYS),
            version=row.version,
        )
        for row in rows
    ]
    return rates, rows[0].total if rows else 0


def companies_with_ageing(session: Session, moment: datetime) -> Counter[int]:
    """How many lots and rates of each company have aged."""
    found: Counter[int] = Counter()
    for column, clause in ((StockLot.org_id, _lots(moment)), (FreightRate.org_id, _rates(moment))):
        query = select(column, func.count()).where(clause, column.is_not(None)).group_by(column)
        for org_id, count in session.execute(query):
            found[int(org_id or 0)] += count
    return found


def _lots(moment: datetime) -> ColumnElement[bool]:
    since = terms.fresh_since(moment, terms.LOT_DAYS)
    return and_(StockLot.removed_at.is_(None), StockLot.source == "", StockLot.confirmed_at < since)


def _rates(moment: datetime) -> ColumnElement[bool]:
    since = terms.fresh_since(moment, terms.RATE_DAYS)
    return and_(FreightRate.status == PUBLISHED, FreightRate.valid_until > moment, FreightRate.confirmed_at < since)
