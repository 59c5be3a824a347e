"""Matches of one listing as a reader may see them. Kept pairs choose which; each is judged anew with the prices this reader sees.

What comes from members-only prices is never in the kept points, so that neither order nor number tells such a price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.clock import SHANGHAI, now
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.landed.asking import Asked
from portal.landed.assumptions import Assumptions
from portal.landed.queries import landed_prices
from portal.listings.freshness import Freshness
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.listings.queries.rows import PriceState, price_for
from portal.listings.terms import DEMAND, SUPPLY
from portal.matching.filling import Filling, fill
from portal.matching.items import Item
from portal.matching.match import Match, match
from portal.matching.models import MatchHidden, MatchPair
from portal.matching.policies import of_company, readable
from portal.matching.queries.candidates import ITEM_COLUMNS, item_of
from portal.materials.places import code_of, find_place
from portal.organisations.models import VERIFIED, Organisation

SIZE = 40
STALE = 150
"""Points an offer nobody confirmed for days sinks by where it is shown."""

SHOWN_COLUMNS = (
    *ITEM_COLUMNS, Listing.no, Listing.standard, Listing.warehouse_name, Listing.delivery_place, Listing.confirmed_at, Listing.status,
    Listing.is_public, Organisation.name.label("org_name"), Organisation.verification,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A listing of a match, as the reader may see it. Never its contact."""

    id: int
    no: str
    kind: str
    title: str
    subtitle: str
    org_name: str
    org_verified: bool
    amount: Decimal | None
    unit: str
    price: Decimal | None
    price_state: PriceState
    city: str
    warehouse_name: str
    confirmed_at: datetime | None
    is_public: bool
    item: Item

    @property
    def url(self) -> str:
        return f"/listings/{self.no}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One match: the other side, and why."""

    side: Side
    match: Match
    hidden: bool
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """A listing's matches, best first. total: how many are kept; filling: what fills the demand together; place: where prices go to."""

    own: Side
    shown: Sequence[Shown]
    total: int
    hidden: int
    filling: Filling | None
    place: str


def matches_of(
    session: Session, actor: Actor, no: str, *, usual: Assumptions, limits: Freshness, with_hidden: bool = False
) -> Matches:
    """The best matches of a listing of the actor's company, or, for staff, of any. Raises: NotFound."""
    query = select(*SHOWN_COLUMNS).join(Organisation, Organisation.id == Listing.org_id)
    row = session.execute(query.where(readable(actor), Listing.no == no[:20])).first()
    if row is None:
        raise NotFound("信息不存在")
    own = side_of(actor, row)
    if not row.is_public:
        return Matches(own=own, shown=(), total=0, hidden=0, filling=None, place="")
    mine, theirs = (MatchPair.demand_id, MatchPair.supply_id)
    if own.kind == SUPPLY:
        mine, theirs = theirs, mine
    total = session.scalar(select(func.count()).select_from(MatchPair).where(mine == own.id)) or 0
    rows = session.execute(_others(actor, mine, theirs, own.id)).all()
    hidden = sum(1 for one in rows if one.hidden)
    rows = [one for one in rows if with_hidden or not one.hidden]
    sides = {one.id: side_of(actor, one) for one in rows}
    today = replace(usual, day=now().astimezone(SHANGHAI).date())
    place = ""
    prices: dict[int, Any] = {}
    if own.kind == DEMAND:
        place, prices = _landed(session, actor, row, own, sides, today)
    shown = []
    for one in rows:
        side = sides[one.id]
        demand, supply = (own, side) if own.kind == DEMAND else (side, own)
        found = match(demand.item, supply.item, today, landed=prices.get(supply.id))
        if found is not None:
            stale = limits.state((side if own.kind == DEMAND else supply).confirmed_at, now()) == "stale"
            shown.append(Shown(side, found, bool(one.hidden), stale))
    shown.sort(key=lambda one: (one.match.rank[0] + (STALE if one.stale else 0), *one.match.rank[1:]))
    filling = fill(own.item, [one.match for one in shown if not one.hidden]) if own.kind == DEMAND else None
    return Matches(own=own, shown=shown, total=total, hidden=hidden, filling=filling, place=place)


