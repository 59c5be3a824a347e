"""Pieces and tonnes move together, goods are carried between warehouses, and whatever happens everything adds up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.core.errors import Invalid, NotFound
from portal.core.permissions import SYSTEM, Actor
from portal.core.quantity import Quantity
from portal.core.uow import Database
from portal.logistics import queries, services
from portal.logistics.models import StockLot, StockMovement
from portal.organisations.models import Organisation
from tests.attacks.test_races import at_once
from tests.factories.logistics import make_lot, make_warehouse
from tests.factories.people import actor, make_member, make_organisation


@pytest.fixture
def org(database: Database) -> Organisation:
    with database.writing() as session:
        return make_organisation(session)


@pytest.fixture
def keeper(database: Database, org: Organisation) -> Actor:
    with database.writing() as session:
        return actor(session, make_member(session, org))


def bundles(database: Database, org: Organisation, **given: object) -> str:
    """40 bundles of 2.5 tonnes."""
    with database.writing() as session:
        return make_lot(
            session, org_id=org.id, **{"pieces": 40, "unit_weight": Decimal("2.5"), "on_hand": Decimal(100)} | given
        ).no


def stored(database: Database, no: str) -> StockLot:
    with database.reading() as session:
        return session.scalars(select(StockLot).where(StockLot.no == no)).one()


def amounts(lot: StockLot) -> tuple[Decimal, Decimal, int | None, int]:
    return lot.on_hand, lot.reserved, lot.pieces, lot.pieces_reserved


def test_pieces_are_reckoned_where_nobody_counts_them_and_taken_as_said_where_somebody_does(
    database: Database, org: Organisation, keeper: Actor
) -> None:
    no = bundles(database, org)
    with database.writing() as session:
        services.reserve(session, keeper, no, tonnes=Decimal(25), reason="陈工")
        services.take_out(session, keeper, no, tonnes=Decimal("12.4"), pieces=5, reason="提货单 7")
        services.take_in(session, keeper, no, tonnes=Decimal(5), reason="到货")
        services.release(session, keeper, no, tonnes=Decimal(25), reason="不要了")
    assert amounts(stored(database, no)) == (Decimal("92.6"), 0, 37, 0)
    with database.reading() as session:
        rows = session.scalars(select(StockMovement).order_by(StockMovement.id)).all()
    assert [(row.pieces_change, row.pieces_reserved_change, row.pieces_after) for row in rows] == [
        (40, 0, 40), (0, 10, 40), (-5, 0, 35), (2, 0, 37), (0, -10, 37),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tonnes", "pieces", "sure", "field"),
    [
        ("25", 12, False, "pieces"),  # 30 t by count
        ("25", 12, True, None),
        ("25", 41, True, "pieces"),  # more than lie there
        ("100", 39, True, "pieces"),  # nothing left, and one piece
        ("1", 0, False, None),  # a bundle was opened
        ("25", -1, True, "pieces"),
    ],
)
def test_pieces_that_cannot_be_are_refused_beside_the_pieces(
    database: Database, org: Organisation, keeper: Actor, tonnes: str, pieces: int, sure: bool, field: str | None
) -> None:
    no = bundles(database, org)
    said = None
    try:
        with database.writing() as session:
            services.take_out(session, keeper, no, tonnes=Decimal(tonnes), pieces=pieces, sure=sure, reason="提货")
    except Invalid as error:
        said = error.field
    assert said == field
    assert stored(database, no).pieces == (40 if field else 40 - pieces)


def test_a_lot_not_counted_in_pieces_takes_none(database: Database, org: Organisation, keeper: Actor) -> None:
    no = bundles(database, org, pieces=None, unit_weight=None)
    with pytest.raises(Invalid) as refused, database.writing() as session:
        services.reserve(session, keeper, no, tonnes=Decimal(5), pieces=2, reason="陈工")
    assert refused.value.field == "pieces"
    with database.writing() as session:
        services.reserve(session, keeper, no, tonnes=Decimal(5), reason="陈工")
    assert amounts(stored(database, no)) == (100, 5, None, 0)


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_moves_without_a_reason(database: Database, org: Organisation, keeper: Actor, reason: str) -> None:
    no = bundles(database, org)
    for verb in (services.take_in, services.take_out, services.reserve):
        with pytest.raises(Invalid) as refused, database.writing() as session:
            verb(session, keeper, no, tonnes=Decimal(5), reason=reason)
        assert refused.value.field == "reason"
    assert amounts(stored(database, no)) == (100, 0, 40, 0)


def test_goods_are_carried_to_another_warehouse_and_both_histories_say_so(
    database: Database, org: Organisation, keeper: Actor
) -> None:
    no = bundles(database, org, heat_no="H1")
    with database.writing() as session:
        there = make_warehouse(session, name="南仓")
        target = services.transfer(session, keeper, no, to_warehouse_no=there.no, tonnes=Decimal(25), reason="调到南仓")
    with database.writing() as session:
        again = services.transfer(
            session, keeper, no, to_warehouse_no=there.no, tonnes=Decimal(50), pieces=20, reason="再调"
        )
    assert again == target
    lot = stored(database, target)
    assert (lot.warehouse_id, lot.heat_no, lot.org_id) == (there.id, "H1", org.id)
    assert amounts(stored(database, no)) == (25, 0, 10, 0)
    assert amounts(lot) == (75, 0, 30, 0)
    with database.reading() as session:
        mine = queries.lot_for_edit(session, keeper, no)
        theirs = queries.lot_for_edit(session, keeper, target)
    assert [(m.kind, m.on_hand_change, m.pieces_change, m.other_no) for m in mine.movements[:2]] == [
        ("transfer", -50, -20, target),
        ("transfer", -25, -10, target),
    ]
    assert mine.movements[0].other_place == "南仓"
    assert [(m.on_hand_change, m.other_no) for m in theirs.movements] == [(50, no), (25, no)]
    assert mine.movements[0].pair == theirs.movements[0].pair != mine.movements[1].pair


def test_only_what_is_available_is_carried_and_only_elsewhere(
    database: Database, org: Organisation, keeper: Actor
) -> None:
    no = bundles(database, org, reserved=Decimal(90), pieces_reserved=36)
    with database.writing() as session:
        there = make_warehouse(session).no
        closed = make_warehouse(session, status="closed").no
        stranger = actor(session, make_member(session))
        here = queries.lot_for_edit(session, keeper, no).row.warehouse_no
    for to, tonnes, field in (
        (there, "10.1", "tonnes"),
        (here, "5", "to_warehouse_no"),
        (closed, "5", "to_warehouse_no"),
    ):
        with pytest.raises(Invalid) as refused, database.writing() as session:
            services.transfer(session, keeper, no, to_warehouse_no=to, tonnes=Decimal(tonnes), reason="调")
        assert refused.value.field == field
    with pytest.raises(NotFound), database.writing() as session:
        services.transfer(session, stranger, no, to_warehouse_no=there, tonnes=Decimal(1), reason="调")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StockLot)) == 1


def test_eight_carry_reserve_and_ship_the_same_tonnes_and_nothing_is_made_or_lost(
    database: Database, org: Organisation, keeper: Actor
) -> None:
    with database.writing() as session:
        one, two = make_warehouse(session), make_warehouse(session)
        lots = [
            make_lot(session, place, org_id=org.id, on_hand=Decimal(50), pieces=20, unit_weight=Decimal("2.5"))
            for place in (one, two)
        ]
    left: list[Decimal] = []

    def carry(no: str, to: str) -> None:
        with database.writing() as session:
            services.transfer(session, keeper, no, to_warehouse_no=to, tonnes=Decimal(10), reason="调库")

    def promise(lot: int) -> None:
        with database.writing() as session:
            services.reserve_for(session, SYSTEM, lot_id=lot, tonnes=Decimal(10), reason="订单")

    def ship(no: str) -> None:
        with database.writing() as session:
            services.take_out(session, keeper, no, tonnes=Decimal(10), reason="提货")
        left.append(Decimal(10))

    def tried(verb: object, *given: object) -> None:
        for _ in range(4):
            try:
                verb(*given)  # type: ignore[operator]
            except Invalid:
                return

    first, second = lots
    at_once(
        *(
            lambda call=call: tried(*call)  # type: ignore[misc]
            for call in (
                (carry, first.no, two.no), (carry, second.no, one.no), (carry, first.no, two.no), (carry, second.no, one.no),
                (promise, first.id), (promise, second.id), (ship, first.no), (ship, second.no),
            )
        )
    )  # fmt: skip
    with database.reading() as session:
        rows = session.scalars(select(StockLot)).all()
    assert sum((lot.on_hand for lot in rows), Decimal(0)) + sum(left, Decimal(0)) == 100
    assert all(0 <= lot.reserved <= lot.on_hand and 0 <= lot.pieces_reserved <= (lot.pieces or 0) for lot in rows)
    _adds_up(database)


def _adds_up(database: Database) -> None:
    with database.reading() as session:
        for lot in session.scalars(select(StockLot)):
            sums = session.execute(
                select(
                    func.sum(StockMovement.on_hand_change, type_=Quantity),
                    func.sum(StockMovement.reserved_change, type_=Quantity),
                    func.sum(StockMovement.pieces_change),
                    func.sum(StockMovement.pieces_reserved_change),
                ).where(StockMovement.lot_id == lot.id)
            ).one()
            assert tuple(sums) == amounts(lot)
            assert lot.available == sums[0] - sums[1] >= 0
            assert lot.pieces_available == sums[2] - sums[3] >= 0


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["in", "out", "reserve", "release", "ship", "transfer", "correct"]),
        st.integers(0, 1),
        st.decimals("0.001", "60", places=3),
        st.one_of(st.none(), st.integers(0, 30)),
    ),
    max_size=14,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_in_whatever_order_nothing_falls_below_nothing_and_everything_adds_up(
    database: Database, org: Organisation, keeper: Actor, steps: list[tuple[str, int, Decimal, int | None]]
) -> None:
    with database.writing() as session:
        places = [make_warehouse(session), make_warehouse(session)]
        lots = [
            make_lot(session, place, org_id=org.id, on_hand=Decimal(50), pieces=20, unit_weight=Decimal("2.5"))
            for place in places
        ]
        start = [(lot.id, lot.no) for lot in lots]
    for kind, which, tonnes, pieces in steps:
        lot_id, no = start[which]
        given = {"tonnes": tonnes, "pieces": pieces, "reason": "随意"}
        try:
            with database.writing() as session:
                if kind == "ship":
                    services.ship_out(session, SYSTEM, lot_id=lot_id, of_reserved=min(tonnes, Decimal(20)), **given)  # type: ignore[arg-type]
                elif kind == "transfer":
                    services.transfer(session, keeper, no, to_warehouse_no=places[1 - which].no, sure=True, **given)  # type: ignore[arg-type]
                elif kind == "correct":
                    lot = session.get_one(StockLot, lot_id)
                    values = services.LotInput(
                        warehouse_no=places[which].no, on_hand=tonnes, pieces=pieces or 0, reason="盘点", sure=True
                    )
                    services.change_lot(session, keeper, no, version=lot.version, values=values)
                else:
                    verb = {
                        "in": services.take_in, "out": services.take_out, "reserve": services.reserve, "release": services.release,
                    }[kind]  # fmt: skip
                    verb(session, keeper, no, sure=True, **given)  # type: ignore[arg-type]
        except Invalid:
            continue
    _adds_up(database)
