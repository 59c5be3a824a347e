"""How a lot is booked: taken under its lock, changed by so much, and noted. Never below nothing; the verbs are in `movements`."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid, NotFound
from portal.core.events import record
from portal.core.permissions import Actor
from portal.logistics.events import StockChanged, WarehouseChanged
from portal.logistics.models import StockLot, StockMovement
from portal.logistics.policies import can_edit_lot, can_reserve
from portal.logistics.services.counting import agree, pieces_of

ZERO = Decimal(0)
HOUSE = "物资通"
"""Who moved it, as the lot's owner reads it, where a customer did by accepting an offer."""


def locked(session: Session, actor: Actor, no: str, *, to_reserve: bool = False) -> StockLot:
    """The lot under a row lock, as it is now. Raises: NotFound (also for a lot that is not the actor's to change)."""
    lot = next(iter(_locked(session, StockLot.no == no)), None)
    allowed = can_reserve if to_reserve else can_edit_lot
    if lot is None or not allowed(actor, lot):
        raise NotFound("库存批次不存在")
    return lot


def locked_by_id(session: Session, lot_id: int) -> StockLot:
    """The same for who has made sure already. Raises: NotFound."""
    lot = next(iter(locked_by_ids(session, [lot_id])), None)
    if lot is None:
        raise NotFound("库存批次不存在")
    return lot


def locked_by_ids(session: Session, lot_ids: Collection[int]) -> list[StockLot]:
    """Several lots under their locks, taken in the order of their ids, so that two who want the same ones never wait for each other."""
    return _locked(session, StockLot.id.in_(list(lot_ids)))


def move(
    session: Session,
    actor: Actor,
    lot: StockLot,
    *,
    kind: str,
    reason: str,
    on_hand: Decimal = ZERO,
    reserved: Decimal = ZERO,
    pieces: int = 0,
    pieces_reserved: int = 0,
    reference: str = "",
    pair: str = "",
    other_lot_id: int | None = None,
) -> StockMovement:
    """Change a locked lot's amounts by so much. Raises: Invalid rather than let anything fall below nothing, or have no reason."""
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise Invalid("reason", "请写明事由")
    _check(lot, kind, on_hand, reserved)
    if lot.pieces is not None:
        _check_pieces(lot, on_hand, reserved, pieces, pieces_reserved)
        lot.pieces += pieces
        lot.pieces_reserved += pieces_reserved
    else:
        pieces = pieces_reserved = 0
    lot.on_hand, lot.reserved = lot.on_hand + on_hand, lot.reserved + reserved
    if kind in ("in", "out", "correct", "transfer"):
        lot.confirmed_at = now()  # who counts it has seen it
    session.flush()  # the lot's id for a new one
    noted = StockMovement(
        lot_id=lot.id,
        kind=kind,
        on_hand_change=on_hand,
        reserved_change=reserved,
        on_hand_after=lot.on_hand,
        reserved_after=lot.reserved,
        pieces_change=pieces,
        pieces_reserved_change=pieces_reserved,
        pieces_after=lot.pieces,
        pieces_reserved_after=lot.pieces_reserved,
        reason=reason,
        reference=reference,
        pair=pair,
        other_lot_id=other_lot_id,
        at=now(),
        user_id=actor.user_id,
        actor=actor.name if actor.is_staff or actor.org_id == lot.org_id else HOUSE,
    )
    session.add(noted)
    amount = on_hand or reserved
    audit(session, actor, f"stock.{kind}", f"lot:{lot.id}", tonnes=f"{amount:f}", reason=reason)
    tell(session, lot)
    return noted


def held_by_orders(session: Session, lot: StockLot) -> tuple[Decimal, int]:
    """How much of a locked lot is reserved for orders, tonnes and pieces: what was booked with a reference."""
    row = session.execute(
        select(func.sum(StockMovement.reserved_change), func.sum(StockMovement.pieces_reserved_change)).where(
            StockMovement.lot_id == lot.id, StockMovement.reference != ""
        )
    ).one()
    return row[0] or ZERO, int(row[1] or 0)


def tell(session: Session, lot: StockLot) -> None:
    """Record what others must count anew."""
    if lot.listing_id is not None:
        record(session, StockChanged(lot.listing_id))
    record(session, WarehouseChanged(lot.warehouse_id))


def count(
    lot: StockLot, tonnes: Decimal, pieces: int | None, *, bound: int | None, whole: bool = False, sure: bool = False
) -> int:
    """The pieces that go with so many tonnes: those said, checked, or reckoned. bound: at most so many can."""
    if pieces is None:
        if lot.pieces is None:
            return 0
        if whole and bound is not None:
            return bound
        return pieces_of(tonnes, unit_weight=lot.unit_weight, on_hand=lot.on_hand, pieces=lot.pieces, bound=bound)
    if lot.pieces is None:
        raise Invalid("pieces", "这批货没有按件登记，件数请留空")
    if pieces < 0:
        raise Invalid("pieces", "件数不能小于 0")
    if not sure:
        agree(pieces, tonnes, unit_weight=lot.unit_weight)
    return pieces


def _check(lot: StockLot, kind: str, on_hand: Decimal, reserved: Decimal) -> None:
    on_hand_after, reserved_after = lot.on_hand + on_hand, lot.reserved + reserved
    if reserved_after < 0:
        raise Invalid("tonnes", "锁定只有 %(reserved)s 吨", reserved=plain(lot.reserved))
    if reserved_after > on_hand_after:
        if kind == "correct":
            raise Invalid("on_hand", "已锁定 %(reserved)s 吨，在库不能少于锁定", reserved=plain(lot.reserved))
        raise Invalid("tonnes", "可供只有 %(available)s 吨", available=plain(lot.available))


def _check_pieces(lot: StockLot, on_hand: Decimal, reserved: Decimal, pieces: int, pieces_reserved: int) -> None:
    after, reserved_after = (lot.pieces or 0) + pieces, lot.pieces_reserved + pieces_reserved
    if reserved_after < 0:
        raise Invalid("pieces", "锁定只有 %(pieces)s 件", pieces=lot.pieces_reserved)
    if reserved_after > after:
        raise Invalid("pieces", "可供只有 %(pieces)s 件", pieces=lot.pieces_available)
    if lot.on_hand + on_hand == 0 and after:
        raise Invalid("pieces", "吨数已清零，件数还剩 %(pieces)s 件", pieces=after)
    if lot.reserved + reserved == 0 and reserved_after:
        raise Invalid("pieces", "吨数已全部解锁，件数还锁着 %(pieces)s 件", pieces=reserved_after)


def plain(tonnes: Decimal) -> str:
    """`33.5`, as people write it in a sentence."""
    return f"{tonnes.normalize():f}"


def _locked(session: Session, wanted: ColumnElement[bool]) -> list[StockLot]:
    query = select(StockLot).where(wanted, StockLot.removed_at.is_(None)).order_by(StockLot.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))
