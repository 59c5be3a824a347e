"""For staff: demands that good supply answers and nobody acts on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.landed.assumptions import Assumptions
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.listings.terms import DEMAND
from portal.matching.match import Match, match
from portal.matching.models import MatchEntry, MatchPair
from portal.matching.queries.shown import SHOWN_COLUMNS, Side, side_of
from portal.matching.weighing import GOOD
from portal.materials.categories import leaf_codes
from portal.organisations.models import VERIFIED, Organisation

SIZE = 20
BEST = 3
STATES = ("waiting", "dismissed")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """A demand and the best that answers it. since: since when there has been a good one."""

    demand: Side
    since: datetime
    pairs: int
    best: Sequence[tuple[Side, Match]]
    dismissed_reason: str
    dismissed_at: datetime | None


def list_unacted(
    session: Session,
    actor: Actor,
    *,
    usual: Assumptions,
    hours: int,
    category: str = "",
    state: str = "waiting",
    number: int = 1,
) -> Page[DeskRow]:
    """Demands with a good match for longer than so many hours, about which there is no thread; the best answered first."""
    if not actor.is_staff:
        return Page(items=[], number=1, size=SIZE, total=0)
    moment = now()
    clauses: list[ColumnElement[bool]] = [
        MatchEntry.kind == DEMAND,
        MatchEntry.best >= GOOD,
        MatchEntry.acted_at.is_(None),
        public_clause(moment),
    ]
    if state == "dismissed":
        clauses.append(MatchEntry.dismissed_at.is_not(None))
    else:
        clauses += [MatchEntry.dismissed_at.is_(None), MatchEntry.good_since <= moment - timedelta(hours=hours)]
    if category:
        clauses.append(MatchEntry.category.in_(leaf_codes(category)))
    joined = (
        select(func.count())
        .select_from(MatchEntry)
        .join(Listing, Listing.id == MatchEntry.listing_id)
        .join(Organisation, Organisation.id == Listing.org_id)
    )
    total = session.scalar(joined.where(*clauses)) or 0
    query = (
        select(
            *SHOWN_COLUMNS,
            MatchEntry.good_since,
            MatchEntry.pairs,
            MatchEntry.dismissed_reason,
            MatchEntry.dismissed_at,
        )
        .select_from(MatchEntry)
        .join(Listing, Listing.id == MatchEntry.listing_id)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(*clauses)
        .order_by(MatchEntry.best.desc(), MatchEntry.good_since, MatchEntry.listing_id)
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    )
    rows = session.execute(query).all()
    answers = _best(session, actor, {row.id: side_of(actor, row) for row in rows}, usual)
    return Page(
        items=[
            DeskRow(
                demand=side_of(actor, row), since=row.good_since, pairs=row.pairs, best=answers.get(row.id, ()),
                dismissed_reason=row.dismissed_reason, dismissed_at=row.dismissed_at,
            )
            for row in rows
        ],
        number=number, size=SIZE, total=total,
    )  # fmt: skip


def _best(
    session: Session, actor: Actor, demands: dict[int, Side], usual: Assumptions
) -> dict[int, list[tuple[Side, Match]]]:
    """The best few of each, in one statement."""
    if not demands:
        return {}
    place = func.row_number().over(
        partition_by=MatchPair.demand_id, order_by=(MatchPair.score.desc(), MatchPair.supply_id)
    )
    ranked = (
        select(MatchPair.demand_id, MatchPair.supply_id, place.label("place"))
        .where(MatchPair.demand_id.in_(demands), MatchPair.score >= GOOD)
        .subquery()
    )
    query = (
        select(*SHOWN_COLUMNS, ranked.c.demand_id)
        .select_from(ranked)
        .join(Listing, Listing.id == ranked.c.supply_id)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(ranked.c.place <= BEST, public_clause(now()), Organisation.verification == VERIFIED)
    )
    today = replace(usual, day=now().astimezone(SHANGHAI).date())
    found: dict[int, list[tuple[Side, Match]]] = defaultdict(list)
    for row in session.execute(query):
        side = side_of(actor, row)
        judged = match(demands[row.demand_id].item, side.item, today)
        if judged is not None:
            found[row.demand_id].append((side, judged))
    return {number: sorted(each, key=lambda one: one[1].rank) for number, each in found.items()}
