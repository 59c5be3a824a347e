"""Loads a quotation that waits for the buyer's answer and an order under way, through the services people use, at moments of the past."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.audit import AuditEvent
from portal.core.files import FileStore
from portal.core.outbox import Job
from portal.core.permissions import Actor
from portal.demo import papers
from portal.demo.dice import Dice
from portal.demo.people import BUYER, Cast, Person
from portal.listings.models import Listing, ListingMovement
from portal.logistics.models import StockLot, StockMovement
from portal.orders import services
from portal.orders.models import Order, OrderLine, OrderStep, Quotation, QuotationVersion, Shipment
from portal.orders.services import LineInput, ShipmentInput, VersionInput
from portal.organisations.actors import actor_of
from portal.threads.models import ACTIVE, Message, Thread, ThreadEvent
from portal.threads.services import post_message
from portal.threads.words import prepare

_TIMES: tuple[tuple[Any, str], ...] = (
    (Message, "created_at"), (ThreadEvent, "created_at"), (OrderStep, "at"), (StockMovement, "at"), (ListingMovement, "at"),
    (AuditEvent, "at"), (Quotation, "created_at"), (QuotationVersion, "created_at"), (QuotationVersion, "sent_at"),
    (Order, "created_at"), (Shipment, "shipped_at"),
)  # fmt: skip

FREIGHT, FAR = {"天津": 55, "北京": 30, "唐山": 60}, 190
"""Yuan a tonne by lorry to where the buyer builds."""


NEAR = ("北京", "唐山", "沧州", "石家庄", "济南")
"""Cities from which a site in Tianjin buys."""


def load_orders(session: Session, dice: Dice, cast: Cast, files: FileStore) -> None:
    """One quotation sent, one order with two vehicles, the first of them delivered."""
    threads = session.scalars(
        select(Thread)
        .where(
            Thread.org_id == cast.companies[BUYER].id, Thread.side == "customer", Thread.kind.in_(("inquiry", "order")),
            Thread.status.in_(ACTIVE), Thread.last_message_at < dice.now - timedelta(minutes=25),
        )
        .order_by(Thread.last_message_at)
    ).all()  # fmt: skip
    stock = session.scalars(
        select(Listing)
        .join(StockLot, StockLot.listing_id == Listing.id)
        .where(
            Listing.category == "rebar", Listing.is_public.is_(True), Listing.unit == "t", Listing.price.is_not(None),
            Listing.members_only_price.is_(False), Listing.available >= 70, Listing.org_id != cast.companies[BUYER].id,
        )
        .order_by(Listing.city != "天津", Listing.city.not_in(NEAR), Listing.id)
        .limit(60)
    ).all()  # fmt: skip
    if len(threads) < 2 or not stock:
        return
    buyer, clerk = _actor(session, cast.companies[BUYER].contact), _actor(session, cast.staff["sales"][0])
    keeper = _actor(session, cast.staff["warehouse"][0])
    _running(session, dice, threads[0], stock[0], buyer, clerk, keeper, files)
    asked = next(
        (one for one in stock[1:] if one.spec and one.spec in threads[-1].subject), stock[min(2, len(stock) - 1)]
    )
    _waiting(session, dice, threads[-1], asked, clerk)


def _actor(session: Session, person: Person) -> Actor:
    found = actor_of(session, person.id)
    assert found is not None  # noqa: S101  # loaded a moment ago
    return found


def _version(listing: Listing, quantity: int, until: datetime) -> VersionInput:
    price = (listing.price or Decimal(0)) - 10
    title = " ".join(part for part in (listing.product_name, listing.grade, listing.spec) if part)
    goods = LineInput(
        listing_no=listing.no, title=title, detail=" · ".join(part for part in (listing.mill, listing.warehouse_name) if part),
        quantity=Decimal(quantity), price=price, cost=price - 45,
    )  # fmt: skip
    carried = LineInput(
        kind="freight",
        title="运费",
        detail=f"{listing.city} → 天津滨海新区",
        quantity=Decimal(quantity),
        price=Decimal(FREIGHT.get(listing.city, FAR)),
    )
    return VersionInput(
        lines=(goods, carried), price_basis="two", weighing_basis=listing.weighing_basis or "scale", payment="款到发货",
        delivery="delivered", place="天津滨海新区三号工地", lead_time="款到次日", valid_until=until, note="老客户，可再让 5 元。",
        remarks="随车带质保书，卸车由需方负责。",
    )  # fmt: skip


def _send(session: Session, actor: Actor, no: str, values: VersionInput) -> None:
    version = session.scalars(
        select(QuotationVersion.version)
        .join(Quotation, Quotation.id == QuotationVersion.quotation_id)
        .where(Quotation.no == no)
    ).one()
    services.send_draft(session, actor, no, version=version, values=values)


def _waiting(session: Session, dice: Dice, thread: Thread, listing: Listing, clerk: Actor) -> None:
    with _at(session, thread.last_message_at + (dice.now - thread.last_message_at) / 2):
        no = services.draft_quotation(session, clerk, thread_no=thread.no, no=dice.number("Q"))
        _send(session, clerk, no, _version(listing, 32, dice.now + timedelta(days=2)))


def bought(
    session: Session, dice: Dice, thread: Thread, listing: Listing, buyer: Person, clerk: Person, *, tonnes: Decimal
) -> None:
    """An order made in the thread, its goods held."""
    seller, begun = _actor(session, clerk), thread.last_message_at
    with _at(session, begun + (dice.now - begun) * 0.3):
        no = services.draft_quotation(session, seller, thread_no=thread.no, no=dice.number("Q"))
        _send(session, seller, no, _version(listing, int(tonnes), dice.now + timedelta(days=1)))
    with _at(session, begun + (dice.now - begun) * 0.5):
        services.accept(session, _actor(session, buyer), no, number=1, words="", order_no=dice.number("O"))


def _running(
    session: Session,
    dice: Dice,
    thread: Thread,
    listing: Listing,
    buyer: Actor,
    clerk: Actor,
    keeper: Actor,
    files: FileStore,
) -> None:
    begun, span = thread.last_message_at, dice.now - thread.last_message_at

    def moment(part: float) -> datetime:
        return begun + span * part

    with _at(session, moment(0.2)):
        no = services.draft_quotation(session, clerk, thread_no=thread.no, no=dice.number("Q"))
        _send(session, clerk, no, _version(listing, 66, dice.now + timedelta(days=1)))
    with _at(session, moment(0.35)):
        order = services.accept(session, buyer, no, number=1, words="请安排两车，早上到。", order_no=dice.number("O"))
    with _at(session, moment(0.4)):
        words = prepare("收到，今天安排装车，发车后把车牌发给您。")
        post_message(session, clerk, no=thread.no, words=words, key=dice.key())
        services.start_loading(session, keeper, order, version=_order(session, order).version)
    for part, tonnes, plate in ((0.5, "33.12", "津C58216"), (0.85, "32.74", "津C90377")):
        with _at(session, moment(part)):
            row = _order(session, order)
            line = session.scalars(select(OrderLine.id).where(OrderLine.order_id == row.id)).one()
            ticket = files.take(io.BytesIO(papers.picture(dice)), f"磅单-{plate}.png", field="ticket")
            services.ship(
                session, keeper, order, version=row.version,
                values=ShipmentInput(
                    loads={line: (Decimal(tonnes), None)}, carrier="物资通车队", vehicle=plate, driver="王师傅",
                    driver_phone="138 0000 0000", gross=Decimal(tonnes) + Decimal("15.26"), tare=Decimal("15.26"), ticket=ticket,
                ),
            )  # fmt: skip
    with _at(session, moment(0.9)):
        services.deliver(session, keeper, order, number=1, version=_order(session, order).version)
    delivered = update(Shipment).where(Shipment.order_id == _order(session, order).id, Shipment.number == 1)
    session.execute(delivered.values(delivered_at=moment(0.9)))


def _order(session: Session, no: str) -> Order:
    return session.scalars(select(Order).where(Order.no == no)).one()


@contextmanager
def _at(session: Session, moment: datetime) -> Iterator[None]:
    """What the services write within happened at that moment; mails about it were read long ago."""
    tables = {model for model, _column in _TIMES} | {Job}
    before = {model: session.scalar(select(func.max(model.id))) or 0 for model in tables}
    yield
    session.flush()
    for model, column in _TIMES:
        session.execute(
            update(model).where(model.id > before[model], getattr(model, column).is_not(None)).values({column: moment})
        )
    newest = session.execute(
        select(Message.thread_id, func.max(Message.id)).where(Message.id > before[Message]).group_by(Message.thread_id)
    ).all()
    for thread_id, _message in newest:
        session.execute(update(Thread).where(Thread.id == thread_id).values(last_message_at=moment))
    for waiting in session.scalars(select(Job).where(Job.id > before[Job], Job.name == "threads.tell")):
        session.delete(waiting)
    session.flush()
    session.expire_all()
