"""No form is taken without its token, whoever is signed in, and no browser's cookie opens the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.uow import Database
from tests.attacks.verbs import VERBS
from tests.attacks.world import World, build, state

SignIn = Callable[[User], FlaskClient]
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
BY_LINK = {"notices_me.left"}
"""Where a signed link in the address is the proof, and no session is looked at."""
WRONG = "IjEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODkwYWJjZGVmMTIzNDU2Nzgi.ZzzzzQ.AAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def world(app: Flask, database: Database) -> World:
    made = build(app, database)
    made.objects["staff_id"] = made.people["transport"].id
    return made


@pytest.fixture
def csrf(app: Flask, sign_in: SignIn) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True  # `sign_in` switched it off
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def requests(app: Flask, world: World, *, api: bool) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and what would be taken, for every address that changes something: of real things where the attacks know them."""
    found = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & CHANGES):
            if rule.rule.startswith("/api/v1") != api or rule.endpoint in BY_LINK:
                continue
            known = [verb for verb in VERBS if verb.endpoint == rule.endpoint and verb.method == method]
            filled = [(verb.path.format(**world.objects), _filled(verb.data, world)) for verb in known]
            found += [(method, *entry) for entry in filled or [(re.sub(r"<[^>]+>", "1", rule.rule), {})]]
    return found


def _filled(data: dict[str, Any], world: World) -> dict[str, Any]:
    put = world.objects
    return {
        name.format(**put): value.format(**put) if isinstance(value, str) else value for name, value in data.items()
    }


@pytest.mark.parametrize("who", ["admin", "a_manager", "sales"])
def test_no_form_is_taken_without_its_token(
    app: Flask, database: Database, sign_in: SignIn, world: World, csrf: None, who: str
) -> None:
    browser, other = sign_in(world.people[who]), sign_in(world.people["b_manager"])
    app.config["WTF_CSRF_ENABLED"] = True
    theirs = _token(other)  # a good one, of somebody else's browser
    assert _token(browser) != theirs
    before, faults = state(database), []
    asked = requests(app, world, api=False)
    for method, path, data in asked:
        for given in ({}, {"csrf_token": ""}, {"csrf_token": WRONG}, {"csrf_token": theirs}):
            answer = browser.open(path, method=method, data=data | given)
            if answer.status_code != 400:
                faults.append(f"{method} {path} with {given}: {answer.status_code}")
        answer = browser.open(
            path, method=method, data=data, headers={"X-CSRFToken": WRONG, "Accept": "application/json"}
        )
        if answer.status_code != 400:
            faults.append(f"{method} {path} with a wrong header: {answer.status_code}")
    assert faults == []
    assert len(asked) > 70
    assert state(database) == before


def test_with_its_token_the_form_is_taken(app: Flask, sign_in: SignIn, world: World, csrf: None) -> None:
    browser = sign_in(world.people["a_manager"])
    app.config["WTF_CSRF_ENABLED"] = True
    data = {"csrf_token": _token(browser)}
    assert browser.post(f"/me/listings/{world.objects['shown']}/close", data=data).status_code == 303


@pytest.mark.parametrize("who", ["admin", "a_manager"])
def test_a_browsers_cookie_is_no_credential_for_programs(
    app: Flask, database: Database, sign_in: SignIn, world: World, csrf: None, who: str
) -> None:
    browser = sign_in(world.people[who])
    app.config["WTF_CSRF_ENABLED"] = True
    headers = {"X-CSRFToken": _token(browser)}
    before = state(database)
    asked = requests(app, world, api=True)
    answers = {
        (method, path): browser.open(path, method=method, json=data, headers=headers).status_code
        for method, path, data in asked
    }
    assert answers == dict.fromkeys(answers, 401)
    assert len(answers) >= 7
    assert browser.get("/api/v1/threads", headers=headers).status_code == 401
    assert state(database) == before


def _token(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/me/profile").text)
    assert found is not None
    return found.group(1)
