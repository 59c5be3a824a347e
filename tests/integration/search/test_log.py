"""The search log on a database: counts add up over processes, people are told apart but not named, the past is one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.permissions import VISITOR, Actor
from portal.core.uow import Database
from portal.search import log_queries
from portal.search.log import MOST_PAST, MOST_WAITING, SearchLog, clear_past, forget_old
from portal.search.models import PastSearch, SearchDay
from tests.factories.people import make_staff, make_user

STAFF = Actor(user_id=9, is_staff=True)


def two(database: Database) -> tuple[SearchLog, SearchLog]:
    """The logs of two web processes."""
    return tuple(SearchLog(database, secret="s", automatic=False) for _ in "ab")  # type: ignore[return-value]


def person(database: Database) -> Actor:
    with database.writing() as session:
        return Actor(user_id=make_user(session).id)


def test_counts_of_two_processes_add_up(database: Database) -> None:
    first, second = two(database)
    for log, network in ((first, "10.0.0.1"), (second, "10.0.0.2"), (second, "10.0.0.1")):
        log.note(VISITOR, "螺紋鋼", total=5, network=network)
        log.note(VISITOR, "查无此物", total=0, network=network)
    first.flush()
    second.flush()
    with database.reading() as session:
        often = {each.text: each for each in log_queries.searched_often(session)}
        nothing = log_queries.found_nothing(session)
    assert (often["螺纹钢"].count, often["螺纹钢"].zero, often["螺纹钢"].people) == (3, 0, 2)
    assert often["螺纹钢"].shown == "螺紋鋼"
    assert [(each.text, each.zero, each.people) for each in nothing] == [("查无此物", 3, 0)]
    assert nothing[0].last_at is not None


def test_only_what_three_people_found_is_common(database: Database) -> None:
    log, _other = two(database)
    for number in range(2):
        log.note(VISITOR, "两人搜过", total=3, network=f"10.0.0.{number}")
    for number in range(6):
        log.note(VISITOR, "三人搜过", total=3, network=f"10.0.1.{number}")
        log.note(VISITOR, "没有结果", total=0, network=f"10.0.2.{number}")
        log.note(VISITOR, "一人搜多次", total=1, network="10.0.3.1")
        log.note(STAFF, "内部在查", total=1, network=f"10.0.4.{number}")
    log.forget(9)
    log.flush()
    with database.reading() as session:
        assert [each.text for each in log_queries.common(session)] == ["三人搜过"]
        assert "内部在查" not in {each.text for each in log_queries.searched_often(session)}


def test_nobody_is_named_in_what_is_kept(database: Database) -> None:
    log, _other = two(database)
    log.note(VISITOR, "螺纹钢", total=1, network="203.0.113.7")
    log.flush()
    with database.reading() as session:
        row = session.execute(select(SearchDay)).scalar_one()
    assert "203" not in repr([value for name, value in vars(row).items() if name in ("text", "shown")])
    assert row.people.bit_count() == 1


def test_the_past_is_ones_own_and_bounded(database: Database) -> None:
    log, _other = two(database)
    me, somebody = person(database), person(database)
    with time_machine.travel(now(), tick=False) as clock:
        for number in range(MOST_PAST + 5):
            log.note(me, f"规格{number}", total=1, network="")
            clock.shift(1)
        log.note(somebody, "别人的", total=1, network="")
        log.note(me, "规格7", total=1, network="")
        assert log.waiting_of(me.user_id or 0)[0] == ("规格7", "规格7")
        log.flush()
    assert log.waiting_of(me.user_id or 0) == []
    with database.reading() as session:
        texts = [text for text, _shown in log_queries.past_searches(session, me)]
        assert len(texts) == MOST_PAST
        assert texts[:2] == ["规格7", f"规格{MOST_PAST + 4}"]
        assert "别人的" not in texts
        assert log_queries.past_searches(session, VISITOR) == []


def test_what_was_cleared_does_not_come_back_from_another_process(database: Database) -> None:
    here, there = two(database)
    me = person(database)
    with time_machine.travel(now(), tick=False) as clock:
        here.note(me, "写过的", total=1, network="")
        here.flush()
        there.note(me, "还没写的", total=1, network="")
        clock.shift(1)
        with database.writing() as session:
            clear_past(session, me)
        clock.shift(1)
        there.note(me, "后来的", total=1, network="")
        there.flush()
    with database.reading() as session:
        assert [text for text, _shown in log_queries.past_searches(session, me)] == ["后来的"]


def test_what_waits_is_bounded(database: Database) -> None:
    log, _other = two(database)
    for number in range(MOST_WAITING + 50):
        log.note(VISITOR, f"词{number}", total=0, network="")
    log.note(VISITOR, "词0", total=0, network="")
    log.flush()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SearchDay)) == MOST_WAITING
        assert log_queries.found_nothing(session, limit=1)[0].zero == 2


def test_what_cannot_be_written_now_is_written_later(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    log, _other = two(database)
    log.note(VISITOR, "螺纹钢", total=1, network="a")
    with monkeypatch.context() as broken:
        broken.setattr("portal.search.log._write_past", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log.flush()
    log.note(VISITOR, "螺纹钢", total=0, network="b")
    log.flush()
    with database.reading() as session:
        found = log_queries.searched_often(session)[0]
    assert (found.count, found.zero, found.people) == (2, 1, 1)


def test_old_searches_are_forgotten(database: Database) -> None:
    log, _other = two(database)
    me = person(database)
    with time_machine.travel(now() - timedelta(days=91), tick=False):
        log.note(me, "很久以前", total=0, network="")
        log.flush()
    log.note(me, "今天", total=0, network="")
    log.flush()
    forget_old(database, keep_d=90)
    with database.reading() as session:
        assert session.scalars(select(SearchDay.text)).all() == ["今天"]
        assert session.scalars(select(PastSearch.text)).all() == ["今天"]


def test_a_search_writes_nothing_and_is_counted_once(
    app: Flask, client: FlaskClient, database: Database, count_queries: list[str]
) -> None:
    app.extensions["portal.search.feed"].rebuild(database)
    count_queries.clear()
    client.get("/search?q=螺纹钢")
    for address in ("/search?q=螺纹钢&page=2", "/search?q=螺纹钢&city=天津", "/search?q=", "/search?kind=supply"):
        client.get(address)
    assert [line for line in count_queries if not line.lstrip().upper().startswith("SELECT")] == []
    app.extensions["portal.search.log"].flush()
    with database.reading() as session:
        assert [(each.text, each.count) for each in log_queries.searched_often(session)] == [("螺纹钢", 1)]


def test_staff_are_not_counted_but_have_a_past(
    app: Flask, database: Database, sign_in: Callable[[User], FlaskClient]
) -> None:
    with database.writing() as session:
        user = make_staff(session)
    app.extensions["portal.search.feed"].rebuild(database)
    sign_in(user).get("/search?q=内部在查")
    app.extensions["portal.search.log"].flush()
    with database.reading() as session:
        assert log_queries.searched_often(session) == []
        assert log_queries.past_searches(session, Actor(user_id=user.id)) == [("内部在查", "内部在查")]
