"""An order on its way: loading, vehicles, delivery, the customer's count, and its end by completion or cancelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.files import TakenFile, keep
from portal.core.permissions import Actor
from portal.orders.models import Order, OrderLine, Shipment, ShipmentFile, ShipmentLine
from portal.orders.policies import can_answer, can_quote, can_ship, visible_orders
from portal.orders.services.holding import release_held, ship_held
from portal.orders.services.telling import step
from portal.orders.terms import CANCELLED, COMPLETED, CONFIRMED, DELIVERED, LOADING, OPEN_ORDERS, RECEIVED, SHIPPED
from portal.orders.weighing import net_of
from portal.threads.models import Thread

MOST_OVER = Decimal("1.1")
"""More than a tenth above what was ordered is a slip of the pen."""
MAX_FILES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentInput:
    """A vehicle as the form says it. loads: quantity and pieces by the line's id; last: nothing more follows."""

    loads: Mapping[int, tuple[Decimal, int | None]]
    carrier: str = ""
    vehicle: str = ""
    driver: str = ""
    driver_phone: str = ""
    remarks: str = ""
    gross: Decimal | None = None
    tare: Decimal | None = None
    net: Decimal | None = None
    ticket_pieces: int | None = None
    last: bool = False
    ticket: TakenFile | None = None
    papers: Sequence[TakenFile] = ()


def start_loading(session: Session, actor: Actor, no: str, *, version: int) -> None:
    """Raises: NotFound, Forbidden, Conflict."""
    order, thread = _locked(session, actor, no, version=version)
    if order.status != CONFIRMED:
        raise Conflict("订单状态已经变了，请刷新页面")
    order.status = LOADING
    step(session, actor, order, thread, kind=LOADING)


def check_shipment(values: ShipmentInput) -> None:
    """Raises: Invalid of every field that is wrong by itself."""
    wrong = []
    if not values.vehicle:
        wrong.append(Invalid("vehicle", "请填写车牌或船号"))
    if not any(quantity > 0 for quantity, _pieces in values.loads.values()):
        wrong.append(Invalid("loads", "请填写装了多少"))
    try:
        net_of(values.gross, values.tare, values.net)
    except ValueError:
        wrong.append(Invalid("net", "毛重减皮重不等于净重，请对照磅单"))
    if len(values.papers) > MAX_FILES:
        wrong.append(Invalid("papers", "一次最多 %(max)s 个文件", max=MAX_FILES))
    refuse(wrong)


def ship(session: Session, actor: Actor, no: str, *, version: int, values: ShipmentInput) -> int:
    """A vehicle leaves: what it carries goes out of stock. Returns its number within the order.

    Raises: NotFound, Forbidden, Conflict (order changed since `version`, closed), Invalid as check_shipment, Invalid(`load-<line>`).
    """
    order, thread = _locked(session, actor, no, version=version)
    if order.status not in OPEN_ORDERS or order.is_complete:
        raise Conflict("订单已经发完或结束，不能再发运")
    check_shipment(values)
    lines = {line.id: line for line in _lines(session, order)}
    loads = [(lines[line_id], *load) for line_id, load in values.loads.items() if line_id in lines and load[0] > 0]
    if not loads:
        raise Invalid("loads", "请填写装了多少")
    refuse(
        Invalid(f"load-{line.id}", "比订单多出太多，请核对")
        for line, quantity, _pieces in loads
        if line.shipped + quantity > line.quantity * MOST_OVER
    )
    order.shipments += 1
    shipment = Shipment(
        order_id=order.id, number=order.shipments, carrier=values.carrier, vehicle=values.vehicle, driver=values.driver,
        driver_phone=values.driver_phone, remarks=values.remarks, gross=values.gross, tare=values.tare,
        net=net_of(values.gross, values.tare, values.net), ticket_pieces=values.ticket_pieces, shipped_at=now(),
        shipped_by=actor.user_id,
    )  # fmt: skip
    session.add(shipment)
    session.flush()  # its id is the loads'
    for line, quantity, pieces in sorted(loads, key=lambda load: load[0].listing_id or 0):
        try:
            ship_held(session, actor, order_no=order.no, line=line, quantity=quantity)
        except Invalid as error:
            raise Invalid(f"load-{line.id}", error.message, **error.params) from error
        line.shipped += quantity
        session.add(ShipmentLine(shipment_id=shipment.id, line_id=line.id, quantity=quantity, pieces=pieces))
    for role, files in (("ticket", [values.ticket] if values.ticket else []), ("paper", values.papers)):
        for taken in files:
            session.add(ShipmentFile(shipment_id=shipment.id, file_id=keep(session, actor, taken).id, role=role))
    order.status = SHIPPED
    if values.last or all(line.shipped >= line.quantity for line in lines.values()):
        order.is_complete = True
        release_held(session, actor, order_no=order.no, lines=list(lines.values()))
    step(session, actor, order, thread, kind=SHIPPED, number=shipment.number, vehicle=shipment.vehicle)
    return shipment.number


