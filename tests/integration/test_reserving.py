"""Goods promised for orders: from lots where there are lots, else from what the listing states; never twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.core.audit import AuditEvent
from portal.core.errors import Conflict, Invalid
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.listings import services
from portal.listings.models import Listing, ListingMovement
from portal.listings.services import Held, RowChange, RowErrors
from portal.listings.values import values_of
from portal.logistics.models import StockLot, StockMovement
from tests.attacks.test_races import at_once
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_warehouse
from tests.factories.people import actor, make_member, make_organisation


@pytest.fixture
def buyer(database: Database) -> Actor:
    with database.writing() as session:
        return actor(session, make_member(session, make_organisation(session, kind="buyer")))


def stated(database: Database, **given: object) -> int:
    with database.writing() as session:
        return make_listing(session, **{"quantity": Decimal(100)} | given).id


def with_lots(database: Database, *tonnes: int, **given: object) -> int:
    with database.writing() as session:
        org = make_organisation(session)
        listing = make_listing(session, org, quantity=Decimal(500), **given)
        warehouse = make_warehouse(session)
        for amount in tonnes:
            make_lot(
                session, warehouse, org_id=org.id, listing_id=listing.id, listing_no=listing.no, on_hand=Decimal(amount),
                pieces=amount // 2, unit_weight=Decimal(2),
            )  # fmt: skip
        return listing.id


def found(database: Database, listing_id: int) -> Listing:
    with database.reading() as session:
        return session.get_one(Listing, listing_id)


def reserve(database: Database, who: Actor, listing_id: int, amount: str) -> tuple[Held, ...]:
    with database.writing() as session:
        return services.reserve_goods(
            session, who, listing_id=listing_id, amount=Decimal(amount), reason="订单锁定", reference="O1"
        )


def test_a_stated_quantity_is_promised_given_back_and_shipped(database: Database, buyer: Actor) -> None:
    listing_id = stated(database)
    held = reserve(database, buyer, listing_id, "60")
    assert held == (Held(lot_id=None, amount=Decimal(60)),)
    assert found(database, listing_id).available == 40
    with pytest.raises(Invalid) as refused:
        reserve(database, buyer, listing_id, "40.001")
    assert refused.value.field == "quantity"
    with database.writing() as session:
        half = [Held(lot_id=None, amount=Decimal(20))]
        services.release_goods(session, buyer, listing_id=listing_id, held=half, reason="少要")
        services.ship_goods(
            session, buyer, listing_id=listing_id, held=Held(lot_id=None, amount=Decimal(40)), reason="发货",
            weighed=Decimal("39.6"),
        )  # fmt: skip
    listing = found(database, listing_id)
    assert (listing.quantity, listing.reserved, listing.available) == (Decimal("60.4"), 0, Decimal("60.4"))
    with database.reading() as session:
        rows = session.scalars(select(ListingMovement).order_by(ListingMovement.id)).all()
    assert [(row.kind, row.reserved_change, row.quantity_change) for row in rows] == [
        ("reserve", 60, 0),
        ("release", -20, 0),
        ("out", -40, Decimal("-39.6")),
    ]
    assert all(row.reason and row.user_id == buyer.user_id for row in rows)


def test_the_last_tonnes_of_a_stated_quantity_are_promised_once(database: Database, buyer: Actor) -> None:
    listing_id = stated(database)

    def take() -> bool:
        try:
            reserve(database, buyer, listing_id, "30")
        except Invalid:
            return False
        return True

    assert sum(at_once(*[take] * 8)) == 3
    listing = found(database, listing_id)
    assert (listing.reserved, listing.available) == (90, 10)


def test_the_last_tonnes_of_several_lots_are_promised_once(database: Database, buyer: Actor) -> None:
    listing_id = with_lots(database, 60, 40)

    def take() -> bool:
        try:
            reserve(database, buyer, listing_id, "30")
        except Invalid:
            return False
        return True

    assert sum(at_once(*[take] * 8)) == 3
    with database.reading() as session:
        lots = session.scalars(select(StockLot)).all()
    assert sum(lot.reserved for lot in lots) == 90
    assert found(database, listing_id).available == 10


def test_the_smallest_lot_that_holds_it_all_is_taken_and_pieces_go_along(database: Database, buyer: Actor) -> None:
    listing_id = with_lots(database, 100, 30, 60)
    (held,) = reserve(database, buyer, listing_id, "40")
    with database.reading() as session:
        lot = session.get_one(StockLot, held.lot_id)
    assert (lot.on_hand, lot.reserved, lot.pieces_reserved, held.pieces) == (60, 40, 20, 20)
    parts = reserve(database, buyer, listing_id, "140")
    assert sum(part.amount for part in parts) == 140
    with database.writing() as session:
        services.release_goods(session, buyer, listing_id=listing_id, held=parts, reason="订单取消")
        services.ship_goods(session, buyer, listing_id=listing_id, held=held, reason="发货", reference="O1")
    with database.reading() as session:
        lots = session.scalars(select(StockLot).order_by(StockLot.id)).all()
        out = session.scalars(select(StockMovement).where(StockMovement.kind == "out")).one()
    assert [(lot.on_hand, lot.pieces, lot.reserved, lot.pieces_reserved) for lot in lots] == [
        (100, 50, 0, 0),
        (30, 15, 0, 0),
        (20, 10, 0, 0),
    ]
    assert (out.on_hand_change, out.reserved_change, out.pieces_change, out.reference) == (-40, -40, -20, "O1")


def test_the_supplier_does_not_read_whose_order_it_was(database: Database, buyer: Actor) -> None:
    listing_id = with_lots(database, 60)
    reserve(database, buyer, listing_id, "10")
    with database.reading() as session:
        moved = session.scalars(select(StockMovement).where(StockMovement.kind == "reserve")).one()
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "stock.reserve")).one()
    assert (moved.actor, moved.user_id) == ("物资通", buyer.user_id)
    assert noted.actor == buyer.name


def test_what_is_promised_cannot_be_edited_away(database: Database, buyer: Actor) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        listing = make_listing(session, org, quantity=Decimal(100))
        owner, listing_id = actor(session, make_member(session, org)), listing.id
    reserve(database, buyer, listing_id, "60")
    listing = found(database, listing_id)
    change = RowChange(no=listing.no, version=listing.version, price=listing.price, quantity=Decimal(50))
    with pytest.raises(RowErrors) as refused, database.writing() as session:
        services.change_rows(session, owner, changes=[change])
    assert [error.field for error in refused.value.rows[listing.no]] == ["quantity"]
    values = replace(values_of(listing), quantity=None, unit="piece")
    with pytest.raises(Invalid), database.writing() as session:
        services.edit_listing(session, owner, no=listing.no, version=listing.version, values=values)
    with database.writing() as session:
        services.change_rows(
            session, owner, changes=[RowChange(no=listing.no, version=1, price=listing.price, quantity=Decimal(70))]
        )
    assert found(database, listing_id).available == 10


def test_the_table_refuses_a_promise_of_more_than_was_stated(database: Database) -> None:
    with pytest.raises(IntegrityError):
        stated(database, reserved=Decimal(101))


def test_what_states_no_quantity_or_has_ended_cannot_be_promised(database: Database, buyer: Actor) -> None:
    with pytest.raises(Invalid):
        reserve(database, buyer, stated(database, quantity=None), "1")
    with pytest.raises(Conflict):
        reserve(database, buyer, stated(database, status="closed"), "1")


def test_a_listing_is_closed_when_the_last_of_it_was_shipped(database: Database, worker: Worker, buyer: Actor) -> None:
    listing_id = stated(database)
    (held,) = reserve(database, buyer, listing_id, "100")
    with database.writing() as session:
        services.ship_goods(session, buyer, listing_id=listing_id, held=held, reason="发货")
    worker.drain()
    listing = found(database, listing_id)
    assert (listing.status, listing.is_public, listing.available) == ("closed", False, 0)
