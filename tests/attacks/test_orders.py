"""Promises that cannot be undone from the side, and orders out of all proportion."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.uow import Database
from portal.logistics.models import StockLot
from tests.factories.orders import line_of, make_order
from tests.integration.orders.conftest import Market, market

__all__ = ["market"]

SignIn = Callable[[User], FlaskClient]


def amounts(database: Database) -> list[tuple[Decimal, Decimal]]:
    """On hand and reserved of each lot."""
    with database.reading() as session:
        lots = session.scalars(select(StockLot).order_by(StockLot.id))
        return [(lot.on_hand, lot.reserved) for lot in lots]


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
