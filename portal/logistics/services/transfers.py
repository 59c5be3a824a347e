"""Goods carried from one warehouse to another: two movements of one transaction that name each other. What is reserved stays."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.errors import Invalid, NotFound
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.logistics.models import OPEN, StockLot, Warehouse
from portal.logistics.policies import can_edit_lot
from portal.logistics.services.booking import ZERO, count, locked_by_ids, move

SAME = (
    "listing_id", "listing_no", "org_id", "category", "product_name", "grade", "spec", "mill", "heat_no", "bundle_no",
    "unit_weight", "certificate_id", "source",
)  # fmt: skip
"""What makes goods in two warehouses the same lot in two places."""


def transfer(
    session: Session,
    actor: Actor,
    no: str,
    *,
    to_warehouse_no: str,
    tonnes: Decimal,
    reason: str,
    pieces: int | None = None,
    sure: bool = False,
) -> str:
    """Carry so much of a lot to another warehouse; returns the number of the lot there, a new one unless the same goods lie there.

    Raises: NotFound, Invalid("tonnes", more than is available; "to_warehouse_no", "pieces", "reason").
    """
    if tonnes <= 0:
        raise Invalid("tonnes", "请填写大于 0 的吨数")
    known = session.scalars(select(StockLot).where(StockLot.no == no, StockLot.removed_at.is_(None))).first()
    if known is None or not can_edit_lot(actor, known):
        raise NotFound("库存批次不存在")
    warehouse_id = session.scalars(
        select(Warehouse.id).where(Warehouse.no == to_warehouse_no, Warehouse.status == OPEN)
    ).first()
    if warehouse_id is None or warehouse_id == known.warehouse_id:
        raise Invalid("to_warehouse_no", "请选择要移到的另一个仓库")
    # Both under their locks, in the order of ids: the opposite transfer at the same moment waits, and nobody waits for ever.
    lots = {lot.id: lot for lot in locked_by_ids(session, [known.id, *_twins(session, known, warehouse_id)])}
    source = lots.pop(known.id, None)
    if source is None or source.warehouse_id == warehouse_id:
        raise NotFound("库存批次不存在")
    target = next((lot for lot in lots.values() if _same(lot, source)), None) or _place(session, source, warehouse_id)
    moved = count(source, tonnes, pieces, bound=source.pieces_available, whole=tonnes == source.available, sure=sure)
    pair = new_number("M")
    session.flush()  # a new target's id is in the source's movement
    move(
        session, actor, source, kind="transfer", on_hand=-tonnes, pieces=-moved, reason=reason, pair=pair,
        other_lot_id=target.id,
    )  # fmt: skip
    move(
        session, actor, target, kind="transfer", on_hand=tonnes, pieces=moved, reason=reason, pair=pair,
        other_lot_id=source.id,
    )  # fmt: skip
    return target.no


def _twins(session: Session, lot: StockLot, warehouse_id: int) -> list[int]:
    query = select(StockLot.id).where(
        StockLot.warehouse_id == warehouse_id,
        StockLot.removed_at.is_(None),
        *(getattr(StockLot, name).is_not_distinct_from(getattr(lot, name)) for name in SAME),
    )
    return list(session.scalars(query.order_by(StockLot.id).limit(1)))


def _same(lot: StockLot, source: StockLot) -> bool:
    return (lot.pieces is None) == (source.pieces is None) and all(
        getattr(lot, name) == getattr(source, name) for name in SAME
    )


def _place(session: Session, source: StockLot, warehouse_id: int) -> StockLot:
    moment = now()
    lot = StockLot(
        no=new_number("K"),
        warehouse_id=warehouse_id,
        on_hand=ZERO,
        reserved=ZERO,
        pieces=None if source.pieces is None else 0,
        pieces_reserved=0,
        arrived_on=moment.astimezone(SHANGHAI).date(),
        confirmed_at=moment,
        created_at=moment,
        remarks=source.remarks,
        **{name: getattr(source, name) for name in SAME},
    )
    session.add(lot)
    return lot
