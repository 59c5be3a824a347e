"""What happens to listings by itself: they expire, rest, become public with their company, and follow their stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from portal.listings.freshness import Freshness
from portal.listings.models import Listing
from portal.listings.services._rows import settle
from portal.listings.storage import available_of, stock_of
from portal.listings.terms import DEMAND, EXPIRED, PUBLISHED
from portal.organisations.models import VERIFIED, Organisation

BATCH = 200
MOST_BATCHES = 50


def expire_due(database: Database, freshness: Freshness) -> None:
    """Periodic: end what is past its day, let rest what nobody confirms, show what has become presentable."""
    moment = now()
    _in_batches(
        database,
        lambda: select(Listing).where(Listing.status == PUBLISHED, Listing.valid_until <= moment),
        _expire,
    )
    _in_batches(
        database,
        lambda: select(Listing).where(
            Listing.status == PUBLISHED,
            Listing.rested_at.is_(None),
            Listing.confirmed_at < freshness.rests_before(moment),
        ),
        _rest,
    )
    _in_batches(database, _mistaken, settle)


def recompute_stock(session: Session, payload: dict[str, Any]) -> None:
    """Job: a listing's lots changed, so does what is available of it. payload: listing_id."""
    listing = session.get(Listing, payload["listing_id"], with_for_update=True)
    if listing is None:
        return
    available = available_of(listing, stock_of(session, [listing]))
    if available != listing.available:
        listing.available = available
        settle(session, listing)


def refeed_organisation(session: Session, payload: dict[str, Any]) -> None:
    """Job: a company was verified, refused or changed its name: what strangers see of its listings follows. payload: org_id."""
    query = select(Listing).where(Listing.org_id == payload["org_id"], Listing.status == PUBLISHED)
    for listing in session.scalars(query.with_for_update()):
        settle(session, listing)


def _expire(session: Session, listing: Listing) -> None:
    public = listing.is_public
    listing.status, listing.expired_at = EXPIRED, now()
    listing.updated_at = now()
    audit(session, SYSTEM, "listing.expired", f"listing:{listing.id}", no=listing.no)
    settle(session, listing, before=public)


def _rest(session: Session, listing: Listing) -> None:
    public = listing.is_public
    listing.rested_at = now()
    audit(session, SYSTEM, "listing.rested", f"listing:{listing.id}", no=listing.no)
    settle(session, listing, before=public)


def _mistaken() -> Select[*tuple[Listing]]:
    """Rows whose poster was proven, or lost it, without the row having followed: an address confirmed later, a lost job."""
    confirmed = exists().where(User.id == Listing.created_by, User.email_confirmed_at.is_not(None))
    verified = exists().where(Organisation.id == Listing.org_id, Organisation.verification == VERIFIED)
    proven: ColumnElement[bool] = or_(and_(Listing.kind == DEMAND, confirmed), and_(Listing.kind != DEMAND, verified))
    return select(Listing).where(
        Listing.status == PUBLISHED, Listing.rested_at.is_(None), Listing.is_public.is_(False), proven
    )


def _in_batches(
    database: Database, query: Callable[[], Select[*tuple[Listing]]], change: Callable[[Session, Listing], None]
) -> None:
    """Short transactions: people's own writes get their turn in between. What is left waits for the next round."""
    for _round in range(MOST_BATCHES):
        with database.reading() as session:
            if session.scalars(query().limit(1)).first() is None:
                return
        with database.writing() as session:
            rows = session.scalars(query().order_by(Listing.id).limit(BATCH).with_for_update(skip_locked=True)).all()
            for listing in rows:
                change(session, listing)
        if len(rows) < BATCH:
            return
