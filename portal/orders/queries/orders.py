"""Reads orders with their lines, shipments, files and steps; whatever is not the actor's to see does not exist."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.core.files import PICTURES, StoredFile
from portal.core.permissions import Actor
from portal.orders.models import (
    Order,
    OrderHold,
    OrderLine,
    OrderStep,
    QuotationVersion,
    Shipment,
    ShipmentFile,
    ShipmentLine,
)
from portal.orders.policies import visible_orders
from portal.orders.weighing import Difference, difference
from portal.organisations.models import Organisation
from portal.threads.models import Thread

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """Goods of an order. left: what is still to be shipped; held: what is held for it in stock."""

    id: int
    position: int
    listing_no: str
    title: str
    detail: str
    unit: str
    quantity: Decimal
    pieces: int | None
    price: Decimal
    amount: Decimal
    shipped: Decimal
    held: Decimal

    @property
    def left(self) -> Decimal:
        return max(ZERO, self.quantity - self.shipped)


@dataclass(frozen=True, slots=True)
class FileView:
    token: str
    name: str
    media_type: str
    size: int
    role: str
    url: str

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES


@dataclass(frozen=True, slots=True)
class LoadView:
    """How much of a line went with a shipment. difference: what was counted against it, once it was."""

    line_id: int
    title: str
    detail: str
    unit: str
    quantity: Decimal
    pieces: int | None
    received: Decimal | None
    difference: Difference | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentView:
    """One vehicle. weighed: the ticket's net against the tonnes it was booked with, where both are known."""

    id: int
    number: int
    carrier: str
    vehicle: str
    driver: str
    driver_phone: str
    remarks: str
    gross: Decimal | None
    tare: Decimal | None
    net: Decimal | None
    ticket_pieces: int | None
    shipped_at: datetime
    delivered_at: datetime | None
    received_at: datetime | None
    received_name: str
    received_words: str
    loads: tuple[LoadView, ...]
    files: tuple[FileView, ...]
    weighed: Difference | None

    @property
    def tonnes(self) -> Decimal:
        return sum((load.quantity for load in self.loads if load.unit == "t"), ZERO)

    @property
    def state(self) -> str:
        return "received" if self.received_at else "delivered" if self.delivered_at else "shipped"

    @property
    def is_beyond(self) -> bool:
        """Something was counted that differs by more than the tolerance."""
        return any(load.difference is not None and load.difference.is_beyond for load in self.loads)


