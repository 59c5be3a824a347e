"""Which stock a claim is about, and who else bought of it: what staff alone know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.casework.queries.claims import ClaimView
from portal.casework.windows import BETWEEN
from portal.core.permissions import Actor
from portal.logistics.models import StockLot, StockMovement, Warehouse
from portal.orders.models import Order
from portal.orders.policies import visible_orders
from portal.organisations.models import Organisation
from portal.threads.models import Thread
from portal.threads.queries import ThreadView


@dataclass(frozen=True, slots=True)
class AffectedLot:
    """Stock of the same heat or bundle."""

    id: int
    no: str
    product: str
    heat_no: str
    bundle_no: str
    warehouse: str
    on_hand: Decimal
    reserved: Decimal


@dataclass(frozen=True, slots=True)
class OtherBuyer:
    """Another customer who has goods of an affected lot, or is to have them."""

    lot_no: str
    order_no: str
    org_no: str
    org_name: str
    tonnes: Decimal


def affected_lots(session: Session, claim: ClaimView) -> Sequence[AffectedLot]:
    """Stock of the same heats and bundles, wherever it lies. For the staff's page only."""
    heats, bundles = (tuple(filter(None, numbers.split(","))) for numbers in (claim.heats, claim.bundles))
    if not heats and not bundles:
        return []
    rows = session.execute(
        select(
            StockLot.id, StockLot.no, StockLot.product_name, StockLot.grade, StockLot.spec, StockLot.heat_no, StockLot.bundle_no,
            Warehouse.name, StockLot.on_hand, StockLot.reserved,
        )
        .join(Warehouse, Warehouse.id == StockLot.warehouse_id)
        .where(or_(*_stated(StockLot.heat_no, heats), *_stated(StockLot.bundle_no, bundles)))
        .order_by(StockLot.id)
        .limit(100)
    )  # fmt: skip
    return [
        AffectedLot(row[0], row[1], " ".join(filter(None, row[2:5])), row[5], row[6], row[7], row[8], row[9])
        for row in rows
    ]


def _stated(column: Any, numbers: Sequence[str]) -> list[ColumnElement[bool]]:
    """A lot's keeper writes them as they like, several in one field too: told apart as the claim's own are, in capitals."""
    written = func.upper(column)
    for between in BETWEEN:
        written = func.replace(written, between, ",")
    return [
        and_(column != "", literal(",").concat(written).concat(",").contains(f",{one},", autoescape=True))
        for one in numbers
    ]


def other_buyers(
    session: Session, actor: Actor, thread: ThreadView, lots: Sequence[AffectedLot]
) -> Sequence[OtherBuyer]:
    """Who else has goods of these lots or is to have them, by the orders they were held for. Nothing for customers.

    What was given back, the rest of an order or all of one that was cancelled, nobody bought.
    """
    if not actor.is_staff or not lots:
        return []
    held = func.sum(StockMovement.reserved_change)
    rows = session.execute(
        select(StockLot.no, Order.no, Organisation.no, Organisation.name, held)
        .join(StockMovement, StockMovement.lot_id == StockLot.id)
        .join(Order, Order.no == StockMovement.reference)
        .join(Thread, Thread.id == Order.thread_id)
        .join(Organisation, Organisation.id == Order.org_id)
        .where(
            StockLot.id.in_([lot.id for lot in lots]), StockMovement.kind.in_(("reserve", "release")), Order.org_id != thread.org_id,
            visible_orders(actor),
        )
        .group_by(StockLot.no, Order.no, Organisation.no, Organisation.name)
        .having(held > 0)
        .order_by(Organisation.name, Order.no)
        .limit(200)
    )  # fmt: skip
    return [OtherBuyer(*row) for row in rows]
