"""How many matches a listing has, as a part of a select of listings: no statement of its own."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, select

from portal.core.permissions import Actor
from portal.matching.models import MatchHidden, MatchPair


def match_count(actor: Actor, listing_id: ColumnElement[int]) -> ColumnElement[int]:
    """The matches of that listing but those the actor hid. Whose listing it is, and whether shown, is the select's to say."""
    hidden = exists().where(
        MatchHidden.user_id == actor.user_id,
        MatchHidden.demand_id == MatchPair.demand_id,
        MatchHidden.supply_id == MatchPair.supply_id,
    )
    wanted, offered = (
        select(func.count()).select_from(MatchPair).where(side == listing_id, ~hidden).scalar_subquery()
        for side in (MatchPair.demand_id, MatchPair.supply_id)
    )
    return wanted + offered
