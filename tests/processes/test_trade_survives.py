"""What was promised and published survives kill -9 of web and worker: nothing is lost, nothing happens twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import create_app
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.intake.models import Import, ImportRow
from portal.intake.services.publishing import publish_import, undo_import
from portal.intake.services.starting import start_import
from portal.listings.models import Listing
from portal.logistics.models import StockLot
from portal.notifications.models import Notice
from portal.orders.models import Order, OrderHold, OrderLine, Shipment
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_warehouse
from tests.factories.orders import line_of, make_quotation
from tests.factories.people import actor, make_member, make_organisation, make_session, make_staff
from tests.factories.threads import make_thread
from tests.processes.browsers import Browser, signed_in_headers
from tests.processes.conftest import RunningPortal

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ROWS, CUSTOMERS = 300, 12
WORKER, WEB = "flask --app wsgi worker", "gunicorn"


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    running = RunningPortal(tmp_path_factory.mktemp("portal"))
    running.start()
    yield running
    running.stop()


def _until(holds: Callable[[], bool], *, within_s: float = 90, kill: Callable[[], None] | None = None) -> None:
    """Wait for it; every second and a half something is killed meanwhile, three times."""
    deadline, killed, last = time.monotonic() + within_s, 0, time.monotonic()
    while not holds():
        assert time.monotonic() < deadline
        if kill is not None and killed < 3 and time.monotonic() - last > 1.5:
            kill()
            killed, last = killed + 1, time.monotonic()
        time.sleep(0.1)


def test_an_import_is_read_published_and_taken_back_once(fresh: RunningPortal) -> None:
    app: Flask = create_app(fresh.settings)
    database: Database = app.extensions["portal.database"]
    with database.writing() as session:
        company = make_organisation(session, kind="supplier", city="天津")
        owner = make_member(session, company)
    lines = [f"螺纹钢,Φ{12 + at % 20},HRB400E,钢厂{at},{3000 + at},{at % 9 + 1}" for at in range(ROWS)]
    data = ("品名,规格,材质,钢厂,单价,吨位\n" + "\n".join(lines) + "\n").encode()
    taken = app.extensions["portal.files"].store(data, "库存.csv", "text/csv")
    with database.writing() as session:
        no = start_import(session, actor(session, owner), taken=taken, is_text=False, total=ROWS).no

    def state() -> str:
        with database.reading() as session:
            return session.scalars(select(Import.state).where(Import.no == no)).one()

    def count(*clauses: object) -> int:
        with database.reading() as session:
            return session.scalar(select(func.count(Listing.id)).where(*clauses)) or 0  # type: ignore[arg-type]

    own = Listing.org_id == company.id
    _until(lambda: state() == "ready", kill=lambda: fresh.kill(WORKER))
    with database.reading() as session:
        assert session.scalar(select(func.count(ImportRow.id))) == ROWS
    with database.writing() as session:
        publish_import(session, actor(session, owner), no=no)
    _until(lambda: state() == "done", kill=lambda: fresh.kill(WORKER))
    assert (count(own), count(own, Listing.is_public.is_(True))) == (ROWS, ROWS)
    with database.writing() as session:
        undo_import(session, actor(session, owner), no=no)
    _until(lambda: state() == "undone", kill=lambda: fresh.kill(WORKER))
    assert (count(own), count(own, Listing.is_public.is_(True))) == (ROWS, 0)
    database.engine.dispose()


def test_promises_and_vehicles_are_neither_lost_nor_doubled(fresh: RunningPortal) -> None:
    """Customers accept, staff ship and customers take over, while web and worker are killed."""
    app: Flask = create_app(fresh.settings)
    database: Database = app.extensions["portal.database"]
    with database.writing() as session:
        supplier, place = make_organisation(session, kind="supplier"), make_warehouse(session)
        listing = make_listing(session, supplier)
        lot = {"org_id": supplier.id, "listing_id": listing.id, "listing_no": listing.no}
        for _ in range(2):
            make_lot(session, place, on_hand=Decimal(60), **lot)
        sales, buyers, numbers = make_staff(session, "sales"), [], []
        for _ in range(CUSTOMERS):
            company = make_organisation(session, kind="buyer")
            buyers.append(make_member(session, company))
            thread = make_thread(session, company, buyers[-1])
            thread.owner_id = sales.id
            numbers.append(make_quotation(session, sales, thread, line_of(listing, "10")))
        tokens = [make_session(session, person) for person in [*buyers, sales]]
    headers = [signed_in_headers(app, token) for token in tokens]
    done: Counter[str] = Counter()

    def press(browser: Browser, path: str, data: Callable[[], dict[str, str]], good: Callable[[], bool]) -> None:
        """As people do: again until it is so."""
        deadline = time.monotonic() + 90
        while not good():
            assert time.monotonic() < deadline, path
            browser.post(path, data(), as_script=False)
            time.sleep(0.3)

    def order_of(quotation: str) -> Order | None:
        with database.reading() as session:
            return session.scalars(select(Order).where(Order.quotation_no == quotation)).first()

    def trade(at: int) -> None:
        quotation = numbers[at]
        with Browser(fresh.port, headers[at]) as buyer, Browser(fresh.port, headers[-1]) as staff:
            press(
                buyer,
                f"/quotations/{quotation}/accept",
                lambda: {"number": "1"},
                lambda: order_of(quotation) is not None,
            )
            order = order_of(quotation)
            assert order is not None
            form = {"version": str(order.version), "vehicle": f"津C{at:05}", f"load-{line_in(order.id)}": "10"}
            press(staff, f"/orders/{order.no}/ship", lambda: form, lambda: is_shipped(order.id))
            press(
                buyer,
                f"/orders/{order.no}/shipments/1/receive",
                lambda: {f"counted-{line_in(order.id)}": "9.98"},
                lambda: is_received(order.id),
            )
            done["all"] += 1

    def line_in(order_id: int) -> int:
        with database.reading() as session:
            return session.scalars(select(OrderLine.id).where(OrderLine.order_id == order_id)).one()

    def is_shipped(order_id: int) -> bool:
        with database.reading() as session:
            return session.scalars(select(Shipment.id).where(Shipment.order_id == order_id)).first() is not None

    def is_received(order_id: int) -> bool:
        with database.reading() as session:
            return (
                session.scalars(select(Shipment.received_at).where(Shipment.order_id == order_id)).first() is not None
            )

    workers = [threading.Thread(target=trade, args=(at,)) for at in range(CUSTOMERS)]
    for each in workers:
        each.start()
    for word in (WEB, WORKER, WEB, WORKER, WEB):
        time.sleep(0.7)
        fresh.kill(word)
    for each in workers:
        each.join()
    assert done["all"] == CUSTOMERS
    with database.reading() as session:
        assert session.scalar(select(func.count(Order.id))) == CUSTOMERS
        assert session.scalar(select(func.count(Shipment.id))) == CUSTOMERS
        assert session.scalars(select(OrderHold)).all() == []
        assert not any(one.on_hand or one.reserved for one in session.scalars(select(StockLot)))

    def settled() -> bool:
        with database.reading() as session:
            return not session.scalars(select(Job.id).where(Job.name == "notices.tell")).all()

    _until(settled)
    with database.reading() as session:
        told = Counter(
            session.scalars(select(Notice.key).where(Notice.user_id == sales.id, Notice.key.like("order:%")))
        )
    assert set(told.values()) == {1}
    assert len([key for key in told if ":received:" in key]) == CUSTOMERS
    database.engine.dispose()
