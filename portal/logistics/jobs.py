"""What storage does when news comes from elsewhere: a listing or a company changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, union, update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.events import record
from portal.core.outbox import enqueue
from portal.logistics.events import FreightRateChanged
from portal.logistics.listing_facts import LISTINGS, listing
from portal.logistics.models import FreightRate, StockLot

GATHER = timedelta(seconds=5)
"""Many listings of one warehouse change together (an import, a morning's confirming): it is indexed once for all of them."""


def listing_changed(session: Session, payload: dict[str, Any]) -> None:
    """Keep the lots' copy of what the listing says, and bring its warehouses up to date in the index."""
    listing_id = int(payload["listing_id"])
    facts = session.execute(
        select(listing.category, listing.product_name, listing.grade, listing.spec, listing.mill)
        .select_from(LISTINGS)
        .where(listing.id == listing_id)
    ).first()
    if facts is None:
        return
    # Not through the rows themselves: it must not spoil the form a keeper has open.
    session.execute(update(StockLot).where(StockLot.listing_id == listing_id).values(**facts._mapping))
    lie_in = union(
        select(StockLot.warehouse_id).where(StockLot.listing_id == listing_id, StockLot.removed_at.is_(None)),
        select(listing.warehouse_id)
        .select_from(LISTINGS)
        .where(listing.id == listing_id, listing.warehouse_id.is_not(None)),
    )
    for (warehouse_id,) in session.execute(lie_in).all():
        enqueue(
            session,
            "search.feed",
            {"kind": "warehouse", "id": warehouse_id},
            run_after=now() + GATHER,
            key=f"feed:warehouse:{warehouse_id}",
        )


def company_changed(session: Session, payload: dict[str, Any]) -> None:
    """A company was verified, refused or renamed: its rates are found, or not, from now on."""
    for rate_id in session.scalars(select(FreightRate.id).where(FreightRate.org_id == int(payload["org_id"]))):
        record(session, FreightRateChanged(rate_id))
