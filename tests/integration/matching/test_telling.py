"""New matches reach both sides once, collected; nothing is told of what a rebuild finds, and a crash repeats nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.core.clock import now
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.listings.models import Listing
from portal.listings.services._rows import settle
from portal.matching.models import MatchEntry, MatchKey, MatchPair, MatchTold
from portal.matching.services import keeping
from portal.matching.services.keeping import Keeper
from portal.organisations.models import Organisation
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation


@pytest.fixture
def keeper(app: Flask) -> Keeper:
    found: Keeper = app.extensions["portal.matching"]
    return found


class Sides:
    """A buyer and a supplier, two people each and one who only reads."""

    def __init__(self, database: Database) -> None:
        with database.writing() as session:
            self.buying, self.selling = (make_organisation(session).id for _ in range(2))
            orgs = {number: session.get_one(Organisation, number) for number in (self.buying, self.selling)}
            self.buyers = {
                make_member(session, orgs[self.buying]).id,
                make_member(session, orgs[self.buying], role="member").id,
            }
            self.sellers = {make_member(session, orgs[self.selling]).id}
            make_member(session, orgs[self.buying], role="viewer")
            make_member(session, orgs[self.selling], email_confirmed_at=None)


def supply(database: Database, org: int, **values: Any) -> int:
    with database.writing() as session:
        return make_listing(session, session.get_one(Organisation, org), **values).id


def wish(database: Database, org: int, **values: Any) -> int:
    return supply(database, org, **({"kind": "demand", "quantity": Decimal(50), "price": Decimal(3700)} | values))


def told(database: Database, worker: Worker) -> list[dict[str, Any]]:
    """What has been said since it was asked last, once the time of collecting is over."""
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        for _round in range(4):
            worker.run_due("default")
        with database.writing() as session:
            jobs = session.scalars(select(Job).where(Job.name == "notices.tell").order_by(Job.id)).all()
            payloads = [job.payload for job in jobs]
            for job in jobs:
                session.delete(job)
    return payloads


def test_both_sides_hear_of_a_new_match_once(database: Database, keeper: Keeper, worker: Worker) -> None:
    sides = Sides(database)
    demand = wish(database, sides.buying)
    keeper.update(database, [demand])
    assert told(database, worker) == []
    offer = supply(database, sides.selling)
    keeper.update(database, [offer])
    keeper.update(database, [offer])
    found = told(database, worker)
    assert sorted((set(one["to"]), one["topic"]) == (sides.buyers, "matches") for one in found) == [False, True]
    assert {frozenset(one["to"]) for one in found} == {frozenset(sides.buyers), frozenset(sides.sellers)}
    assert all(one["link"].endswith("/matches") and one["values"]["n"] == 1 for one in found)
    # It goes and comes back: nobody hears of it again.
    for public in (False, True):
        with database.writing() as session:
            session.get_one(Listing, offer).is_public = public
        keeper.update(database, [offer])
    assert told(database, worker) == []


def test_bulk_import_is_one_notice_a_person(database: Database, keeper: Keeper, worker: Worker) -> None:
    sides = Sides(database)
    for size in ("Φ12", "Φ16", "Φ20", "Φ25"):
        keeper.update(database, [wish(database, sides.buying, spec=size)])
    sheet = [supply(database, sides.selling, spec=f"Φ{size}") for size in (12, 16, 20, 25) for _lot in range(10)]
    for part in (sheet[:20], sheet[20:]):
        keeper.run(database, [{"id": number} for number in part])
    found = told(database, worker)
    assert len(found) == 2
    assert {one["link"] for one in found} == {"/me/matches"}
    assert {one["values"]["n"] for one in found} == {4, 40}


def test_poor_match_is_kept_and_not_told(database: Database, keeper: Keeper, worker: Worker) -> None:
    sides = Sides(database)
    keeper.update(
        database,
        [
            wish(database, sides.buying, mill="沙钢"),
            supply(database, sides.selling, mill="敬业", price=Decimal(4200), city="广州"),
        ],
    )
    with database.reading() as session:
        assert (
            session.scalars(select(MatchPair.score)).all() == [] or session.scalars(select(MatchPair.score)).one() < 650
        )
    assert told(database, worker) == []


def test_popular_goods_tell_of_the_best_only(database: Database, keeper: Keeper, worker: Worker) -> None:
    sides = Sides(database)
    others = [supply(database, sides.selling, price=Decimal(3600)) for _number in range(30)]
    keeper.update(database, others)
    keeper.update(database, [wish(database, sides.buying)])
    with database.reading() as session:
        assert len(session.scalars(select(MatchPair.supply_id)).all()) == 30
        assert len(session.scalars(select(MatchTold.supply_id)).all()) == 20
    assert {one["values"]["n"] for one in told(database, worker)} == {20}


def test_match_that_has_gone_before_it_was_told_is_not(database: Database, keeper: Keeper, worker: Worker) -> None:
    sides = Sides(database)
    offer = supply(database, sides.selling)
    keeper.update(database, [wish(database, sides.buying), offer])
    with database.writing() as session:
        session.get_one(Listing, offer).is_public = False
    assert told(database, worker) == []


def test_rebuild_and_start_tell_nobody(database: Database, keeper: Keeper, worker: Worker) -> None:
    sides = Sides(database)
    wish(database, sides.buying)
    supply(database, sides.selling)
    keeper.begin(database)
    keeper.rebuild(database)
    with database.reading() as session:
        assert len(session.scalars(select(MatchPair.score)).all()) == 1
    assert told(database, worker) == []


def test_change_through_the_outbox_is_matched(database: Database, worker: Worker) -> None:
    sides = Sides(database)
    demand, offer = wish(database, sides.buying, created_by=min(sides.buyers)), supply(database, sides.selling)
    with database.writing() as session:
        for number in (demand, offer):
            settle(session, session.get_one(Listing, number))
    worker.drain(lane="matching")
    with database.reading() as session:
        assert session.execute(select(MatchPair.demand_id, MatchPair.supply_id)).all() == [(demand, offer)]
    with database.writing() as session:
        listing = session.get_one(Listing, offer)
        listing.status, listing.is_public = "withdrawn", True
        settle(session, listing)
    worker.drain(lane="matching")
    with database.reading() as session:
        assert session.execute(select(MatchPair.demand_id)).all() == []
        assert session.get(MatchEntry, offer) is None


def test_killed_in_the_middle_it_is_done_by_the_next_run(
    database: Database, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = Sides(database)
    demand, offer = wish(database, sides.buying), supply(database, sides.selling)
    keeper.update(database, [demand])

    def killed(*_arguments: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "write_pairs", killed)
        with pytest.raises(KeyboardInterrupt):
            keeper.update(database, [offer])
    with database.reading() as session:
        assert session.scalars(select(MatchKey.listing_id).where(MatchKey.listing_id == offer)).all() == [offer]
        assert session.execute(select(MatchPair.demand_id)).all() == []
    keeper.update(database, [offer])
    with database.reading() as session:
        assert session.execute(select(MatchPair.demand_id, MatchPair.supply_id)).all() == [(demand, offer)]


def test_what_a_lost_job_left_behind_is_corrected_at_the_start(database: Database, keeper: Keeper) -> None:
    sides = Sides(database)
    demand, offer, gone = wish(database, sides.buying), supply(database, sides.selling), supply(database, sides.selling)
    keeper.begin(database)
    with database.writing() as session:
        session.get_one(Listing, gone).is_public = False
        session.get_one(Listing, offer).mill = "敬业"
    keeper.begin(database)
    with database.reading() as session:
        pairs = session.execute(select(MatchPair.demand_id, MatchPair.supply_id, MatchPair.score)).all()
    assert [(row[0], row[1]) for row in pairs] == [(demand, offer)]
    assert pairs[0][2] < 900


def test_command_works_everything_out_anew(app: Flask, database: Database) -> None:
    sides = Sides(database)
    wish(database, sides.buying)
    supply(database, sides.selling)
    answer = app.test_cli_runner().invoke(args=["rematch"])
    assert answer.exit_code == 0, answer.output
    with database.reading() as session:
        assert len(session.scalars(select(MatchPair.score)).all()) == 1
