"""Attempts on accounts and companies, as they happened to systems of this kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts import passwords
from portal.accounts.models import User, UserSession
from portal.config import Settings
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.organisations.models import Invitation, Membership, Organisation
from portal.organisations.uscc import sample_uscc
from tests.factories.mail import clear_mail, mails
from tests.factories.people import make_member, make_organisation, make_user

PASSWORD = "gp-72 rivers"
HASH = passwords.hash_password(PASSWORD)
FORM = {
    "kind": "buyer", "company": "天津恒达物资有限公司", "uscc": sample_uscc(77), "city": "天津", "name": "王建国",
    "email": "wang@hengda.example.com", "phone": "13800138000", "password": PASSWORD, "terms": "y",
}  # fmt: skip


@pytest.fixture(autouse=True)
def empty_folder(settings: Settings) -> None:
    clear_mail(settings)


def test_a_forged_host_gets_into_no_mail(
    client: FlaskClient, database: Database, worker: Worker, settings: Settings
) -> None:
    with database.writing() as session:
        make_user(session, email="li@example.com", password_hash=HASH)
    forged = {
        "Host": "evil.test",
        "X-Forwarded-Host": "evil.test",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.test",
    }
    client.post("/password/reset", data={"email": "li@example.com"}, headers=forged)
    client.post("/register", data=FORM, headers=forged)
    worker.drain()
    found = mails(settings)
    assert len(found) == 2
    assert not any("evil" in mail.text + mail.subject for mail in found)


def test_nobody_gives_themselves_rights(
    client: FlaskClient, database: Database, worker: Worker, settings: Settings
) -> None:
    rights = {
        "is_staff": "1", "is_admin": "1", "departments": "sales", "role": "manager", "verification": "verified", "verified_at": "2026-01-01",
        "email_confirmed_at": "2026-01-01", "org_id": "1", "user_id": "1", "id": "1", "no": "C00000",
    }  # fmt: skip
    client.post("/register", data=FORM | rights)
    worker.drain()
    client.post(mails(settings)[0].path("/confirm/"), data=rights)
    client.post("/me/profile", data={"name": "王", "phone": "", "locale": "en"} | rights)
    edit = {"kind": "both", "city": "天津", "company": FORM["company"], "uscc": FORM["uscc"], "version": "1"}
    assert client.post("/me/organisation/edit", data=edit | rights).status_code == 303
    with database.reading() as session:
        user = session.scalars(select(User)).one()
        org = session.scalars(select(Organisation)).one()
    assert (user.is_staff, user.is_admin, user.departments) == (False, False, "")
    assert (org.verification, org.verified_at) == ("pending", None)
    assert org.no != "C00000"


@pytest.mark.parametrize("path", ["/register", "/login", "/password/reset", "/register/resend"])
@pytest.mark.parametrize(
    "poison", ["\x00", "\u202e", "\ud800", "a" * 100_000, "' OR 1=1 --", "{{ 7777*7777 }}", "<script>alert(1)</script>"]
)
def test_poisoned_fields_break_nothing(client: FlaskClient, path: str, poison: str) -> None:
    data = {key: poison.encode("utf-8", "surrogatepass") for key in FORM} | {
        "next": poison.encode("utf-8", "surrogatepass")
    }
    answer = client.post(path, data=data)
    assert answer.status_code in (303, 413, 422)
    assert "<script>alert" not in answer.text
    assert "60481729" not in answer.text  # computed, not shown; short enough numbers occur in tokens by chance


def test_fields_given_twice_break_nothing(client: FlaskClient) -> None:
    assert client.post("/login", data={"email": ["a@b.cn", "c@d.cn"], "password": ["x", "y"]}).status_code == 422
    assert client.post("/register", data={key: [value, value] for key, value in FORM.items()}).status_code == 303


@pytest.mark.parametrize("path", ["/password/reset/", "/confirm/", "/confirm-email/", "/invitations/"])
def test_made_up_links_are_dead(client: FlaskClient, path: str) -> None:
    for token in ("x", "A" * 32, "%00", "'--", "a" * 3000):
        assert client.get(path + token).status_code == 404
        assert client.post(path + token, data={"password": PASSWORD, "again": PASSWORD, "name": "x"}).status_code == 404


def test_secrets_of_links_are_in_no_log(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []
    monkeypatch.setattr(
        "portal.web.requests.log", type("Log", (), {"info": lambda self, *words, **facts: logged.append(str(facts))})()
    )
    for path in ("/password/reset/", "/confirm/", "/confirm-email/", "/invitations/"):
        client.get(path + "topsecrettoken")
    client.post("/login?password=topsecretpassword", data={"email": "li@example.com", "password": "topsecretpassword"})
    assert len(logged) == 5
    assert "/password/reset/" in logged[0]
    assert "topsecret" not in "".join(logged)


def test_links_are_kept_as_hashes_only(
    client: FlaskClient, database: Database, worker: Worker, settings: Settings
) -> None:
    client.post("/register", data=FORM)
    worker.drain()
    token = mails(settings)[0].path("/confirm/").rsplit("/", 1)[1]
    with database.reading() as session:
        connection = session.connection()
        from portal import models

        for table in models.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert token not in json.dumps([str(value) for value in row])


def test_the_other_sessions_cookie_holds_no_secret_of_the_account(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_member(session, email="li@example.com", password_hash=HASH)
    client.post("/login", data={"email": "li@example.com", "password": PASSWORD})
    known = client.get_cookie("known")
    assert known is not None
    assert known.http_only
    assert "li@example.com" not in known.value
    # A forged one is ignored.
    client.set_cookie("known", known.value[:-2] + "xx")
    assert client.post("/login", data={"email": "li@example.com", "password": "no"}).status_code == 422


def test_forms_need_their_token(app: Flask, database: Database) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        browser = app.test_client()
        for path in (
            "/login",
            "/register",
            "/password/reset",
            "/logout",
            "/confirm/x",
            "/invitations/x",
        ):
            assert browser.post(path, data=FORM).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("path", ["/language", "/theme"])
@pytest.mark.parametrize(
    "origin", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}, {"Origin": "null"}]
)
def test_a_foreign_page_chooses_nothing_for_a_visitor(
    app: Flask, database: Database, path: str, origin: dict[str, str]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        browser = app.test_client()
        data = {"to": "en" if path == "/language" else "dark", "next": "/help"}
        assert browser.post(path, data=data, headers=origin).status_code == 400
        ours = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
        assert browser.post(path, data=data, headers=ours).location == "/help"
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def race(app: Flask, path: str, data: list[dict[str, str]]) -> list[int]:
    with ThreadPoolExecutor(len(data)) as pool:
        return sorted(pool.map(lambda entry: app.test_client().post(path, data=entry).status_code, data))


def test_one_registration_confirmed_by_many_at_once(
    app: Flask, client: FlaskClient, database: Database, worker: Worker, settings: Settings
) -> None:
    client.post("/register", data=FORM)
    worker.drain()
    statuses = race(app, mails(settings)[0].path("/confirm/"), [{"password": PASSWORD}] * 6)
    assert statuses == [303] + [404] * 5
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1
        assert session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_one_reset_link_used_by_many_at_once(
    app: Flask, client: FlaskClient, database: Database, worker: Worker, settings: Settings
) -> None:
    with database.writing() as session:
        make_member(session, email="li@example.com", password_hash=HASH)
    client.post("/password/reset", data={"email": "li@example.com"})
    worker.drain()
    new = [{"password": f"gp-{number} lakes", "again": f"gp-{number} lakes"} for number in range(1000, 1005)]
    assert race(app, mails(settings)[0].path("/password/reset/"), new) == [303] + [404] * 4


def test_one_invitation_accepted_by_many_at_once(
    app: Flask, sign_in: Callable[[User], FlaskClient], database: Database, worker: Worker, settings: Settings
) -> None:
    with database.writing() as session:
        boss = make_member(session, make_organisation(session))
    sign_in(boss).post("/me/organisation/invitations", data={"email": "chen@example.com", "role": "member"})
    worker.drain()
    statuses = race(
        app, mails(settings)[0].path("/invitations/"), [{"name": "陈", "phone": "", "password": PASSWORD}] * 5
    )
    assert statuses.count(303) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Membership)) == 2
        assert session.scalar(select(func.count()).where(Invitation.accepted_at.is_not(None))) == 1


def test_two_managers_who_remove_each_other_leave_one(
    app: Flask, sign_in: Callable[[User], FlaskClient], database: Database
) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        one, two = make_member(session, org), make_member(session, org)
    browsers = [(sign_in(one), two.id), (sign_in(two), one.id)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda entry: entry[0].post(f"/me/organisation/members/{entry[1]}/remove"), browsers))
    with database.reading() as session:
        managers = session.scalar(
            select(func.count()).where(Membership.org_id == org.id, Membership.ended_at.is_(None))
        )
    assert managers == 1


def test_signing_in_many_times_at_once_is_bounded(
    app: Flask, client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = [0], [0]
    verify = passwords._hasher.verify

    class Watching:
        def verify(self, kept: str, typed: str) -> bool:
            running[0] += 1
            most[0] = max(most[0], running[0])
            try:
                return verify(kept, typed)
            finally:
                running[0] -= 1

    passwords.verify_password(None, "warm up")
    monkeypatch.setattr(passwords, "_hasher", Watching())
    race(app, "/login", [{"email": f"p{number}@example.com", "password": "no"} for number in range(10)])
    assert 1 <= most[0] <= passwords._AT_ONCE


def test_reading_pages_writes_nothing(
    sign_in: Callable[[User], FlaskClient], database: Database, count_queries: list[str]
) -> None:
    with database.writing() as session:
        boss = make_member(session)
    browser = sign_in(boss)
    count_queries.clear()
    for path in ("/me", "/me/profile", "/me/organisation", "/me/tokens", "/me/password", "/login", "/register"):
        browser.get(path)
    assert not [statement for statement in count_queries if not statement.startswith("SELECT")]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(UserSession)) == 1
        assert session.scalar(select(func.count()).select_from(Job)) == 0
