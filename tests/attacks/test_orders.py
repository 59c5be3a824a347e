"""Promises that cannot be undone from the side, and orders out of all proportion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.errors import Invalid
from portal.core.uow import Database
from portal.listings import services as listings
from portal.listings.models import Listing
from portal.listings.values import values_of
from portal.logistics.models import StockLot
from portal.orders import services
from tests.factories.orders import line_of, make_order, make_quotation, ship
from tests.factories.people import actor
from tests.integration.orders.conftest import Market, market

__all__ = ["market"]

SignIn = Callable[[User], FlaskClient]


def amounts(database: Database) -> list[tuple[Decimal, Decimal]]:
    """On hand and reserved of each lot."""
    with database.reading() as session:
        lots = session.scalars(select(StockLot).order_by(StockLot.id))
        return [(lot.on_hand, lot.reserved) for lot in lots]


def sell_by(database: Database, market: Market, listing: Listing, unit: str) -> None:
    """The supplier now sells it by another unit."""
    with database.writing() as session:
        row = session.get_one(Listing, listing.id)
        values = replace(values_of(row), unit=unit, quantity=Decimal(100_000))
        listings.edit_listing(session, actor(session, market.supplier), no=row.no, version=row.version, values=values)


@pytest.mark.parametrize(("who", "home"), [("supplier", "/me/stock"), ("warehouse", "/desk/stock")])
def test_what_an_order_holds_is_not_released_by_hand(
    database: Database, sign_in: SignIn, market: Market, who: str, home: str
) -> None:
    """Else the next customer could be promised the same tonnes."""
    with database.writing() as session:
        make_order(session, market.sales, market.buyer, market.thread, line_of(market.listing, "50"))
        no = session.scalars(select(StockLot.no).where(StockLot.reserved > 0)).one()
    browser, release = sign_in(getattr(market, who)), {"kind": "release", "reason": "不要了"}
    assert browser.post(f"{home}/{no}/move", data={"kind": "reserve", "tonnes": "4", "reason": "留"}).status_code == 303
    answer = browser.post(f"{home}/{no}/move", data=release | {"tonnes": "5"})
    assert answer.status_code == 422
    assert "有 50 吨是订单锁定的" in answer.text
    assert (60, 54) in amounts(database)
    assert browser.post(f"{home}/{no}/move", data=release | {"tonnes": "4"}).status_code == 303, "that was by hand"
    assert (60, 50) in amounts(database)


def test_a_quantity_means_what_it_meant_when_it_was_quoted(database: Database, market: Market) -> None:
    """60 tonnes are not 60 bars, whatever the supplier does between quotation and acceptance."""
    with database.writing() as session:
        no = make_quotation(session, market.sales, market.thread, line_of(market.stated, "60"))
    sell_by(database, market, market.stated, "bar")
    with pytest.raises(Invalid) as refused, database.writing() as session:
        services.accept(session, actor(session, market.buyer), no, number=1)
    assert refused.value.field == "line-1"
    assert "计量单位" in refused.value.message


def test_what_lots_hold_keeps_its_unit(database: Database, market: Market) -> None:
    with database.writing() as session:
        make_order(session, market.sales, market.buyer, market.thread, line_of(market.listing, "60"))
    for unit in ("kg", "bar"):
        with pytest.raises(Invalid) as refused:
            sell_by(database, market, market.listing, unit)
        assert refused.value.field == "unit"


def test_what_is_loaded_after_a_promise_is_used_up_leaves_stock_too(database: Database, market: Market) -> None:
    with database.writing() as session:
        lines = line_of(market.listing, "40"), line_of(market.stated, "30")
        no = make_order(session, market.sales, market.buyer, market.thread, *lines)
        ship(session, market.sales, no, "40", "0")
    with database.writing() as session:
        ship(session, market.sales, no, "2", "30")
    assert amounts(database) == [(0, 0), (58, 0)]
