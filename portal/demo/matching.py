"""Works out the sample listings' matches, so that a fresh start shows them: some new, some that have waited at the desk for hours."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from portal.core.clock import now
from portal.core.uow import Database
from portal.landed.assumptions import usual_assumptions
from portal.matching.models import MatchEntry, MatchPair
from portal.matching.services.keeping import Keeper

WAITED_H = (2, 5, 9, 20, 30, 50)


def load_matches(database: Database) -> None:
    """Insert what the keeper would; when the good ones came is spread over the last two days. Nobody is told."""
    Keeper(usual_assumptions(tonnes="30", draft="1.5", underweight="")).rebuild(database)
    with database.writing() as session:
        query = select(MatchEntry.listing_id).where(MatchEntry.good_since.is_not(None)).order_by(MatchEntry.listing_id)
        for place, number in enumerate(session.scalars(query).all()):
            at = now() - timedelta(hours=WAITED_H[place % len(WAITED_H)])
            session.execute(update(MatchEntry).where(MatchEntry.listing_id == number).values(good_since=at))
            session.execute(update(MatchPair).where(MatchPair.demand_id == number).values(since=at))
