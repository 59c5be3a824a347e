"""What is remembered of signatures saves work and nothing else: forged, expired and other people's cookies stay worthless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, flash, g, get_flashed_messages, session
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.uow import Database
from portal.web.escaping import shown
from portal.web.signed import Remembered, Sessions, csrf_token
from tests.factories.people import make_member, make_session

SignIn = Callable[[User], FlaskClient]


def cookie_of(app: Flask, **values: object) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps(values))


def opened(app: Flask, cookie: str) -> dict[str, object]:
    with app.test_request_context("/", headers={"Cookie": f"portal={cookie}"}):
        return dict(session)


def test_a_remembered_cookie_opens_the_same_session(app: Flask) -> None:
    cookie = cookie_of(app, locale="en", n=1)
    assert opened(app, cookie) == opened(app, cookie) == {"locale": "en", "n": 1}


def test_a_forged_cookie_is_empty_before_and_after(app: Flask) -> None:
    cookie = cookie_of(app, locale="en")
    assert opened(app, cookie)
    # Not the last character: some of its bits mean nothing.
    for forged in (cookie[:-2] + ("A" if cookie[-2] != "A" else "B") + cookie[-1], "x" + cookie, cookie + "x"):
        assert opened(app, forged) == opened(app, forged) == {}


def test_what_one_request_puts_into_its_session_stays_there(app: Flask) -> None:
    cookie = cookie_of(app, locale="en")
    for _ in range(2):
        with app.test_request_context("/", headers={"Cookie": f"portal={cookie}"}):
            assert dict(session) == {"locale": "en"}
            session["locale"] = "zh-CN"


def test_flashed_messages_are_not_shared(app: Flask) -> None:
    cookie = cookie_of(app, _flashes=[("message", "一")])
    for _ in range(2):
        with app.test_request_context("/", headers={"Cookie": f"portal={cookie}"}):
            flash("二")
            assert get_flashed_messages() == ["一", "二"]


def test_a_cookie_is_remembered_for_a_minute_and_not_past_its_age(app: Flask) -> None:
    cookie = cookie_of(app, locale="en")
    assert opened(app, cookie)
    with time_machine.travel(now() + timedelta(days=15)):
        assert opened(app, cookie) == {}


def test_a_session_that_ended_ends_at_once(sign_in: SignIn, database: Database, app: Flask) -> None:
    with database.writing() as session_:
        user = make_member(session_)
        other = make_session(session_, user)
    browser = sign_in(user)
    assert browser.get("/me").status_code == 200
    with database.writing() as session_:
        from portal.accounts.models import UserSession

        session_.query(UserSession).filter_by(user_id=user.id).update({"ended_at": now()})
    assert browser.get("/me").status_code == 303
    assert other


def test_memory_is_bounded() -> None:
    remembered: Remembered[int] = Remembered(60, most=10)
    for number in range(100):
        remembered.put(str(number), number)
    assert len(remembered._values) <= 10
    assert remembered.get("99") == 99


def test_tokens_are_the_sessions_own_and_pass_the_check(app: Flask, database: Database) -> None:
    from flask_wtf.csrf import validate_csrf

    def token(cookie: str) -> str:
        with app.test_request_context("/", headers={"Cookie": f"portal={cookie}"}):
            made = csrf_token()
            assert g.csrf_token == made
            validate_csrf(made)
            return made

    first, second = (cookie_of(app, csrf_token=raw) for raw in ("a" * 40, "b" * 40))
    assert token(first) == token(first)
    assert token(first) != token(second)
    with app.test_request_context("/", headers={"Cookie": f"portal={second}"}), pytest.raises(Exception, match="match"):
        validate_csrf(token(first))


def test_each_application_has_a_memory_of_its_own() -> None:
    assert Sessions()._verified is not Sessions()._verified


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;"),
        (7, "7"),
        (True, "True"),
        (None, "None"),
        (1.5, "1.5"),
        ([1, "<"], "[1, &#39;&lt;&#39;]"),
    ],
)
def test_values_are_escaped_on_pages(app: Flask, value: object, text: str) -> None:
    assert shown(value) == text
    template = app.jinja_env.from_string(
        "{{ value }}|{{ value|string }}|{% macro m(x) %}{{ x }}{% endmacro %}{{ m(value) }}"
    )
    assert template.render(value=value) == f"{text}|{text}|{text}"


def test_markup_stays_markup_and_subclasses_of_str_are_escaped() -> None:
    from markupsafe import Markup

    class Word(str):
        __slots__ = ()

    assert shown(Markup("<b>")) == "<b>"
    assert shown(Word("<b>")) == "&lt;b&gt;"
