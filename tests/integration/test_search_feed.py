"""From a business transaction to the index and back: at once, after crashes, and while it is rebuilt."""

from __future__ import annotations

import gc
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.core.clock import now
from portal.core.events import record
from portal.core.outbox import Job
from portal.core.permissions import VISITOR
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.listings.events import ListingChanged
from portal.listings.models import Listing
from portal.logistics.events import FreightRateChanged, WarehouseChanged
from portal.matching.models import MatchEntry, MatchKey
from portal.search.engine import Engine
from portal.search.feed import Feed
from portal.search.query import EVERYBODY, Audience, SearchQuery
from portal.search.store import Store
from portal.search.whoosh_engine import WhooshEngine
from tests.beside import skip
from tests.factories.listings import make_listing
from tests.factories.logistics import make_rate, make_warehouse


@pytest.fixture
def engine(app: Flask) -> Engine:
    engine: Engine = app.extensions["portal.search"].engine
    return engine


@pytest.fixture
def store(engine: Engine) -> Store:
    if not isinstance(engine, WhooshEngine):
        skip("an index in a folder", "PostgreSQL keeps it in the database; tried where the tests run on SQLite")
    return engine.store


@pytest.fixture
def feed(app: Flask) -> Feed:
    feed: Feed = app.extensions["portal.search.feed"]
    return feed


def found(engine: Engine, text: str = "") -> list[tuple[str, int]]:
    """What has these very words: what they mean is tried elsewhere."""
    return list(engine.search(SearchQuery(text=text, size=100, raw=("all",)), EVERYBODY).keys)


def publish(database: Database, **values: Any) -> int:
    with database.writing() as session:
        listing = make_listing(session, **values)
        record(session, ListingChanged(listing_id=listing.id, kind=listing.kind))
        return listing.id


def change(database: Database, number: int, **values: Any) -> None:
    with database.writing() as session:
        listing = session.get_one(Listing, number)
        for name, value in values.items():
            setattr(listing, name, value)
        record(session, ListingChanged(listing_id=number, kind=listing.kind))


def jobs(database: Database) -> int:
    with database.reading() as session:
        return session.query(Job).filter(Job.name == "search.feed").count()


def test_what_is_published_is_found_and_what_is_withdrawn_is_gone(
    database: Database, worker: Worker, engine: Engine
) -> None:
    number = publish(database)
    worker.drain()
    assert found(engine, "HRB400E") == [("supply", number)]
    change(database, number, is_public=False)
    worker.drain()
    assert found(engine, "HRB400E") == []
    assert jobs(database) == 0


def test_change_replaces_what_was_found(database: Database, worker: Worker, engine: Engine) -> None:
    number = publish(database)
    worker.drain()
    change(database, number, product_name="盘螺", category="rebar-coil", price=Decimal(3900))
    worker.drain()
    assert found(engine, "螺纹钢") == []
    assert found(engine, "盘螺") == [("supply", number)]
    assert engine.count(SearchQuery(price_min=390_000, price_max=390_000), EVERYBODY) == 1


def test_warehouses_and_rates_are_found(database: Database, worker: Worker, engine: Engine) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session, name="北辰钢材库")
        rate = make_rate(session, from_city="天津", to_city="广州")
        record(session, WarehouseChanged(warehouse_id=warehouse.id))
        record(session, FreightRateChanged(rate_id=rate.id))
        warehouse_key, rate_key = ("warehouse", warehouse.id), ("freight", rate.id)
    worker.drain()
    assert found(engine, "北辰")[0] == warehouse_key  # then what is elsewhere in Tianjin
    assert found(engine, "天津 广州") == [rate_key]


def test_members_only_price_never_reaches_visitors(database: Database, worker: Worker, engine: Engine) -> None:
    publish(database, price=Decimal(3333), members_only_price=True, price_remark="实价3333")
    worker.drain()
    assert found(engine, "3333") == []
    assert engine.count(SearchQuery(price_max=340_000), EVERYBODY) == 0
    assert engine.count(SearchQuery(price_max=340_000), Audience(level=1, sees_member_prices=True)) == 1


def test_unacknowledged_job_is_done_again_and_changes_nothing(
    database: Database, worker: Worker, engine: Engine, feed: Feed
) -> None:
    number = publish(database)
    for _ in range(3):  # killed after the index's commit, before the job's removal
        feed.run(database, [{"kind": "supply", "id": number}, {"kind": "supply", "id": number}])
    worker.drain()
    assert found(engine) == [("supply", number)]


