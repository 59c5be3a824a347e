"""Signing in and out: one answer to all who may not, sessions that end when they should."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts import passwords
from portal.accounts.models import User, UserSession
from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.uow import Database
from tests.factories.people import make_member, make_staff, make_user

PASSWORD = "gp-72 rivers"
HASH = passwords.hash_password(PASSWORD)


@pytest.fixture
def li(database: Database) -> User:
    with database.writing() as session:
        return make_member(session, email="li@example.com", password_hash=HASH)


def log_in(client: FlaskClient, email: str = "li@example.com", password: str = PASSWORD, **extra: str):  # type: ignore[no-untyped-def]
    return client.post("/login", data={"email": email, "password": password, **extra})


def test_the_right_password_signs_in(client: FlaskClient, li: User) -> None:
    answer = log_in(client, " LI@Example.com ")
    assert (answer.status_code, answer.location) == (303, "/me")
    assert client.get("/me/profile").status_code == 200


def test_staff_go_to_their_desk(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_staff(session, email="zhao@example.com", password_hash=HASH)
    assert log_in(client, "zhao@example.com").location == "/desk"


@pytest.mark.parametrize(
    ("to", "arrives"), [("/search?q=1", "/search?q=1"), ("//evil.test", "/me"), ("javascript:alert(1)", "/me")]
)
def test_one_comes_back_to_our_own_pages_only(client: FlaskClient, li: User, to: str, arrives: str) -> None:
    assert log_in(client, next=to).location == arrives


def test_all_who_may_not_get_one_answer_at_one_cost(
    client: FlaskClient, database: Database, li: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        make_user(session, email="gone@example.com", password_hash=HASH, disabled_at=now())
        make_user(session, email="unproven@example.com", password_hash=HASH, email_confirmed_at=None)
        make_user(session, email="empty@example.com")
    passwords.verify_password(None, "warm up")
    costs: list[str] = []
    verify = passwords._hasher.verify
    monkeypatch.setattr(passwords, "_hasher", type("Counting", (), {
        "verify": staticmethod(lambda kept, typed: (costs.append("verify"), verify(kept, typed))[1]),
        "hash": staticmethod(lambda typed: costs.append("hash")),
        "check_needs_rehash": staticmethod(lambda kept: False),
    }))  # fmt: skip
    answers = set()
    for email, password in [
        ("li@example.com", "wrong password"), ("unknown@example.com", PASSWORD), ("gone@example.com", PASSWORD),
        ("unproven@example.com", PASSWORD), ("empty@example.com", PASSWORD), ("not an address", PASSWORD),
    ]:  # fmt: skip
        costs.clear()
        answer = log_in(client, email, password)
        page = re.sub(r'name="csrf_token"[^>]*', "", answer.text.replace(email, "…"))  # it holds the time
        answers.add((answer.status_code, page, tuple(costs)))
    assert len(answers) == 1
    assert answers.pop()[2] == ("verify",)


def test_the_session_is_a_new_one_and_ends_for_good(client: FlaskClient, app: Flask, li: User) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "x"
    log_in(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        stolen = dict(cookie)
    answer = client.post("/logout")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (303, '"cache", "storage"')
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert thief.get("/me/profile").status_code == 303


def test_private_pages_are_not_kept(client: FlaskClient, li: User) -> None:
    log_in(client)
    assert client.get("/me/profile").headers["Cache-Control"] == "no-store"


def test_a_disabled_person_is_out_at_once(client: FlaskClient, database: Database, li: User) -> None:
    log_in(client)
    with database.writing() as session:
        session.get_one(User, li.id).disabled_at = now()
    assert client.get("/me/profile").status_code == 303


def test_a_session_ends_by_itself(client: FlaskClient, li: User) -> None:
    log_in(client)
    with time_machine.travel(now() + timedelta(days=15)):
        assert client.get("/me/profile").status_code == 303


def test_other_browsers_can_be_signed_out(client: FlaskClient, app: Flask, li: User) -> None:
    other = app.test_client()
    log_in(other)
    log_in(client)
    assert client.get("/me/profile").text.count("<time") == 2
    client.post("/me/sessions/end")
    assert client.get("/me/profile").status_code == 200
    assert other.get("/me/profile").status_code == 303


def test_guessing_ends_after_ten_and_is_noted_once(client: FlaskClient, database: Database, li: User) -> None:
    for number in range(10):
        address = {"REMOTE_ADDR": f"10.0.0.{number}"}
        assert (
            client.post("/login", data={"email": "li@example.com", "password": "no"}, environ_base=address).status_code
            == 422
        )
    for typed in ("li@example.com", "LI@example.com", "ｌｉ@example.com"):
        answer = client.post(
            "/login", data={"email": typed, "password": PASSWORD}, environ_base={"REMOTE_ADDR": "10.0.1.1"}
        )
        assert answer.status_code == 429
    assert "分钟后再试" in answer.text
    assert PASSWORD not in answer.text
    with database.reading() as session:
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "limit.reached")).all()
    assert [(event.subject, event.facts["who"]) for event in noted] == [("sign-in.account", "li@example.com")]


def test_unknown_accounts_have_the_same_limit(client: FlaskClient, database: Database) -> None:
    for number in range(10):
        client.post(
            "/login",
            data={"email": "x@example.com", "password": "no"},
            environ_base={"REMOTE_ADDR": f"10.0.0.{number}"},
        )
    assert log_in(client, "x@example.com").status_code == 429


def test_a_stranger_does_not_lock_the_owner_out(client: FlaskClient, app: Flask, li: User) -> None:
    log_in(client)
    client.post("/logout")
    stranger = app.test_client()
    for number in range(11):
        stranger.post(
            "/login",
            data={"email": "li@example.com", "password": "no"},
            environ_base={"REMOTE_ADDR": f"10.0.0.{number}"},
        )
    assert log_in(stranger).status_code == 429
    assert log_in(client).status_code == 303


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8:1:2::{n}"])
def test_one_address_has_ten_tries_for_all_accounts(client: FlaskClient, li: User, address: str) -> None:
    statuses = []
    for number in range(11):
        where = {"REMOTE_ADDR": address.replace("{n}", f"{number:x}")}
        headers = {"X-Forwarded-For": f"10.9.9.{number}"}
        statuses.append(
            client.post(
                "/login",
                data={"email": f"p{number}@example.com", "password": "no"},
                environ_base=where,
                headers=headers,
            ).status_code
        )
    assert statuses == [422] * 10 + [429]


def test_signing_in_often_is_no_guessing(app: Flask, client: FlaskClient, li: User, database: Database) -> None:
    for _ in range(12):
        assert log_in(app.test_client()).status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(UserSession)) == 12


def test_an_outdated_hash_is_replaced(client: FlaskClient, database: Database) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.writing() as session:
        wang = make_member(session, email="wang@example.com", password_hash=weak)
    assert log_in(client, "wang@example.com").status_code == 303
    with database.reading() as session:
        kept = session.scalar(select(User.password_hash).where(User.id == wang.id))
    assert kept != weak
    assert log_in(client, "wang@example.com").status_code == 303


def test_language_and_theme_are_remembered(
    client: FlaskClient, sign_in: Callable[[User], FlaskClient], li: User, database: Database
) -> None:
    answer = client.post("/language", data={"to": "en", "next": "/login"})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert '<html lang="en"' in client.get("/login").text
    assert client.post("/language", data={"to": "xx", "next": "//evil.test"}).location == "/"
    browser = sign_in(li)
    browser.post("/language", data={"to": "zh-TW", "next": "/"})
    with database.reading() as session:
        assert session.scalar(select(User.locale).where(User.id == li.id)) == "zh-TW"
    client.post("/theme", data={"to": "dark", "next": "/login"})
    assert 'data-theme="dark"' in client.get("/login").text
