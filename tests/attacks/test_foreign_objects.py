"""Whatever belongs to company A is not there for anybody else: same answer as for what does not exist, and nothing changes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.uow import Database
from tests.attacks import verbs
from tests.attacks.verbs import ABSENT, VERBS, Verb
from tests.attacks.world import World, browsers, build, state

SignIn = Callable[[User], FlaskClient]
STRANGERS = ("visitor", "b_manager", "b_viewer", "supplier", "former", "disabled", "nobody")


@pytest.fixture
def world(app: Flask, database: Database) -> World:
    made = build(app, database)
    made.objects["staff_id"] = made.people["transport"].id
    return made


def ask(browser: FlaskClient, verb: Verb, objects: dict[str, Any], *, key: str = "") -> Any:
    path = verb.path.format(**objects)
    with browser.session_transaction() as cookie:
        cookie.pop("_flashes", None)  # words of an earlier answer
    data = {
        name.format(**objects): value.format(**objects) if isinstance(value, str) else value
        for name, value in verb.data.items()
    }
    if verb.api:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        body = data if verb.method != "GET" and data else None
        return browser.open(path, method=verb.method, json=body, headers=headers)
    return browser.open(path, method=verb.method, data=data)


def told(answer: Any, objects: dict[str, Any]) -> tuple[int, str, str]:
    """Status, place and text of an answer, without what was asked for and the form's token."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.get_data(as_text=True))
    text = re.sub(r'content="[^"]{60,}"', "", text)
    place = answer.headers.get("Location", "")
    for value in sorted(map(str, objects.values()), key=len, reverse=True):
        if len(value) > 5:
            text, place = text.replace(value, "@"), place.replace(value, "@")
    ids = r"(?<=[/=])\d+(?=[/&?\"]|$)|(?<=%2F|%3D)\d+"
    return answer.status_code, re.sub(ids, "@", place), "" if place else re.sub(ids, "@", text)


def absent(objects: dict[str, Any]) -> dict[str, Any]:
    return objects | ABSENT


def test_the_table_knows_every_address_that_takes_an_argument(app: Flask) -> None:
    known = {verb.endpoint for verb in VERBS} | set(verbs.PUBLIC)
    with_argument = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
    assert with_argument - known == set()


@pytest.mark.parametrize("who", [*STRANGERS, "a_viewer", "sales", "warehouse"])
def test_it_is_not_there_and_nothing_changes(
    app: Flask, database: Database, sign_in: SignIn, world: World, who: str
) -> None:
    people = browsers(app, database, world, sign_in)
    browser, key = people[who], world.keys.get(who, "")
    before, faults = state(database), []
    for verb in VERBS:
        if who in verb.may:
            continue
        answer = ask(browser, verb, world.objects, key=key)
        if answer.status_code < 400 and not _sent_away(answer, verb):
            faults.append(f"{verb}: {answer.status_code}")
        if who in STRANGERS:
            other = ask(browser, verb, absent(world.objects), key=key)
            mine, theirs = told(answer, world.objects), told(other, absent(world.objects))
            if mine != theirs:
                faults.append(f"{verb}: {mine[:2]} is not {theirs[:2]}: {_difference(mine[2], theirs[2])}")
        after = state(database)
        if after != before:
            changed = [name for name in after if after[name] != before[name] and name != "audit_events"]
            if changed:
                faults.append(f"{verb}: changed {changed}")
            before = after
    assert faults == []


def _difference(mine: str, theirs: str) -> list[str]:
    return [line[:200] for line in difflib.ndiff(mine.splitlines(), theirs.splitlines()) if line[0] in "+-"][:4]


def _sent_away(answer: Any, verb: Verb) -> bool:
    """To the sign-in page, or back to a list with a word that nothing was found."""
    place = answer.headers.get("Location", "")
    return answer.status_code == 303 and (place.startswith("/login") or place in _LISTS.get(verb.path, ()))


_LISTS = {
    "/me/listings/confirm": ("/me/listings",),
    "/me/listings/grid?no={shown}": ("/me/listings",),
    "/me/listings/grid": ("/me/listings",),
    "/me/stock/confirm": ("/me/stock",),
    "/me/freight/many": ("/me/freight",),
    "/desk/freight/many": ("/desk/freight",),
    "/desk/bulk": ("/desk",),
}
"""Forms over several rows: those that are not one's own are passed over. That nothing changes is asked above."""


def test_who_may_read_it_reads_it_and_changes_nothing(
    app: Flask, database: Database, sign_in: SignIn, world: World
) -> None:
    people = browsers(app, database, world, sign_in)
    before, faults = state(database), []
    for verb in VERBS:
        for who in verb.may if verb.method == "GET" else ():
            with ask(people[who], verb, world.objects, key=world.keys.get(who, "")) as answer:
                if answer.status_code != 200:
                    faults.append(f"{verb} by {who}: {answer.status_code}")
    assert faults == []
    assert state(database) == before


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.method != "GET"], ids=str)
def test_who_may_change_it_changes_it_and_leaves_one_audit_event(
    app: Flask, database: Database, sign_in: SignIn, world: World, verb: Verb
) -> None:
    people = browsers(app, database, world, sign_in)
    who = verb.may[0]
    before, events = state(database), _events(database)
    with ask(people[who], verb, world.objects, key=world.keys.get(who, "")) as answer:
        assert answer.status_code < 400, answer.get_data(as_text=True)
    after = state(database)
    changed = {name for name in after if after[name] != before[name]} - {"audit_events"}
    assert bool(changed) == bool(verb.events), changed
    assert _events(database) == events + verb.events


def _events(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent)) or 0