def side_of(actor: Actor, row: Any) -> Side:
    """A row of SHOWN_COLUMNS as this actor may see it."""
    price, state = price_for(actor, row.org_id, row.price, members_only=row.members_only_price)
    item = item_of(row, price=price, members=row.members_only_price)
    return Side(
        id=row.id, no=row.no, kind=row.kind, title=" ".join(part for part in (row.product_name, row.grade) if part),
        subtitle=" · ".join(part for part in (row.spec, row.mill, row.standard) if part), org_name=row.org_name,
        org_verified=row.verification == VERIFIED, amount=item.amount, unit=row.unit, price=price, price_state=state, city=row.city,
        warehouse_name=row.warehouse_name, confirmed_at=row.confirmed_at, is_public=row.is_public, item=item,
    )  # fmt: skip


def _others(actor: Actor, mine: Any, theirs: Any, number: int) -> Select[*tuple[Any, ...]]:
    mark = aliased(MatchHidden)
    return (
        select(*SHOWN_COLUMNS, MatchPair.score, mark.user_id.label("hidden"))
        .select_from(MatchPair)
        .join(Listing, Listing.id == theirs)
        .join(Organisation, Organisation.id == Listing.org_id)
        .outerjoin(
            mark,
            and_(
                mark.user_id == (actor.user_id or 0),
                mark.demand_id == MatchPair.demand_id,
                mark.supply_id == MatchPair.supply_id,
            ),
        )
        .where(mine == number, public_clause(now()), Organisation.verification == VERIFIED)
        .order_by(MatchPair.score.desc(), theirs)
        .limit(SIZE)
    )


def _landed(
    session: Session, actor: Actor, row: Any, own: Side, sides: dict[int, Side], today: Assumptions
) -> tuple[str, dict[int, Any]]:
    """What the supplies cost at the demand's place, for its own tonnes."""
    found = find_place(row.delivery_place, loose=True) if row.delivery_place else None
    place = found.code if found else code_of(row.city) if row.city else ""
    if not place or not sides or row.delivery_terms == "pickup":
        return "", {}
    tonnes = own.item.in_unit(own.item.amount, "t") if own.item.amount else None
    asked = Asked(
        typed=place, place=place, several=(), faults=(), given=(),
        assumptions=replace(today, quantity=tonnes) if tonnes and tonnes > 0 else today,
    )  # fmt: skip
    return asked.place_name, landed_prices(session, actor, list(sides), asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """A listing of the company that has matches."""

    no: str
    kind: str
    title: str
    subtitle: str
    count: int
    best: int
    newest: datetime

    @property
    def url(self) -> str:
        return f"/listings/{self.no}/matches"


def list_own_matched(session: Session, actor: Actor, *, kind: str = "", limit: int = 100) -> list[OwnRow]:
    """The company's listings that have matches, the newest match first."""
    side = or_(MatchPair.demand_id == Listing.id, MatchPair.supply_id == Listing.id)
    if kind:
        side = (MatchPair.demand_id if kind == DEMAND else MatchPair.supply_id) == Listing.id
    hidden = (
        select(MatchHidden.user_id)
        .where(
            MatchHidden.user_id == (actor.user_id or 0),
            MatchHidden.demand_id == MatchPair.demand_id,
            MatchHidden.supply_id == MatchPair.supply_id,
        )
        .exists()
    )
    newest = func.max(MatchPair.since).label("newest")
    columns = (Listing.id, Listing.no, Listing.kind, Listing.product_name, Listing.grade, Listing.spec, Listing.mill)
    query = (
        select(*columns, func.count().label("n"), func.max(MatchPair.score).label("best"), newest)
        .join(MatchPair, side)
        .where(of_company(actor), Listing.is_public.is_(True), ~hidden)
        .group_by(*columns)
        .order_by(newest.desc(), Listing.id)
        .limit(limit)
    )
    return [
        OwnRow(
            no=row.no, kind=row.kind, title=" ".join(part for part in (row.product_name, row.grade) if part),
            subtitle=" · ".join(part for part in (row.spec, row.mill) if part), count=row.n, best=row.best, newest=row.newest,
        )
        for row in session.execute(query)
    ]  # fmt: skip
