"""The index in PostgreSQL as it is written: one writer, rebuilt while it is searched, what others keep in memory follows."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.core.documents import KINDS, SearchDocument
from portal.search import schema
from portal.search.encoding import fingerprint
from portal.search.engines import make_index
from portal.search.postgres.engine import PostgresEngine
from portal.search.postgres.tables import Connections
from portal.search.postgres.writer import PostgresWriter
from portal.search.query import EVERYBODY, Audience, SearchQuery
from portal.search.terms import parse
from portal.search.wants import Wants
from portal.search.whoosh_engine import WhooshEngine
from tests.factories.documents import make_document
from tests.integration.search_suite.conftest import Fill, build


def found(engine: PostgresEngine, text: str = "") -> set[int]:
    return {number for _kind, number in engine.search(SearchQuery(text=text, size=100), EVERYBODY).keys}


def write(writer: PostgresWriter, **changes: SearchDocument | None) -> None:
    with writer.locked():
        writer.write({key.replace("_", ":"): document for key, document in changes.items()})


def test_without_an_index_nothing_is_found_and_it_is_not_ready(
    connections: Connections, engine: PostgresEngine
) -> None:
    PostgresWriter(connections).clear()
    assert not engine.ready()
    assert engine.version() is None
    assert found(engine) == found(engine, "螺纹钢") == set()
    assert PostgresWriter(connections).contents() is None


def test_an_incomplete_first_index_is_none(
    connections: Connections, writer: PostgresWriter, engine: PostgresEngine
) -> None:
    writer.clear()
    with writer.rebuilding() as rebuild:
        assert rebuild is not None
        rebuild.load([make_document(id=1)])
        assert not engine.ready()
        assert found(engine) == set()
        with writer.locked():
            rebuild.go_live()
    assert found(engine) == found(engine, "螺纹钢") == {1}


def test_every_process_sees_a_change_at_once(connections: Connections, writer: PostgresWriter, fill: Fill) -> None:
    mine, other = fill(make_document(id=1), make_document(id=2)), PostgresEngine(connections)
    assert found(mine) == found(other) == {1, 2}
    before = other.version()
    write(writer, supply_1=make_document(id=1, grade="Q235B"), supply_2=None, supply_3=make_document(id=3, mill="新厂"))
    assert other.version() != before
    for engine in (mine, other):
        assert found(engine) == {1, 3}
        assert found(engine, "螺纹钢") == {1, 3}
        assert found(engine, "q235b") == {1}
        assert engine.count(SearchQuery(filters={"mill": ("新厂",)}), EVERYBODY) == 1


def test_a_rebuild_leaves_alone_what_is_fed_meanwhile(writer: PostgresWriter, fill: Fill) -> None:
    engine = fill(*(make_document(id=number) for number in (1, 2, 3, 4)))

    def documents() -> Iterator[SearchDocument]:
        yield make_document(id=1)
        old = make_document(id=2)
        yield from (make_document(id=number) for number in range(100, 100 + 1000))  # a chunk is written here
        write(writer, supply_2=make_document(id=2, grade="Q235B"), supply_3=None, supply_5=make_document(id=5))
        assert found(engine, "q235b") == {2}
        yield from (old, make_document(id=3))

    with writer.rebuilding() as rebuild:
        assert rebuild is not None
        assert rebuild.load(documents()) == 1003
        assert (
            engine.count(SearchQuery(text="螺纹钢"), EVERYBODY) == 1004
        )  # 4 has gone from the database, unnoticed so far
        with writer.locked():
            rebuild.go_live()
    assert found(engine, "q235b") == {2}
    wanted = {1, 2, 5, *range(100, 1100)}
    for query in (SearchQuery(), SearchQuery(text="螺纹钢")):
        keys = {
            key for page in range(1, 12) for key in engine.search(replace(query, page=page, size=100), EVERYBODY).keys
        }
        assert keys == {("supply", number) for number in wanted}
    contents = writer.contents()
    assert contents is not None
    assert set(contents.fingerprints(KINDS.index("supply"))) == wanted


def test_search_goes_on_while_it_is_rebuilt(writer: PostgresWriter, fill: Fill) -> None:
    documents = [make_document(id=number) for number in range(1, 1500)]
    engine = fill(*documents)
    totals: set[int] = set()
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            totals.add(engine.count(SearchQuery(text="螺纹钢"), EVERYBODY))
            totals.add(engine.count(SearchQuery(), EVERYBODY))

    reader = threading.Thread(target=read)
    reader.start()
    build(writer, *documents)
    over.set()
    reader.join()
    assert totals == {len(documents)}


def test_what_follows_every_write_is_what_is_read_anew(
    connections: Connections, writer: PostgresWriter, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(5)
    monkeypatch.setattr(
        "portal.search.postgres.everything._SPARE", 20
    )  # room for a few only: it is read anew now and then
    following = fill(*(make_document(id=number) for number in range(1, 40)))
    asked = (
        SearchQuery(size=100),
        SearchQuery(size=100, given=Wants(conditions=(parse("承兑"), parse("沙钢 现货")))),
        SearchQuery(size=100, filters={"city": ("上海",)}),
    )
    for _round in range(30):
        changes: dict[str, SearchDocument | None] = {}
        for number in chance.sample(range(1, 60), chance.randrange(0, 6)):
            body, city = chance.choice(("", "可承兑", "现货 承兑")), chance.choice(("天津", "上海"))
            changes[f"supply:{number}"] = (
                None
                if chance.random() < 0.3
                else make_document(id=number, body=body, city=city, mill=chance.choice(("沙钢", "首钢")))
            )
        with writer.locked():
            writer.write(changes)
        fresh = PostgresEngine(connections)
        for query in asked:
            one, other = following.search(query, EVERYBODY), fresh.search(query, EVERYBODY)
            assert (one.keys, one.facets, one.standings) == (other.keys, other.facets, other.standings)


def test_search_survives_a_restart_of_the_server(connections: Connections, fill: Fill) -> None:
    engine = fill(make_document(id=1))
    for text in ("螺纹钢", "", "HRB400E"):
        assert found(engine) == found(engine, "沙钢") == {1}
        with connections.writing() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        assert found(engine, text) == {1}


def test_a_new_web_process_reads_beforehand(connections: Connections, fill: Fill) -> None:
    fill(make_document(id=1))
    engine = PostgresEngine(connections)
    engine.start()
    deadline = time.monotonic() + 5
    while engine._everything._view is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert engine._everything._view is not None


def test_an_index_dropped_between_two_searches_is_none(writer: PostgresWriter, fill: Fill) -> None:
    engine = fill(make_document(id=1))
    assert found(engine, "螺纹钢") == {1}
    writer.clear()
    assert found(engine, "钢") == found(engine, "螺纹钢") == found(engine) == set()
    with writer._connections.writing() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {writer._connections.home} CASCADE")
        connection.commit()
    assert found(engine, "HRB400E") == found(engine, "螺纹钢") == set()
    assert not engine.ready()
    build(writer, make_document(id=2))
    assert found(engine, "螺纹钢") == found(engine, "HRB400E") == {2}


def test_a_word_that_comes_into_being_is_found_at_once(writer: PostgresWriter, fill: Fill) -> None:
    engine = fill(make_document(id=1))
    assert found(engine, "neu77") == found(engine, "neu7") == set()
    write(writer, supply_2=make_document(id=2, grade="NEU77"))
    assert found(engine, "neu77") == {2}
    write(writer, supply_3=make_document(id=3, grade="NEU78"))
    assert found(engine, "neu7") == {2, 3}


def test_who_was_away_long_misses_no_deletion(connections: Connections, writer: PostgresWriter, fill: Fill) -> None:
    fill(make_document(id=1), make_document(id=2))
    away = PostgresEngine(connections)
    assert found(away) == {1, 2}
    write(writer, supply_1=None)
    build(writer, make_document(id=2))
    build(writer, make_document(id=2))  # by now nothing tells any more that there was a 1
    assert found(away) == {2}


def test_only_one_writes_and_only_one_rebuilds(connections: Connections, writer: PostgresWriter) -> None:
    other = PostgresWriter(connections)
    entered = threading.Event()

    def enter() -> None:
        with other.locked():
            entered.set()

    thread = threading.Thread(target=enter)
    with writer.locked():
        thread.start()
        assert not entered.wait(0.3)
    assert entered.wait(5)
    thread.join()
    with writer.rebuilding() as mine:
        assert mine is not None
        with other.rebuilding() as theirs:
            assert theirs is None


def test_a_failed_write_leaves_nothing_and_spoils_nothing(
    writer: PostgresWriter, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fill(make_document(id=1))
    with monkeypatch.context() as broken:
        broken.setattr(
            "portal.search.postgres.writer._PUT", "INSERT INTO nowhere VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
        )
        with pytest.raises(Exception, match="nowhere"):
            write(writer, supply_2=make_document(id=2, grade="NEU99", mill="新厂"))
    write(writer, supply_3=make_document(id=3, grade="NEU99", mill="新厂"))
    assert found(engine, "neu99") == {3}
    assert engine.count(SearchQuery(filters={"mill": ("新厂",)}), EVERYBODY) == 1


def test_fingerprints_are_those_of_the_documents(writer: PostgresWriter, fill: Fill) -> None:
    document, help_page = make_document(id=1), make_document(id=1, kind="help", title="帮助")
    fill(document, help_page)
    contents = writer.contents()
    assert contents is not None
    assert contents.fingerprints(KINDS.index("supply")) == {1: fingerprint(document)}
    assert contents.fingerprints(KINDS.index("help")) == {1: fingerprint(help_page)}


def test_an_update_of_the_analysers_builds_beside_the_old_index(
    connections: Connections, postgres_url: str, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = fill(make_document(id=1))
    with monkeypatch.context() as updated:
        updated.setattr(schema, "VERSION", schema.VERSION + 1)
        newer = Connections(postgres_url)
    engine, writer = PostgresEngine(newer), PostgresWriter(newer)
    assert not engine.ready()
    with writer.rebuilding() as rebuild:
        assert rebuild is not None
        rebuild.load([make_document(id=1), make_document(id=2)])
        assert found(old) == {1}
        with writer.locked():
            rebuild.go_live()
    assert found(engine) == {1, 2}
    assert found(old) == {1}  # processes of the old version may still be serving
    contents = writer.contents()
    assert contents is not None
    assert contents.untidy  # so the daily check makes it anew, and the old one goes
    build(PostgresWriter(connections), make_document(id=1))
    assert found(old) == {1}
    assert not engine.ready()
    newer.close()


def test_the_audience_is_part_of_the_statements(
    fill: Fill, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a matcher that lets everything through cannot widen what comes out of the database."""
    engine = fill(make_document(id=1), make_document(id=2, audience="member"), make_document(id=3, audience="staff"))
    monkeypatch.setattr("portal.search.evaluating.permitted", lambda view, numbers, *_rest, **_more: numbers >= 0)
    monkeypatch.setattr("portal.search.postgres.question.Asking.for_all", lambda self, asked: "!0")
    for level, wanted in ((0, {1}), (1, {1, 2}), (2, {1, 2, 3})):
        result = engine.search(SearchQuery(text="螺纹钢"), Audience(level=level))
        assert {number for _kind, number in result.keys} <= wanted
        view = engine.view_for(SearchQuery(text="螺纹钢"), Audience(level=level))
        assert set(view.columns["id"].tolist()) == wanted


