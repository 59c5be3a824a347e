"""Every field of the service centre's forms and every part of its addresses with what nobody means: an answer each time, never a failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from portal.accounts.models import User
from portal.core.uow import Database
from tests.attacks.test_text import _MARKUP
from tests.attacks.verbs import API, CASEWORK, MAILROOM, THREADS, Verb
from tests.attacks.world import World, browsers, build

SignIn = Callable[[User], FlaskClient]
ODD = (
    "", "0", "-1", "1e309", "NaN", "Infinity", "9" * 30, "9223372036854775808", "٣", "²", "1.0000000001", "0001-01-01", "9999-12-31", "2026-02-30",
    "0001-01-01T00:00", "9999-12-31T23:59", "10000-01-01T00:00", "\x00", "a\x00b", "\u202e反\u2066", "\u2028\r\nBcc: x@y", "%s %(x)s {0} {我}",
    "<script>alert(1)</script>", "'; DROP TABLE threads; --", "x" * 40_000, "👩‍👩‍👧‍👦" * 50, "\ufeff", "None", "true",
)  # fmt: skip
FORMS = {verb.endpoint: verb for verb in (*THREADS, *CASEWORK, *MAILROOM) if verb.method == "POST" and verb.may}
OF_LISTS = {
    "/desk": ("view", "whose", "department", "kind", "side", "priority", "tier", "tag", "owner", "q", "page"),
    "/desk/insight": ("from", "to", "days", "person", "department"), "/desk/insight.csv": ("from", "to", "table", "person"),
    "/desk/recovery": ("state", "occasion", "cause", "days", "page"), "/desk/recovery.csv": ("state", "cause"), "/desk/mail": ("state", "page"),
    "/desk/replies": ("q", "department"), "/desk/replies/new": ("body",), "/threads": ("q", "state", "kind", "page"),
    "/threads/{thread}": ("before", "reply"), "/threads/{thread}/messages": ("after", "notes", "only"), "/threads/{thread}/answers": ("q", "part"),
    "/threads/{settled}/rating": ("score",), "/claims/new": ("thread", "order", "listing"), "/live/poll": ("after", "thread"),
    "/desk/threads/new": ("listing", "about"), "/service-standards": ("days",), "/threads/new": ("kind", "about", "listing"),
    "/api/v1/threads": ("cursor", "size", "status", "kind"), "/api/v1/threads/{thread}/messages": ("cursor", "size"), "/desk/claims": ("state", "page", "q"),
    "/claims": ("state", "page", "q"),
}  # fmt: skip


@pytest.fixture
def world(app: Flask, database: Database) -> World:
    made = build(app, database)
    made.objects["staff_id"] = made.people["transport"].id
    return made


def filled(verb: Verb, world: World) -> tuple[str, dict[str, Any]]:
    put = world.objects
    data = {name.format(**put): str(value).format(**put) for name, value in verb.data.items()}
    return verb.path.format(**put), data


def spoiled(data: dict[str, Any]) -> Iterator[Any]:
    """The form with one field after the other wrong, missing or twice; then with a thousand more. Every third thing to each in turn."""
    for place, name in enumerate((*data, "unknown")):
        for odd in ODD[place % 3 :: 3]:
            yield data | {name: odd}
        yield {key: value for key, value in data.items() if key != name}
        yield MultiDict([*data.items(), (name, "x"), (name, "9" * 30)])
    yield data | {f"field-{number}": "x" for number in range(1000)}


BODIES = (
    (b"{", "application/json"), (b"\xff\xfe\x00", "application/x-www-form-urlencoded"), (b"--x", "multipart/form-data"),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"), (b"a=%ED%A0%80&b=%00&words=%F0", "application/x-www-form-urlencoded"), (b"<x/>", "text/xml"),
)  # fmt: skip


def test_no_field_breaks_a_form(app: Flask, database: Database, sign_in: SignIn, world: World) -> None:
    people, faults = browsers(app, database, world, sign_in), []
    for verb in FORMS.values():
        path, data = filled(verb, world)
        answers = [people[verb.may[-1]].post(path, data=form) for form in spoiled(data)]
        answers += [people[verb.may[-1]].post(path, data=body, content_type=kind) for body, kind in BODIES]
        for answer in answers:
            if answer.status_code >= 500 or _MARKUP.search(answer.get_data(as_text=True)):
                faults.append((answer.status_code, str(verb), answer.request.get_data()[:120]))
    assert faults == []


def test_no_part_of_an_address_breaks_a_page(app: Flask, database: Database, sign_in: SignIn, world: World) -> None:
    people, faults = browsers(app, database, world, sign_in), []
    for path, names in OF_LISTS.items():
        for place, name in enumerate(names):
            for odd in ODD[place % 2 :: 2]:
                who = "a_manager" if path.startswith(("/claims", "/threads")) else "supervision"
                headers = {"Authorization": f"Bearer {world.keys['a_manager']}"} if path.startswith("/api") else {}
                answer = people[who].get(path.format(**world.objects), query_string={name: odd[:2000]}, headers=headers)
                if answer.status_code >= 500 or _MARKUP.search(answer.get_data(as_text=True)):
                    faults.append((answer.status_code, path, name, odd[:40]))
    assert faults == []


def test_no_number_in_an_address_is_too_large(app: Flask, database: Database, sign_in: SignIn, world: World) -> None:
    browser, faults = browsers(app, database, world, sign_in)["admin"], []
    for rule in app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint in ("live.stream", "assets.file"):
            continue
        for big in (0, 2**31, 2**63 - 1, 2**63, 10**30):
            for text in ("\u202e", "%00", "x" * 3000, "T00000000"):
                values = {
                    name: big if "Integer" in type(rule._converters[name]).__name__ else text for name in rule.arguments
                }
                built = rule.build(values, append_unknown=False)
                assert built
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    with browser.open(built[1], method=method) as answer:
                        if answer.status_code >= 500:
                            faults.append((answer.status_code, method, built[1][:80]))
                if not any("Integer" in type(one).__name__ for one in rule._converters.values()):
                    continue
    assert faults == []


def test_programs_get_answers_too(app: Flask, database: Database, sign_in: SignIn, world: World) -> None:
    browser, faults = app.test_client(), []
    headers = {"Authorization": f"Bearer {world.keys['a_manager']}"}
    odd: tuple[Any, ...] = (*ODD, None, [], {}, 10**30, -1, 1.5, True, [[[]]], {"a": {"b": "c"}})
    for verb in API:
        if verb.method == "GET":
            continue
        path, data = filled(verb, world)
        for name in (*data, "unknown"):
            for value in odd:
                answer = browser.open(path, method=verb.method, json=data | {name: value}, headers=headers)
                if answer.status_code >= 500:
                    faults.append((answer.status_code, path, name, str(value)[:40].encode("unicode_escape")))
        for body in (
            b"",
            b"[]",
            b"null",
            b"{",
            b"[" * 100_000,
            b'{"a":1e999}',
            b'{"body":"\\ud800","subject":"\\u0000"}',
            b"\xff",
        ):
            answer = browser.open(path, method=verb.method, data=body, content_type="application/json", headers=headers)
            if answer.status_code >= 500:
                faults.append((answer.status_code, path, "", body[:20]))
    assert faults == []


def test_no_hostile_text_breaks_a_case(
    app: Flask, database: Database, sign_in: SignIn, world: World, naughty: Sequence[str]
) -> None:
    """Every string once, the forms taking turns; then everything that shows them."""
    people, faults, o = browsers(app, database, world, sign_in), [], world.objects
    staff, customer = people["admin"], people["a_manager"]
    for number, text in enumerate(naughty):
        turns = [
            (staff, f"/threads/{o['thread']}/messages", {"as": "note", "body": text, "token": f"hostile-{number:06}"}),
            (staff, f"/threads/{o['thread']}/tasks", {"task-title": text[:120], "task-department": "sales", "task-assignee_id": ""}),
            (staff, f"/threads/{o['thread']}/tags", {"tags": text[:20]}),
            (staff, f"/claims/{o['its_claim']}/notes", {"words": text[:1000]}),
            (staff, "/desk/replies/new", {"title": text[:60], "body": text, "department": "", "version": "0"}),
            (staff, "/desk/views", {"name": text[:40], "query": text}),
            (staff, "/desk/recovery/causes", {"name": text[:40]}),
            (staff, f"/desk/recovery/{o['recovery']}", {"version": "1", "cause_id": "", "remedy": "", "note": text[:1000]}),
            (customer, f"/threads/{o['settled']}/rating", {"quality": "3", "speed": "3", "attitude": "3", "word": text[:500]}),
            (customer, "/claims/new", {"kind": "quality", "delivered_on": "2026-11-20", "amount": "1", "what": text[:2000], "heats": text[:300], "delivery_place": text[:200], "token": f"hostile-{number:06}"}),
            (customer, f"/threads/{o['thread']}/draft", {"body": text}),
        ]  # fmt: skip
        browser, path, data = turns[number % len(turns)]
        with browser.post(path, data=data) as answer:
            if answer.status_code not in (200, 204, 303, 409, 422, 429) or _MARKUP.search(
                answer.get_data(as_text=True)
            ):
                faults.append((answer.status_code, path, text[:40]))
    for path in ("/desk?view=active", f"/threads/{o['thread']}", f"/threads/{o['thread']}/case", f"/claims/{o['its_claim']}", "/desk/replies",
                 f"/threads/{o['thread']}/answers", "/desk/recovery/causes", f"/desk/recovery/{o['recovery']}", f"/threads/{o['settled']}/rating",
                 "/desk/recovery?state=all", "/desk/insight", "/me/notifications", "/desk/system/audit"):  # fmt: skip
        page = staff.get(path)
        if page.status_code != 200 or _MARKUP.search(page.text):
            faults.append((page.status_code, path, ""))
    assert faults == []
