"""A buyer who presses 询价 without an account ends at the inquiry form, whichever way they come to have one."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.passwords import hash_password
from portal.config import Settings
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.organisations.models import Registration
from portal.organisations.services import members
from portal.organisations.uscc import sample_uscc
from tests.factories.listings import make_listing
from tests.factories.mail import clear_mail, mails
from tests.factories.people import actor, make_member, make_organisation, make_user

GOOD = "gp-72 rivers"
FORM = {
    "kind": "buyer", "company": "天津恒达物资有限公司", "uscc": sample_uscc(78), "city": "天津", "name": "王建国",
    "email": "wang@hengda.example.com", "phone": "13800138000", "password": GOOD, "terms": "y",
}  # fmt: skip


@pytest.fixture
def ask(database: Database, settings: Settings) -> str:
    clear_mail(settings)
    with database.writing() as session:
        return f"/threads/new?listing={make_listing(session).no}&kind=inquiry"


def hidden_next(page: str) -> str:
    found = re.search(r'name="next" value="([^"]*)"', page.partition('class="form"')[2])
    assert found
    return unescape(found[1])


def link_to(page: str, path: str) -> str:
    found = re.search(rf'href="({re.escape(path)}\?next=[^"]*)"', page)
    assert found, f"no link to {path} that keeps where one was going"
    return unescape(found[1])


@pytest.mark.parametrize("same_browser", [True, False])
def test_by_registering(
    client: FlaskClient, app: Flask, worker: Worker, settings: Settings, ask: str, same_browser: bool
) -> None:
    sent = client.get(ask)
    login = client.get(sent.location).text
    assert "请先登录，再继续询价" in login
    form = client.get(link_to(login, "/register")).text
    assert hidden_next(form) == ask
    # A form that comes back, and the way back to signing in, keep it as well.
    again = client.post("/register", data=FORM | {"email": "no-at", "next": ask}).text
    assert hidden_next(again) == ask
    assert parse_qs(urlsplit(link_to(again, "/login")).query)["next"] == [ask]
    assert client.post("/register", data=FORM | {"next": hidden_next(form)}).status_code == 303
    worker.drain()
    browser = client if same_browser else app.test_client()
    path = mails(settings)[-1].path("/confirm/")
    answer = browser.post(path, data={} if same_browser else {"password": GOOD})
    assert (answer.status_code, answer.location) == (303, ask)
    assert browser.get(ask).status_code == 200


@pytest.mark.parametrize("known", [False, True])
def test_by_an_invitation(
    client: FlaskClient, database: Database, worker: Worker, settings: Settings, ask: str, known: bool
) -> None:
    client.get(client.get(ask).location)
    with database.writing() as session:
        manager = make_member(session, make_organisation(session, kind="buyer"), role="manager")
        if known:
            make_user(session, email="new@example.com", password_hash=hash_password(GOOD))
        members.invite(session, actor(session, manager), email="new@example.com", role="member")
    worker.drain()
    path = mails(settings)[-1].path("/invitations/")
    if known:
        page = client.get(path).text
        login = client.post("/login", data={"email": "new@example.com", "password": GOOD, "next": path})
        assert f"/login?next={path}" in page
        assert login.location == path
        answer = client.post(path)
    else:
        answer = client.post(path, data={"name": "李", "password": GOOD})
    assert (answer.status_code, answer.location) == (303, ask)
    assert client.get(ask).status_code == 200


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a b"]
)
def test_never_to_another_site(
    client: FlaskClient, database: Database, worker: Worker, settings: Settings, to: str
) -> None:
    clear_mail(settings)
    for path in ("/login", "/register"):
        page = client.get(path, query_string={"next": to}).text.partition('class="form"')[2]
        assert page
        assert "evil" not in page
        assert "alert(1)" not in page
    assert client.post("/register", data=FORM | {"next": to}).status_code == 303
    with database.writing() as session:
        row = session.scalars(select(Registration)).one()
        assert row.next_path == ""
        row.next_path = to  # even if it had come into the table
    worker.drain()
    assert client.post(mails(settings)[-1].path("/confirm/")).location == "/me"


def test_other_pages_say_that_signing_in_comes_first(client: FlaskClient) -> None:
    assert "登录后继续" in client.get(client.get("/me/listings").location).text
    assert "登录后继续" not in client.get("/login").text


@pytest.mark.parametrize(("kind", "supply"), [("buyer", False), ("supplier", True), ("both", True)])
def test_home_says_what_holds_for_the_companys_kind(
    database: Database, sign_in: Callable[[User], FlaskClient], kind: str, supply: bool
) -> None:
    with database.writing() as session:
        user = make_member(session, make_organisation(session, kind=kind, verification="pending"))
    browser = sign_in(user)
    for path in ("/me", "/me/organisation"):
        page = browser.get(path).text
        assert "请上传营业执照" in page
        assert ("您发布的供应才会公开" in page) is supply
        assert ("现在就可以询价和发布求购" in page) is not supply
