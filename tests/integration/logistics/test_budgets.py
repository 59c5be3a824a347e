"""A fixed, small number of queries a page, whatever the data."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.remembered import forget
from portal.core.uow import Database
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_rate, make_warehouse
from tests.factories.people import make_member, make_organisation, make_staff


def test_pages_of_storage_and_transport_cost_few_queries(
    client: FlaskClient, sign_in: Callable[[User], FlaskClient], database: Database, count_queries: list[str]
) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        warehouses = [make_warehouse(session) for _ in range(30)]
        rates = [make_rate(session, org_id=org.id if n % 2 else None) for n in range(40)]
        for number in range(60):
            item = make_listing(session, org)
            lot = make_lot(session, warehouses[number % 7], listing_id=item.id, listing_no=item.no, org_id=org.id)
        supplier, staff = make_member(session, org), make_staff(session, "warehouse", "transport")
    mine, desk = sign_in(supplier), sign_in(staff)
    budgets = [
        (client, "/warehouses", 1), (client, f"/warehouses/{warehouses[0].no}", 5), (client, "/freight", 2),
        (client, f"/freight/{rates[0].no}", 3), (mine, "/me/stock", 4), (mine, "/me/stock/new", 4),
        (mine, f"/me/stock/{lot.no}", 5), (mine, "/me/freight", 4), (desk, "/desk/warehouses", 5),
        (desk, f"/desk/warehouses/{warehouses[0].no}", 4), (desk, f"/desk/warehouses/{warehouses[0].no}/stock", 5),
        (desk, "/desk/freight", 4), (client, "/api/v1/warehouses", 1), (client, "/api/v1/freight-rates", 1),
    ]  # fmt: skip
    for browser, path, budget in budgets:
        browser.get(path)
        count_queries.clear()
        assert browser.get(path).status_code == 200
        assert len(count_queries) <= budget, (path, len(count_queries), count_queries)


def test_a_public_list_of_warehouses_may_say_what_lay_there_a_moment_ago(
    client: FlaskClient, sign_in: Callable[[User], FlaskClient], database: Database
) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session)
        make_lot(session, warehouse, on_hand=Decimal(111))
        staff = make_staff(session, "warehouse")
    assert "111" in client.get("/warehouses").text
    with database.writing() as session:
        make_lot(session, warehouse, on_hand=Decimal(222))
    assert "333" not in client.get("/warehouses").text
    assert "333" in client.get(f"/warehouses/{warehouse.no}").text
    assert "333" in sign_in(staff).get("/desk/warehouses").text
    forget()  # as STOCK_KEPT_S seconds do
    assert "333" in client.get("/warehouses").text
