"""Numbers no database holds, cursors and pages out of thin air, fields given twice: never a failure of ours."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.paging import encode_cursor
from portal.core.uow import Database
from tests.attacks.test_foreign_objects import ask
from tests.attacks.verbs import VERBS
from tests.attacks.world import World, browsers, build, state

SignIn = Callable[[User], FlaskClient]
HUGE = (
    "9" * 18,
    str(2**63 - 1),
    str(2**63),
    "9" * 40,
    "9" * 5000,
    "-1",
    "0",
    "٣",
    "1e9",
    "0x10",
    "%00",
    "\x00",
    "1\x00",
)
IDS = ("message", "file", "member_id", "invitation_id", "token_id", "job_id", "staff_id", "offered", "note_file")
LISTS = (
    "/supply", "/demand", "/warehouses", "/freight", "/prices", "/search", "/help", "/me/listings", "/me/stock", "/me/freight", "/threads",
    "/threads/rows", "/desk", "/desk/rows", "/desk/moderation", "/desk/listings", "/desk/warehouses", "/desk/freight",
    "/claims", "/desk/claims", "/desk/warehouses/{warehouse}/stock", "/desk/system/audit", "/desk/help", "/desk/notices", "/desk/staff", "/demo/mail",
)  # fmt: skip


@pytest.fixture
def world(app: Flask, database: Database) -> World:
    made = build(app, database)
    made.objects["staff_id"] = made.people["transport"].id
    return made


@pytest.fixture
def people(app: Flask, database: Database, sign_in: SignIn, world: World) -> dict[str, FlaskClient]:
    return browsers(app, database, world, sign_in)


def test_ids_no_database_holds(database: Database, people: dict[str, FlaskClient], world: World) -> None:
    before, faults = state(database), []
    for verb in VERBS:
        named = [name for name in IDS if "{" + name + "}" in verb.path + "".join(map(str, verb.data.values()))]
        for number in (str(2**63), "9" * 40, "9" * 4400) if named and verb.may else ():
            objects = world.objects | dict.fromkeys(named, number)
            answer = ask(people[verb.may[0]], verb, objects, key=world.keys.get(verb.may[0], ""))
            if answer.status_code not in (200, 204, 303, 404, 414, 422):
                faults.append(f"{verb} {number[:20]}: {answer.status_code}")
    assert faults == []
    changed = {name for name, rows in state(database).items() if rows != before[name]}
    assert changed <= {"audit_events", "listings"}


def test_numbers_no_thing_has(people: dict[str, FlaskClient], world: World) -> None:
    faults = []
    for verb in VERBS:
        for number in ("T" * 5000, "\x00", "T\x00", "..", "\u202eT", "\ud800", "'--", "*", "%"):
            objects = world.objects | dict.fromkeys(
                ("thread", "draft", "shown", "lot", "rate", "warehouse", "org"), number
            )
            try:
                answer = ask(people[(*verb.may, "a_manager")[0]], verb, objects, key=world.keys["a_manager"])
            except UnicodeEncodeError:
                continue  # no browser sends it either
            answer.close()
            if answer.status_code >= 500:
                faults.append(f"{verb} {number[:20]!r}: {answer.status_code}")
    assert faults == []


@pytest.mark.parametrize(
    "name", ["page", "before", "after", "notes", "only", "to", "size", "cursor", "version", "tonnes", "sort"]
)
def test_pages_out_of_thin_air(people: dict[str, FlaskClient], world: World, name: str) -> None:
    faults = []
    places = [
        *LISTS,
        "/threads/{thread}",
        "/threads/{thread}/messages",
        "/live/poll",
        "/listings/{shown}",
        "/desk/help/x/versions",
    ]
    for place in places:
        path = place.format(**world.objects)
        for number in HUGE:
            who = "admin" if path.startswith("/desk") else "a_manager"
            answer = people[who].get(path, query_string={"q": "钢", name: number})
            if answer.status_code not in (200, 303, 404):
                faults.append(f"{path} {name}={number[:20]!r}: {answer.status_code}")
    assert faults == []


def test_versions_no_thing_has(people: dict[str, FlaskClient], world: World) -> None:
    faults = []
    for verb in VERBS:
        if (
            "version" not in verb.data or verb.api or verb.data.get("do") == "try"
        ):  # a trial changes nothing, whatever its version
            continue
        for number in (*HUGE, ""):
            answer = people[verb.may[0]].post(
                verb.path.format(**world.objects),
                data={**{k: str(v).format(**world.objects) for k, v in verb.data.items()}, "version": number},
            )
            if answer.status_code not in (303, 409, 422):
                faults.append(f"{verb} {number[:20]!r}: {answer.status_code}")
    assert faults == []


def test_the_companys_own_page_with_a_version_it_never_had(people: dict[str, FlaskClient]) -> None:
    for number in (*HUGE, "9" * 18):
        data = {"kind": "both", "city": "天津", "company": "x", "version": number, "intro": number[:9]}
        assert people["a_manager"].post("/me/organisation/edit", data=data).status_code in (303, 409, 422), number[:20]


CURSORS = (
    "x", "=", "%00", "aQ", encode_cursor(-1), encode_cursor(2**63), encode_cursor(9999999999999999999), "i1",
    base64.urlsafe_b64encode("i٣".encode()).decode(), base64.urlsafe_b64encode(b"i" + b"9" * 5000).decode(), "A" * 10000,
)  # fmt: skip


@pytest.mark.parametrize(
    "path", ["listings", "listings?mine=1", "threads", "threads/{thread}/messages", "warehouses", "freight-rates"]
)
def test_cursors_out_of_thin_air(people: dict[str, FlaskClient], world: World, path: str) -> None:
    headers = {"Authorization": f"Bearer {world.keys['a_manager']}"}
    path = "/api/v1/" + path.format(**world.objects)
    for cursor in CURSORS:
        answer = people["visitor"].get(path + ("&" if "?" in path else "?") + f"cursor={cursor}", headers=headers)
        assert answer.status_code in (200, 422), cursor[:40]
    for size in HUGE:
        answer = people["visitor"].get(path.partition("?")[0], query_string={"size": size}, headers=headers)
        assert answer.status_code in (200, 422), size[:40]


NUMBERS: tuple[Any, ...] = (
    2**63,
    -1,
    10**400,
    1e308,
    "NaN",
    "Infinity",
    "1e999999999",
    True,
    [],
    {},
    None,
    "\x00",
    "9" * 5000,
    "0001-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31",
)


def test_numbers_of_programs_no_column_holds(people: dict[str, FlaskClient], world: World) -> None:
    headers = {"Authorization": f"Bearer {world.keys['a_manager']}"}
    faults = []
    for name in (
        "version",
        "price",
        "quantity",
        "moq",
        "lead_days",
        "valid_until",
        "wanted_by",
        "remarks",
        "payment_terms",
    ):
        for value in NUMBERS:
            body = {"version": 1, name: value}
            answer = people["visitor"].patch(f"/api/v1/listings/{world.objects['shown']}", json=body, headers=headers)
            if answer.status_code not in (200, 409, 422):
                faults.append(f"{name}={str(value)[:30]}: {answer.status_code}")
    assert faults == []


def test_bodies_that_are_no_json(people: dict[str, FlaskClient], world: World) -> None:
    headers = {"Authorization": f"Bearer {world.keys['a_manager']}", "Content-Type": "application/json"}
    for body in (
        b"",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"body":' * 50_000,
        b'{"body": "\\ud800"}',
        b'{"body": "x", "body": "y", "by_staff": true}',
        b'{"body": 1e999}',
    ):
        answer = people["visitor"].post(
            f"/api/v1/threads/{world.objects['thread']}/messages", data=body, headers=headers
        )
        assert answer.status_code in (400, 413, 415, 422), body[:30]


def test_fields_given_twice(people: dict[str, FlaskClient], world: World) -> None:
    faults = []
    for verb in VERBS:
        if verb.method == "GET" or verb.api:
            continue
        data = {k.format(**world.objects): [str(v).format(**world.objects)] * 2 for k, v in verb.data.items()}
        answer = people[verb.may[0]].post(verb.path.format(**world.objects), data=data)
        if answer.status_code >= 500:
            faults.append(f"{verb}: {answer.status_code}")
    assert faults == []
