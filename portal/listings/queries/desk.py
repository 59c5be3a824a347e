"""Every listing that was ever shown, for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import desk_clause
from portal.listings.terms import CLOSED, EXPIRED, PUBLISHED, WITHDRAWN
from portal.organisations.models import VERIFIED, Organisation

SIZE = 50
STATES = ("open", "waiting", "resting", "ended", "withdrawn", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """A line of the staff's list."""

    no: str
    kind: str
    status: str
    title: str
    subtitle: str
    price: Decimal | None
    members_only_price: bool
    amount: Decimal | None
    unit: str
    city: str
    org_no: str
    org_name: str
    org_verified: bool
    is_public: bool
    is_resting: bool
    confirmed_at: datetime | None
    updated_at: datetime
    withdrawn_reason: str

    @property
    def url(self) -> str:
        return f"/listings/{self.no}"


def list_desk(
    session: Session, actor: Actor, *, state: str, kind: str = "", words: str = "", number: int = 1
) -> Page[DeskRow]:
    """A page of listings in a state, last changed first."""
    clauses = [desk_clause(actor), *_state(state)]
    if kind:
        clauses.append(Listing.kind == kind)
    for word in words.split()[:6]:
        columns = (
            Listing.no, Listing.product_name, Listing.grade, Listing.spec, Listing.mill, Listing.city, Organisation.name,
            Organisation.no,
        )  # fmt: skip
        clauses.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    joined = select(func.count()).select_from(Listing).join(Organisation, Organisation.id == Listing.org_id)
    total = session.execute(joined.where(*clauses)).scalar() or 0
    query = (
        _query().where(*clauses).order_by(Listing.updated_at.desc(), Listing.id.desc()).limit(SIZE).offset((number - 1) * SIZE)
    )  # fmt: skip
    return Page(items=[_row(row) for row in session.execute(query)], number=number, size=SIZE, total=total)


def get_desk(session: Session, actor: Actor, no: str) -> DeskRow:
    """One of them. Raises: NotFound."""
    row = session.execute(_query().where(desk_clause(actor), Listing.no == no)).first()
    if row is None:
        raise NotFound("信息不存在")
    return _row(row)


def _state(state: str) -> list[ColumnElement[bool]]:
    moment = now()
    ended = or_(Listing.status.in_((EXPIRED, CLOSED)), Listing.valid_until <= moment)
    return {
        "open": [Listing.status == PUBLISHED, Listing.is_public.is_(True)],
        "waiting": [Listing.status == PUBLISHED, Listing.is_public.is_(False), Listing.rested_at.is_(None)],
        "resting": [Listing.status == PUBLISHED, Listing.rested_at.is_not(None)],
        "ended": [Listing.status != WITHDRAWN, ended],
        "withdrawn": [Listing.status == WITHDRAWN],
    }.get(state, [])


def _query() -> Any:
    return select(
        Listing.no, Listing.kind, Listing.status, Listing.product_name, Listing.grade, Listing.spec, Listing.mill, Listing.price,
        Listing.members_only_price, Listing.quantity, Listing.available, Listing.unit, Listing.city, Listing.is_public,
        Listing.rested_at, Listing.confirmed_at, Listing.updated_at, Listing.withdrawn_reason, Organisation.no.label("org_no"),
        Organisation.name.label("org_name"), Organisation.verification,
    ).join(Organisation, Organisation.id == Listing.org_id)  # fmt: skip


def _row(row: Any) -> DeskRow:
    return DeskRow(
        no=row.no,
        kind=row.kind,
        status=row.status,
        title=" ".join(part for part in (row.product_name, row.grade) if part),
        subtitle=" · ".join(part for part in (row.spec, row.mill) if part),
        price=row.price,
        members_only_price=row.members_only_price,
        amount=row.available if row.kind == "supply" else row.quantity,
        unit=row.unit,
        city=row.city,
        org_no=row.org_no,
        org_name=row.org_name,
        org_verified=row.verification == VERIFIED,
        is_public=row.is_public,
        is_resting=row.rested_at is not None,
        confirmed_at=row.confirmed_at,
        updated_at=row.updated_at,
        withdrawn_reason=row.withdrawn_reason,
    )
