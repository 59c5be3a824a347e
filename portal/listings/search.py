"""What search knows of a listing, and what it may show of one that was found. Indexing is search's business."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.documents import Kind, SearchDocument
from portal.core.permissions import Actor
from portal.core.prepared import Prepared, filled, places, size_for
from portal.core.quantity import fen, milli
from portal.listings import terms
from portal.listings.models import Listing
from portal.listings.policies import NOW, public_clause
from portal.listings.queries.rows import ListingRow, base_query, row_for
from portal.listings.terms import SUPPLY
from portal.organisations.models import VERIFIED, Organisation

_COLUMNS = (
    Listing.id, Listing.no, Listing.kind, Listing.category, Listing.product_name, Listing.grade, Listing.spec, Listing.standard,
    Listing.mill, Listing.origin, Listing.city, Listing.warehouse_no, Listing.warehouse_name, Listing.price, Listing.price_remark,
    Listing.members_only_price, Listing.unit, Listing.available, Listing.quantity, Listing.confirmed_at, Listing.published_at,
    Listing.valid_until, Listing.remarks, Listing.delivery_place, Listing.delivery_terms, Listing.payment_terms, Listing.weighing_basis,
    Listing.price_basis, Listing.tax_included, Organisation.name, Organisation.short_name,
    Organisation.verification,
)  # fmt: skip


def load(session: Session, ids: Sequence[int]) -> dict[int, SearchDocument | None]:
    """The documents of these listings; None for those that strangers must not find."""
    query = (
        select(*_COLUMNS)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(Listing.id.in_(ids), public_clause(now()))
    )
    found: dict[int, SearchDocument | None] = dict.fromkeys(ids)
    for row in session.execute(query):
        hidden = row.members_only_price
        # A remark beside a members-only price may repeat it, and every visitor searches the body.
        words = (row.origin, row.delivery_place, "" if hidden else row.price_remark, row.remarks, _conditions(row))
        amount = row.available if row.kind == SUPPLY else row.quantity
        found[row.id] = SearchDocument(
            kind=cast(Kind, row.kind),
            id=row.id,
            no=row.no,
            title=" ".join(part for part in (row.product_name, row.grade, row.spec) if part),
            product_name=row.product_name,
            category=row.category,
            grade=row.grade,
            spec=row.spec,
            standard=row.standard,
            mill=row.mill,
            city=row.city,
            warehouse_no=row.warehouse_no,
            warehouse=row.warehouse_name,
            supplier=" ".join(dict.fromkeys(part for part in (row.name, row.short_name) if part)),
            body="\n".join(word for word in words if word),
            price_fen=fen(row.price),
            member_price_only=hidden,
            unit=row.unit,
            available_milli=milli(amount),
            verified=row.verification == VERIFIED,
            confirmed_at=row.confirmed_at,
            published_at=row.published_at,
            valid_until=row.valid_until,
        )
    return found


def load_by_no(session: Session, no: str) -> SearchDocument | None:
    """One listing as strangers may find it, by its number."""
    found = session.execute(select(Listing.id).where(Listing.no == no)).scalar()
    return load(session, [found])[found] if found is not None else None


def _conditions(row: Any) -> str:
    """What was ticked in the form, in the words buyers use for it."""
    ticked = [
        *(terms.DELIVERIES[code] for code in terms.codes(row.delivery_terms) if code in terms.DELIVERIES),
        *(terms.PAYMENTS[code] for code in terms.codes(row.payment_terms) if code in terms.PAYMENTS),
        terms.WEIGHINGS.get(row.weighing_basis, ""),
        terms.PRICE_BASES.get(row.price_basis, ""),
        "含税" if row.tax_included else "",
    ]
    return " ".join(word for word in ticked if word)


def all_ids(session: Session, kind: str) -> Iterable[int]:
    """The ids of everything of a kind (`supply`, `demand`) that may be found."""
    query = (
        select(Listing.id)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(Listing.kind == kind, public_clause(now()))
        .order_by(Listing.id)
    )
    return session.scalars(query).all()


@lru_cache(maxsize=8)
def _hits(size: int) -> Prepared:
    """Built once for each size: putting it together costs more than running it."""
    return Prepared(base_query().where(Listing.id.in_(places("id", size)), public_clause(NOW)), keep=4096)


def present(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, ListingRow]:
    """Rows for a page of hits: only what is public at this moment, prices as the actor may see them."""
    rows = _hits(size_for(ids)).all(session, **filled("id", ids), now=now()) if ids else []
    return {row.id: row_for(actor, row) for row in rows}
