"""A buyer saves where goods go and reads what they cost there: on lists, on a listing's page, and by program."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.uow import Database
from portal.core.worker import Worker
from tests.factories.listings import make_listing
from tests.factories.logistics import make_rate, make_warehouse
from tests.factories.people import make_member, make_organisation

SignIn = Callable[[User], FlaskClient]
FEES = [{"item": "出库费", "unit": "元/吨", "price": "18", "note": "含行车吊装"}]


@pytest.fixture
def market(app: Flask, database: Database, worker: Worker) -> dict[str, Any]:
    """Three supplies: cheap but far, dearer but near, and one whose freight nobody knows. All of it lands in 北京."""
    with database.writing() as session:
        far = make_warehouse(session, province="辽宁", city="沈阳", district="", fees=FEES)
        near = make_warehouse(session, fees=FEES)
        lost = make_warehouse(session, province="新疆", city="喀什", district="", fees=FEES)
        make_rate(session, from_city="沈阳", from_region="辽宁", price=D(190))
        make_rate(session, price=D(62))
        found = {}
        for name, place, yuan in (("far", far, 3600), ("near", near, 3650), ("lost", lost, 3500)):
            values = {"price": D(yuan), "warehouse_id": place.id, "warehouse_no": place.no, "city": place.city}
            found[name] = make_listing(session, weighing_basis="scale", **values).no
        hidden = make_listing(
            session, weighing_basis="scale", price=D(1234), members_only_price=True, warehouse_id=near.id, city="天津"
        )
        found["hidden"] = hidden.no
        found["buyer"] = make_member(session, make_organisation(session, kind="buyer"))
        found["viewer"] = make_member(session, make_organisation(session, kind="buyer"), role="viewer")
    worker.drain()
    app.extensions["portal.search.feed"].rebuild(database)
    return found


def order(text: str, market: dict[str, Any]) -> list[str]:
    names = {no: name for name, no in market.items() if isinstance(no, str)}
    return [
        names[no] for no in dict.fromkeys(re.findall(r'class="cell-title" href="/listings/(\w+)"', text)) if no in names
    ]


def test_a_buyer_saves_a_place_and_reads_prices_there(market: dict[str, Any], sign_in: SignIn) -> None:
    browser = sign_in(market["buyer"])
    assert "还没有送货地点" in browser.get("/me/places").text
    assert "有几个“通州”" in browser.post("/me/places/new", data={"name": "工地", "region": "通州"}).text
    done = browser.post(
        "/me/places/new",
        data={"name": "一号工地", "region": "北京通州区", "address": "某路 1 号"},
        follow_redirects=True,
    )
    assert "一号工地" in done.text
    assert "常用" in done.text
    browser.post("/me/places/new", data={"name": "二号工地", "region": "石家庄"})

    page = browser.get(f"/listings/{market['near']}").text  # the usual place, without asking
    assert "送到北京通州区" in page
    assert "3,730" in page
    page = browser.get(f"/listings/{market['near']}?deliver_to=上海").text
    assert "没有到这里的运价" in page
    assert "还不知道：运费" in page
    assert "3,668" in page  # at least
    assert '<option value="河北石家庄">二号工地</option>' in page

    page = browser.get("/supply?deliver_to=北京通州区").text
    assert "3,730" in page
    no = re.findall(r"/me/places/(P\w+)/default", browser.get("/me/places").text)[0]
    browser.post(f"/me/places/{no}/default")
    assert "送到河北石家庄" in browser.get(f"/listings/{market['near']}").text
    browser.post(f"/me/places/{no}/remove")
    assert "二号工地" not in browser.get("/me/places").text


@pytest.mark.parametrize("path", ["/supply", "/search"])
def test_lists_are_sorted_by_what_things_cost_there(market: dict[str, Any], client: FlaskClient, path: str) -> None:
    page = client.get(f"{path}?deliver_to=北京&sort=landed&quantity=30").text
    assert order(page, market) == ["near", "far", "lost", "hidden"]  # 3730, 3808, at least 3518, no price
    assert "只比较标价最低的前 4 条" in page
    assert order(client.get(f"{path}?sort=landed").text, market)  # without a place there is no such order
    assert "1,234" not in page
    assert "1,314" not in page


@pytest.mark.parametrize("path", ["/supply", "/search?kind=supply", "/search"])
def test_addresses_keep_the_place_and_what_is_taken_for_granted(
    market: dict[str, Any], client: FlaskClient, path: str
) -> None:
    sign = "&" if "?" in path else "?"
    page = client.get(f"{path}{sign}deliver_to=北京&quantity=10&pay=draft&category=rebar").text
    links = re.findall(r'href="([^"]*sort=price[^"]*)"', page)
    assert links
    assert all("deliver_to=" in link and "quantity=10" in link and "pay=draft" in link for link in links)
    assert 'name="category" value="rebar"' in page


def test_the_reader_changes_what_is_taken_for_granted(market: dict[str, Any], client: FlaskClient) -> None:
    there = f"/listings/{market['near']}?deliver_to=北京"
    assert "3,784.75" in client.get(there + "&pay=draft").text  # 3650 × 1.015 + 18 + 62
    assert "62 × 30 吨（不足按起运量）÷ 10 吨" in client.get(there + "&quantity=10").text.replace("62.00", "62")
    page = client.get(there + "&quantity=-1&pay=shells&draft=x").text
    assert "请填写吨数" in page
    assert "请填写百分比" in page
    assert "3,730" in page
    assert "没有找到“乌有”" in client.get(f"/listings/{market['near']}?deliver_to=乌有").text
    assert "北京通州区、江苏南通通州区" in client.get("/supply?deliver_to=通州").text


def test_a_members_price_is_hidden_in_everything_made_of_it(
    market: dict[str, Any], client: FlaskClient, sign_in: SignIn
) -> None:
    page = client.get(f"/listings/{market['hidden']}?deliver_to=北京").text
    assert "会员价，登录后可见" in page
    amount = re.compile(r"(?<![\w-])(?:1,?234|1,?314|1,?252)(?![\w-])")  # as a word: a form's token holds any digits
    assert not amount.search(page)
    assert amount.search(sign_in(market["buyer"]).get(f"/listings/{market['hidden']}?deliver_to=北京").text)
    answer = client.get(f"/api/v1/listings/{market['hidden']}?deliver_to=北京")
    assert answer.json["landed"]["total"] is None
    assert not amount.search(answer.text)
    assert not amount.search(client.get("/api/v1/search?deliver_to=北京&sort=landed").text)


def test_programs_get_the_parts(market: dict[str, Any], client: FlaskClient) -> None:
    landed = client.get(f"/api/v1/listings/{market['near']}?deliver_to=110112&quantity=10").json["landed"]
    assert (landed["total"], landed["quantity"], landed["place"]["name"]) == (3854, 10, "北京通州区")
    assert [(part["part"], part["amount"]) for part in landed["parts"]] == [
        ("goods", 3650),
        ("loading", 18),
        ("freight", 186),
    ]
    assert "landed" not in client.get(f"/api/v1/listings/{market['near']}").json
    assert client.get(f"/api/v1/listings/{market['near']}?deliver_to=乌有").status_code == 422
    assert client.get(f"/api/v1/listings/{market['near']}?deliver_to=通州").status_code == 422
    items = client.get("/api/v1/search?q=螺纹钢&deliver_to=北京&sort=landed&size=2").json["items"]
    assert [item["no"] for item in items] == [market["near"], market["far"]]
    assert [item["landed"]["total"] for item in items] == [3730, 3808]
    assert client.get("/api/v1/search?q=螺纹钢").json["items"][0]["landed"] is None
    assert client.get("/api/v1/search?sort=landed").status_code == 422


def test_places_are_ones_own(market: dict[str, Any], sign_in: SignIn, database: Database) -> None:
    own = sign_in(market["buyer"])
    own.post("/me/places/new", data={"name": "秘密工地", "region": "北京"})
    page = own.get("/me/places").text
    no = re.findall(r'href="/me/places/(P\w+)"', page)[0]
    with database.writing() as session:
        rival = make_member(session)
    other = sign_in(rival)
    assert other.get(f"/me/places/{no}").status_code == 404
    assert other.post(f"/me/places/{no}", data={"name": "x", "region": "北京", "version": "1"}).status_code == 404
    for verb in ("default", "remove"):
        assert other.post(f"/me/places/{no}/{verb}").status_code == 404
    assert "秘密工地" not in other.get("/me/places").text
    assert "秘密工地" not in other.get("/supply").text
    assert sign_in(market["viewer"]).post("/me/places/new", data={"name": "x", "region": "北京"}).status_code == 403
    assert "秘密工地" in own.get("/me/places").text
    assert own.post(f"/me/places/{no}", data={"name": "改名", "region": "天津", "version": "9"}).status_code == 409
    assert own.post(f"/me/places/{no}", data={"name": "改名", "region": "天津", "version": "1"}).status_code == 303


@pytest.mark.parametrize("path", ["/supply", "/search", "/listings/{near}"])
def test_the_number_of_statements_is_fixed(
    market: dict[str, Any], client: FlaskClient, database: Database, count_queries: list[str], path: str
) -> None:
    address = path.format(**market) + "?deliver_to=北京&sort=landed"
    client.get(address)
    count_queries.clear()
    client.get(address)
    few = len(count_queries)
    with database.writing() as session:
        for _ in range(12):
            make_listing(session, warehouse_id=make_warehouse(session, fees=FEES).id)
    client.get(address)
    count_queries.clear()
    client.get(address)
    assert len(count_queries) == few
    count_queries.clear()
    client.get(path.format(**market), query_string={"kind": "supply"})
    assert len(count_queries) <= few - 2


@pytest.mark.parametrize(
    "value",
    ["'; DROP TABLE listings--", "<script>alert(1)</script>", "佛山" * 500, "\x00", "‮北京", "=1+1", "９９９９９９"],
)
def test_any_place_is_answered(market: dict[str, Any], client: FlaskClient, value: str) -> None:
    for path in ("/supply", "/search", f"/listings/{market['near']}"):
        answer = client.get(
            path,
            query_string={"deliver_to": value, "quantity": value, "pay": value, "loading": value, "sort": "landed"},
        )
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