def test_start_makes_index_and_database_agree(database: Database, worker: Worker, engine: Engine, feed: Feed) -> None:
    kept, gone = publish(database), publish(database)
    worker.drain()
    with database.writing() as session:  # behind the back of events: as after a restored backup
        for noted in (MatchKey, MatchEntry):
            session.execute(delete(noted).where(noted.listing_id == gone))
        session.delete(session.get_one(Listing, gone))
        added = make_listing(session).id
    feed.begin(database)
    assert {number for _kind, number in found(engine)} == {kept, added}


def test_missing_index_is_made_at_start(database: Database, engine: Engine, feed: Feed) -> None:
    with database.writing() as session:
        number = make_listing(session).id
    assert not engine.ready()
    feed.begin(database)
    assert found(engine) == [("supply", number)]
    assert engine.ready()


def test_broken_index_is_made_anew(
    database: Database, worker: Worker, engine: Engine, feed: Feed, store: Store
) -> None:
    number = publish(database)
    worker.drain()
    generation = store.current()
    assert generation is not None
    for path in generation.path.glob("*.seg"):
        # Beside it and then in its place: a thread of the engine may be reading the old one through its memory at this moment.
        broken = path.with_suffix(".broken")
        broken.write_bytes(b"\0" * path.stat().st_size)
        broken.replace(path)
    feed.begin(database)
    anew = store.current()
    assert anew is not None
    assert anew.path != generation.path
    assert found(engine, "螺纹钢") == [("supply", number)]
    gc.collect()  # a file left open is noticed here and not in another test


def test_verification_corrects_what_no_event_told(
    database: Database, worker: Worker, engine: Engine, feed: Feed
) -> None:
    number = publish(database)
    worker.drain()
    with database.writing() as session:
        session.get_one(Listing, number).grade = "Q355B"
    assert found(engine, "Q355B") == []
    feed.verify(database)
    assert found(engine, "Q355B") == [("supply", number)]


def test_changes_during_a_rebuild_are_not_lost(
    database: Database, worker: Worker, engine: Engine, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, doomed = publish(database), publish(database)
    worker.drain()
    late: list[int] = []
    documents = feed._documents

    def meanwhile(*args: Any) -> Any:
        yield from documents(*args)
        if not late:  # read already, and now it changes: live feed and search go on
            late.append(publish(database, product_name="盘螺"))
            change(database, doomed, is_public=False)
            change(database, early, grade="Q355B")
            worker.drain()
            assert found(engine, "盘螺") == [("supply", late[0])]

    monkeypatch.setattr(feed, "_documents", meanwhile)
    assert feed.rebuild(database) >= 1
    assert {number for _kind, number in found(engine)} == {early, *late}
    assert found(engine, "Q355B") == [("supply", early)]


def test_a_rebuild_leaves_one_generation(database: Database, worker: Worker, feed: Feed, store: Store) -> None:
    publish(database)
    worker.drain()
    for _ in range(2):
        feed.rebuild(database)
        assert [path.name for path in store.folder.glob("gen-*")] == [store.current().path.name]  # type: ignore[union-attr]


def test_killed_rebuild_leaves_the_live_index_alone(
    database: Database, worker: Worker, engine: Engine, feed: Feed, store: Store
) -> None:
    number = publish(database)
    worker.drain()
    with store.locked():
        store.new_generation()
    (store.folder / "journal").write_text("supply:1\n")
    change(database, number, grade="HRB500E")
    worker.drain()
    assert found(engine, "HRB500E") == [("supply", number)]
    feed.rebuild(database)
    assert found(engine, "HRB500E") == [("supply", number)]
    assert len(list(store.folder.glob("gen-*"))) == 1


def test_reindex_command_rebuilds_and_compares(app: Flask, database: Database, worker: Worker, engine: Engine) -> None:
    number = publish(database)
    worker.drain()
    run = app.test_cli_runner().invoke
    assert "agree" in run(args=["reindex", "--check"]).output
    with database.writing() as session:
        session.get_one(Listing, number).mill = "首钢"
    wrong = run(args=["reindex", "--check"])
    assert wrong.exit_code == 1
    assert "outdated: 1 of supply" in wrong.output
    assert "documents in" in run(args=["reindex"]).output
    assert found(engine, "首钢") == [("supply", number)]


def test_present_asks_the_policy_again(app: Flask, database: Database, worker: Worker, feed: Feed) -> None:
    number = publish(database)
    worker.drain()
    with database.writing() as session:
        session.get_one(Listing, number).valid_until = now()
    source = feed.sources.get("supply")
    assert source is not None
    with database.reading() as session:
        assert source.present(session, VISITOR, [number]) == {}
