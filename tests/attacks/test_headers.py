"""Headers anybody can forge: they neither get past a limit nor into a mail or a redirect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.accounts import passwords
from portal.accounts.models import User
from portal.config import Settings
from portal.core.uow import Database
from portal.core.worker import Worker
from tests.factories.mail import clear_mail, mails
from tests.factories.people import make_member, make_organisation

FORGED = {
    "Host": "evil.test",
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Port": "8666",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Proto": "https",
    "X-Original-URL": "/evil",
    "Forwarded": "host=evil.test;for=10.1.1.1",
}
PASSWORD = "gp-72 rivers"


def forged_addresses(number: int) -> dict[str, str]:
    address = f"10.9.{number // 250}.{number % 250}"
    return {
        "X-Forwarded-For": address,
        "X-Real-IP": address,
        "Client-IP": address,
        "CF-Connecting-IP": address,
        "Forwarded": f"for={address}",
    }


def ask_often(client: FlaskClient, times: int, *, last_hop: str = "") -> Counter[int]:
    found: Counter[int] = Counter()
    for number in range(times):
        headers = forged_addresses(number)
        if last_hop:  # what the proxy before us appends
            headers["X-Forwarded-For"] += f", {last_hop}"
        answer = client.post("/password/reset", data={"email": f"p{number}@example.com"}, headers=headers)
        found[answer.status_code] += 1
    return found


def test_forged_addresses_do_not_get_past_a_limit(client: FlaskClient, settings: Settings) -> None:
    assert settings.trusted_proxies == 0
    assert ask_often(client, 32) == {303: 30, 429: 2}


def test_behind_a_proxy_only_what_the_proxy_says_counts(settings: Settings, client: FlaskClient) -> None:
    app = create_app(replace(settings, trusted_proxies=1))
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        behind = app.test_client()
        assert ask_often(behind, 32, last_hop="203.0.113.7") == {303: 30, 429: 2}
        assert ask_often(behind, 1, last_hop="203.0.113.8") == {303: 1}
    finally:
        app.extensions["portal.database"].engine.dispose()


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_host_gets_into_no_mail_nor_redirect(
    app: Flask,
    settings: Settings,
    sign_in: Callable[[User], FlaskClient],
    database: Database,
    worker: Worker,
    proxies: int,
) -> None:
    clear_mail(settings)
    with database.writing() as session:
        hashed = passwords.hash_password(PASSWORD)
        boss = make_member(session, make_organisation(session), email="li@example.com", password_hash=hashed)
    cookie = sign_in(boss).get_cookie("portal")
    assert cookie is not None
    house = app
    if proxies:
        house = create_app(replace(settings, trusted_proxies=1))
        house.config["WTF_CSRF_ENABLED"] = False
    browser = house.test_client(use_cookies=False)  # a cookie jar would keep the cookie from another host
    signed_in = FORGED | {"Cookie": f"portal={cookie.value}"}
    answers = [
        browser.post(path, data=data, headers=signed_in)
        for path, data in (
            ("/me/organisation/invitations", {"email": "chen@example.com", "role": "member"}),
            ("/me/email", {"email": "new@example.com", "current": PASSWORD}),
            ("/password/reset", {"email": "li@example.com"}),
        )
    ]
    answers.append(browser.get("/me", headers=FORGED))
    assert [answer.status_code for answer in answers] == [303] * 4
    for answer in answers:
        assert "evil" not in str(answer.headers)
        assert answer.headers["Location"].startswith("/")
        assert not answer.headers["Location"].startswith("//")
    worker.drain()
    found = mails(settings)
    assert {mail.to for mail in found} >= {"chen@example.com", "new@example.com", "li@example.com"}
    assert not any("evil" in mail.subject + mail.text for mail in found)
    assert all("http://portal.test/" in mail.text for mail in found)
    if proxies:
        house.extensions["portal.database"].engine.dispose()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/supply",
        "/demand",
        "/search?q=HRB400E",
        "/warehouses",
        "/freight",
        "/prices",
        "/help",
        "/api/docs",
        "/listings/S00000000",
    ],
)
def test_looking_around_sets_no_cookie(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert "Set-Cookie" not in answer.headers
    assert "no-store" not in answer.headers["Cache-Control"]  # the button back shows what was there
