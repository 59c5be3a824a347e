"""What was published last, for the home page: at most a few of each company, so that one import does not fill the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.listings.queries.counts import remembered
from portal.listings.queries.halls import SIZE, HallFilter, find_hall_page
from portal.listings.queries.rows import ListingRow, rows_of
from portal.organisations.models import Organisation

OF_A_COMPANY = 3
POOL = 2000
"""How far back other companies are looked for behind a large import."""


def newest(session: Session, actor: Actor, *, kind: str, limit: int, moment: datetime) -> list[ListingRow]:
    """The newest first, read at once; only behind a large import the choice is up to a minute old. One statement."""
    chosen = remembered(session, ("newest", kind, limit), lambda: _behind_a_crowd(session, kind, limit, moment))
    if chosen:
        rows = rows_of(session, actor, public_clause(moment), Listing.kind == kind, Listing.id.in_(chosen))
        places = {number: place for place, number in enumerate(chosen)}
        return sorted(rows, key=lambda row: places[row.id])
    page = find_hall_page(
        session, actor, HallFilter(kind=kind, sort="new"), number=1, moment=moment, known_total=0
    ).items
    kept = _few_of_each([(number, row.org_no) for number, row in enumerate(page)], limit)
    return [page[number] for number in kept]


def _behind_a_crowd(session: Session, kind: str, limit: int, moment: datetime) -> tuple[int, ...]:
    """What to show where the first page alone would not do; nothing where it does."""
    pool = session.execute(
        select(Listing.id, Listing.org_id)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(public_clause(moment), Listing.kind == kind)
        .order_by(Listing.published_at.desc(), Listing.id.desc())
        .limit(POOL)
    ).all()
    pairs = [(number, org) for number, org in pool]
    if len(_few_of_each(pairs[:SIZE], limit)) >= min(limit, len(pairs)):
        return ()
    return tuple(_few_of_each(pairs, limit))


def _few_of_each(pairs: Sequence[tuple[int, int | str]], limit: int) -> list[int]:
    """The first ones, no company more often than it may."""
    seen: Counter[int | str] = Counter()
    kept = []
    for number, company in pairs:
        seen[company] += 1
        if seen[company] <= OF_A_COMPANY:
            kept.append(number)
            if len(kept) == limit:
                break
    return kept
