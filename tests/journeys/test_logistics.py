"""Storage and transport as people walk through them: find a warehouse, keep stock, publish rates, keep the list of warehouses."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import SHANGHAI, now
from portal.core.uow import Database
from portal.logistics.models import FreightRate, StockLot, Warehouse
from portal.organisations.models import PENDING, Organisation
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_rate, make_warehouse
from tests.factories.people import make_member, make_organisation, make_staff

SignIn = Callable[[User], FlaskClient]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def org(database: Database) -> Organisation:
    with database.writing() as session:
        return make_organisation(session, short_name="宏越金属")


@pytest.fixture
def supplier(database: Database, sign_in: SignIn, org: Organisation) -> FlaskClient:
    with database.writing() as session:
        user = make_member(session, org)
    return sign_in(user)


@pytest.fixture
def staff(database: Database, sign_in: SignIn) -> FlaskClient:
    with database.writing() as session:
        user = make_staff(session, "warehouse", "transport")
    return sign_in(user)


def version_in(html: str) -> str:
    match = re.search(r'name="version"[^>]*value="(\d+)"', html)
    assert match
    return match[1]


def test_a_visitor_finds_a_warehouse_and_what_lies_there(
    client: FlaskClient, database: Database, org: Organisation
) -> None:
    with database.writing() as session:
        fees = [
            {"item": "出库吊装", "unit": "吨", "price": "18", "note": ""},
            {"item": "过磅", "unit": "车", "price": "", "note": ""},
        ]
        warehouse = make_warehouse(session, name="北辰库", fees=fees, services=",crane,", contact_phone="022-1234")
        item = make_listing(session, org)
        make_lot(session, warehouse, listing_id=item.id, listing_no=item.no, org_id=org.id, heat_no="H-SECRET")
        make_rate(session, to_city="济南", to_region="山东")
    listed = client.get("/warehouses?city=天津&service=crane&category=rebar").text
    assert f"/warehouses/{warehouse.no}" in listed
    assert "没有符合条件的仓库" in client.get("/warehouses?service=wharf").text
    page = client.get(f"/warehouses/{warehouse.no}").text
    for words in ("北辰库", "¥18", "面议", "022-1234", "行车吊装", "螺纹钢 HRB400E", "宏越金属", "信息更新于", "济南"):
        assert words in page, words
    assert f'href="/listings/{item.no}"' in page
    assert f"/threads/new?warehouse={warehouse.no}&amp;kind=storage" in page
    assert "H-SECRET" not in page
    assert client.get("/warehouses/W00000000").status_code == 404


def test_a_supplier_keeps_a_lot(supplier: FlaskClient, database: Database, org: Organisation) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session)
        item = make_listing(session, org, warehouse_id=warehouse.id)
    form = supplier.get(f"/me/stock/new?listing={item.no}").text
    assert f'<option selected value="{warehouse.no}">' in form
    given = {
        "listing_no": item.no,
        "warehouse_no": warehouse.no,
        "on_hand": "４８.62",
        "heat_no": "H2611",
        "pieces": "x",
    }
    refused = supplier.post("/me/stock/new", data=given)
    assert refused.status_code == 422
    assert 'value="４８.62"' in refused.text
    assert 'value="H2611"' in refused.text
    assert 'id="pieces-error"' in refused.text
    given["pieces"] = "20"
    sheet = given | {"certificate": (io.BytesIO(PDF), "质保书.pdf")}
    assert supplier.post("/me/stock/new", data=sheet).status_code == 303
    with database.reading() as session:
        lot = session.scalars(select(StockLot)).one()
    assert (lot.on_hand, lot.grade, lot.org_id) == (Decimal("48.62"), "HRB400E", org.id)
    home = f"/me/stock/{lot.no}"
    paper = supplier.get(f"{home}/certificate")
    assert paper.data == PDF
    assert paper.headers["Content-Disposition"].startswith("attachment")
    paper.close()
    too_much = supplier.post(f"{home}/move", data={"kind": "reserve", "tonnes": "48.63", "reason": "陈工"})
    assert too_much.status_code == 422
    assert "可供只有 48.620 吨" in too_much.text or "可供只有 48.62 吨" in too_much.text
    assert 'value="陈工"' in too_much.text
    unsaid = supplier.post(f"{home}/move", data={"kind": "reserve", "tonnes": "8.62"})
    assert unsaid.status_code == 422
    assert 'id="move-reason-error"' in unsaid.text
    booked = {"kind": "reserve", "tonnes": "8.62", "reason": "陈工"}
    assert supplier.post(f"{home}/move", data=booked).status_code == 303
    page = supplier.get(home).text
    assert "锁定" in page
    assert supplier.post(f"{home}/remove").status_code == 422
    assert supplier.post("/me/stock/confirm", data={"no": lot.no}).status_code == 303
    assert lot.no in supplier.get("/me/stock").text


def test_the_second_to_save_a_lot_sees_both(supplier: FlaskClient, database: Database, org: Organisation) -> None:
    with database.writing() as session:
        lot = make_lot(session, org_id=org.id, heat_no="H1")
        warehouse_no = session.scalars(select(Warehouse.no)).one()
    address = f"/me/stock/{lot.no}"
    version = version_in(supplier.get(address).text)
    data = {"warehouse_no": warehouse_no, "on_hand": "100", "heat_no": "H-FIRST", "version": version}
    assert supplier.post(address, data=data).status_code == 303
    second = supplier.post(address, data=data | {"heat_no": "H-SECOND"})
    assert second.status_code == 409
    assert "H-FIRST" in second.text
    assert 'value="H-SECOND"' in second.text
    assert (
        supplier.post(address, data=data | {"heat_no": "H-SECOND", "version": version_in(second.text)}).status_code
        == 303
    )
    with database.reading() as session:
        assert session.scalars(select(StockLot.heat_no)).one() == "H-SECOND"


def test_a_supplier_publishes_and_tends_rates(supplier: FlaskClient, client: FlaskClient, database: Database) -> None:
    today = now().astimezone(SHANGHAI).date()
    data = {
        "from_city": "天津", "to_city": "不知道", "mode": "road", "price": "85.5", "min_tonnes": "30", "days_min": "1",
        "days_max": "2", "valid_from": str(today), "valid_until": str(today + timedelta(days=5)), "carrier": "顺达",
    }  # fmt: skip
    refused = supplier.post("/me/freight/new", data=data)
    assert refused.status_code == 422
    assert 'id="to_city-error"' in refused.text
    assert 'value="85.5"' in refused.text
    assert supplier.post("/me/freight/new", data=data | {"to_city": "北京"}).status_code == 303
    with database.reading() as session:
        rate = session.scalars(select(FreightRate)).one()
    listed = client.get("/freight?from=天津&to=北京&tonnes=100").text
    assert f"/freight/{rate.no}" in listed
    assert "¥8,550" in listed
    assert "没有符合条件的运价" in client.get("/freight?tonnes=10").text
    asked = client.get("/freight?tonnes=很多")
    assert asked.status_code == 200
    assert 'id="tonnes-error"' in asked.text
    assert 'value="很多"' in asked.text
    page = client.get(f"/freight/{rate.no}").text
    assert f"/threads/new?freight={rate.no}&amp;kind=transport" in page
    assert "顺达" in page
    version = version_in(supplier.get(f"/me/freight/{rate.no}").text)
    changed = data | {"to_city": "北京", "price": "92", "version": version}
    assert supplier.post(f"/me/freight/{rate.no}", data=changed).status_code == 303
    assert supplier.post(f"/me/freight/{rate.no}", data=changed | {"price": "70"}).status_code == 409
    history = client.get(f"/freight/{rate.no}").text
    assert "¥92" in history
    assert "¥85.50" in history
    until = str(today + timedelta(days=30))
    bulk = {"no": rate.no, "do": "extend", "until": until}
    assert until in supplier.post("/me/freight/many", data=bulk, follow_redirects=True).text
    supplier.post("/me/freight/many", data={"no": rate.no, "do": "withdraw"})
    assert client.get(f"/freight/{rate.no}").status_code == 404


def test_an_unverified_supplier_is_told_to_wait(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        user = make_member(session, make_organisation(session, verification=PENDING))
    browser = sign_in(user)
    assert "企业审核通过后才能发布运价" in browser.get("/me/freight").text
    today = str(now().astimezone(SHANGHAI).date())
    data = {
        "from_city": "天津",
        "to_city": "北京",
        "mode": "road",
        "price": "1",
        "valid_from": today,
        "valid_until": today,
    }
    assert browser.post("/me/freight/new", data=data).status_code == 403


def test_staff_keep_the_list_of_warehouses(staff: FlaskClient, client: FlaskClient, database: Database) -> None:
    data = {
        "name": "南京一库", "city": "没有这城", "services": ["crane", "rail"], "fees-0-item": "吊装", "fees-0-price": "15",
        "fees-0-unit": "吨", "fees-1-item": "", "fees-2-item": "过磅", "capacity": "50,000",
    }  # fmt: skip
    refused = staff.post("/desk/warehouses/new", data=data)
    assert refused.status_code == 422
    assert 'id="city-error"' in refused.text
    assert 'value="吊装"' in refused.text
    assert 'value="50,000"' in refused.text
    assert staff.post("/desk/warehouses/new", data=data | {"city": "南京"}).status_code == 303
    with database.reading() as session:
        warehouse = session.scalars(select(Warehouse)).one()
    assert [fee["item"] for fee in warehouse.fees] == ["吊装", "过磅"]
    assert (warehouse.province, warehouse.capacity, warehouse.services) == ("江苏", 50000, ",crane,rail,")
    address = f"/desk/warehouses/{warehouse.no}"
    version = version_in(staff.get(address).text)
    again = {"name": "南京二库", "city": "南京", "version": version}
    assert staff.post(address, data=again).status_code == 303
    late = staff.post(address, data=again | {"name": "南京三库"})
    assert late.status_code == 409
    assert "南京二库" in late.text
    assert 'value="南京三库"' in late.text
    assert staff.post(f"{address}/close").status_code == 303
    assert "南京二库" not in client.get("/warehouses").text
    assert "已停用" in client.get(f"/warehouses/{warehouse.no}").text
    assert staff.post(f"{address}/explode").status_code == 404


def test_warehouses_and_rates_for_programs(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        warehouses = [make_warehouse(session, name=f"{n}库").no for n in range(3)]
        make_lot(session, session.scalars(select(Warehouse)).first())
        make_warehouse(session, name="关了", status="closed")
        rate = make_rate(session)
        make_rate(session, status="withdrawn")
    first = client.get("/api/v1/warehouses?size=2").get_json()
    rest = client.get(f"/api/v1/warehouses?size=2&cursor={first['next']}").get_json()
    assert [item["no"] for item in first["items"] + rest["items"]] == warehouses
    assert rest["next"] is None
    assert first["items"][0]["available"] == 100
    one = client.get(f"/api/v1/warehouses/{warehouses[0]}").get_json()
    assert one["stock"][0]["title"] == "螺纹钢 HRB400E"
    rates = client.get("/api/v1/freight-rates?from=天津").get_json()["items"]
    assert [item["no"] for item in rates] == [rate.no]
    assert rates[0]["price"] == 85
    assert client.get(f"/api/v1/freight-rates/{rate.no}").get_json()["to_city"] == "北京"
    for missing in ("/api/v1/warehouses/W0", "/api/v1/freight-rates/F0"):
        answer = client.get(missing)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_listing_shows_its_lots_though_it_names_no_warehouse_itself(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        company = make_organisation(session)
        offer = make_listing(session, company)
        lot = make_lot(session, make_warehouse(session), listing_id=offer.id, listing_no=offer.no, org_id=company.id)
    assert lot.no in client.get(f"/listings/{offer.no}").text
