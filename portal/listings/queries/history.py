"""A listing's past: the steps of its life and what each edit changed. For its own company and for staff only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.listings.models import Listing, ListingRevision
from portal.listings.queries.detail import ListingView, get_listing
from portal.listings.values import NAMES, ListingValues, values_of

MOST = 100

_AMOUNTS = ("quantity", "moq", "price")


@dataclass(frozen=True, slots=True)
class Step:
    """One change of state. who: empty for the platform's own doing and, to the company, for staff."""

    at: datetime
    action: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What was shown before an edit and what after it; both whole, the page shows the fields that differ."""

    at: datetime
    who: str
    before: ListingValues
    after: ListingValues


@dataclass(frozen=True, slots=True)
class History:
    """Newest first, at most MOST of each."""

    listing: ListingView
    steps: list[Step]
    edits: list[Edit]


def history_of(session: Session, actor: Actor, no: str) -> History:
    """The past of a listing of the actor's company, or of any listing for staff. Raises: NotFound."""
    listing = get_listing(session, actor, no)
    if not (listing.is_own or listing.is_staff):
        raise NotFound("信息不存在")
    row = session.get_one(Listing, listing.id)
    return History(listing, _steps(session, actor, row), _edits(session, row))


def _steps(session: Session, actor: Actor, listing: Listing) -> list[Step]:
    query = (
        select(
            AuditEvent.at, AuditEvent.action, AuditEvent.actor, AuditEvent.org_id, AuditEvent.user_id, AuditEvent.facts
        )
        .where(AuditEvent.subject == f"listing:{listing.id}")
        .order_by(AuditEvent.id.desc())
        .limit(MOST)
    )
    return [
        Step(
            at=row.at,
            action=row.action.removeprefix("listing."),
            who=row.actor if row.user_id and (actor.is_staff or row.org_id == listing.org_id) else "",
            reason=str(row.facts.get("reason", "")),
        )
        for row in session.execute(query)
    ]


def _edits(session: Session, listing: Listing) -> list[Edit]:
    query = (
        select(ListingRevision.at, ListingRevision.snapshot, User.name)
        .outerjoin(User, User.id == ListingRevision.by)
        .where(ListingRevision.listing_id == listing.id)
        .order_by(ListingRevision.id.desc())
        .limit(MOST)
    )
    edits, after = [], values_of(listing)
    for row in session.execute(query):
        before = values_in(row.snapshot)
        edits.append(Edit(at=row.at, who=row.name or "", before=before, after=after))
        after = before
    return edits


def values_in(snapshot: Mapping[str, Any]) -> ListingValues:
    """The values a snapshot keeps; a field it does not know has its default (it did not exist then)."""
    kept = {name: snapshot[name] for name in NAMES if name in snapshot}
    for name in _AMOUNTS:
        if kept.get(name) is not None:
            kept[name] = Decimal(kept[name])
    if kept.get("valid_until"):
        kept["valid_until"] = datetime.fromisoformat(kept["valid_until"])
    if kept.get("wanted_by"):
        kept["wanted_by"] = date.fromisoformat(kept["wanted_by"])
    return ListingValues(**kept)
