"""Never more promised than there is: acceptances, withdrawals, deadlines and shipments at the same moment, on either database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.uow import Database
from portal.listings.models import Listing
from portal.logistics.models import StockLot
from portal.orders.models import Order, OrderHold, QuotationVersion, Shipment
from portal.orders.services import lapse
from tests.attacks.test_races import MANY, at_once, audited, post_all, statuses
from tests.factories.logistics import make_lot
from tests.factories.orders import line_of, make_order, make_quotation, order_version
from tests.factories.people import make_member, make_organisation
from tests.factories.threads import make_thread
from tests.integration.orders.conftest import Market, market

__all__ = ["market"]

SignIn = Callable[[User], FlaskClient]


def promised(database: Database) -> tuple[Decimal, Decimal, Decimal]:
    """What orders hold, what lots and listings say is held, and what there is."""
    with database.reading() as session:
        held = session.scalar(select(func.sum(OrderHold.quantity))) or Decimal(0)
        lots = session.scalars(select(StockLot)).all()
        listings = session.scalars(select(Listing)).all()
        for lot in lots:
            assert 0 <= lot.reserved <= lot.on_hand
        booked = sum((lot.reserved for lot in lots), Decimal(0)) + sum((one.reserved for one in listings), Decimal(0))
        return held, booked, sum((lot.on_hand for lot in lots), Decimal(0))


@pytest.mark.parametrize("which", ["listing", "stated"])
def test_many_customers_and_the_same_tonnes(database: Database, sign_in: SignIn, market: Market, which: str) -> None:
    """Eight want 30 of the 100 tonnes: three get them, five are told what is lacking."""
    people, numbers = [], []
    with database.writing() as session:
        for _ in range(MANY):
            org = make_organisation(session, kind="buyer")
            person = make_member(session, org)
            thread = make_thread(session, org, person)
            people.append(person)
            numbers.append(make_quotation(session, market.sales, thread, line_of(getattr(market, which), "30")))
    browsers = [sign_in(person) for person in people]
    answers = post_all(browsers, [f"/quotations/{no}/accept" for no in numbers], {"number": "1"})
    assert statuses(answers) == {303: 3, 422: 5}
    assert all("还缺" in answer.get_data(as_text=True) for answer in answers if answer.status_code == 422)
    held, booked, _there = promised(database)
    assert (held, booked) == (90, 90)
    with database.reading() as session:
        assert session.scalar(select(func.count(Order.id))) == 3


def test_lines_in_opposite_order_do_not_wait_for_each_other(
    database: Database, sign_in: SignIn, market: Market
) -> None:
    with database.writing() as session:
        ways = [
            make_quotation(session, market.sales, market.thread, line_of(first, "10"), line_of(second, "10"))
            for first, second in ((market.listing, market.stated), (market.stated, market.listing)) * (MANY // 2)
        ]
    browsers = [sign_in(market.buyer) for _ in ways]
    answers = post_all(browsers, [f"/quotations/{no}/accept" for no in ways], {"number": "1"})
    assert statuses(answers) == {303: MANY}
    assert promised(database)[:2] == (160, 160)


def test_accepting_twice_is_one_order(database: Database, sign_in: SignIn, market: Market) -> None:
    with database.writing() as session:
        no = make_quotation(session, market.sales, market.thread, line_of(market.listing, "20"))
    browsers = [sign_in(market.buyer if number % 2 else market.member) for number in range(MANY)]
    answers = post_all(browsers, f"/quotations/{no}/accept", {"number": "1"})
    assert statuses(answers) == {303: MANY}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert promised(database)[:2] == (20, 20)
    assert audited(database, "quotation.accepted") == 1


def test_accepting_while_staff_withdraw(database: Database, sign_in: SignIn, market: Market) -> None:
    for _round in range(4):
        with database.writing() as session:
            no = make_quotation(session, market.sales, market.thread, line_of(market.listing, "5"))
            before = session.scalar(select(func.count(Order.id))) or 0
        buyer, sales = sign_in(market.buyer), sign_in(market.sales)
        accepted, withdrawn = at_once(
            lambda buyer=buyer, no=no: buyer.post(f"/quotations/{no}/accept", data={"number": "1"}),
            lambda sales=sales, no=no: sales.post(f"/quotations/{no}/withdraw", data={}),
        )
        assert sorted((accepted.status_code, withdrawn.status_code)) == [303, 409]
        with database.reading() as session:
            made = (session.scalar(select(func.count(Order.id))) or 0) - before
        assert made == (accepted.status_code == 303)
    held, booked, _there = promised(database)
    assert held == booked


def test_accepting_at_the_deadline(database: Database, sign_in: SignIn, market: Market) -> None:
    """Whichever comes first: an accepted one never lapses, a lapsed one is never accepted."""
    for past in (False, True):
        with database.writing() as session:
            no = make_quotation(session, market.sales, market.thread, line_of(market.listing, "5"))
            version = session.scalars(select(QuotationVersion.id).order_by(QuotationVersion.id.desc()).limit(1)).one()
            until = now() + (timedelta(seconds=-1) if past else timedelta(seconds=30))
            session.execute(update(QuotationVersion).where(QuotationVersion.id == version).values(valid_until=until))
        buyer = sign_in(market.buyer)

        def end(version: int = version) -> None:
            with database.writing() as session:
                lapse(session, {"version_id": version})

        answer, _none = at_once(
            lambda buyer=buyer, no=no: buyer.post(f"/quotations/{no}/accept", data={"number": "1"}), end
        )
        with database.reading() as session:
            status = session.scalars(select(QuotationVersion.status).where(QuotationVersion.id == version)).one()
        assert (answer.status_code, status) == ((409, "lapsed") if past else (303, "accepted"))


def test_one_vehicle_however_often_it_is_sent(database: Database, sign_in: SignIn, market: Market) -> None:
    with database.writing() as session:
        no = make_order(session, market.sales, market.buyer, market.thread, line_of(market.listing, "60"))
        version = order_version(session, no)
        line = session.scalars(select(OrderHold.line_id).limit(1)).one()
    form = {"version": str(version), f"load-{line}": "30", "vehicle": "津C1"}
    answers = post_all([sign_in(market.warehouse) for _ in range(MANY)], f"/orders/{no}/ship", form)
    assert statuses(answers) == {303: 1, 409: MANY - 1}
    with database.reading() as session:
        assert session.scalar(select(func.count(Shipment.id))) == 1
    assert promised(database) == (30, 30, 70)


def test_cancelling_while_it_is_shipped(database: Database, sign_in: SignIn, market: Market) -> None:
    with database.writing() as session:
        no = make_order(session, market.sales, market.buyer, market.thread, line_of(market.listing, "60"))
        version = str(order_version(session, no))
        line = session.scalars(select(OrderHold.line_id).limit(1)).one()
    keeper, sales = sign_in(market.warehouse), sign_in(market.sales)
    answers = at_once(
        lambda: keeper.post(f"/orders/{no}/ship", data={"version": version, f"load-{line}": "30", "vehicle": "津C1"}),
        lambda: sales.post(f"/orders/{no}/cancel", data={"version": version, "reason": "改期"}),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    held, booked, _there = promised(database)
    assert held == booked == (30 if answers[0].status_code == 303 else 0)


def test_an_order_while_the_supplier_takes_the_goods_away(database: Database, sign_in: SignIn, market: Market) -> None:
    with database.writing() as session:
        lot = make_lot(session, org_id=market.supplier_org.id, listing_id=market.stated.id, on_hand=Decimal(50)).no
        no = make_quotation(session, market.sales, market.thread, line_of(market.stated, "40"))
    buyer, supplier = sign_in(market.buyer), sign_in(market.supplier)
    answers = at_once(
        lambda: buyer.post(f"/quotations/{no}/accept", data={"number": "1"}),
        lambda: supplier.post(f"/me/stock/{lot}/move", data={"kind": "out", "tonnes": "30", "reason": "自提"}),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    held, booked, _there = promised(database)
    assert held == booked
