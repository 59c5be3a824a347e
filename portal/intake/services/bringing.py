"""Brings understood rows in through the listings' own verbs: created, renewed, confirmed. Knows no file and no preview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.permissions import Actor
from portal.intake.compare import CHANGED, KEPT, NEW, UNCHANGED, Known
from portal.intake.numbered import PREFIX
from portal.intake.plan import Entry
from portal.listings import services
from portal.listings.models import Listing
from portal.listings.terms import EXPIRED, SUPPLY
from portal.listings.values import values_of

BATCH = 100
"""Rows a transaction: people's own writes get their turn in between."""

STANDS_FOR = timedelta(hours=12)
"""A row that comes again unchanged confirms its listing, unless it was confirmed within this time."""


def known_by(session: Session, org_id: int, keys: Iterable[str], *, lock: bool = False) -> dict[str, Known]:
    """The company's listings that such rows made, by key."""
    wanted = set(keys)
    numbers = [key.removeprefix(PREFIX) for key in wanted if key.startswith(PREFIX)]
    named = [key for key in wanted if not key.startswith(PREFIX)]
    query = select(Listing).where(
        Listing.org_id == org_id,
        Listing.kind == SUPPLY,
        or_(Listing.source_key.in_(named), Listing.no.in_(numbers)) if numbers else Listing.source_key.in_(named),
    )
    if lock:
        query = query.order_by(Listing.id).with_for_update()
    found: dict[str, Known] = {}
    for listing in session.scalars(query):
        known = Known(listing.no, listing.status, listing.version, values_of(listing))
        for key in (f"{PREFIX}{listing.no}", str(listing.source_key)):
            if key in wanted:
                found[key] = known
    return found


def bring_in(session: Session, actor: Actor, *, org_id: int, entries: Sequence[Entry]) -> dict[str, str]:
    """Do to each row's listing what its fate says. Returns the listings' numbers by key.

    Raises: Invalid, Forbidden, Conflict, of the listings' own verbs.
    """
    numbers: dict[str, str] = {}
    unchanged = [one.known.no for one in entries if one.fate == UNCHANGED and one.known is not None]
    if unchanged:
        fresh = now() - STANDS_FOR
        old = select(Listing.no).where(
            Listing.no.in_(unchanged), (Listing.confirmed_at.is_(None)) | (Listing.confirmed_at <= fresh)
        )
        if stale := list(session.scalars(old)):
            services.confirm_fresh(session, actor, nos=stale)
    for one in entries:
        key = one.keyed.key
        if one.fate == NEW:
            made = services.create_draft(
                session,
                actor,
                kind=SUPPLY,
                values=one.after,
                org_id=org_id if actor.is_system else None,
                source_key=key,
            )
            numbers[key] = services.publish_listing(session, actor, no=made.no).no
        elif one.known is not None:
            numbers[key] = one.known.no
            if one.fate == CHANGED:
                _renew(session, actor, one, one.known)
    return numbers


def _renew(session: Session, actor: Actor, one: Entry, known: Known) -> None:
    if known.status == EXPIRED:
        services.reopen_listing(session, actor, no=known.no)
    listing = session.scalars(select(Listing).where(Listing.no == known.no)).one()
    services.edit_listing(session, actor, no=known.no, version=listing.version, values=one.after)


__all__ = ["BATCH", "KEPT", "STANDS_FOR", "bring_in", "known_by"]
