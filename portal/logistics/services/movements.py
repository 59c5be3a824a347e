"""Every change of a lot's amounts: under a row lock, with a movement that says who, why and how much. Never below nothing."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound
from portal.core.events import record
from portal.core.permissions import Actor
from portal.logistics.events import StockChanged, WarehouseChanged
from portal.logistics.models import StockLot, StockMovement
from portal.logistics.policies import can_edit_lot, can_reserve

ZERO = Decimal(0)


def take_in(session: Session, actor: Actor, no: str, *, tonnes: Decimal, reason: str = "") -> None:
    """More of the lot arrived. Raises: NotFound, Invalid("tonnes")."""
    _positive(tonnes)
    move(session, actor, locked(session, actor, no), kind="in", on_hand=tonnes, reason=reason)


def take_out(session: Session, actor: Actor, no: str, *, tonnes: Decimal, reason: str = "") -> None:
    """Some of the lot left; what is reserved cannot leave before it is released. Raises: NotFound, Invalid("tonnes")."""
    _positive(tonnes)
    move(session, actor, locked(session, actor, no), kind="out", on_hand=-tonnes, reason=reason)


def reserve(session: Session, actor: Actor, no: str, *, tonnes: Decimal, reason: str = "") -> None:
    """Promise some of the lot to somebody. Raises: NotFound, Invalid("tonnes", more than is available)."""
    _positive(tonnes)
    move(session, actor, locked(session, actor, no, to_reserve=True), kind="reserve", reserved=tonnes, reason=reason)


def release(session: Session, actor: Actor, no: str, *, tonnes: Decimal, reason: str = "") -> None:
    """Take a promise back. Raises: NotFound, Invalid("tonnes", more than is reserved)."""
    _positive(tonnes)
    move(session, actor, locked(session, actor, no, to_reserve=True), kind="release", reserved=-tonnes, reason=reason)


def locked(session: Session, actor: Actor, no: str, *, to_reserve: bool = False) -> StockLot:
    """The lot under a row lock, as it is now. Raises: NotFound (also for a lot that is not the actor's to change)."""
    lot = session.scalars(
        select(StockLot)
        .where(StockLot.no == no, StockLot.removed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    allowed = can_reserve if to_reserve else can_edit_lot
    if lot is None or not allowed(actor, lot):
        raise NotFound("库存批次不存在")
    return lot


def move(
    session: Session,
    actor: Actor,
    lot: StockLot,
    *,
    kind: str,
    on_hand: Decimal = ZERO,
    reserved: Decimal = ZERO,
    reason: str = "",
) -> None:
    """Change a locked lot's amounts by so much. Raises: Invalid("tonnes") rather than let anything fall below nothing."""
    on_hand_after, reserved_after = lot.on_hand + on_hand, lot.reserved + reserved
    if reserved_after < 0:
        raise Invalid("tonnes", "锁定只有 %(reserved)s 吨", reserved=f"{lot.reserved:f}")
    if reserved_after > on_hand_after:
        if kind == "correct":
            raise Invalid("on_hand", "已锁定 %(reserved)s 吨，在库不能少于锁定", reserved=f"{lot.reserved:f}")
        raise Invalid("tonnes", "可供只有 %(available)s 吨", available=f"{lot.available:f}")
    lot.on_hand, lot.reserved = on_hand_after, reserved_after
    if kind in ("in", "out", "correct"):
        lot.confirmed_at = now()  # who counts it has seen it
    session.flush()  # the lot's id for a new one
    session.add(
        StockMovement(
            lot_id=lot.id,
            kind=kind,
            on_hand_change=on_hand,
            reserved_change=reserved,
            on_hand_after=on_hand_after,
            reserved_after=reserved_after,
            reason=reason,
            at=now(),
            user_id=actor.user_id,
            actor=actor.name,
        )
    )
    amount = on_hand or reserved
    audit(session, actor, f"stock.{kind}", f"lot:{lot.id}", tonnes=f"{amount:f}", reason=reason)
    tell(session, lot)


def tell(session: Session, lot: StockLot) -> None:
    """Record what others must count anew."""
    if lot.listing_id is not None:
        record(session, StockChanged(lot.listing_id))
    record(session, WarehouseChanged(lot.warehouse_id))


def _positive(tonnes: Decimal) -> None:
    if tonnes <= 0:
        raise Invalid("tonnes", "请填写大于 0 的吨数")
