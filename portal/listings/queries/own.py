"""A company's own listings, drafts and ended ones included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import own_clause
from portal.listings.queries.rows import place_of
from portal.listings.terms import CLOSED, DRAFT, EXPIRED, PUBLISHED, SUPPLY, WITHDRAWN
from portal.listings.values import ListingValues, values_of

SIZE = 50
TABS: dict[str, tuple[str, ...]] = {
    "published": (PUBLISHED,),
    "draft": (DRAFT,),
    "expired": (EXPIRED,),
    "closed": (CLOSED, WITHDRAWN),
}
MOST_GRID_ROWS = 200

# How many matches the listing with this id has for who reads: a part of the select, so it costs no statement.
MatchCount = Callable[[Actor, ColumnElement[int]], ColumnElement[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """A line of the company's own list."""

    no: str
    kind: str
    status: str
    title: str
    subtitle: str
    quantity: Decimal | None
    available: Decimal | None
    unit: str
    price: Decimal | None
    members_only_price: bool
    place: str
    is_public: bool
    is_resting: bool
    confirmed_at: datetime | None
    valid_until: datetime | None
    updated_at: datetime
    withdrawn_reason: str
    version: int
    matches: int = 0

    @property
    def url(self) -> str:
        return f"/listings/{self.no}"


_COLUMNS = (
    Listing.no, Listing.kind, Listing.status, Listing.product_name, Listing.grade, Listing.spec, Listing.mill, Listing.quantity,
    Listing.available, Listing.unit, Listing.price, Listing.members_only_price, Listing.city, Listing.warehouse_name,
    Listing.is_public, Listing.rested_at, Listing.confirmed_at, Listing.valid_until, Listing.updated_at,
    Listing.withdrawn_reason, Listing.version,
)  # fmt: skip


def count_own(session: Session, actor: Actor, *, kind: str = "") -> dict[str, int]:
    """How many stand under each tab."""
    query = select(Listing.status, func.count()).where(own_clause(actor)).group_by(Listing.status)
    if kind:
        query = query.where(Listing.kind == kind)
    counted = {row[0]: row[1] for row in session.execute(query).all()}
    return {tab: sum(counted.get(status, 0) for status in statuses) for tab, statuses in TABS.items()}


def list_own(
    session: Session,
    actor: Actor,
    *,
    tab: str,
    kind: str = "",
    words: str = "",
    number: int = 1,
    total: int | None = None,
    matches: MatchCount | None = None,
) -> Page[OwnRow]:
    """A page of the company's listings under a tab. Published ones longest unconfirmed first: they need a look.

    total: how many there are, where the caller counted already and no words narrow them.
    matches: counts of the rows of the page what matches them, if shown to the public.
    """
    clauses = [own_clause(actor), Listing.status.in_(TABS[tab])]
    if kind:
        clauses.append(Listing.kind == kind)
    clauses += _worded(words)
    if total is None or words:
        total = session.execute(select(func.count()).select_from(Listing).where(*clauses)).scalar() or 0
    order = (Listing.confirmed_at.asc(), Listing.id) if tab == "published" else (Listing.updated_at.desc(), Listing.id)
    query = select(*_COLUMNS).where(*clauses).order_by(*order).limit(SIZE).offset((number - 1) * SIZE)
    if matches:  # counted of the rows that are shown, not of all that are sorted
        rows = query.add_columns(Listing.id).subquery()
        again = rows.c.confirmed_at.asc() if tab == "published" else rows.c.updated_at.desc()
        counted = case((rows.c.is_public, matches(actor, rows.c.id)), else_=0).label("matches")
        query = select(*(rows.c[column.key] for column in _COLUMNS), counted).order_by(again, rows.c.id)
    items = [_row(row, matches=row.matches if matches else 0) for row in session.execute(query)]
    return Page(items=items, number=number, size=SIZE, total=total)


def list_own_by_number(session: Session, actor: Actor, nos: Sequence[str]) -> list[OwnRow]:
    """The company's listings among these numbers, in their order; foreign ones are simply not there."""
    query = select(*_COLUMNS).where(own_clause(actor), Listing.no.in_(nos[:MOST_GRID_ROWS]))
    found = {row.no: _row(row) for row in session.execute(query)}
    return [found[no] for no in nos if no in found]


def own_values(session: Session, actor: Actor, no: str) -> tuple[Listing, ListingValues] | None:
    """A listing of the company and what may be edited of it; None when it is not the company's."""
    listing = session.scalars(select(Listing).where(own_clause(actor), Listing.no == no)).first()
    return (listing, values_of(listing)) if listing else None


def find_by_source(session: Session, actor: Actor, source_key: str) -> str | None:
    """The number of the company's listing that came from this source: a form sent twice, a sheet's row."""
    query = select(Listing.no).where(own_clause(actor), Listing.source_key == source_key)
    return session.execute(query).scalar()


def _worded(words: str) -> list[ColumnElement[bool]]:
    columns = (
        Listing.no,
        Listing.product_name,
        Listing.grade,
        Listing.spec,
        Listing.mill,
        Listing.city,
        Listing.warehouse_name,
    )
    return [or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words.split()[:6]]


def _row(row: Any, *, matches: int = 0) -> OwnRow:
    return OwnRow(
        no=row.no,
        kind=row.kind,
        status=row.status,
        title=" ".join(part for part in (row.product_name, row.grade) if part),
        subtitle=" · ".join(part for part in (row.spec, row.mill) if part),
        quantity=row.quantity,
        available=row.available if row.kind == SUPPLY else row.quantity,
        unit=row.unit,
        price=row.price,
        members_only_price=row.members_only_price,
        place=place_of(row.city, row.warehouse_name),
        is_public=row.is_public,
        is_resting=row.rested_at is not None,
        confirmed_at=row.confirmed_at,
        valid_until=row.valid_until,
        updated_at=row.updated_at,
        withdrawn_reason=row.withdrawn_reason,
        version=row.version,
        matches=matches,
    )
