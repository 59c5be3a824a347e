"""What lies in one warehouse added up, by category, by when it arrived and by when somebody last saw it: one grouped statement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, case, func, literal, null, select, type_coerce
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.quantity import Quantity
from portal.logistics import terms
from portal.logistics.listing_facts import LISTINGS, listing
from portal.logistics.models import StockLot
from portal.logistics.queries.stock import listings_without_lots, public_lots
from portal.organisations.models import Organisation

ZERO = Decimal(0)
ARRIVED = (7, 30, 90)
"""Days since the arrival: within a week, a month, a quarter; longer; and unknown."""

CONFIRMED: tuple[terms.State, ...] = ("fresh", "aging", "stale")


@dataclass(slots=True)
class Sum:
    """Tonnes that can be had, their pieces where lots are counted, and how many lots and listings that is."""

    tonnes: Decimal = ZERO
    pieces: int = 0
    lines: int = 0

    def add(self, tonnes: Decimal | None, pieces: int | None, lines: int) -> None:
        self.tonnes += tonnes or ZERO
        self.pieces += pieces or 0
        self.lines += lines


@dataclass(frozen=True, slots=True)
class StockAges:
    """Sums by category (most first), by days since arrival (0 … len(ARRIVED), then unknown), and by the age of the last word."""

    total: Sum
    categories: tuple[tuple[str, Sum], ...]
    arrivals: tuple[Sum, ...]
    confirmations: dict[terms.State, Sum]


def stock_ages(session: Session, warehouse_id: int) -> StockAges:
    """What everybody may know to lie there: lots, and listings that say so and have none."""
    moment = now()
    arrived, seen = _arrived(moment), _seen(moment, StockLot.confirmed_at)
    lots = (
        select(
            StockLot.category, arrived.label("arrived"), seen.label("seen"),
            type_coerce(func.sum(StockLot.on_hand - StockLot.reserved), Quantity).label("tonnes"),
            func.sum(func.coalesce(StockLot.pieces, 0) - StockLot.pieces_reserved).label("pieces"), func.count().label("lines"),
        )
        .select_from(StockLot)
        .outerjoin(LISTINGS, listing.id == StockLot.listing_id)
        .outerjoin(Organisation, Organisation.id == StockLot.org_id)
        .where(StockLot.warehouse_id == warehouse_id, *public_lots(moment))
        .group_by(StockLot.category, arrived, seen)
    )  # fmt: skip
    said_seen = _seen(moment, listing.confirmed_at)
    weighed = case((listing.unit == "t", listing.available), else_=null())
    said = (
        select(
            listing.category, literal(len(ARRIVED) + 1, Integer).label("arrived"), said_seen.label("seen"),
            type_coerce(func.sum(weighed), Quantity).label("tonnes"), literal(0, Integer).label("pieces"), func.count().label("lines"),
        )
        .select_from(LISTINGS)
        .join(Organisation, Organisation.id == listing.org_id)
        .where(listing.warehouse_id == warehouse_id, *listings_without_lots(moment))
        .group_by(listing.category, said_seen)
    )  # fmt: skip
    total = Sum()
    categories: dict[str, Sum] = defaultdict(Sum)
    arrivals = tuple(Sum() for _ in range(len(ARRIVED) + 2))
    confirmations: dict[terms.State, Sum] = {state: Sum() for state in CONFIRMED}
    for row in session.execute(lots.union_all(said)):
        for one in (total, categories[row.category], arrivals[row.arrived], confirmations[CONFIRMED[row.seen]]):
            one.add(row.tonnes, row.pieces, row.lines)
    ordered = sorted(categories.items(), key=lambda item: (-item[1].tonnes, -item[1].lines, item[0]))
    return StockAges(total, tuple(ordered), arrivals, confirmations)


def _arrived(moment: datetime) -> ColumnElement[int]:
    today = moment.astimezone(SHANGHAI).date()
    steps = [
        (StockLot.arrived_on >= today - timedelta(days=days), literal(place, Integer))
        for place, days in enumerate(ARRIVED)
    ]
    unknown = (StockLot.arrived_on.is_(None), literal(len(ARRIVED) + 1, Integer))
    return case(unknown, *steps, else_=literal(len(ARRIVED), Integer))


def _seen(moment: datetime, confirmed_at: SQLColumnExpression[Any]) -> ColumnElement[int]:
    return case(
        (confirmed_at >= terms.fresh_since(moment, terms.LOT_DAYS), literal(0, Integer)),
        (confirmed_at >= terms.ageing_since(moment, terms.LOT_DAYS), literal(1, Integer)),
        else_=literal(2, Integer),
    )
