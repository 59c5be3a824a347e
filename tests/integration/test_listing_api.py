"""/api/v1/listings: what programs read and write, with whose rights, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import ApiToken, User, secret_hash
from portal.core.numbers import new_token
from portal.core.uow import Database
from portal.listings.models import Listing, PriceChange
from portal.organisations.models import Membership, Organisation
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot
from tests.factories.people import make_member, make_organisation, make_user

Call = Callable[..., Any]
NEW = {
    "kind": "supply",
    "category": "rebar",
    "product_name": "螺纹钢",
    "grade": "HRB400E",
    "price": 3680.5,
    "quantity": 48.62,
    "city": "天津市",
}


@pytest.fixture
def call(app: Flask, database: Database) -> Call:
    """`call(user, method, path, json)` as a program with the user's token; user None is a visitor."""

    def ask(user: User | None, method: str, path: str, json: Any = None, **headers: str) -> Any:
        if user is not None:
            raw = new_token()
            with database.writing() as session:
                session.add(ApiToken(token_hash=secret_hash(raw), user_id=user.id))
            headers["Authorization"] = f"Bearer {raw}"
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return app.test_client().open(f"/api/v1{path}", method=method, json=json, headers=names)

    return ask


@pytest.fixture
def seller(database: Database) -> User:
    with database.writing() as session:
        return make_member(session, make_organisation(session))


@pytest.fixture
def buyer(database: Database) -> User:
    with database.writing() as session:
        return make_member(session, make_organisation(session, kind="buyer"))


def test_program_creates_reads_changes_and_closes(database: Database, call: Call, seller: User) -> None:
    made = call(seller, "POST", "/listings", NEW)
    assert made.status_code == 201, made.json
    one = made.json
    assert made.headers["Location"] == f"/api/v1/listings/{one['no']}"
    assert (one["status"], one["price"], one["quantity"], one["available"], one["city"]) == (
        "published",
        3680.5,
        48.62,
        48.62,
        "天津",
    )
    assert one["company"]["verified"] is True
    path = f"/listings/{one['no']}"
    assert call(None, "GET", path).json == one
    changed = call(
        seller, "PATCH", path, {"version": one["version"], "price": 3700, "payment_terms": ["draft", "cash"]}
    )
    assert (changed.json["price"], changed.json["payment_terms"], changed.json["version"]) == (
        3700,
        ["cash", "draft"],
        2,
    )
    assert changed.json["grade"] == "HRB400E"
    with database.reading() as session:
        assert session.scalars(select(PriceChange.new)).one() == Decimal(3700)
    stale = call(seller, "PATCH", path, {"version": 1, "price": 1})
    assert stale.status_code == 409
    assert stale.mimetype == "application/problem+json"
    assert call(seller, "POST", f"{path}/confirm").status_code == 200
    assert call(seller, "POST", f"{path}/close").json["status"] == "closed"
    assert call(None, "GET", path).status_code == 404
    assert call(seller, "GET", path).json["status"] == "closed"


def test_same_key_creates_once(database: Database, call: Call, seller: User) -> None:
    first = call(seller, "POST", "/listings", NEW, Idempotency_Key="abcd-1234")
    again = call(seller, "POST", "/listings", NEW, Idempotency_Key="abcd-1234")
    assert first.json == again.json
    assert again.headers["Idempotent-Replay"] == "true"
    with database.reading() as session:
        assert len(session.scalars(select(Listing.id)).all()) == 1


@pytest.mark.parametrize(
    "extra",
    [
        {"org_id": 1},
        {"company": {"no": "C1"}},
        {"status": "closed"},
        {"is_public": True},
        {"confirmed_at": "2030-01-01T00:00:00Z"},
        {"no": "S1"},
        {"source_key": "x"},
        {"created_by": 1},
        {"version": 1},
        {"available": 5},
        {"warehouse_id": 1},
        {"file_count": 3},
    ],
)
def test_what_a_company_may_not_set_is_refused_on_creation(
    database: Database, call: Call, seller: User, extra: dict[str, Any]
) -> None:
    answer = call(seller, "POST", "/listings", NEW | extra)
    assert answer.status_code == 422
    assert next(iter(extra)) in answer.get_data(as_text=True)
    with database.reading() as session:
        assert session.scalars(select(Listing.id)).all() == []