def test_a_hostile_text_is_a_parameter_and_bounded(fill: Fill) -> None:
    engine = fill(make_document(id=1, title="螺纹钢'); DROP SCHEMA x; --"))
    for text in (
        "'); DROP TABLE documents; --",
        "1 | 2",
        "!1",
        "1 & !2",
        "a:*",
        "' | '1",
        "\\",
        "(" * 500,
        "hrb40 " * 5000,
    ):
        began = time.process_time()
        engine.search(SearchQuery(text=text), EVERYBODY)
        assert time.process_time() - began < 0.5, text[:20]
    assert found(engine, "螺纹钢") == {1}


def test_engine_is_chosen_by_the_database_or_by_name(tmp_path: Path, postgres_url: str) -> None:
    lite = f"sqlite:///{tmp_path / 'portal.db'}"
    for choice, url, kind in (
        ("auto", lite, WhooshEngine),
        ("auto", postgres_url, PostgresEngine),
        ("whoosh", postgres_url, WhooshEngine),
        ("postgres", postgres_url, PostgresEngine),
    ):
        engine, _writer = make_index(choice, database_url=url, index_dir=tmp_path / "index")
        assert isinstance(engine, kind)
    for choice, url in (("postgres", lite), ("lucene", postgres_url)):
        with pytest.raises(ValueError, match="PORTAL_SEARCH_ENGINE"):
            make_index(choice, database_url=url, index_dir=tmp_path)
