"""Listings as programs read them: by cursor, with the same visibility as on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import own_clause, public_clause, visible_to
from portal.listings.queries.rows import price_for
from portal.listings.terms import codes
from portal.materials.categories import leaf_codes
from portal.organisations.models import VERIFIED, Organisation

_COLUMNS = (
    Listing.id, Listing.no, Listing.kind, Listing.status, Listing.org_id, Listing.category, Listing.product_name, Listing.grade,
    Listing.spec, Listing.standard, Listing.mill, Listing.origin, Listing.quantity, Listing.unit, Listing.available, Listing.moq,
    Listing.price, Listing.price_remark, Listing.members_only_price, Listing.tax_included, Listing.price_basis,
    Listing.weighing_basis, Listing.payment_terms, Listing.delivery_terms, Listing.lead_time, Listing.lead_days, Listing.remarks,
    Listing.city, Listing.warehouse_no, Listing.warehouse_name, Listing.delivery_place, Listing.wanted_by, Listing.confirmed_at,
    Listing.published_at, Listing.valid_until, Listing.version, Organisation.no.label("org_no"),
    Organisation.name.label("org_name"), Organisation.verification,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineFilter:
    """mine: the actor's own company's listings, drafts included, instead of what everybody sees."""

    kind: str = ""
    category: str = ""
    grade: str = ""
    city: str = ""
    mill: str = ""
    status: str = ""
    mine: bool = False


def list_after(session: Session, actor: Actor, asked: MachineFilter, *, after: int | None, limit: int) -> list[Any]:
    """Listings with an id above `after`, in order of id."""
    scope = own_clause(actor) if asked.mine else public_clause(now())
    clauses: list[ColumnElement[bool]] = [scope, Listing.id > (after or 0)]
    for column, value in (
        (Listing.kind, asked.kind), (Listing.grade, asked.grade), (Listing.city, asked.city), (Listing.mill, asked.mill),
        (Listing.status, asked.status),
    ):  # fmt: skip
        if value:
            clauses.append(column == value)
    if asked.category:
        clauses.append(Listing.category.in_(leaf_codes(asked.category)))
    query = _query(*clauses).order_by(Listing.id).limit(limit)
    return [_Read(_plain(actor, row)) for row in session.execute(query)]


def read_one(session: Session, actor: Actor, no: str) -> dict[str, Any]:
    """One listing as the actor may see it. Raises: NotFound."""
    row = session.execute(_query(Listing.no == no, visible_to(actor, now()))).first()
    if row is None:
        raise NotFound("信息不存在")
    return _plain(actor, row)


def read_many(session: Session, actor: Actor, nos: Sequence[str]) -> list[dict[str, Any]]:
    """Listings as the actor may see them, in the order of `nos`; what it may not see is absent."""
    rows = session.execute(_query(Listing.no.in_(nos), visible_to(actor, now()))) if nos else ()
    found = {row.no: _plain(actor, row) for row in rows}
    return [found[no] for no in nos if no in found]


class _Read(dict[str, Any]):
    """A listing whose id stands beside its fields, for the cursor only."""

    @property
    def id(self) -> int:
        return int(self["id"])


def _query(*clauses: ColumnElement[bool]) -> Any:
    return select(*_COLUMNS).join(Organisation, Organisation.id == Listing.org_id).where(*clauses)


def _plain(actor: Actor, row: Any) -> dict[str, Any]:
    values = dict(row._mapping)
    price, state = price_for(actor, row.org_id, row.price, members_only=row.members_only_price)
    values |= {
        "title": " ".join(part for part in (row.product_name, row.grade, row.spec) if part),
        "price": price,
        "price_remark": "" if state == "members" else row.price_remark,
        "payment_terms": codes(row.payment_terms),
        "delivery_terms": codes(row.delivery_terms),
        "warehouse": {"no": row.warehouse_no, "name": row.warehouse_name} if row.warehouse_no else None,
        "url": f"/listings/{row.no}",
        "company": {"no": row.org_no, "name": row.org_name, "verified": row.verification == VERIFIED},
    }
    return values
