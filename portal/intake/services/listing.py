"""The company's own supply as an export needs it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import own_clause
from portal.listings.terms import PUBLISHED, SUPPLY
from portal.listings.values import ListingValues, values_of

MOST = 20_000


def own_supply(session: Session, actor: Actor) -> Iterator[tuple[str, ListingValues]]:
    """Number and values of everything the company offers, by category and name."""
    query = (
        select(Listing)
        .where(own_clause(actor), Listing.kind == SUPPLY, Listing.status == PUBLISHED)
        .order_by(Listing.category, Listing.product_name, Listing.grade, Listing.spec, Listing.id)
        .limit(MOST)
    )
    for listing in session.scalars(query):
        yield listing.no, values_of(listing)