@pytest.mark.parametrize(
    "values",
    [
        {"category": "nonsense"},
        {"price": -1},
        {"price": "NaN"},
        {"price": 1e300},
        {"quantity": 0},
        {"unit": "furlong"},
        {"product_name": " "},
        {"product_name": "\u0000\u202e"},
        {"payment_terms": ["gold"]},
        {"warehouse_no": "WNOWHERE"},
        {"valid_until": "2001-01-01T00:00:00Z"},
        {"valid_until": "2001-01-01T00:00:00"},
        {"lead_days": 10**18},
    ],
)
def test_nonsense_is_a_problem_that_names_its_field(call: Call, seller: User, values: dict[str, Any]) -> None:
    answer = call(seller, "POST", "/listings", NEW | values)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"].startswith(next(iter(values)))


def test_another_companys_listing_cannot_be_touched(database: Database, call: Call, seller: User, buyer: User) -> None:
    with database.writing() as session:
        public = make_listing(session).no
        draft = make_listing(session, status="draft").no
    for no in (public, draft, "SNOSUCH00"):
        for method, path, body in (
            ("PATCH", f"/listings/{no}", {"version": 1, "price": 1}),
            ("POST", f"/listings/{no}/close", None),
            ("POST", f"/listings/{no}/publish", None),
            ("POST", f"/listings/{no}/confirm", None),
        ):
            for stranger in (seller, buyer):
                assert call(stranger, method, path, body).status_code == 404
    for reader in (seller, None):
        assert call(reader, "GET", f"/listings/{draft}").status_code == 404


def test_who_may_not_post_is_told(database: Database, call: Call, buyer: User) -> None:
    assert call(None, "POST", "/listings", NEW).status_code == 401
    assert call(buyer, "POST", "/listings", NEW).status_code == 403
    with database.writing() as session:
        viewer = make_member(session, make_organisation(session), role="viewer")
        nobody = make_user(session)
    assert call(viewer, "POST", "/listings", NEW).status_code == 403
    assert call(nobody, "POST", "/listings", NEW).status_code == 403


def test_members_only_price_is_null_for_visitors(database: Database, call: Call, buyer: User) -> None:
    with database.writing() as session:
        price = Decimal("3111.5")  # what no time has among its digits
        no = make_listing(session, members_only_price=True, price=price, price_remark="实价3111.5").no
    for path in (f"/listings/{no}", "/listings"):
        answer = call(None, "GET", path)
        assert "3111.5" not in answer.get_data(as_text=True)
    assert call(None, "GET", f"/listings/{no}").json["price"] is None
    assert call(buyer, "GET", f"/listings/{no}").json["price"] == 3111.5


def test_list_goes_on_by_cursor_and_filters(database: Database, call: Call, seller: User) -> None:
    with database.writing() as session:
        made = [make_listing(session, city="佛山" if n % 2 else "天津").no for n in range(5)]
        make_listing(session, status="draft")
    seen: list[str] = []
    cursor = ""
    while True:
        page = call(None, "GET", f"/listings?size=2&cursor={cursor}").json
        seen += [item["no"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == made
    assert len(call(None, "GET", "/listings?city=佛山").json["items"]) == 2
    assert call(None, "GET", "/listings?mine=true").json["items"] == []
    assert call(seller, "GET", "/listings?mine=true").json["items"] == []
    assert call(None, "GET", "/listings?org_id=1").status_code == 422
    assert call(None, "GET", "/listings?size=1000").status_code == 422
    assert call(None, "GET", "/listings?cursor=zzz").status_code == 422


ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"kind": "supply", "category": "nope"}, {"category", "product_name"}),
        ({"kind": "supply", "category": "nope", "product_name": "x", "colour": 1}, {"category", "colour"}),
        ({"kind": "demand", "category": "rebar", "product_name": "x", "price": "a", "wanted_by": "2020-01-01"},
         {"price", "wanted_by", "quantity", "city"}),
        ({"kind": "supply", "category": "rebar", "product_name": "x", "quantity": "x", "price": 0, "lead_days": 900},
         {"quantity", "price", "lead_days"}),
        ({"kind": "supply", "category": "rebar", "product_name": "x", "quantity": 1, "moq": 2, "price": 0,
          "valid_until": "2020-01-01T00:00:00Z"}, {"moq", "price", "valid_until"}),
        ({}, {"kind", "category", "product_name"}),
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_said_at_once(call: Call, seller: User, sent: dict[str, Any], wrong: set[str]) -> None:
    answer = call(seller, "POST", "/listings", sent)
    assert answer.status_code == 422
    named = [error["field"] for error in answer.get_json()["errors"]]
    assert sorted(named) == sorted(wrong)


