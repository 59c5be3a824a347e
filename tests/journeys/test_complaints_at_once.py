"""A form says everything that is wrong with it at once, each beside its field, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.uow import Database
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation, make_staff

FORMS: list[tuple[str, str, dict[str, Any], set[str]]] = [
    ("visitor", "/register", {"uscc": "12345", "email": "no-at", "password": "123", "phone": "x"},
     {"kind", "company", "uscc", "city", "name", "phone", "email", "password", "terms"}),
    ("seller", "/me/listings/new?kind=supply",
     {"price": "-5", "valid_until": "2020-01-01", "lead_days": "900", "category": "rebar", "do": "publish", "unit": "t"},
     {"product_name", "price", "lead_days", "valid_until"}),
    ("buyer", "/me/listings/new?kind=demand", {"price": "x", "wanted_by": "2020-01-01", "do": "publish", "unit": "t"},
     {"category", "product_name", "quantity", "price", "city", "wanted_by"}),
    ("seller", "/me/freight/new",
     {"from_city": "亚特兰蒂斯", "to_city": "", "mode": "x", "price": "a", "days_min": "9", "days_max": "3",
      "valid_from": "2020-01-02", "valid_until": "2020-01-01"},
     {"from_city", "to_city", "mode", "price", "days_max", "valid_until"}),
    ("staff", "/desk/warehouses/new", {"name": "", "city": "亚特兰蒂斯", "operator_no": "C00000", "capacity": "x"},
     {"name", "city", "operator_no", "capacity"}),
    ("seller", "/me/stock/new", {"on_hand": "0", "arrived_on": "2199-01-01", "pieces": "x", "warehouse_no": ""},
     {"on_hand", "arrived_on", "pieces", "warehouse_no"}),
    ("buyer", "/threads/new", {"kind": "inquiry", "subject": "", "body": ""}, {"subject", "body"}),
    ("seller", "/me/profile", {"name": "", "phone": "x", "locale": "zh-CN"}, {"name", "phone"}),
    ("seller", "/me/password", {"current": "", "password": "123", "again": "124"}, {"current", "password", "again"}),
    ("seller", "/me/email", {"email": "no-at", "current": ""}, {"email", "current"}),
    ("seller", "/me/organisation/edit", {"kind": "supplier", "uscc": "1", "company": "", "city": "", "phone": "x"},
     {"company", "uscc", "city", "phone"}),
    ("staff", "/desk/help/new", {"slug": "过磅", "category": "x", "title_en": "Only a title"},
     {"slug", "category", "title", "body", "title_en"}),
    ("staff", "/desk/notices/new", {"level": "x", "shown_from": "2026-01-02T08:00", "shown_until": "2026-01-01T08:00"},
     {"level", "title", "body", "shown_until"}),
    ("staff", "/desk/staff", {"name": "", "email": "no-at"}, {"name", "email", "departments"}),
]  # fmt: skip


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    with database.writing() as session:
        company = make_organisation(session)
        waiting = make_organisation(session, verification="pending")
        make_listing(session, company)
        return {
            "seller": make_member(session, company),
            "waiting": make_member(session, waiting),
            "buyer": make_member(session, make_organisation(session, kind="buyer")),
            "staff": make_staff(session, "warehouse", is_admin=True),
        }


@pytest.mark.parametrize(("who", "path", "typed", "wrong"), FORMS, ids=[path for _who, path, *_rest in FORMS])
def test_every_complaint_comes_in_the_first_answer(
    client: FlaskClient,
    sign_in: Callable[[User], FlaskClient],
    people: dict[str, User],
    who: str,
    path: str,
    typed: dict[str, Any],
    wrong: set[str],
) -> None:
    if path == "/me/organisation/edit":
        who = "waiting"  # a verified company's name and code are not asked for
    browser = client if who == "visitor" else sign_in(people[who])
    answer = browser.post(path, data=typed)
    assert answer.status_code == 422
    page = answer.text
    beside = re.findall(r'<p class="field-error" id="([\w-]+)-error"', page)
    assert set(beside) == wrong
    summary = page.partition('class="form-errors"')[2].partition("</ul>")[0]
    named = re.findall(r'<a href="#([\w-]+)"', summary)
    assert sorted(named) == sorted(wrong)
    assert named == beside, "the summary follows the page from top to bottom"
