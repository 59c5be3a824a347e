"""Listings under attack: other companies' numbers, fields nobody may set, hostile text, rights that ended."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.files import FileStore, keep
from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from portal.listings.models import Listing, ListingFile
from portal.listings.queries.counts import forget
from portal.organisations.models import Membership
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation, make_staff

SignIn = Callable[[User], FlaskClient]


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    with database.writing() as session:
        company = make_organisation(session)
        return {
            "owner": make_member(session, company),
            "viewer": make_member(session, company, role="viewer"),
            "rival": make_member(session, make_organisation(session)),
            "buyer": make_member(session, make_organisation(session, kind="buyer")),
            "staff": make_staff(session),
        }


@pytest.fixture
def draft(database: Database, people: dict[str, User]) -> str:
    with database.writing() as session:
        org_id = session.scalars(select(Membership.org_id).where(Membership.user_id == people["owner"].id)).one()
        return make_listing(session, status="draft", org_id=org_id, product_name="机密品名").no


def writes(no: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"/me/listings/{no}/edit", {"version": "1", "product_name": "改", "category": "rebar"}),
        (f"/me/listings/{no}/publish", {}),
        (f"/me/listings/{no}/close", {}),
        (f"/me/listings/{no}/reopen", {}),
        (f"/me/listings/{no}/withdraw", {}),
        (f"/me/listings/{no}/copy", {}),
        ("/me/listings/confirm", {"no": no}),
        ("/me/listings/bulk", {"no": no, "do": "close"}),
        ("/me/listings/bulk", {"no": no, "do": "copy"}),
        ("/me/listings/bulk", {"no": no, "do": "confirm"}),
        ("/me/listings/grid", {"no": no, f"version-{no}": "1", f"price-{no}": "1", f"quantity-{no}": "1"}),
    ]


def told(response: Any, no: str) -> str:
    """The answer without what differs from one request to the next: the number asked for and the form tokens."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", response.get_data(as_text=True)).replace(no, "")


