"""Promises that cannot be undone from the side, and orders out of all proportion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Invalid
from portal.core.uow import Database
from portal.listings import services as listings
from portal.listings.models import Listing
from portal.listings.values import values_of
from portal.logistics.models import StockLot
from portal.orders import services
from portal.organisations.models import Organisation
from tests.factories.orders import line_of, make_draft, make_order, make_quotation, ship
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


def test_goods_of_a_company_that_is_trusted_no_more_are_not_promised(database: Database, market: Market) -> None:
    with database.writing() as session:
        no = make_quotation(session, market.sales, market.thread, line_of(market.listing, "60"))
        session.get_one(Organisation, market.supplier_org.id).verification = "refused"
    with pytest.raises(Invalid) as refused, database.writing() as session:
        services.accept(session, actor(session, market.buyer), no, number=1)
    assert "下架" in refused.value.message
    assert amounts(database) == [(40, 0), (60, 0)]


def test_what_lots_hold_keeps_its_unit(database: Database, market: Market) -> None:
    with database.writing() as session:
        make_order(session, market.sales, market.buyer, market.thread, line_of(market.listing, "60"))
    for unit in ("kg", "bar"):
        with pytest.raises(Invalid) as refused:
            sell_by(database, market, market.listing, unit)
        assert refused.value.field == "unit"


@pytest.mark.parametrize("until", ["0001-01-01T00:00", "1900-01-01T00:00", "9999-12-31T23:59"])
def test_a_deadline_no_calendar_of_ours_has(database: Database, sign_in: SignIn, market: Market, until: str) -> None:
    with database.writing() as session:
        no = make_draft(session, market.sales, market.thread)
    browser = sign_in(market.sales)
    answer = browser.post(f"/quotations/{no}/edit", data=_form("save", lines=1) | {"valid_until": until})
    assert answer.status_code == 422
    assert browser.get(f"/quotations/{no}/edit").status_code == 200


@pytest.mark.parametrize(("quantity", "lines", "status"), [
    ("0.001", 1, 303), ("10000000", 50, 303), ("100000000", 1, 422), ("1000000000", 1, 422), ("1", 1000, 422),
])  # fmt: skip
def test_quotations_of_every_size(
    database: Database, sign_in: SignIn, market: Market, quantity: str, lines: int, status: int
) -> None:
    """Each is sent, printed and accepted, or refused with nothing of it kept; none loses lines on its way."""
    with database.writing() as session:
        no = make_draft(session, market.sales, market.thread)
    data = _form("send", lines=lines, quantity=quantity)
    assert sign_in(market.sales).post(f"/quotations/{no}/edit", data=data).status_code == status
    buyer, sent = sign_in(market.buyer), 200 if status == 303 else 404
    for page in (f"/quotations/{no}", f"/quotations/{no}/print"):
        assert buyer.get(page).status_code == sent
    if sent == 200:
        answer = buyer.post(f"/quotations/{no}/accept", data={"number": "1"})
        for page in ("", "/print"):
            assert buyer.get(answer.headers["Location"] + page).status_code == 200


def test_words_without_end_find_nothing(database: Database, sign_in: SignIn, market: Market) -> None:
    with database.writing() as session:
        no = make_draft(session, market.sales, market.thread)
    data = _form("find", lines=1) | {"find": "螺" * 70_000}
    assert sign_in(market.sales).post(f"/quotations/{no}/edit", data=data).status_code == 200


def test_what_is_loaded_after_a_promise_is_used_up_leaves_stock_too(database: Database, market: Market) -> None:
    with database.writing() as session:
        lines = line_of(market.listing, "40"), line_of(market.stated, "30")
        no = make_order(session, market.sales, market.buyer, market.thread, *lines)
        ship(session, market.sales, no, "40", "0")
    with database.writing() as session:
        ship(session, market.sales, no, "2", "30")
    assert amounts(database) == [(0, 0), (58, 0)]


def _form(do: str, *, lines: int, quantity: str = "1") -> dict[str, str]:
    tomorrow = (now().astimezone(SHANGHAI) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    data = {"do": do, "version": "1", "valid_until": tomorrow}
    for index in range(lines):
        of = f"lines-{index}-"
        data |= {f"{of}kind": "goods", f"{of}title": "螺纹钢", f"{of}quantity": quantity, f"{of}price": "10000000"}
        data |= {f"{of}unit": "t"}
    return data
