"""Which listings count for which days: reads their lives, price changes and former versions. Writes nothing.

What counts: supply that everybody could see, at a price everybody could see, VAT included. A members-only price counts for nobody,
members included: from two figures that differ only by it, it could be worked out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.listings.models import Listing, ListingRevision, PriceChange
from portal.listings.terms import CLOSED, EXPIRED, PUBLISHED, SUPPLY
from portal.organisations.models import VERIFIED, Organisation
from portal.prices.lives import Change, Life, Span, begins, spans
from portal.prices.scopes import Goods

CHUNK = 4000
_SAME = ("category", "unit", "grade", "spec", "mill", "city", "members_only_price", "tax_included")
"""A listing whose former version differs in one of these counts only from that edit on."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A listing's goods with its price on some days."""

    listing: int
    goods: Goods
    span: Span


@dataclass(frozen=True, slots=True)
class Standing:
    """What a category's listings come to: as long as it is the same, so are the day's prices. since: when the first was published."""

    since: datetime
    mark: tuple[Any, ...]


def standings(session: Session) -> dict[str, Standing]:
    """Each category with listings that may count, in one statement."""
    query = (
        select(
            Listing.category, func.min(Listing.published_at).label("since"), func.count(), func.count(Listing.price),
            func.sum(Listing.price), func.sum(Listing.version), func.max(Listing.updated_at), func.max(Listing.rested_at),
        )
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(*_counted(), Organisation.verification == VERIFIED)
        .group_by(Listing.category)
    )  # fmt: skip
    return {category: Standing(since, tuple(mark)) for category, since, *mark in session.execute(query) if since}


def priced(session: Session, first: date, last: date, *, category: str = "") -> Iterator[Priced]:
    """What every listing (of a category) that counts cost on these days. Reads in chunks."""
    after = 0
    while True:
        rows = session.execute(_page(after, first, last, category)).all()
        if not rows:
            return
        after = rows[-1].id
        numbers = [row.id for row in rows if row.version > 1]
        changes, edits = _changes(session, numbers, first), _edits(session, numbers, first)
        for row in rows:
            life = Life(
                start=max(row.published_at, row.verified_at or row.published_at),
                end=_end(row),
                price=row.price,
                changes=changes.get(row.id, ()),
                same_since=_same_since(row, edits.get(row.id, ())),
            )
            goods = Goods(row.category, row.unit, row.grade, row.spec, row.mill, row.city)
            for span in spans(life, first, last):
                yield Priced(row.id, goods, span)


def _counted() -> tuple[Any, ...]:
    return (
        Listing.kind == SUPPLY,
        Listing.published_at.is_not(None),
        Listing.status.in_((PUBLISHED, CLOSED, EXPIRED)),
        or_(Listing.status != PUBLISHED, Listing.is_public.is_(True), Listing.rested_at.is_not(None)),
        Listing.members_only_price.is_(False),
        Listing.tax_included.is_(True),
    )


def _page(after: int, first: date, last: date, category: str) -> Any:
    return (
        select(
            Listing.id, Listing.category, Listing.unit, Listing.grade, Listing.spec, Listing.mill, Listing.city, Listing.price,
            Listing.members_only_price, Listing.tax_included, Listing.published_at, Listing.valid_until, Listing.rested_at,
            Listing.expired_at, Listing.closed_at, Listing.version, Organisation.verified_at,
        )
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(
            *_counted(),
            Organisation.verification == VERIFIED,
            Listing.id > after,
            *((Listing.category == category,) if category else ()),
            Listing.published_at < begins(last + timedelta(days=1)),
            *(
                or_(moment.is_(None), moment >= begins(first))
                for moment in (Listing.rested_at, Listing.expired_at, Listing.closed_at, Listing.valid_until)
            ),
        )
        .order_by(Listing.id)
        .limit(CHUNK)
    )  # fmt: skip


def _end(row: Any) -> datetime | None:
    moments = [row.rested_at, row.expired_at, row.closed_at, row.valid_until]
    return min((moment for moment in moments if moment is not None), default=None)


def _changes(session: Session, numbers: list[int], first: date) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = defaultdict(list)
    if numbers:
        query = (
            select(PriceChange.listing_id, PriceChange.at, PriceChange.old, PriceChange.new)
            .where(PriceChange.listing_id.in_(numbers), PriceChange.at >= begins(first))
            .order_by(PriceChange.listing_id, PriceChange.at, PriceChange.id)
        )
        for number, at, old, new in session.execute(query):
            found[number].append(Change(at, old, new))
    return found


def _edits(session: Session, numbers: list[int], first: date) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    if numbers:
        query = (
            select(ListingRevision.listing_id, ListingRevision.at, ListingRevision.snapshot)
            .where(ListingRevision.listing_id.in_(numbers), ListingRevision.at >= begins(first))
            .order_by(ListingRevision.listing_id, ListingRevision.id.desc())
        )
        for row in session.execute(query):
            found[row.listing_id].append(row)
    return found


def _same_since(row: Any, edits: Any) -> datetime | None:
    """The last edit that changed what the listing is, or who sees its price."""
    for edit in edits:
        if any(name in edit.snapshot and edit.snapshot[name] != getattr(row, name) for name in _SAME):
            at: datetime = edit.at
            return at
    return None
