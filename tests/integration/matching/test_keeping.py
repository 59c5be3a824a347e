"""Pairs follow the listings: whatever changes in whatever order, what is kept is what working everything out anew would keep."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.uow import Database
from portal.landed.assumptions import usual_assumptions
from portal.listings.models import Listing
from portal.matching.match import match
from portal.matching.models import MatchEntry, MatchPair
from portal.matching.queries.candidates import items_of
from portal.matching.services.keeping import Keeper
from portal.matching.weighing import KEEP
from tests.factories.listings import make_listing
from tests.factories.people import make_organisation

ASSUMED = usual_assumptions(tonnes="30", draft="1.5", underweight="")
LIMITS = (8, 6, 3)


@pytest.fixture
def keeper() -> Keeper:
    return Keeper(ASSUMED, limits=LIMITS)


def pairs(database: Database) -> dict[tuple[int, int], int]:
    with database.reading() as session:
        return {
            (row[0], row[1]): row[2]
            for row in session.execute(select(MatchPair.demand_id, MatchPair.supply_id, MatchPair.score))
        }


def brute(database: Database, keeper: Keeper) -> dict[int, list[tuple[int, int]]]:
    """All pairs worth keeping of each demand, best first, by looking at everything."""
    with database.reading() as session:
        found = items_of(session, list(session.scalars(select(Listing.id))))
    demands = [item for kind, item in found.values() if kind == "demand"]
    supplies = [item for kind, item in found.values() if kind == "supply"]
    all_pairs = {}
    for demand in demands:
        scored = [
            (one.score, supply.id)
            for supply in supplies
            if (one := match(demand, supply, keeper.assumptions)) and one.score >= KEEP
        ]
        all_pairs[demand.id] = [(supply, score) for score, supply in sorted(scored, key=lambda one: (-one[0], one[1]))]
    return all_pairs


def assert_right(database: Database, keeper: Keeper) -> None:
    kept: dict[int, dict[int, int]] = {}
    for (demand, supply), score in pairs(database).items():
        kept.setdefault(demand, {})[supply] = score
    whole = brute(database, keeper)
    assert kept.keys() <= whole.keys()
    for demand, best in whole.items():
        mine = kept.get(demand, {})
        assert mine == dict(best[: len(mine)]), demand
        assert len(mine) >= min(len(best), keeper.least)
        assert len(mine) <= keeper.most
        with database.reading() as session:
            entry = session.get(MatchEntry, demand)
            assert entry is not None
            assert (entry.pairs, entry.best) == (len(mine), best[0][1] if mine else 0)


def make_market(session: Session, chance: random.Random, count: int = 90) -> list[int]:
    orgs = [make_organisation(session) for _ in range(5)] + [make_organisation(session, verification="pending")]
    return [make_one(session, chance, orgs) for _ in range(count)]


def make_one(session: Session, chance: random.Random, orgs: Any) -> int:
    return make_listing(
        session, chance.choice(orgs), **values(chance, chance.choice(("supply", "supply", "demand")))
    ).id


def values(chance: random.Random, kind: str) -> dict[str, Any]:
    category, grades, specs = chance.choice((
        ("rebar", ("HRB400E", "HRB400", "HRB335", ""), ("Φ25×12m", "Φ25×9m", "Φ18-25", "Φ16/25", "", "Φ22")),
        ("plate", ("Q235B", "Q345B", "Q355B", "Q355D"), ("20×2200×10000", "20×2000×8000", "16-25", "怪")),
        ("welded-tube", ("Q235B",), ("DN100×4.0", "4寸×4.0", "Φ114×4.0", "DN80×4.0")),
    ))  # fmt: skip
    quantity = Decimal(chance.choice((5, 60, 200)))
    return {
        "kind": kind, "category": category, "grade": chance.choice(grades), "spec": chance.choice(specs),
        "mill": chance.choice(("沙钢", "敬业", "")), "quantity": quantity, "available": quantity, "city": chance.choice(("天津", "唐山", "广州")),
        "price": chance.choice((None, Decimal(3600), Decimal(3700), Decimal(3900))), "members_only_price": chance.random() < 0.2,
        "weighing_basis": chance.choice(("theory", "scale", "")),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_a_market_that_changes_is_kept_as_if_worked_out_anew(database: Database, keeper: Keeper, seed: int) -> None:
    chance = random.Random(seed)
    with database.writing() as session:
        ids = make_market(session, chance)
    keeper.update(database, ids)
    assert_right(database, keeper)
    for _round in range(12):
        with database.writing() as session:
            changed = chance.sample(ids, chance.randint(1, 8))
            for number in changed:
                listing = session.get_one(Listing, number)
                what = chance.random()
                if what < 0.3:
                    listing.is_public = not listing.is_public
                elif what < 0.5:
                    listing.price = Decimal(chance.randint(3500, 3900))
                elif what < 0.6:
                    listing.available = Decimal(0)
                else:
                    for name, value in values(chance, listing.kind).items():
                        setattr(listing, name, value)
        chance.shuffle(changed)
        keeper.run(database, [{"id": number} for number in changed])
        assert_right(database, keeper)
    with database.reading() as session:
        assert session.scalars(select(MatchEntry).where(MatchEntry.floor_score.is_not(None))).first(), (
            "nothing was ever left out"
        )
    assert keeper.rebuild(database) == len(live(database))
    assert_right(database, keeper)


def live(database: Database) -> dict[int, Any]:
    with database.reading() as session:
        return items_of(session, list(session.scalars(select(Listing.id))))
