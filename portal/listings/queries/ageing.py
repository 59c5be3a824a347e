"""Everything of a company that ages: listings, lots and rates nobody has confirmed for a while, the oldest word first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.permissions import Actor
from portal.listings.freshness import Freshness, State
from portal.listings.links import LISTING, LOT, RATE
from portal.listings.models import Listing
from portal.listings.queries.rows import place_of
from portal.listings.terms import PUBLISHED
from portal.logistics import queries as logistics

MOST = 100
"""Of each kind on one page: the rest comes when these are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingRow:
    """One thing that ages, with what may be changed of it in place. quantity: what a listing states, what a lot holds."""

    kind: str
    no: str
    title: str
    subtitle: str
    url: str
    state: State
    confirmed_at: datetime | None
    is_resting: bool = False
    price: Decimal | None = None
    quantity: Decimal | None = None
    reserved: Decimal = Decimal(0)
    pieces: int | None = None
    unit: str = "t"
    mode: str = ""
    version: int


@dataclass(frozen=True, slots=True)
class AgeingGroup:
    """Of one kind: at most MOST, and how many there are."""

    kind: str
    rows: list[AgeingRow]
    total: int


def ageing_of(session: Session, actor: Actor, freshness: Freshness) -> list[AgeingGroup]:
    """What the actor's company should look at; groups with nothing in them are absent."""
    moment = now()
    groups = [
        AgeingGroup(LISTING, *_listings(session, actor, freshness, moment)),
        AgeingGroup(LOT, *_lots(session, actor, moment)),
        AgeingGroup(RATE, *_rates(session, actor, moment)),
    ]
    return [group for group in groups if group.rows]


def one_of(session: Session, actor: Actor, freshness: Freshness, *, kind: str, no: str) -> AgeingRow | None:
    """This one of the company's things, whatever its age; None when it is not there any more."""
    moment = now()
    if kind == LISTING:
        rows = _listings(session, actor, freshness, moment, no=no)[0]
    elif kind == LOT:
        rows = _lots(session, actor, moment, no=no)[0]
    else:
        rows = _rates(session, actor, moment, no=no)[0]
    return rows[0] if rows else None


def companies_to_ask(session: Session, freshness: Freshness) -> Counter[int]:
    """How many things of each company have aged."""
    moment = now()
    query = (
        select(Listing.org_id, func.count())
        .where(Listing.status == PUBLISHED, Listing.confirmed_at < freshness.since("fresh", moment))
        .group_by(Listing.org_id)
    )
    found = logistics.companies_with_ageing(session, moment)
    for org_id, count in session.execute(query):
        found[org_id] += count
    return found


def _listings(
    session: Session, actor: Actor, freshness: Freshness, moment: datetime, *, no: str = ""
) -> tuple[list[AgeingRow], int]:
    aged = or_(Listing.confirmed_at < freshness.since("fresh", moment), Listing.confirmed_at.is_(None))
    rows = session.execute(
        select(
            Listing.no, Listing.product_name, Listing.grade, Listing.spec, Listing.mill, Listing.city, Listing.warehouse_name,
            Listing.price, Listing.quantity, Listing.reserved, Listing.unit, Listing.confirmed_at, Listing.rested_at,
            Listing.version, func.count().over().label("total"),
        )
        .where(Listing.org_id == actor.org_id, Listing.status == PUBLISHED, Listing.no == no if no else aged)
        .order_by(Listing.confirmed_at, Listing.id)
        .limit(MOST)
    ).all()  # fmt: skip
    found = [
        AgeingRow(
            kind=LISTING,
            no=row.no,
            title=" ".join(part for part in (row.product_name, row.grade, row.spec) if part),
            subtitle=" · ".join(part for part in (row.mill, place_of(row.city, row.warehouse_name)) if part),
            url=f"/listings/{row.no}",
            state=freshness.state(row.confirmed_at, moment),
            confirmed_at=row.confirmed_at,
            is_resting=row.rested_at is not None,
            price=row.price,
            quantity=row.quantity,
            reserved=row.reserved,
            unit=row.unit,
            version=row.version,
        )
        for row in rows
    ]
    return found, rows[0].total if rows else 0


def _lots(session: Session, actor: Actor, moment: datetime, *, no: str = "") -> tuple[list[AgeingRow], int]:
    lots, total = logistics.ageing_lots(session, actor, moment, limit=MOST, no=no)
    found = [
        AgeingRow(
            kind=LOT, no=lot.no, title=lot.title, subtitle=lot.subtitle, url=f"/me/stock/{lot.no}", state=lot.freshness,
            confirmed_at=lot.confirmed_at, quantity=lot.on_hand, reserved=lot.reserved, pieces=lot.pieces, version=lot.version,
        )
        for lot in lots
    ]  # fmt: skip
    return found, total


def _rates(session: Session, actor: Actor, moment: datetime, *, no: str = "") -> tuple[list[AgeingRow], int]:
    rates, total = logistics.ageing_rates(session, actor, moment, limit=MOST, no=no)
    found = [
        AgeingRow(
            kind=RATE, no=rate.no, title=rate.title, subtitle=rate.subtitle, url=f"/me/freight/{rate.no}", mode=rate.mode,
            state=rate.freshness, confirmed_at=rate.confirmed_at, price=rate.price, version=rate.version,
        )
        for rate in rates
    ]  # fmt: skip
    return found, total