def state(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as session:
        return [
            tuple(row)
            for row in session.execute(
                select(Listing.no, Listing.status, Listing.version, Listing.price, Listing.product_name)
            )
        ]


@pytest.mark.parametrize("who", ["rival", "buyer"])
def test_another_companys_number_is_not_found_everywhere(
    database: Database, sign_in: SignIn, people: dict[str, User], draft: str, who: str
) -> None:
    with database.writing() as session:
        shown = make_listing(session).no
    browser, before = sign_in(people[who]), state(database)
    for address in (f"/listings/{draft}", f"/me/listings/{draft}/edit", f"/me/listings/{draft}/preview"):
        foreign, absent = browser.get(address), browser.get(address.replace(draft, "SZZZZZZZZ"))
        assert foreign.status_code == absent.status_code == 404
        assert told(foreign, draft) == told(absent, "SZZZZZZZZ")
    for no in (draft, shown):
        for address, data in writes(no):
            assert browser.post(address, data=data).status_code == 404, address
    assert "机密品名" not in browser.get(f"/me/listings/grid?no={draft}", follow_redirects=True).get_data(as_text=True)
    assert "机密品名" not in browser.get("/me/listings?state=draft").get_data(as_text=True)
    assert state(database) == before


@pytest.mark.parametrize("who", ["visitor", "viewer", "staff"])
def test_who_may_not_write_writes_nowhere(
    database: Database, client: FlaskClient, sign_in: SignIn, people: dict[str, User], draft: str, who: str
) -> None:
    browser, before = client if who == "visitor" else sign_in(people[who]), state(database)
    for address, data in [
        *writes(draft),
        ("/me/listings/new?kind=supply", {"product_name": "x", "category": "rebar", "do": "publish"}),
    ]:
        assert browser.post(address, data=data).status_code in (303, 403, 404), address
    assert state(database) == before


def test_staff_do_not_see_a_draft_nor_do_customers_reach_the_desk(
    sign_in: SignIn, people: dict[str, User], draft: str
) -> None:
    staff = sign_in(people["staff"])
    assert staff.get(f"/listings/{draft}").status_code == 404
    assert draft not in staff.get("/desk/listings?state=all").get_data(as_text=True)
    assert staff.post(f"/desk/listings/{draft}/withdraw", data={"reason": "没有道理"}).status_code == 404
    for who in ("owner", "rival"):
        assert sign_in(people[who]).get("/desk/listings").status_code == 404
        assert (
            sign_in(people[who]).post(f"/desk/listings/{draft}/withdraw", data={"reason": "没有道理"}).status_code
            == 404
        )


def test_rights_end_with_the_membership(
    database: Database, sign_in: SignIn, people: dict[str, User], draft: str
) -> None:
    browser = sign_in(people["owner"])
    assert browser.get(f"/listings/{draft}").status_code == 200
    with database.writing() as session:
        session.execute(update(Membership).where(Membership.user_id == people["owner"].id).values(ended_at=now()))
    assert browser.get(f"/listings/{draft}").status_code == 404
    assert browser.post(f"/me/listings/{draft}/publish").status_code in (403, 404)


def test_form_fields_nobody_asked_for_change_nothing(
    database: Database, sign_in: SignIn, people: dict[str, User], draft: str
) -> None:
    extra = {
        "org_id": "1", "status": "published", "is_public": "1", "no": "SHACKED00", "created_by": "1", "available": "9", "confirmed_at": "2030-01-01",
        "withdrawn_reason": "x", "source_key": "x", "file_count": "7", "id": "1",
    }  # fmt: skip
    with database.reading() as session:
        before = session.scalars(select(Listing).where(Listing.no == draft)).one()
    sign_in(people["owner"]).post(
        f"/me/listings/{draft}/edit",
        data={
            "version": "1",
            "category": "rebar",
            "product_name": "新名",
            "unit": "t",
            "contact_visible": "portal",
            "do": "draft",
        }
        | extra,
    )
    with database.reading() as session:
        after = session.scalars(select(Listing).where(Listing.no == draft)).one()
    assert after.product_name == "新名"
    for name in (
        "id",
        "no",
        "org_id",
        "status",
        "is_public",
        "created_by",
        "confirmed_at",
        "withdrawn_reason",
        "source_key",
        "file_count",
    ):
        assert getattr(after, name) == getattr(before, name)


def test_file_of_another_listing_is_not_reached_through_mine(
    app: Flask, database: Database, sign_in: SignIn, people: dict[str, User], draft: str
) -> None:
    store: FileStore = app.extensions["portal.files"]
    taken = store.take(io.BytesIO(b"%PDF-1.4 secret"), "x.pdf", field="certificates")
    with database.writing() as session:
        stored = keep(session, SYSTEM, taken)
        listing = session.scalars(select(Listing).where(Listing.no == draft)).one()
        session.add(ListingFile(listing_id=listing.id, file_id=stored.id, role="certificate"))
        listing.file_count = 1
        org_id = session.scalars(select(Membership.org_id).where(Membership.user_id == people["rival"].id)).one()
        mine = make_listing(session, org_id=org_id).no
    rival = sign_in(people["rival"])
    for no in (draft, mine):
        assert rival.get(f"/listings/{no}/files/{taken.token}").status_code == 404
    rival.post(
        f"/me/listings/{mine}/edit",
        data={
            "version": "1",
            "remove_file": taken.token,
            "category": "rebar",
            "product_name": "x",
            "unit": "t",
            "contact_visible": "portal",
        },
    )
    owner = sign_in(people["owner"]).get(f"/listings/{draft}/files/{taken.token}")
    assert owner.status_code == 200
    owner.close()


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "\u202eevil\u0000",
    "' OR 1=1 --",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_is_only_text(
    database: Database, sign_in: SignIn, client: FlaskClient, people: dict[str, User], words: str
) -> None:
    browser = sign_in(people["owner"])
    data = {
        "category": "rebar", "product_name": words[:60], "grade": words, "spec": words, "mill": words, "remarks": words, "unit": "t",
        "contact_visible": "public", "contact_name": words[:40], "contact_phone": words[:30], "city": words, "do": "publish",
    }  # fmt: skip
    assert browser.post("/me/listings/new?kind=supply", data=data).status_code == 303
    with database.reading() as session:
        no = session.scalars(select(Listing.no).order_by(Listing.id.desc())).first()
    pages = [
        client.get(f"/listings/{no}"),
        client.get("/supply"),
        browser.get("/me/listings"),
        browser.get(f"/me/listings/{no}/edit"),
    ]
    for page in pages:
        html = page.get_data(as_text=True)
        assert page.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "\x00" not in html
        assert "\u202e" not in html
        assert 'href="javascript:' not in html
    if words == "{{ 7*7 }}":
        assert words in pages[0].get_data(as_text=True)


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/listings/\nx"]
)
def test_the_way_back_stays_in_the_house(
    sign_in: SignIn, people: dict[str, User], database: Database, back: str
) -> None:
    with database.writing() as session:
        org_id = session.scalars(select(Membership.org_id).where(Membership.user_id == people["owner"].id)).one()
        no = make_listing(session, org_id=org_id, price=Decimal(3000)).no
    answer = sign_in(people["owner"]).post("/me/listings/confirm", data={"no": no, "next": back})
    assert answer.location == "/me/listings"
