"""Verbs of stock lots: add, change, confirm, remove. Amounts change only through `movements`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, refuse
from portal.core.events import record
from portal.core.files import TakenFile, keep
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.logistics.events import StockChanged, WarehouseChanged
from portal.logistics.listing_facts import LISTINGS, LIVING, listing
from portal.logistics.models import OPEN, StockLot, Warehouse
from portal.logistics.policies import can_edit_warehouses
from portal.logistics.services.booking import ZERO, locked, move, plain, tell
from portal.logistics.services.counting import differ

REGISTERED = "登记批次"
"""Why stock is there, where nobody wrote it: the lot was entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotInput:
    """What a lot's form says. on_hand: tonnes; unit_weight: tonnes a piece."""

    warehouse_no: str
    on_hand: Decimal
    heat_no: str = ""
    bundle_no: str = ""
    pieces: int | None = None
    unit_weight: Decimal | None = None
    arrived_on: date | None = None
    remarks: str = ""
    certificate: TakenFile | None = None
    reason: str = ""
    sure: bool = False
    """pieces × unit weight may disagree with the weight: somebody looked again."""


def add_lot(session: Session, actor: Actor, *, listing_no: str, values: LotInput) -> str:
    """Add a lot to a supply listing of the actor's company (the warehouse department: of any). Returns its number.

    Raises: Forbidden, Invalid("listing_no", "warehouse_no", "on_hand", "pieces", "arrived_on").
    """
    if not (actor.can_write or can_edit_warehouses(actor)):
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    query = select(
        listing.id, listing.no, listing.org_id, listing.category, listing.product_name, listing.grade, listing.spec,
        listing.mill, listing.unit,
    ).where(listing.no == listing_no, listing.kind == "supply", listing.status.in_(LIVING))  # fmt: skip
    if not can_edit_warehouses(actor):
        query = query.where(listing.org_id == actor.org_id)
    of = session.execute(query.select_from(LISTINGS)).first()
    if of is None:
        raise Invalid("listing_no", "请选择本企业的供应信息")
    if of.unit != "t":
        raise Invalid("listing_no", "库存批次按吨记，该信息的单位不是吨")
    check_lot(values, new=True)
    lot = StockLot(
        no=new_number("K"),
        listing_id=of.id,
        listing_no=of.no,
        org_id=of.org_id,
        category=of.category,
        product_name=of.product_name,
        grade=of.grade,
        spec=of.spec,
        mill=of.mill,
        on_hand=ZERO,
        reserved=ZERO,
        pieces=None if values.pieces is None else 0,
        pieces_reserved=0,
        created_at=now(),
    )
    _fill(session, actor, lot, values)
    session.add(lot)
    move(
        session, actor, lot, kind="in", on_hand=values.on_hand, pieces=values.pieces or 0, reason=values.reason or REGISTERED
    )  # fmt: skip
    return lot.no


def change_lot(session: Session, actor: Actor, no: str, *, version: int, values: LotInput) -> None:
    """Change a lot; different tonnes or pieces on hand, or another warehouse, become a correction that says why.

    Goods that are carried elsewhere are transferred (`transfers.transfer`); this is for what was entered wrongly.
    Raises: NotFound, Conflict (somebody saved or moved stock since `version`), Invalid as add_lot, and "reason".
    """
    lot = locked(session, actor, no)
    if lot.version != version:
        raise Conflict("其他人刚刚修改了这批库存，请对照后再保存")
    left, recounted = lot.warehouse_id, (values.on_hand, values.pieces) != (lot.on_hand, lot.pieces)
    _fill(session, actor, lot, values)
    moved = left != lot.warehouse_id
    if (recounted or moved) and not values.reason.strip():
        raise Invalid("reason", "改了在库、件数或仓库，请写明原因")
    booked = recounted or moved
    if values.certificate is not None or session.is_modified(lot) or not booked:  # a mere recount is a movement
        audit(session, actor, "lot.changed", f"lot:{lot.id}", no=lot.no)
    if booked:
        _recount(session, actor, lot, values)
    else:
        lot.confirmed_at = now()
        tell(session, lot)
    if moved:
        record(session, WarehouseChanged(left))


def recount_lot(
    session: Session, actor: Actor, no: str, *, version: int, on_hand: Decimal, pieces: int | None, reason: str
) -> None:
    """So much lies there now, and nothing else of the lot changes. Raises: NotFound, Conflict, Invalid("on_hand", "pieces", "reason")."""
    lot = locked(session, actor, no)
    if lot.version != version:
        raise Conflict("其他人刚刚修改了这批库存，请对照后再保存")
    if on_hand < 0:
        raise Invalid("on_hand", "请填写不小于 0 的吨数")
    if (on_hand, pieces) == (lot.on_hand, lot.pieces):
        confirm_lots(session, actor, [no])
        return
    if pieces and lot.unit_weight and differ(pieces * lot.unit_weight, on_hand):
        counted = plain(pieces * lot.unit_weight)
        raise Invalid("pieces", "件数 × 件重 = %(counted)s 吨，与重量相差太多，请核对", counted=counted)
    values = LotInput(warehouse_no="", on_hand=on_hand, pieces=pieces, reason=reason)
    _recount(session, actor, lot, values)


