"""Storage and transport under attack: foreign lots and rates, made-up fields, hostile words, pages that do not write."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.files import StoredFile
from portal.core.uow import Database
from portal.logistics.models import FreightRate, StockLot
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_rate, make_warehouse
from tests.factories.people import make_member, make_organisation, make_staff, make_user

SignIn = Callable[[User], FlaskClient]
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def strangers(database: Database, sign_in: SignIn) -> dict[str, FlaskClient]:
    """Everybody who has no business with another company's stock."""
    with database.writing() as session:
        rival = make_organisation(session)
        people = {
            "rival": make_member(session, rival),
            "viewer": make_member(session, rival, role="viewer"),
            "buyer": make_member(session, make_organisation(session, kind="buyer")),
            "nobody": make_user(session),
        }
    return {name: sign_in(user) for name, user in people.items()}


def test_foreign_lots_and_rates_are_not_there(database: Database, strangers: dict[str, FlaskClient]) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        file = StoredFile(token="t" * 32, name="质保书.pdf", media_type="application/pdf", size=1, sha256="0" * 64)
        session.add(file)
        session.flush()
        lot = make_lot(session, org_id=org.id, certificate_id=file.id).no
        house_lot = make_lot(session).no
        rate = make_rate(session, org_id=org.id).no
        house_rate = make_rate(session).no
    for name, browser in strangers.items():
        for path in (
            f"/me/stock/{lot}", f"/me/stock/{house_lot}", f"/me/stock/{lot}/certificate", f"/me/freight/{rate}",
            f"/me/freight/{house_rate}",
        ):  # fmt: skip
            expected = (403, 404) if name in ("viewer", "nobody") else (404,)
            assert browser.get(path).status_code in expected, (name, path)
        for path in (f"/me/stock/{lot}/move", f"/me/stock/{house_lot}/move"):
            answer = browser.post(path, data={"kind": "out", "tonnes": "1"})
            assert answer.status_code in (403, 404), (name, path)
        browser.post("/me/stock/confirm", data={"no": [lot, house_lot]})
        browser.post("/me/freight/many", data={"do": "withdraw", "no": [rate, house_rate]})
    with database.reading() as session:
        assert {row.on_hand for row in session.scalars(select(StockLot))} == {Decimal(100)}
        assert {row.status for row in session.scalars(select(FreightRate))} == {"published"}
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_absent_and_foreign_answer_alike(database: Database, strangers: dict[str, FlaskClient]) -> None:
    with database.writing() as session:
        lot = make_lot(session, org_id=make_organisation(session).id).no
    browser = strangers["rival"]
    foreign, absent = browser.get(f"/me/stock/{lot}"), browser.get("/me/stock/K00000000")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.text.replace(lot, "") == absent.text.replace("K00000000", "")


def test_fields_nobody_offered_change_nothing(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        org, rival = make_organisation(session), make_organisation(session)
        user = make_member(session, org)
        warehouse = make_warehouse(session)
        lot = make_lot(session, warehouse, org_id=org.id)
        foreign_listing = make_listing(session, rival)
    browser = sign_in(user)
    data = {
        "warehouse_no": warehouse.no, "on_hand": "100", "version": str(lot.version), "org_id": str(rival.id),
        "reserved": "0", "listing_id": str(foreign_listing.id), "listing_no": foreign_listing.no, "removed_at": "1",
    }  # fmt: skip
    assert browser.post(f"/me/stock/{lot.no}", data=data).status_code == 303
    with database.reading() as session:
        after = session.scalars(select(StockLot)).one()
    assert (after.org_id, after.listing_id, after.removed_at) == (org.id, None, None)
    new = {"listing_no": foreign_listing.no, "warehouse_no": warehouse.no, "on_hand": "5"}
    assert browser.post("/me/stock/new", data=new).status_code == 422


def test_staff_of_other_departments_only_read(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session)
        lot = make_lot(session, warehouse)
        user = make_staff(session, "quality")
    quality = sign_in(user)
    assert quality.get("/desk/warehouses").status_code == 200
    for path in (
        "/desk/warehouses/new",
        f"/desk/warehouses/{warehouse.no}",
        f"/desk/stock/{lot.no}",
        "/desk/freight/new",
    ):
        assert quality.get(path).status_code == 403, path
        assert quality.post(path, data={}).status_code == 403, path


def test_hostile_words_are_shown_as_words(database: Database, client: FlaskClient) -> None:
    with database.writing() as session:
        fees = [{"item": HOSTILE, "unit": HOSTILE, "price": HOSTILE, "note": HOSTILE}]
        warehouse = make_warehouse(session, name=HOSTILE, address=HOSTILE, fees=fees, remarks=HOSTILE, hours=HOSTILE)
        make_lot(session, warehouse, product_name=HOSTILE, spec=HOSTILE)
        rate = make_rate(session, carrier=HOSTILE, remarks=HOSTILE)
    pages = ("/warehouses", f"/warehouses/{warehouse.no}", "/freight", f"/freight/{rate.no}", "/")
    for path in pages:
        text = client.get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path


@pytest.mark.parametrize(
    "query",
    ["q=" + "长" * 5000, "page=99999999999999999999", "page=-1", "province=%00", "category=rebar'--", "sort=name;drop",
     "tonnes=1e309", "tonnes=NaN", "tonnes=-5", "mode=%F0%9F%9A%9A", "from=" + "x" * 3000, "to=%E2%80%AE"],
)  # fmt: skip
def test_no_address_breaks_a_list(client: FlaskClient, query: str) -> None:
    for path in ("/warehouses", "/freight"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_reading_writes_nothing(database: Database, client: FlaskClient, count_queries: list[str]) -> None:
    with database.writing() as session:
        warehouse, rate = make_warehouse(session), make_rate(session)
    count_queries.clear()
    for path in ("/", "/warehouses", f"/warehouses/{warehouse.no}", "/freight", f"/freight/{rate.no}", "/help"):
        assert client.get(path).status_code == 200
    assert [sql for sql in count_queries if not sql.lstrip().upper().startswith(("SELECT", "WITH"))] == []
