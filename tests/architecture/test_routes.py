"""Every route states who may use it, and nobody else gets in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.accounts.models import User
from portal.core.uow import Database
from tests.factories.people import make_member, make_organisation, make_staff, make_user

GUARDS = ("public", "public_api", "token", "signed_in", "member", "writer", "manager", "admin", "staff")

# Open to the world on purpose. A new public route is a decision: add it here, and say why in the commit.
PUBLIC_GROUPS = (
    "/", "/search", "/supply", "/demand", "/listings/", "/warehouses", "/freight", "/prices", "/service-standards", "/companies/", "/help", "/notices/",
    "/login", "/register", "/password/", "/rate/", "/confirm", "/invitations/", "/unsubscribe/", "/still-there/", "/language", "/theme", "/demo/", "/dev/", "/live",
    "/healthz", "/readyz", "/metrics", "/api/docs", "/api/v1/openapi.json", "/files/", "/robots.txt", "/suggest", "/favicon.ico",
)  # fmt: skip


def guard_of(app: Flask, rule: Rule) -> str:
    return getattr(app.view_functions[rule.endpoint], "_guard", "")


def rules(app: Flask) -> Iterator[Rule]:
    return app.url_map.iter_rules()


def fill(rule: Rule) -> str:
    """An address of the rule, with values that name nothing."""
    values = {
        name: 999999 if "int" in type(rule._converters[name]).__name__.lower() else "ZZZZ" for name in rule.arguments
    }
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def test_every_route_states_its_guard(app: Flask) -> None:
    bare = [f"{rule.endpoint} {rule.rule}" for rule in rules(app) if guard_of(app, rule).split(":")[0] not in GUARDS]
    assert bare == []


def test_public_routes_are_the_ones_we_meant(app: Flask) -> None:
    unmeant = [
        rule.rule
        for rule in rules(app)
        if guard_of(app, rule) == "public"
        and not any(rule.rule == group or (group != "/" and rule.rule.startswith(group)) for group in PUBLIC_GROUPS)
    ]
    assert unmeant == []


def test_programs_have_their_own_guards(app: Flask) -> None:
    wrong = [
        rule.rule
        for rule in rules(app)
        if rule.rule.startswith("/api/v1/") and guard_of(app, rule) not in ("token", "public_api", "public")
    ]
    assert wrong == []


def attempt(browser: FlaskClient, rule: Rule) -> int:
    method = next(m for m in ("GET", "POST", "PUT", "PATCH", "DELETE") if m in (rule.methods or ()))
    response = browser.open(fill(rule), method=method)
    response.close()
    return response.status_code


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    with database.writing() as session:
        company = make_organisation(session)
        return {
            "viewer": make_member(session, company, role="viewer"),
            "member": make_member(session, company, role="member"),
            "manager": make_member(session, company, role="manager"),
            "nobody": make_user(session),
            "sales": make_staff(session, "sales"),
            "transport": make_staff(session, "transport"),
        }


def test_visitors_are_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    wrong = []
    for rule in rules(app):
        guard = guard_of(app, rule)
        if guard.split(":")[0] in ("public", "public_api"):
            continue
        status = attempt(client, rule)
        if status != (401 if guard == "token" else 303):
            wrong.append((rule.rule, guard, status))
    assert wrong == []


def test_customers_never_reach_the_desk(
    app: Flask, sign_in: Callable[[User], FlaskClient], people: dict[str, User]
) -> None:
    wrong = []
    for name in ("viewer", "member", "manager", "nobody"):
        browser = sign_in(people[name])
        for rule in rules(app):
            if guard_of(app, rule).split(":")[0] in ("staff", "admin") and attempt(browser, rule) != 404:
                wrong.append((name, rule.rule))
    assert wrong == []


def test_viewers_write_nowhere(app: Flask, sign_in: Callable[[User], FlaskClient], people: dict[str, User]) -> None:
    browser = sign_in(people["viewer"])
    wrong = [
        rule.rule
        for rule in rules(app)
        if guard_of(app, rule) in ("writer", "manager") and attempt(browser, rule) != 403
    ]
    assert wrong == []


def test_administration_is_for_administrators(
    app: Flask, sign_in: Callable[[User], FlaskClient], people: dict[str, User]
) -> None:
    browser = sign_in(people["sales"])
    wrong = [rule.rule for rule in rules(app) if guard_of(app, rule) == "admin" and attempt(browser, rule) != 404]
    assert wrong == []


def test_departments_keep_to_their_pages(
    app: Flask, sign_in: Callable[[User], FlaskClient], people: dict[str, User]
) -> None:
    wrong = []
    for name in ("sales", "transport"):
        browser = sign_in(people[name])
        for rule in rules(app):
            kind, _, departments = guard_of(app, rule).partition(":")
            if kind == "staff" and departments and name not in departments.split(",") and attempt(browser, rule) != 403:
                wrong.append((name, rule.rule))
    assert wrong == []
