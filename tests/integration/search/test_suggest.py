"""`/search/suggest`: who is offered what, from how many queries, and that nobody's words reach anybody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.uow import Database
from portal.search.suggester import Suggester
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def stock(app: Flask, database: Database) -> None:
    with database.writing() as session:
        seller = make_organisation(session)
        make_listing(session, seller, city="天津", mill="某某小厂", spec="Φ33×7m")
        make_listing(session, seller, city="天津", mill="草稿钢厂", status="draft")
        make_listing(session, seller, mill="微信13800138000")
    app.extensions["portal.search.feed"].rebuild(database)


def asked(browser: FlaskClient, text: str, **headers: str) -> list[tuple[str, str]]:
    answer = browser.get("/search/suggest", query_string={"q": text}, headers=headers)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    return [(item["text"], item["kind"]) for item in answer.get_json()["items"]]


def test_names_and_what_is_on_offer(client: FlaskClient, stock: None) -> None:
    assert ("螺纹钢", "product") in asked(client, "luow")
    assert ("Φ33×7m", "spec") in asked(client, "33")
    assert ("某某小厂", "mill") in asked(client, "mm")
    assert asked(client, "螺纹钢 ")[:1] == [("螺纹钢 HRB400E", "grade")]


def test_what_is_not_public_is_not_suggested_nor_is_a_telephone(client: FlaskClient, stock: None) -> None:
    assert asked(client, "草稿") == []
    assert asked(client, "微信") == []


def test_labels_and_products_in_the_readers_language(client: FlaskClient) -> None:
    answer = client.get("/search/suggest?q=luow", headers={"Accept-Language": "zh-TW"}).get_json()["items"][0]
    assert (answer["text"], answer["label"]) == ("螺紋鋼", "品類")
    answer = client.get("/search/suggest?q=luow", headers={"Accept-Language": "en"}).get_json()["items"][0]
    assert answer["label"] == "Category"


def test_own_searches_are_offered_to_oneself_at_once_and_to_nobody_else(
    app: Flask, database: Database, sign_in: SignIn, stock: None
) -> None:
    with database.writing() as session:
        company = make_organisation(session)
        me, colleague = (make_member(session, company) for _ in "ab")
    mine, theirs, visitor = sign_in(me), sign_in(colleague), app.test_client()
    mine.get("/search?q=螺纹钢 我的暗语")
    for _written in (False, True):
        assert ("螺纹钢 我的暗语", "past") in asked(mine, "")
        assert ("螺纹钢 我的暗语", "past") in asked(mine, "螺纹钢 我")
        for other in (theirs, visitor):
            assert not [text for text, _kind in asked(other, "") + asked(other, "螺纹钢 我") if "暗语" in text]
        app.extensions["portal.search.log"].flush()


def test_common_ones_were_typed_by_three_people_and_have_public_hits(
    app: Flask, client: FlaskClient, stock: None
) -> None:
    log, suggester = app.extensions["portal.search.log"], app.extensions["portal.search.suggester"]
    from portal.core.permissions import VISITOR

    for number in range(3):
        log.note(VISITOR, "螺纹钢 Φ33×7m", total=1, network=f"n{number}")
        log.note(VISITOR, "只有会员能见的", total=1, network=f"n{number}")  # found by them, by no visitor
        log.note(VISITOR, "螺纹钢 天津", total=1, network="n1")
    log.flush()
    assert asked(client, "") == [("螺纹钢 Φ33×7m", "common")]
    suggester.refresh()
    assert asked(client, "") == [("螺纹钢 Φ33×7m", "common")]


def test_a_look_up_asks_the_database_nothing_for_visitors(
    client: FlaskClient, count_queries: list[str], stock: None
) -> None:
    asked(client, "l")
    count_queries.clear()
    began = time.perf_counter()
    for text in ("l", "lw", "lwg", "螺纹钢 ", "天", "25", "hrb", "三级螺纹25 12米 天"):
        asked(client, text)
    assert (time.perf_counter() - began) / 8 < 0.05
    assert count_queries == []


def test_signed_in_it_is_two_queries(
    database: Database, sign_in: SignIn, count_queries: list[str], stock: None
) -> None:
    with database.writing() as session:
        user = make_member(session)
    browser = sign_in(user)
    asked(browser, "l")
    count_queries.clear()
    asked(browser, "lw")
    assert len(count_queries) == 2


@pytest.mark.parametrize(
    "text", ["*", "?*?*", "钢" * 5000, "\x00", "\u202e", "<b>", "'\"", "a " * 4000, "(", "[a-z]+", "%", "\ud83d"]
)
def test_hostile_texts_get_an_answer(client: FlaskClient, text: str) -> None:
    query = text.encode("utf-8", "surrogatepass").decode("latin-1") if "\ud83d" in text else text
    assert isinstance(asked(client, query), list)
    assert client.get("/search/suggest").status_code == 200
    assert client.get("/search/suggest?q=a&q=b&x=1").status_code == 200


def test_the_fields_ask_for_a_script_and_work_without(client: FlaskClient) -> None:
    for path in ("/", "/search", "/supply"):
        html = client.get(path).text
        assert 'data-module="suggest"' in html
        assert 'role="combobox"' not in html
        assert 'action="/search"' in html


def test_the_first_request_of_a_process_waits_for_no_index(app: Flask, database: Database, stock: None) -> None:
    class Slow:
        def __init__(self, engine: Any) -> None:
            self.engine, self.asked, self.go = engine, 0, threading.Event()

        def search(self, *question: Any, **options: Any) -> Any:
            self.asked += 1
            assert self.go.wait(10)
            return self.engine.search(*question, **options)

        def count(self, *question: Any) -> int:
            return int(self.engine.count(*question))

    engine: Any = Slow(app.extensions["portal.search"].engine)
    suggester = Suggester(database, engine, lambda: (0, ()))
    assert "螺纹钢" in [each.text for each in suggester.suggest("luow")]
    assert suggester.suggest("某某") == []
    engine.go.set()
    for _ in range(200):
        if suggester.suggest("某某"):
            break
        time.sleep(0.02)
    assert [each.text for each in suggester.suggest("某某")] == ["某某小厂"]
    assert engine.asked == 2  # everything, and the one category
