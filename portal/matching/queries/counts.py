"""How many matches each of a company's listings has: one statement for a page of them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, func, select, union_all
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.matching.models import MatchHidden, MatchPair
from portal.matching.policies import of_company


def count_matches(session: Session, actor: Actor, nos: Collection[str]) -> dict[str, int]:
    """By number of the listing; those without any are not there. What the reader hid is not counted."""
    if not nos or not actor.is_customer:
        return {}
    hidden = exists().where(
        MatchHidden.user_id == actor.user_id,
        MatchHidden.demand_id == MatchPair.demand_id,
        MatchHidden.supply_id == MatchPair.supply_id,
    )
    parts = [
        select(Listing.no, func.count().label("n"))
        .join(MatchPair, side == Listing.id)
        .where(of_company(actor), Listing.no.in_(sorted(nos)), Listing.is_public.is_(True), ~hidden)
        .group_by(Listing.no)
        for side in (MatchPair.demand_id, MatchPair.supply_id)
    ]
    return {row[0]: row[1] for row in session.execute(union_all(*parts))}