def _recount(session: Session, actor: Actor, lot: StockLot, values: LotInput) -> None:
    before = lot.pieces or 0
    if values.pieces is None:
        if lot.pieces_reserved:
            raise Invalid("pieces", "已锁定 %(pieces)s 件，件数不能留空", pieces=lot.pieces_reserved)
    elif values.pieces < lot.pieces_reserved:
        raise Invalid("pieces", "已锁定 %(pieces)s 件，件数不能少于锁定", pieces=lot.pieces_reserved)
    elif lot.pieces is None:
        lot.pieces = 0
    noted = move(
        session, actor, lot, kind="correct", on_hand=values.on_hand - lot.on_hand,
        pieces=(values.pieces or 0) - before, reason=values.reason,
    )  # fmt: skip
    if values.pieces is None:
        lot.pieces = noted.pieces_after = None


def confirm_lots(session: Session, actor: Actor, nos: Sequence[str]) -> int:
    """Say that these lots lie there as stated. Foreign numbers are passed over. Returns how many were confirmed."""
    query = select(StockLot.id, StockLot.listing_id, StockLot.warehouse_id).where(
        StockLot.no.in_(list(nos)[:500]), StockLot.removed_at.is_(None)
    )
    if not can_edit_warehouses(actor):
        if not actor.can_write:
            raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
        query = query.where(StockLot.org_id == actor.org_id)
    rows = session.execute(query).all()
    if rows:
        # Not through the rows themselves: confirming must not spoil the form a colleague has open.
        session.execute(update(StockLot).where(StockLot.id.in_([row.id for row in rows])).values(confirmed_at=now()))
        for row in rows:
            audit(session, actor, "lot.confirmed", f"lot:{row.id}")
        for listing_id in {row.listing_id for row in rows if row.listing_id}:
            record(session, StockChanged(listing_id))
        for warehouse_id in {row.warehouse_id for row in rows}:
            record(session, WarehouseChanged(warehouse_id))
    return len(rows)


def remove_lot(session: Session, actor: Actor, no: str, *, reason: str) -> None:
    """Take a lot off the books; what is reserved must be released first. Raises: NotFound, Invalid("", "reason")."""
    lot = locked(session, actor, no)
    if not reason.strip():
        raise Invalid("reason", "请写明事由")
    if lot.reserved > 0:
        raise Invalid("", "还有 %(reserved)s 吨锁定，请先解锁", reserved=plain(lot.reserved))
    if lot.on_hand > 0:
        move(session, actor, lot, kind="out", on_hand=-lot.on_hand, pieces=-(lot.pieces or 0), reason=reason)
    lot.removed_at = now()
    audit(session, actor, "lot.removed", f"lot:{lot.id}", no=lot.no, reason=reason)
    tell(session, lot)


def check_lot(values: LotInput, *, new: bool = False) -> None:
    """Look at everything typed that needs no table. new: there must be something of it. Raises: Invalid, with every complaint."""
    found = [Invalid("on_hand", "请填写大于 0 的吨数")] if new and values.on_hand <= 0 else []
    if values.arrived_on and values.arrived_on > now().astimezone(SHANGHAI).date():
        found.append(Invalid("arrived_on", "入库日期不能晚于今天"))
    if values.pieces and values.unit_weight and values.on_hand > 0 and not values.sure:
        counted = values.pieces * values.unit_weight
        if differ(counted, values.on_hand):
            found.append(
                Invalid("unit_weight", "件数 × 件重 = %(counted)s 吨，与重量相差太多，请核对", counted=plain(counted))
            )
    if values.pieces and values.on_hand == 0:
        found.append(Invalid("pieces", "在库为 0，件数也应是 0"))
    refuse(found)


def _fill(session: Session, actor: Actor, lot: StockLot, values: LotInput) -> None:
    with session.no_autoflush:
        warehouse_id = session.scalars(
            select(Warehouse.id).where(Warehouse.no == values.warehouse_no, Warehouse.status == OPEN)
        ).first()
    if warehouse_id is None and not (lot.warehouse_id and _keeps(session, lot, values)):
        raise Invalid("warehouse_no", "请选择仓库")
    check_lot(values)
    lot.warehouse_id = warehouse_id or lot.warehouse_id
    lot.heat_no = values.heat_no
    lot.bundle_no = values.bundle_no
    lot.unit_weight = values.unit_weight
    lot.arrived_on = values.arrived_on
    lot.remarks = values.remarks
    if values.certificate is not None:
        lot.certificate_id = keep(session, actor, values.certificate).id


def _keeps(session: Session, lot: StockLot, values: LotInput) -> bool:
    """The lot stays where it lies, though that warehouse has closed."""
    stays = select(Warehouse.id).where(Warehouse.id == lot.warehouse_id, Warehouse.no == values.warehouse_no)
    return session.execute(stays).first() is not None