def complete(session: Session, actor: Actor, no: str, *, version: int) -> None:
    """Nothing more will be shipped: what is still held is released. Raises: NotFound, Forbidden, Conflict."""
    order, thread = _locked(session, actor, no, version=version)
    if order.is_complete or order.status not in OPEN_ORDERS:
        raise Conflict("订单已经发完或结束")
    if not order.shipments:
        raise Conflict("还没有发过货；不做了请取消订单")
    order.is_complete = True
    release_held(session, actor, order_no=order.no, lines=_lines(session, order))
    order.status = _standing(session, order)
    step(session, actor, order, thread, kind=COMPLETED)


def deliver(session: Session, actor: Actor, no: str, *, number: int, version: int, at: datetime | None = None) -> None:
    """The vehicle arrived. at: when, if not just now. Raises: NotFound, Forbidden, Conflict, Invalid("at")."""
    order, thread = _locked(session, actor, no, version=version)
    shipment = _shipment(session, order, number)
    if shipment.delivered_at is not None:
        raise Conflict("这一车已经送达")
    moment = now()
    if at is not None and not shipment.shipped_at <= at <= moment:
        raise Invalid("at", "送达时间要在发运之后、现在之前")
    shipment.delivered_at, shipment.delivered_by = at or moment, actor.user_id
    session.flush()
    order.status = _standing(session, order)
    step(session, actor, order, thread, kind=DELIVERED, number=number, vehicle=shipment.vehicle)


def receive(
    session: Session,
    actor: Actor,
    no: str,
    *,
    number: int,
    counted: Mapping[int, Decimal],
    words: str = "",
) -> None:
    """The customer took it over and counted; what they do not count came as said. Once for each vehicle.

    Raises: NotFound, Forbidden (viewers, staff), Conflict, Invalid(`counted-<line>`), Invalid("words").
    """
    order, thread = _found(session, actor, no)
    if not can_answer(actor, order.org_id):
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    shipment = _shipment(session, order, number)
    if shipment.received_at is not None:
        raise Conflict("这一车已经验收")
    if len(words) > 500:
        raise Invalid("words", "最多 %(max)d 个字", max=500)
    loads = session.scalars(
        select(ShipmentLine).where(ShipmentLine.shipment_id == shipment.id).order_by(ShipmentLine.id)
    ).all()
    refuse(
        Invalid(f"counted-{load.line_id}", "和发运数量差得太多，请核对")
        for load in loads
        if counted.get(load.line_id, load.quantity) > load.quantity * 2
    )
    for load in loads:
        load.received = counted.get(load.line_id, load.quantity)
    moment = now()
    if shipment.delivered_at is None:
        shipment.delivered_at, shipment.delivered_by = moment, actor.user_id
    shipment.received_at, shipment.received_by = moment, actor.user_id
    shipment.received_name, shipment.received_words = actor.name[:60], words
    session.flush()
    order.status = _standing(session, order)
    step(session, actor, order, thread, kind=RECEIVED, number=number, vehicle=shipment.vehicle)


def cancel(session: Session, actor: Actor, no: str, *, version: int, reason: str) -> None:
    """End an order nothing was shipped of; what was held is released. Raises: NotFound, Forbidden, Conflict, Invalid("reason")."""
    order, thread = _locked(session, actor, no, version=version)
    if not can_quote(actor):
        raise Forbidden("取消订单由业务部门负责")
    if order.shipments or order.status not in (CONFIRMED, LOADING):
        raise Conflict("已经发过货的订单不能取消，可以标为发完")
    if not reason:
        raise Invalid("reason", "请写明取消原因，客户会看到")
    order.status = CANCELLED
    release_held(session, actor, order_no=order.no, lines=_lines(session, order))
    step(session, actor, order, thread, kind=CANCELLED, note=reason)


def _found(session: Session, actor: Actor, no: str) -> tuple[Order, Thread]:
    """The order and its thread under row locks. Raises: NotFound."""
    row: Any = session.execute(
        select(Order, Thread)
        .join(Thread, Thread.id == Order.thread_id)
        .where(Order.no == no[:20], visible_orders(actor))
        .with_for_update(of=[Order, Thread])  # the thread before any stock, as acceptance takes them
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound("订单不存在")
    return row[0], row[1]


def _locked(session: Session, actor: Actor, no: str, *, version: int) -> tuple[Order, Thread]:
    if not actor.is_staff:
        raise NotFound("页面不存在")
    order, thread = _found(session, actor, no)
    if not can_ship(actor):
        raise Forbidden("发运由业务、仓储和运输部门负责")
    if order.version != version:
        raise Conflict("同事刚刚更新了这个订单，请刷新后再操作")
    return order, thread


def _lines(session: Session, order: Order) -> Sequence[OrderLine]:
    return session.scalars(
        select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position).with_for_update()
    ).all()


def _shipment(session: Session, order: Order, number: int) -> Shipment:
    found = session.scalars(
        select(Shipment).where(Shipment.order_id == order.id, Shipment.number == number).with_for_update()
    ).first()
    if found is None:
        raise NotFound("发运记录不存在")
    return found


def _standing(session: Session, order: Order) -> str:
    """Where the order as a whole stands: as far as its last vehicle."""
    rows = session.execute(
        select(Shipment.delivered_at, Shipment.received_at).where(Shipment.order_id == order.id)
    ).all()
    if not order.is_complete or any(row.delivered_at is None for row in rows):
        return SHIPPED
    return DELIVERED if any(row.received_at is None for row in rows) else RECEIVED
