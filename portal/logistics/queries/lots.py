"""Reads stock lots: those of a listing, those a company keeps, and their sums."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.files import StoredFile
from portal.core.paging import MAX_OFFSET, Page
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.core.quantity import Quantity
from portal.logistics import terms
from portal.logistics.listing_facts import LISTINGS, LIVING, listing
from portal.logistics.models import StockLot, StockMovement, Warehouse
from portal.logistics.policies import can_edit_warehouses, own_lots

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class StockSum:
    """What a listing's lots come to, tonnes."""

    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """A lot as a line of a list."""

    id: int
    no: str
    title: str
    subtitle: str
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    pieces: int | None
    pieces_reserved: int
    heat_no: str
    bundle_no: str
    arrived_on: date | None
    confirmed_at: datetime
    freshness: terms.State
    warehouse_no: str
    warehouse_name: str
    warehouse_url: str
    listing_no: str
    listing_url: str
    url: str
    """Where its keepers change it."""
    has_certificate: bool

    @property
    def pieces_available(self) -> int | None:
        """None: not counted in pieces."""
        return None if self.pieces is None else self.pieces - self.pieces_reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """One change of a lot's amounts. other_no, other_place: where a transfer came from or went to; empty for every other."""

    kind: str
    on_hand_change: Decimal
    reserved_change: Decimal
    on_hand_after: Decimal
    reserved_after: Decimal
    pieces_change: int
    pieces_reserved_change: int
    pieces_after: int | None
    reason: str
    reference: str
    at: datetime
    actor: str
    pair: str
    other_no: str
    other_place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """A lot as its keepers see it, with what happened to it, newest first."""

    row: LotRow
    version: int
    warehouse_id: int
    unit_weight: Decimal | None
    remarks: str
    certificate_name: str
    certificate_token: str
    certificate_type: str
    movements: tuple[MovementRow, ...]


@dataclass(frozen=True, slots=True)
class OwnListing:
    """A listing of one's company that may have lots."""

    no: str
    label: str
    warehouse_id: int | None


_COLUMNS = (
    StockLot.id, StockLot.no, StockLot.product_name, StockLot.grade, StockLot.spec, StockLot.mill, StockLot.on_hand,
    StockLot.reserved, StockLot.pieces, StockLot.pieces_reserved, StockLot.heat_no, StockLot.bundle_no, StockLot.arrived_on, StockLot.confirmed_at,
    StockLot.listing_no, StockLot.certificate_id, Warehouse.no.label("warehouse_no"), Warehouse.name.label("warehouse_name"),
)  # fmt: skip

_OF_LISTING = Prepared(
    select(*_COLUMNS)
    .join(Warehouse, Warehouse.id == StockLot.warehouse_id)
    .where(StockLot.listing_id == bindparam("listing"), StockLot.removed_at.is_(None))
    .order_by((StockLot.on_hand - StockLot.reserved).desc(), StockLot.id)
    .limit(200)
)


def stock_of(session: Session, listing_ids: Collection[int]) -> dict[int, StockSum]:
    """The sums of the listings that have lots; a listing without lots is absent."""
    query = (
        select(StockLot.listing_id, func.sum(StockLot.on_hand), func.sum(StockLot.reserved), func.count())
        .where(StockLot.listing_id.in_(list(listing_ids)), StockLot.removed_at.is_(None))
        .group_by(StockLot.listing_id)
    )
    return {
        listing_id: StockSum(on_hand, reserved, on_hand - reserved, lots)
        for listing_id, on_hand, reserved, lots in session.execute(query)
        if listing_id is not None
    }


def available_lots(session: Session, listing_id: int) -> list[tuple[int, Decimal]]:
    """The ids of a listing's lots and what is available of each, in the order of ids, for who is about to promise some."""
    query = (
        select(StockLot.id, type_coerce(StockLot.on_hand - StockLot.reserved, Quantity))
        .where(StockLot.listing_id == listing_id, StockLot.removed_at.is_(None))
        .order_by(StockLot.id)
        .with_for_update()
    )
    return [(lot_id, available) for lot_id, available in session.execute(query)]


def lots_of(session: Session, listing_id: int) -> list[LotRow]:
    """The lots of one listing, those with most available first. Who may see the listing is the caller's business."""
    return _rows(_OF_LISTING.all(session, listing=listing_id))


def list_own_lots(session: Session, actor: Actor, *, number: int = 1, size: int = 50) -> Page[LotRow]:
    """The lots of the actor's company, those confirmed longest ago first."""
    total = session.execute(select(func.count()).select_from(StockLot).where(own_lots(actor))).scalar_one()
    query = (
        select(*_COLUMNS)
        .join(Warehouse, Warehouse.id == StockLot.warehouse_id)
        .where(own_lots(actor))
        .order_by(StockLot.confirmed_at, StockLot.id)
        .limit(size)
        .offset(min((number - 1) * size, MAX_OFFSET))
    )
    return Page(_rows(session.execute(query)), number, size, total)