@dataclass(frozen=True, slots=True)
class StepView:
    kind: str
    number: int
    at: datetime
    by_name: str
    by_staff: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order with everything both sides may know of it."""

    id: int
    no: str
    status: str
    is_complete: bool
    title: str
    total: Decimal
    quotation_no: str
    version_id: int
    created_at: datetime
    created_name: str
    version: int
    thread_id: int
    thread_no: str
    thread_owner: int | None
    org_id: int
    org_no: str
    org_name: str
    price_basis: str
    tax_included: bool
    weighing_basis: str
    payment: str
    delivery: str
    place: str
    lead_time: str
    remarks: str
    goods_amount: Decimal
    freight_amount: Decimal
    tax_amount: Decimal
    lines: tuple[LineView, ...]
    shipments: tuple[ShipmentView, ...]
    steps: tuple[StepView, ...]

    @property
    def url(self) -> str:
        return f"/orders/{self.no}"


_HEAD: Any = (
    select(
        Order.id, Order.no, Order.status, Order.is_complete, Order.title, Order.total, Order.quotation_no, Order.version_id,
        Order.created_at, Order.created_name, Order.version, Order.thread_id, Thread.no.label("thread_no"),
        Thread.owner_id.label("thread_owner"), Order.org_id, Organisation.no.label("org_no"),
        Organisation.name.label("org_name"), QuotationVersion.price_basis, QuotationVersion.tax_included,
        QuotationVersion.weighing_basis, QuotationVersion.payment, QuotationVersion.delivery, QuotationVersion.place,
        QuotationVersion.lead_time, QuotationVersion.remarks, QuotationVersion.goods_amount, QuotationVersion.freight_amount,
        QuotationVersion.tax_amount,
    )
    .select_from(Order)
    .join(Thread, Thread.id == Order.thread_id)
    .join(Organisation, Organisation.id == Order.org_id)
    .join(QuotationVersion, QuotationVersion.id == Order.version_id)
)  # fmt: skip


def find_order(session: Session, actor: Actor, no: str) -> OrderView:
    """The order with everything on it, in six statements. Raises: NotFound."""
    head = session.execute(_HEAD.where(Order.no == no[:20], visible_orders(actor))).first()
    if head is None:
        raise NotFound("订单不存在")
    lines = _lines(session, head.id)
    steps = session.execute(
        select(OrderStep.kind, OrderStep.number, OrderStep.at, OrderStep.by_name, OrderStep.by_staff, OrderStep.note)
        .where(OrderStep.order_id == head.id)
        .order_by(OrderStep.id)
    )
    return OrderView(
        **head._mapping,
        lines=lines,
        shipments=_shipments(session, head.id, head.no, {line.id: line for line in lines}),
        steps=tuple(StepView(*row) for row in steps),
    )


def _lines(session: Session, order_id: int) -> tuple[LineView, ...]:
    rows = session.execute(
        select(
            OrderLine.id, OrderLine.position, OrderLine.listing_no, OrderLine.title, OrderLine.detail, OrderLine.unit,
            OrderLine.quantity, OrderLine.pieces, OrderLine.price, OrderLine.amount, OrderLine.shipped,
        )
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.position)
    ).all()  # fmt: skip
    held: dict[int, Decimal] = defaultdict(Decimal)
    holds = select(OrderHold.line_id, OrderHold.quantity).where(OrderHold.line_id.in_([row.id for row in rows]))
    for line_id, quantity in session.execute(holds):
        held[line_id] += quantity
    return tuple(LineView(**row._mapping, held=held[row.id]) for row in rows)


def _shipments(session: Session, order_id: int, no: str, lines: dict[int, LineView]) -> tuple[ShipmentView, ...]:
    rows = session.execute(
        select(
            Shipment.id, Shipment.number, Shipment.carrier, Shipment.vehicle, Shipment.driver, Shipment.driver_phone,
            Shipment.remarks, Shipment.gross, Shipment.tare, Shipment.net, Shipment.ticket_pieces, Shipment.shipped_at,
            Shipment.delivered_at, Shipment.received_at, Shipment.received_name, Shipment.received_words,
        )
        .where(Shipment.order_id == order_id)
        .order_by(Shipment.number)
    ).all()  # fmt: skip
    if not rows:
        return ()
    ids = [row.id for row in rows]
    loads: dict[int, list[LoadView]] = defaultdict(list)
    for shipment_id, line_id, quantity, pieces, received in session.execute(
        select(
            ShipmentLine.shipment_id, ShipmentLine.line_id, ShipmentLine.quantity, ShipmentLine.pieces, ShipmentLine.received
        )
        .where(ShipmentLine.shipment_id.in_(ids))
        .order_by(ShipmentLine.id)
    ):  # fmt: skip
        line = lines[line_id]
        counted = None if received is None else difference(quantity, received)
        loads[shipment_id].append(
            LoadView(line_id, line.title, line.detail, line.unit, quantity, pieces, received, counted)
        )
    files: dict[int, list[FileView]] = defaultdict(list)
    for shipment_id, token, name, media_type, size, role in session.execute(
        select(
            ShipmentFile.shipment_id, StoredFile.token, StoredFile.name, StoredFile.media_type, StoredFile.size,
            ShipmentFile.role,
        )
        .join(StoredFile, StoredFile.id == ShipmentFile.file_id)
        .where(ShipmentFile.shipment_id.in_(ids))
        .order_by(ShipmentFile.id)
    ):  # fmt: skip
        files[shipment_id].append(FileView(token, name, media_type, size, role, f"/orders/{no}/files/{token}"))
    return tuple(_shipment(row, tuple(loads[row.id]), tuple(files[row.id])) for row in rows)


def _shipment(row: Any, loads: tuple[LoadView, ...], files: tuple[FileView, ...]) -> ShipmentView:
    tonnes = sum((load.quantity for load in loads if load.unit == "t"), ZERO)
    all_weighed = tonnes > 0 and all(load.unit == "t" for load in loads)
    weighed = difference(tonnes, row.net) if row.net is not None and all_weighed else None
    return ShipmentView(**row._mapping, loads=loads, files=files, weighed=weighed)


def find_file(session: Session, actor: Actor, no: str, token: str) -> FileView:
    """A file of a shipment of an order the actor sees. Raises: NotFound."""
    row = session.execute(
        select(StoredFile.token, StoredFile.name, StoredFile.media_type, StoredFile.size, ShipmentFile.role)
        .select_from(ShipmentFile)
        .join(StoredFile, StoredFile.id == ShipmentFile.file_id)
        .join(Shipment, Shipment.id == ShipmentFile.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(Thread, Thread.id == Order.thread_id)
        .where(Order.no == no[:20], StoredFile.token == token, visible_orders(actor))
    ).first()
    if row is None:
        raise NotFound("文件不存在")
    return FileView(*row, url=f"/orders/{no}/files/{token}")
