"""Keeping searches: in one tap from the results, found again, renamed, dropped; one's own past cleared; nobody else's reached."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.uow import Database
from portal.search.models import PastSearch, SavedSearch
from portal.search.saved import MOST
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def people(app: Flask, database: Database) -> dict[str, User]:
    with database.writing() as session:
        company = make_organisation(session)
        make_listing(session, company, city="天津")
        found = {"me": make_member(session, company), "colleague": make_member(session, company)}
    app.extensions["portal.search.feed"].rebuild(database)
    return found


def one_tap(browser: FlaskClient, address: str) -> str:
    """Press the button on a page of results; the answer's text."""
    html = browser.get(address).text
    form = re.search(r'<form method="post" action="/me/searches">.*?name="address" value="([^"]+)"', html, re.S)
    assert form
    return browser.post("/me/searches", data={"address": unescape(form[1])}, follow_redirects=True).text


def saved(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(SavedSearch.no, SavedSearch.name, SavedSearch.address))]


def events(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_one_tap_saves_and_the_list_opens_renames_and_drops(
    database: Database, sign_in: SignIn, people: dict[str, User]
) -> None:
    browser = sign_in(people["me"])
    html = one_tap(browser, "/search?q=螺纹钢&kind=supply&city=天津&price_max=3700&page=3&utm=x")
    assert "已保存" in html
    [(no, name, address)] = saved(database)
    assert name == "螺纹钢 · 供应 · 天津 · ¥3,700 以下"
    assert "page" not in address
    assert "utm" not in address
    page = browser.get("/me/searches").text
    assert f'href="{address.replace("&", "&amp;")}"' in page
    assert browser.get(address).status_code == 200

    assert browser.get(f"/me/searches/{no}").status_code == 200
    answer = browser.post(f"/me/searches/{no}", data={"name": "天津  三级"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/searches")
    assert saved(database)[0][1] == "天津 三级"
    before = events(database)
    assert browser.post(f"/me/searches/{no}/delete").status_code == 303
    assert saved(database) == []
    assert events(database) == before + 1


def test_the_same_search_is_kept_once(database: Database, sign_in: SignIn, people: dict[str, User]) -> None:
    browser = sign_in(people["me"])
    one_tap(browser, "/search?q=螺纹钢&city=天津")
    before = events(database)
    assert "已经保存过" in one_tap(browser, "/search?city=天津&q=螺纹钢&page=2")
    assert len(saved(database)) == 1
    assert events(database) == before
    sign_in(people["colleague"]).post("/me/searches", data={"address": "/search?q=螺纹钢&city=天津"})
    assert len(saved(database)) == 2


def test_a_search_without_hits_can_be_saved_too(database: Database, sign_in: SignIn, people: dict[str, User]) -> None:
    assert "已保存" in one_tap(sign_in(people["me"]), "/search?q=查无此物xyz")


def test_a_visitor_is_sent_to_sign_in_and_back(client: FlaskClient, people: dict[str, User]) -> None:
    html = client.get("/search?q=螺纹钢").text
    assert "/login?next=/search%3Fq%3D" in html
    assert 'action="/me/searches"' not in html
    assert client.post("/me/searches", data={"address": "/search?q=a"}).headers["Location"] == "/login"


def test_nothing_to_save_is_said(database: Database, sign_in: SignIn, people: dict[str, User]) -> None:
    browser = sign_in(people["me"])
    for address in ("", "/search", "/search?page=2"):
        answer = browser.post("/me/searches", data={"address": address}, follow_redirects=True)
        assert "再保存" in answer.text
    assert 'action="/me/searches"' not in browser.get("/search").text
    assert saved(database) == []


def test_names_are_checked_beside_the_field(database: Database, sign_in: SignIn, people: dict[str, User]) -> None:
    browser = sign_in(people["me"])
    browser.post("/me/searches", data={"address": "/search?q=螺纹钢"})
    no = saved(database)[0][0]
    for name, said in ((" ", "请填写"), ("长" * 61, "最多 60 个字")):
        answer = browser.post(f"/me/searches/{no}", data={"name": name})
        assert answer.status_code == 422
        assert said in answer.text
    assert "长" * 61 in answer.text


def test_there_is_a_most(database: Database, sign_in: SignIn, people: dict[str, User]) -> None:
    browser = sign_in(people["me"])
    for number in range(MOST):
        browser.post("/me/searches", data={"address": f"/search?q=规格{number}"})
    answer = browser.post("/me/searches", data={"address": "/search?q=多一个"}, follow_redirects=True)
    assert f"最多保存 {MOST} 个" in answer.text
    assert len(saved(database)) == MOST


@pytest.mark.parametrize(
    "address",
    ["https://evil.example.com/search?q=x", "//evil.example.com/?q=x", "javascript:alert(1)?q=x", "/login?next=//evil&q=x",
     "/search?q=<script>alert(1)</script>", "/search?q=%00%E2%80%AEx", "/search?q=" + "钢" * 5000, "?" + "&".join(["q=x"] * 500),
     "/search?q=x\r\nSet-Cookie: a=b", "http://[::1?q=x", "/search?" + "&".join(f"grade={'钢' * 100}{n}" for n in range(60))],
)  # fmt: skip
def test_a_hostile_address_leads_nowhere_but_to_our_search(
    database: Database, sign_in: SignIn, people: dict[str, User], address: str
) -> None:
    browser = sign_in(people["me"])
    answer = browser.post("/me/searches", data={"address": address})
    assert answer.status_code == 303
    assert re.match(r"/search(\?|$)", answer.headers["Location"])
    assert "Set-Cookie: a" not in str(answer.headers)
    for _no, _name, kept in saved(database):
        assert kept.startswith("/search?")
        assert kept.isascii()
        assert len(kept) <= 2000
    page = browser.get("/me/searches")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_another_persons_search_is_not_there(database: Database, sign_in: SignIn, people: dict[str, User]) -> None:
    sign_in(people["me"]).post("/me/searches", data={"address": "/search?q=暗语"})
    no = saved(database)[0][0]
    other = sign_in(people["colleague"])
    for answer in (
        other.get(f"/me/searches/{no}"),
        other.post(f"/me/searches/{no}", data={"name": "改了"}),
        other.post(f"/me/searches/{no}/delete"),
    ):
        assert answer.status_code == 404
        assert "暗语" not in answer.text
    assert "暗语" not in other.get("/me/searches").text
    assert saved(database)[0][1] == "暗语"


def test_ones_own_past_is_shown_and_cleared(
    app: Flask, database: Database, sign_in: SignIn, people: dict[str, User]
) -> None:
    log = app.extensions["portal.search.log"]
    me, colleague = sign_in(people["me"]), sign_in(people["colleague"])
    for text in ("螺纹钢 天津", "热卷 佛山", "<b>粗</b>"):
        me.get("/search", query_string={"q": text})
    colleague.get("/search?q=同事的")
    log.flush()
    me.get("/search?q=还没写下的")
    page = me.get("/me/searches").text
    for text in ("螺纹钢 天津", "热卷 佛山", "还没写下的", "&lt;b&gt;粗&lt;/b&gt;"):
        assert f">{text}</a>" in page
    assert "同事的" not in page
    log.flush()
    me.post("/me/searches/past/clear", data={"text": "热卷 佛山"})
    page = me.get("/me/searches").text
    assert "热卷 佛山" not in page
    assert "螺纹钢 天津" in page
    before = events(database)
    me.post("/me/searches/past/clear")
    assert events(database) == before + 1
    log.flush()
    assert "螺纹钢 天津" not in me.get("/me/searches").text
    with database.reading() as session:
        assert session.scalars(select(PastSearch.shown)).all() == ["同事的"]


def test_the_list_is_five_queries_however_long(
    database: Database, sign_in: SignIn, people: dict[str, User], count_queries: list[str]
) -> None:
    browser = sign_in(people["me"])
    counts = []
    for number in (1, 9):
        for each in range(number):
            browser.post("/me/searches", data={"address": f"/search?q=规格{number}{each}"})
        count_queries.clear()
        assert browser.get("/me/searches").status_code == 200
        counts.append(len(count_queries))
    assert counts == [5, 5]


def test_the_older_address_leads_to_the_page(sign_in: SignIn, people: dict[str, User]) -> None:
    assert sign_in(people["me"]).get("/me/saved-searches").headers["Location"] == "/me/searches"
