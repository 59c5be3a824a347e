"""Orders: stock held at acceptance, shipped, released; the line of steps; who sees and does what."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from portal.accounts.models import User
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.listings.models import Listing
from portal.logistics.models import StockLot, StockMovement
from portal.orders import queries, services
from portal.orders.models import Order, OrderHold
from portal.orders.queries import OrderView
from portal.threads.models import Thread, ThreadEvent
from tests.factories.orders import line_of, make_order, make_quotation, order_version, ship
from tests.factories.people import actor
from tests.integration.orders.conftest import Market


def seen(database: Database, who: User, no: str) -> OrderView:
    with database.writing() as session:
        return queries.find_order(session, actor(session, who), no)


def stock(database: Database) -> tuple[Decimal, Decimal]:
    """On hand and reserved, over all lots."""
    with database.reading() as session:
        lots = session.scalars(select(StockLot)).all()
        return sum((lot.on_hand for lot in lots), Decimal(0)), sum((lot.reserved for lot in lots), Decimal(0))


def stated(database: Database, market: Market) -> tuple[Decimal | None, Decimal, Decimal | None]:
    with database.reading() as session:
        one = session.get_one(Listing, market.stated.id)
        return one.quantity, one.reserved, one.available


def ordered(database: Database, market: Market, *lines: object) -> str:
    with database.writing() as session:
        return make_order(session, market.sales, market.buyer, market.thread, *(lines or (line_of(market.listing),)))  # type: ignore[arg-type]


def test_acceptance_holds_stock_with_the_order(database: Database, market: Market) -> None:
    no = ordered(database, market, line_of(market.listing, "70"), line_of(market.stated, "30"), line_of(quantity="5"))
    assert stock(database) == (100, 70)
    assert stated(database, market) == (100, 30, 70)
    order = seen(database, market.buyer, no)
    assert [line.held for line in order.lines] == [70, 30, 0], "what staff wrote out is not in stock"
    assert order.status == "confirmed"
    with database.reading() as session:
        noted = session.execute(
            select(StockMovement.reason, StockMovement.actor).where(StockMovement.kind == "reserve")
        )
        for reason, name in noted:
            assert no in reason, "the supplier reads what it is for"
            assert market.buyer.name not in (name, reason)
            assert market.buyer_org.name not in reason
    with database.writing() as session:
        again = services.accept(session, actor(session, market.member), order.quotation_no, number=1)
    assert again == no, "accepting twice is one order"


def test_where_stock_is_lacking_it_says_which_line_lacks_how_much_and_changes_nothing(
    database: Database, market: Market
) -> None:
    with database.writing() as session:
        no = make_quotation(
            session, market.sales, market.thread, line_of(market.stated, "10"), line_of(market.listing, "130"),
            line_of(market.stated, "95.5"),
        )  # fmt: skip
    with pytest.raises(Invalid) as refused, database.writing() as session:
        services.accept(session, actor(session, market.buyer), no, number=1, words="尽快")
    assert [(one.field, one.params["missing"]) for one in refused.value.all] == [("line-2", "30"), ("line-3", "5.5")]
    assert stock(database) == (100, 0)
    assert stated(database, market) == (100, 0, 100)
    with database.reading() as session:
        assert session.scalar(select(func.count(Order.id))) == 0
        assert session.scalar(select(func.count(OrderHold.id))) == 0


def test_shipments_take_stock_out_and_the_last_one_releases_the_rest(database: Database, market: Market) -> None:
    no = ordered(database, market, line_of(market.listing, "90"), line_of(market.stated, "50"))
    with database.writing() as session:
        services.start_loading(session, actor(session, market.warehouse), no, version=order_version(session, no))
        assert ship(session, market.warehouse, no, "32.5", "0", gross=Decimal("47.6"), tare=Decimal("15.1")) == 1
    assert stock(database) == (Decimal("67.5"), Decimal("57.5"))
    order = seen(database, market.buyer, no)
    assert (order.status, order.lines[0].shipped, order.lines[0].left) == ("shipped", Decimal("32.5"), Decimal("57.5"))
    with database.writing() as session:
        assert ship(session, market.sales, no, "57.2", "49.8", last=True) == 2
    assert stock(database) == (Decimal("10.3"), 0), "what was left of the promise is free again"
    assert stated(database, market) == (Decimal("50.2"), 0, Decimal("50.2"))
    with database.reading() as session:
        assert session.scalar(select(func.count(OrderHold.id))) == 0
    with pytest.raises(Conflict), database.writing() as session:
        ship(session, market.sales, no, "1", "1")


def test_a_little_more_than_ordered_comes_from_free_stock_and_much_more_is_refused(
    database: Database, market: Market
) -> None:
    no = ordered(database, market, line_of(market.listing, "30"))
    with pytest.raises(Invalid) as refused, database.writing() as session:
        ship(session, market.sales, no, "33.1")
    assert refused.value.field.startswith("load-")
    with database.writing() as session:
        ship(session, market.sales, no, "30.4")
    assert stock(database) == (Decimal("69.6"), 0)


def test_the_line_of_steps_to_the_end(database: Database, market: Market) -> None:
    no = ordered(database, market, line_of(market.listing, "60"))
    with database.writing() as session:
        services.start_loading(session, actor(session, market.warehouse), no, version=order_version(session, no))
        ship(session, market.warehouse, no, "30")
        ship(session, market.warehouse, no, "30")
    with database.writing() as session:
        services.deliver(session, actor(session, market.warehouse), no, number=1, version=order_version(session, no))
    order = seen(database, market.buyer, no)
    line = order.lines[0].id
    assert order.status == "shipped", "one vehicle is still on its way"
    with database.writing() as session:
        services.deliver(session, actor(session, market.warehouse), no, number=2, version=order_version(session, no))
        services.receive(session, actor(session, market.member), no, number=1, counted={line: Decimal("29.95")})
        services.receive(
            session, actor(session, market.buyer), no, number=2, counted={line: Decimal("29.7")}, words="少了"
        )
    order = seen(database, market.buyer, no)
    assert order.status == "received"
    assert [(step.kind, step.number, step.by_staff) for step in order.steps] == [
        ("confirmed", 0, False), ("loading", 0, True), ("shipped", 1, True), ("shipped", 2, True), ("delivered", 1, True),
        ("delivered", 2, True), ("received", 1, False), ("received", 2, False),
    ]  # fmt: skip
    assert [one.is_beyond for one in order.shipments] == [False, True]
    with database.writing() as session:
        delivery = queries.delivery_of(session, actor(session, market.sales), no)
        assert queries.orders_of(session, actor(session, market.sales), market.buyer_org.id)[0].no == no
        assert queries.orders_of(session, actor(session, market.rival), market.buyer_org.id) == []
    assert [one.permille for one in delivery.shipments] == [Decimal("-1.7"), Decimal("-10.0")]
    assert delivery.delivered_at == order.shipments[1].delivered_at
    with database.reading() as session:
        lines = session.scalars(select(ThreadEvent.facts).where(ThreadEvent.kind == "said")).all()
        keys = [job["key"] for job in session.scalars(select(Job.payload).where(Job.name == "notices.tell"))]
    assert len(lines) == len(order.steps), "each step is a line in the thread"
    steps = [key for key in keys if key.startswith(f"order:{no}:")]
    assert len(steps) == len(set(steps)) == len(order.steps), "each step is a notice"


def test_where_nobody_owns_the_thread_its_department_hears_of_the_steps(database: Database, market: Market) -> None:
    no = ordered(database, market, line_of(market.listing, "60"))
    with database.writing() as session:
        session.execute(update(Thread).where(Thread.id == market.thread.id).values(owner_id=None, department="sales"))
        services.start_loading(session, actor(session, market.warehouse), no, version=order_version(session, no))
    with database.reading() as session:
        told = [job["to"] for job in session.scalars(select(Job.payload).where(Job.name == "notices.tell"))
                if job["key"] == f"order:{no}:loading:0"]  # fmt: skip
    assert any(market.sales.id in to for to in told)


def test_cancelling_releases(database: Database, market: Market) -> None:
    no = ordered(database, market, line_of(market.listing, "60"), line_of(market.stated, "20"))
    with pytest.raises(Invalid), database.writing() as session:
        services.cancel(session, actor(session, market.sales), no, version=order_version(session, no), reason="")
    with pytest.raises(Forbidden), database.writing() as session:
        services.cancel(session, actor(session, market.warehouse), no, version=order_version(session, no), reason="错")
    with database.writing() as session:
        services.cancel(
            session, actor(session, market.sales), no, version=order_version(session, no), reason="客户改期"
        )
    assert stock(database) == (100, 0)
    assert stated(database, market) == (100, 0, 100)
    assert seen(database, market.buyer, no).steps[-1].note == "客户改期"
    with pytest.raises(Conflict), database.writing() as session:
        ship(session, market.sales, no, "10", "0")


def test_an_order_that_was_shipped_is_completed_not_cancelled(database: Database, market: Market) -> None:
    no = ordered(database, market, line_of(market.listing, "60"))
    with pytest.raises(Conflict), database.writing() as session:
        services.complete(session, actor(session, market.sales), no, version=order_version(session, no))
    with database.writing() as session:
        ship(session, market.sales, no, "20")
    with pytest.raises(Conflict), database.writing() as session:
        services.cancel(session, actor(session, market.sales), no, version=order_version(session, no), reason="不要了")
    with database.writing() as session:
        services.complete(session, actor(session, market.sales), no, version=order_version(session, no))
    assert stock(database) == (80, 0)


def test_strangers_know_nothing_and_viewers_only_look(database: Database, market: Market) -> None:
    no = ordered(database, market)
    with database.writing() as session:
        ship(session, market.sales, no, "60")
    for stranger in (market.rival, market.supplier):
        with pytest.raises(NotFound):
            seen(database, stranger, no)
        with pytest.raises(NotFound), database.writing() as session:
            services.receive(session, actor(session, stranger), no, number=1, counted={})
    assert seen(database, market.viewer, no).no == no
    with pytest.raises(Forbidden), database.writing() as session:
        services.receive(session, actor(session, market.viewer), no, number=1, counted={})
    with pytest.raises(Forbidden), database.writing() as session:
        services.receive(session, actor(session, market.sales), no, number=1, counted={})
    with pytest.raises(NotFound), database.writing() as session:
        services.deliver(session, actor(session, market.buyer), no, number=1, version=order_version(session, no))
    with pytest.raises(NotFound), database.writing() as session:
        services.deliver(session, actor(session, market.sales), no, number=9, version=order_version(session, no))


def test_the_same_form_twice_is_one_vehicle(database: Database, market: Market) -> None:
    no = ordered(database, market, line_of(market.listing, "60"))
    with database.writing() as session:
        version = order_version(session, no)
        ship(session, market.sales, no, "30")
    with pytest.raises(Conflict), database.writing() as session:
        services.start_loading(session, actor(session, market.sales), no, version=version)
    assert stock(database) == (70, 30)
