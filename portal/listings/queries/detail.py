"""Everything one listing's page shows, in a few statements whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, case, or_, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.files import StoredFile
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.listings.models import Listing, ListingFile, PriceChange
from portal.listings.policies import (
    MINE,
    NOW,
    can_edit,
    desk_clause,
    once_public_clause,
    own_clause,
    public_clause,
    sees_contact,
)
from portal.listings.queries.rows import ListingRow, PriceState, base_query, price_for, row_for
from portal.listings.terms import CERTIFICATE, PICTURE, PUBLISHED, codes
from portal.organisations.models import VERIFIED, Organisation

SIMILAR = 6
SIMILAR_LOOKED_AT = 12
HISTORY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFileView:
    """A picture or certificate; token is part of its address."""

    token: str
    name: str
    media_type: str
    size: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePoint:
    """A price that held from `at` on; None: on request."""

    at: datetime
    price: Decimal | None
    change: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListingView:
    """A listing as this actor may see it; read again unchanged by the same kind of reader it is the same object.

    is_open: strangers see it now; otherwise only what it was, calmly, or its own company.
    """

    id: int
    no: str
    kind: str
    status: str
    is_open: bool
    is_resting: bool
    is_own: bool
    is_staff: bool
    can_edit: bool
    category: str
    product_name: str
    grade: str
    spec: str
    standard: str
    mill: str
    origin: str
    quantity: Decimal | None
    available: Decimal | None
    unit: str
    moq: Decimal | None
    price: Decimal | None
    price_state: PriceState
    price_remark: str
    members_only_price: bool
    tax_included: bool
    price_basis: str
    weighing_basis: str
    payments: tuple[str, ...]
    deliveries: tuple[str, ...]
    lead_time: str
    lead_days: int | None
    valid_until: datetime | None
    remarks: str
    warehouse_id: int | None
    warehouse_no: str
    warehouse_name: str
    city: str
    delivery_place: str
    wanted_by: date | None
    contact_name: str
    contact_phone: str
    published_at: datetime | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    withdrawn_reason: str
    version: int
    file_count: int
    org_no: str
    org_name: str
    org_city: str
    org_verified: bool
    org_since: datetime

    @property
    def title(self) -> str:
        return " ".join(part for part in (self.product_name, self.grade, self.spec) if part)

    @property
    def url(self) -> str:
        return f"/listings/{self.no}"

    @property
    def amount(self) -> Decimal | None:
        return self.quantity if self.kind == "demand" else self.available


_COLUMNS = (
    *(column for column in Listing.__table__.columns if column.key not in ("created_by", "source_key", "published_by", "confirmed_by", "reserved")),
    Organisation.no.label("org_no"), Organisation.name.label("org_name"), Organisation.city.label("org_city"),
    Organisation.verification, Organisation.created_at.label("org_since"),
)  # fmt: skip


def get_listing(session: Session, actor: Actor, no: str) -> ListingView:
    """A listing by its number, as the actor may see it.

    What ended in the ordinary way is still there (is_open False); drafts, what was withdrawn and what awaits
    verification only for its company and for staff. Raises: NotFound.
    """
    wanted = {"no": no, "now": now()} | ({"mine": actor.org_id} if actor.is_customer else {})
    row = _statement(actor.is_customer, actor.is_staff).first(session, **wanted)
    if row is None:
        raise NotFound("信息不存在")
    return _view(actor, row)


@lru_cache(maxsize=4)
def _statement(is_customer: bool, is_staff: bool) -> Prepared:
    """Built once for each kind of reader: putting sixty columns together takes longer than reading a row of them."""
    reader = Actor(org_id=0 if is_customer else None, is_staff=is_staff)
    open_now = public_clause(NOW)
    seen = or_(open_now, once_public_clause(), own_clause(reader, MINE), desk_clause(reader))
    return Prepared(
        select(*_COLUMNS, case((open_now, 1), else_=0).label("is_open"))
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(Listing.no == bindparam("no"), seen),
        keep=1024,
    )


def list_files(session: Session, listing: ListingView) -> list[ListingFileView]:
    """Its pictures and certificates, in order."""
    if not listing.file_count:
        return []
    query = (
        select(StoredFile.token, StoredFile.name, StoredFile.media_type, StoredFile.size, ListingFile.role)
        .join(StoredFile, StoredFile.id == ListingFile.file_id)
        .where(ListingFile.listing_id == listing.id)
        .order_by(ListingFile.position, ListingFile.id)
    )
    return [ListingFileView(**row._mapping) for row in session.execute(query)]


def list_prices(session: Session, listing: ListingView) -> list[PricePoint]:
    """What it has cost, newest first; empty when the price never changed or the actor must not see it."""
    if listing.version == 1 or listing.price_state == "members":
        return []
    changes = session.execute(_PRICES, {"listing": listing.id}).all()
    points = [
        PricePoint(
            at=row.at,
            price=row.new,
            change=row.new - row.old if row.new is not None and row.old is not None else None,
        )
        for row in changes
    ]
    if changes and listing.published_at is not None:
        first = changes[-1]
        points.append(PricePoint(at=min(listing.published_at, first.at), price=first.old, change=None))
    return points


_PRICES = (
    select(PriceChange.at, PriceChange.old, PriceChange.new)
    .where(PriceChange.listing_id == bindparam("listing"))
    .order_by(PriceChange.id.desc())
    .limit(HISTORY)
)


def find_similar(session: Session, actor: Actor, listing: ListingView) -> list[ListingRow]:
    """What strangers may see of the same kind, category and grade: the same spec first, then the freshest."""
    wanted = {
        "now": now(), "kind": listing.kind, "category": listing.category, "grade": listing.grade, "self": listing.id
    }  # fmt: skip
    rows = sorted(_SIMILAR.all(session, **wanted), key=lambda row: row.spec != listing.spec)
    return [row_for(actor, row) for row in rows[:SIMILAR]]


def get_file(session: Session, actor: Actor, *, no: str, token: str) -> ListingFileView:
    """A file of a listing the actor may see; certificates are for members with a proven address, its company and staff.

    Raises: NotFound.
    """
    listing = get_listing(session, actor, no)
    query = (
        select(StoredFile.token, StoredFile.name, StoredFile.media_type, StoredFile.size, ListingFile.role)
        .join(StoredFile, StoredFile.id == ListingFile.file_id)
        .where(ListingFile.listing_id == listing.id, StoredFile.token == token)
    )
    row = session.execute(query).first()
    allowed = listing.is_open or listing.is_own or listing.is_staff
    trusted = actor.sees_member_prices or listing.is_own
    if row is None or not allowed or (row.role == CERTIFICATE and not trusted):
        raise NotFound("文件不存在")
    return ListingFileView(**row._mapping)


def pictures_of(files: list[ListingFileView]) -> list[ListingFileView]:
    return [file for file in files if file.role == PICTURE]


def certificates_of(files: list[ListingFileView]) -> list[ListingFileView]:
    return [file for file in files if file.role == CERTIFICATE]


_SIMILAR = Prepared(
    base_query()
    .where(
        public_clause(NOW),
        Listing.kind == bindparam("kind"),
        Listing.category == bindparam("category"),
        Listing.grade == bindparam("grade"),
        Listing.id != bindparam("self"),
    )
    .order_by(Listing.confirmed_at.desc())
    .limit(SIMILAR_LOOKED_AT),
    keep=2048,
)


def _view(actor: Actor, row: Any) -> ListingView:
    price, state = price_for(actor, row.org_id, row.price, members_only=row.members_only_price)
    return _made(
        row,
        price,
        state,
        own=actor.is_customer and actor.org_id == row.org_id,
        contact=sees_contact(actor, row.org_id, row.contact_visible),
        staff=actor.is_staff,
        edit=can_edit(actor, row.org_id),
    )


@lru_cache(maxsize=1024)
def _made(
    row: Any, price: Decimal | None, state: PriceState, *, own: bool, contact: bool, staff: bool, edit: bool
) -> ListingView:
    plain = {
        name: getattr(row, name)
        for name in (
            "id", "no", "kind", "status", "category", "product_name", "grade", "spec", "standard", "mill", "origin", "quantity",
            "available", "unit", "moq", "members_only_price", "tax_included", "price_basis", "weighing_basis", "lead_time", "lead_days",
            "valid_until", "remarks", "warehouse_id", "warehouse_no", "warehouse_name", "city", "delivery_place", "wanted_by",
            "published_at", "confirmed_at", "version", "file_count", "org_no", "org_name", "org_city", "org_since",
        )
    }  # fmt: skip
    return ListingView(
        **plain,
        is_open=bool(row.is_open),
        is_resting=row.status == PUBLISHED and row.rested_at is not None,
        is_own=own,
        is_staff=staff,
        can_edit=edit,
        price=price,
        price_state=state,
        price_remark="" if state == "members" else row.price_remark,
        payments=codes(row.payment_terms),
        deliveries=codes(row.delivery_terms),
        contact_name=row.contact_name if contact else "",
        contact_phone=row.contact_phone if contact else "",
        ended_at=row.closed_at or row.expired_at or row.rested_at or row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason if own or staff else "",
        org_verified=row.verification == VERIFIED,
    )
