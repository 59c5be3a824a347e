"""What lies in a warehouse is added up by category and age, as far as everybody may know it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core.uow import Database
from portal.logistics import queries
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_warehouse
from tests.factories.people import make_organisation

WEDNESDAY = datetime(2026, 10, 28, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wednesday() -> object:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


def test_tonnes_pieces_and_lots_are_added_up_by_category_arrival_and_last_word(
    database: Database, client: FlaskClient
) -> None:
    day = WEDNESDAY.date()
    with database.writing() as session:
        warehouse = make_warehouse(session)
        lots = (
            ("rebar", "50", "10", 20, 4, day, timedelta(hours=1)),
            ("rebar", "30.5", "0", None, 0, day - timedelta(days=30), timedelta(days=2)),
            ("hot-coil", "20", "0", 2, 0, day - timedelta(days=91), timedelta(days=9)),
            ("rebar", "9", "9", 3, 3, day, timedelta(hours=1)),  # all promised: nothing can be had
        )
        for category, on_hand, reserved, pieces, held, arrived, ago in lots:
            make_lot(
                session, warehouse, category=category, on_hand=Decimal(on_hand), reserved=Decimal(reserved), pieces=pieces,
                pieces_reserved=held, arrived_on=arrived, confirmed_at=WEDNESDAY - ago,
            )  # fmt: skip
        place = {"warehouse_id": warehouse.id, "warehouse_no": warehouse.no}
        make_listing(session, category="rebar", quantity=Decimal(100), confirmed_at=WEDNESDAY, **place)
        make_listing(session, category="plate", quantity=Decimal(7), unit="piece", confirmed_at=WEDNESDAY, **place)
        # What nobody may know is not counted: a draft, an unverified company's, and its lot.
        make_listing(session, status="draft", **place)
        hidden = make_listing(session, make_organisation(session, verification="pending"), **place)
        make_lot(session, warehouse, listing_id=hidden.id, org_id=hidden.org_id)
        make_lot(session)  # elsewhere
    with database.reading() as session:
        ages = queries.stock_ages(session, warehouse.id)
    assert [(code, one.tonnes, one.pieces, one.lines) for code, one in ages.categories] == [
        ("rebar", Decimal("170.5"), 16, 3),
        ("hot-coil", 20, 2, 1),
        ("plate", 0, 0, 1),
    ]
    assert [(one.tonnes, one.lines) for one in ages.arrivals] == [
        (40, 1), (Decimal("30.5"), 1), (0, 0), (20, 1), (100, 2),
    ]  # fmt: skip
    assert {state: one.tonnes for state, one in ages.confirmations.items()} == {
        "fresh": 140, "aging": Decimal("30.5"), "stale": 20,
    }  # fmt: skip
    assert (ages.total.tonnes, ages.total.pieces, ages.total.lines) == (Decimal("190.5"), 18, 5)
    page = client.get(f"/warehouses/{warehouse.no}").text
    assert "库存汇总" in page
    assert "190.5" in page
    assert "170.5" in page


def test_an_empty_warehouse_shows_no_sums(database: Database, client: FlaskClient) -> None:
    with database.writing() as session:
        no = make_warehouse(session).no
    assert "库存汇总" not in client.get(f"/warehouses/{no}").text


def test_sums_count_what_the_page_does_not_list(database: Database, client: FlaskClient) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session)
        for _ in range(queries.SHOWN_LINES + 5):
            make_lot(session, warehouse, on_hand=Decimal(2))
    page = client.get(f"/warehouses/{warehouse.no}").text
    assert page.count("<tr data-item>") == queries.SHOWN_LINES
    assert f"{(queries.SHOWN_LINES + 5) * 2} " in page