def test_a_change_is_judged_by_what_it_changes(database: Database, call: Call, seller: User) -> None:
    no = call(seller, "POST", "/listings", NEW).get_json()["no"]
    answer = call(seller, "PATCH", f"/listings/{no}", {"version": 1, "category": "nope", "price": "x"})
    assert {error["field"] for error in answer.get_json()["errors"]} == {"category", "price"}


@pytest.mark.parametrize(
    ("body", "chinese"),
    [
        (b"{", "不是有效的 JSON"),
        (b"[]", "应为 JSON 对象"),
        (b'{"kind": "supply"}', "必填"),
        (b'{"colour": 1}', "没有这个字段"),
        (b'{"price": "x"}', "请填写数字"),
        (b'{"valid_until": "x"}', "应为 ISO 8601 时间"),
        (b'{"valid_until": "2026-01-01T00:00:00"}', "应为 ISO 8601 时间"),
        (b'{"tax_included": "perhaps"}', "应为 true 或 false"),
        (b'{"lead_days": 1e400}', ""),
        (b'{"payment_terms": 1}', "应为列表"),
        (b'{"kind": null}', "不能为空"),
        (b'{"category": 7}', "应为文字"),
    ],
)
def test_complaints_are_in_the_readers_language(
    call: Call, app: Flask, seller: User, body: bytes, chinese: str
) -> None:
    raw = new_token()
    with app.extensions["portal.database"].writing() as session:
        session.add(ApiToken(token_hash=secret_hash(raw), user_id=seller.id))
    client, headers = app.test_client(), {"Authorization": f"Bearer {raw}", "Content-Type": "application/json"}
    for language, foreign in (({}, r"[a-z]{3,} [a-z]{2,}"), (ENGLISH, r"[\u4e00-\u9fff]")):
        answer = client.post("/api/v1/listings", data=body, headers=headers | language)
        problem = answer.get_json()
        texts = [problem["detail"], *(error["detail"] for error in problem["errors"])]
        assert answer.status_code in (400, 422)
        assert not [
            text for text in texts if re.search(foreign, text) and "one of" not in text and "其中之一" not in text
        ]
        if not language:
            assert any(chinese in text for text in texts)


def test_lots_tell_strangers_what_can_be_had_and_their_own_company_what_is_promised(
    call: Call, database: Database, seller: User, buyer: User
) -> None:
    with database.writing() as session:
        org = session.scalars(
            select(Organisation)
            .join(Membership, Membership.org_id == Organisation.id)
            .where(Membership.user_id == seller.id)
        ).one()
        listing = make_listing(session, org)
        lot = make_lot(
            session,
            org_id=org.id,
            listing_id=listing.id,
            reserved=Decimal(25),
            pieces=40,
            pieces_reserved=10,
            heat_no="H7",
        )
        draft = make_listing(session, org, status="draft")
    for who in (None, buyer):
        (seen,) = call(who, "GET", f"/listings/{listing.no}/lots").get_json()
        assert (seen["no"], seen["available"], seen["pieces_available"], seen["heat_no"]) == (lot.no, 75, 30, "H7")
        assert [seen[name] for name in ("on_hand", "reserved", "pieces", "pieces_reserved")] == [None] * 4
        assert call(who, "GET", f"/listings/{draft.no}/lots").status_code == 404
    (mine,) = call(seller, "GET", f"/listings/{listing.no}/lots").get_json()
    assert [mine[name] for name in ("on_hand", "reserved", "pieces", "pieces_reserved")] == [100, 25, 40, 10]
    assert call(seller, "GET", f"/listings/{draft.no}/lots").get_json() == []
