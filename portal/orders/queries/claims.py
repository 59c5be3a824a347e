"""What claims ask of orders: when and how much was delivered. The only way in for packages above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.orders.models import Order
from portal.orders.policies import visible_orders
from portal.orders.queries.orders import OrderView, ShipmentView, find_order
from portal.threads.models import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A delivered shipment. permille: the greatest difference counted, None as long as the customer has not counted."""

    number: int
    vehicle: str
    shipped_at: datetime
    delivered_at: datetime
    received_at: datetime | None
    tonnes: Decimal
    net: Decimal | None
    received: Decimal | None
    permille: Decimal | None
    is_beyond: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What of an order has been delivered, first shipment first. delivered_at: of the last one."""

    order_id: int
    order_no: str
    org_id: int
    thread_id: int
    thread_no: str
    title: str
    status: str
    place: str
    shipments: tuple[Delivered, ...]

    @property
    def delivered_at(self) -> datetime | None:
        return max((one.delivered_at for one in self.shipments), default=None)


def delivery_of(session: Session, actor: Actor, order_no: str) -> Delivery:
    """Raises: NotFound."""
    return delivery_from(find_order(session, actor, order_no))


def delivery_from(order: OrderView) -> Delivery:
    """What `delivery_of` says, of an order that was read already."""
    return Delivery(
        order_id=order.id,
        order_no=order.no,
        org_id=order.org_id,
        thread_id=order.thread_id,
        thread_no=order.thread_no,
        title=order.title,
        status=order.status,
        place=order.place,
        shipments=tuple(_delivered(one, one.delivered_at) for one in order.shipments if one.delivered_at is not None),
    )


def _delivered(one: ShipmentView, at: datetime) -> Delivered:
    differences = [load.difference for load in one.loads if load.difference is not None]
    worst = max(differences, key=lambda found: abs(found.permille), default=None)
    counted = [load.received for load in one.loads if load.unit == "t" and load.received is not None]
    return Delivered(
        number=one.number,
        vehicle=one.vehicle,
        shipped_at=one.shipped_at,
        delivered_at=at,
        received_at=one.received_at,
        tonnes=one.tonnes,
        net=one.net,
        received=sum(counted, Decimal(0)) if counted else None,
        permille=None if worst is None else worst.permille,
        is_beyond=one.is_beyond,
    )


@dataclass(frozen=True, slots=True)
class OrderOfCompany:
    """A line of a customer file."""

    no: str
    title: str
    status: str
    total: Decimal
    created_at: datetime
    url: str


def orders_of(session: Session, actor: Actor, org_id: int, *, limit: int = 50) -> list[OrderOfCompany]:
    """A company's orders as far as the actor sees their threads, newest first."""
    rows = session.execute(
        select(Order.no, Order.title, Order.status, Order.total, Order.created_at)
        .join(Thread, Thread.id == Order.thread_id)
        .where(Order.org_id == org_id, visible_orders(actor))
        .order_by(Order.id.desc())
        .limit(limit)
    )
    return [OrderOfCompany(*row, url=f"/orders/{row.no}") for row in rows]