def list_lots_in(session: Session, warehouse_id: int, *, number: int = 1, size: int = 50) -> Page[LotRow]:
    """Every lot in a warehouse, for its department: those confirmed longest ago first."""
    lies_here = and_(StockLot.warehouse_id == warehouse_id, StockLot.removed_at.is_(None))
    total = session.execute(select(func.count()).select_from(StockLot).where(lies_here)).scalar_one()
    query = (
        select(*_COLUMNS)
        .join(Warehouse, Warehouse.id == StockLot.warehouse_id)
        .where(lies_here)
        .order_by(StockLot.confirmed_at, StockLot.id)
        .limit(size)
        .offset(min((number - 1) * size, MAX_OFFSET))
    )
    return Page(_rows(session.execute(query), base="/desk/stock"), number, size, total)


def lot_for_edit(session: Session, actor: Actor, no: str) -> LotView:
    """A lot the actor may change. Raises: NotFound."""
    mine = StockLot.removed_at.is_(None) if can_edit_warehouses(actor) else own_lots(actor)
    found = session.execute(
        select(
            *_COLUMNS, StockLot.version, StockLot.warehouse_id, StockLot.unit_weight, StockLot.remarks,
            StoredFile.name.label("file_name"), StoredFile.token.label("file_token"), StoredFile.media_type.label("file_type"),
        )
        .join(Warehouse, Warehouse.id == StockLot.warehouse_id)
        .outerjoin(StoredFile, StoredFile.id == StockLot.certificate_id)
        .where(StockLot.no == no, mine)
    ).first()  # fmt: skip
    if found is None:
        raise NotFound("库存批次不存在")
    other = aliased(StockLot)
    movements = session.execute(
        select(
            StockMovement.kind, StockMovement.on_hand_change, StockMovement.reserved_change, StockMovement.on_hand_after,
            StockMovement.reserved_after, StockMovement.pieces_change, StockMovement.pieces_reserved_change,
            StockMovement.pieces_after, StockMovement.reason, StockMovement.reference, StockMovement.at, StockMovement.actor,
            StockMovement.pair, func.coalesce(other.no, "").label("other_no"),
            func.coalesce(Warehouse.name, "").label("other_place"),
        )
        .outerjoin(other, other.id == StockMovement.other_lot_id)
        .outerjoin(Warehouse, Warehouse.id == other.warehouse_id)
        .where(StockMovement.lot_id == found.id)
        .order_by(StockMovement.id.desc())
        .limit(100)
    )  # fmt: skip
    return LotView(
        row=_rows([found])[0],
        version=found.version,
        warehouse_id=found.warehouse_id,
        unit_weight=found.unit_weight,
        remarks=found.remarks,
        certificate_name=found.file_name or "",
        certificate_token=found.file_token or "",
        certificate_type=found.file_type or "",
        movements=tuple(MovementRow(**row._mapping) for row in movements),
    )


def listings_for_lots(session: Session, actor: Actor) -> list[OwnListing]:
    """The company's living supply listings counted in tonnes: the ones that may have lots."""
    query = (
        select(
            listing.no, listing.product_name, listing.grade, listing.spec, listing.mill, listing.warehouse_id
        )
        .select_from(LISTINGS)
        .where(
            listing.org_id == actor.org_id, listing.kind == "supply", listing.unit == "t", listing.status.in_(LIVING)
        )
        .order_by(listing.updated_at.desc())
        .limit(500)
    )  # fmt: skip
    return [
        OwnListing(no, " · ".join(part for part in (f"{name} {grade}".strip(), spec, mill, no) if part), warehouse_id)
        for no, name, grade, spec, mill, warehouse_id in session.execute(query)
    ]


def _rows(found: Any, *, base: str = "/me/stock") -> list[LotRow]:
    moment = now()
    return [
        LotRow(
            id=row.id,
            no=row.no,
            title=f"{row.product_name} {row.grade}".strip(),
            subtitle=" · ".join(part for part in (row.spec, row.mill) if part),
            on_hand=row.on_hand,
            reserved=row.reserved,
            available=row.on_hand - row.reserved,
            pieces=row.pieces,
            pieces_reserved=row.pieces_reserved,
            heat_no=row.heat_no,
            bundle_no=row.bundle_no,
            arrived_on=row.arrived_on,
            confirmed_at=row.confirmed_at,
            freshness=terms.freshness(row.confirmed_at, moment, terms.LOT_DAYS),
            warehouse_no=row.warehouse_no,
            warehouse_name=row.warehouse_name,
            warehouse_url=f"/warehouses/{row.warehouse_no}",
            listing_no=row.listing_no,
            listing_url=f"/listings/{row.listing_no}" if row.listing_no else "",
            url=f"{base}/{row.no}",
            has_certificate=row.certificate_id is not None,
        )
        for row in found
    ]
