"""Stock never falls below nothing, and every movement is on record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.listings.models import Listing
from portal.logistics import queries, services
from portal.logistics.models import StockLot, StockMovement
from portal.logistics.services import LotInput
from portal.organisations.models import Organisation
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_warehouse
from tests.factories.people import actor, make_member, make_organisation, make_staff


@pytest.fixture
def org(database: Database) -> Organisation:
    with database.writing() as session:
        return make_organisation(session)


@pytest.fixture
def keeper(database: Database, org: Organisation) -> User:
    with database.writing() as session:
        return make_member(session, org)


def stored(database: Database, no: str) -> StockLot:
    with database.reading() as session:
        return session.scalars(select(StockLot).where(StockLot.no == no)).one()


def test_eight_threads_reserve_the_last_tonnes_and_nobody_gets_more_than_there_is(
    database: Database, org: Organisation, keeper: User
) -> None:
    with database.writing() as session:
        no = make_lot(session, org_id=org.id, on_hand=Decimal(100)).no
        who = actor(session, keeper)

    def take(_: int) -> bool:
        try:
            with database.writing() as session:
                services.reserve(session, who, no, tonnes=Decimal(3), reason="抢最后几吨")
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        got = sum(pool.map(take, range(80)))
    lot = stored(database, no)
    assert got == 33
    assert (lot.on_hand, lot.reserved, lot.available) == (100, 99, 1)


def test_movements_add_up_to_what_the_lot_says(database: Database, org: Organisation, keeper: User) -> None:
    with database.writing() as session:
        no = make_lot(session, org_id=org.id, on_hand=Decimal(50)).no
        who = actor(session, keeper)
        services.take_in(session, who, no, tonnes=Decimal("12.345"), reason="到货")
        services.reserve(session, who, no, tonnes=Decimal(20), reason="陈工")
        services.take_out(session, who, no, tonnes=Decimal(30), reason="提货")
        services.release(session, who, no, tonnes=Decimal(5), reason="陈工少要")
    lot = stored(database, no)
    with database.reading() as session:
        movements = session.scalars(
            select(StockMovement).where(StockMovement.lot_id == lot.id).order_by(StockMovement.id)
        ).all()
        noted = session.scalar(
            select(func.count()).select_from(AuditEvent).where(AuditEvent.subject == f"lot:{lot.id}")
        )
    assert (lot.on_hand, lot.reserved) == (Decimal("32.345"), Decimal(15))
    assert sum(m.on_hand_change for m in movements) == lot.on_hand
    assert sum(m.reserved_change for m in movements) == lot.reserved
    assert [m.kind for m in movements] == ["in", "in", "reserve", "out", "release"]
    assert all(m.on_hand_after - m.reserved_after >= 0 for m in movements)
    assert movements[2].reason == "陈工"
    assert movements[2].user_id == keeper.id
    assert noted == 4


@pytest.mark.parametrize(
    ("verb", "tonnes"),
    [
        (services.reserve, "90.001"),
        (services.take_out, "90.001"),
        (services.release, "10.001"),
        (services.take_in, "0"),
        (services.reserve, "-1"),
    ],
)
def test_what_would_fall_below_nothing_is_refused_and_changes_nothing(
    database: Database, org: Organisation, keeper: User, verb: object, tonnes: str
) -> None:
    with database.writing() as session:
        no = make_lot(session, org_id=org.id, reserved=Decimal(10)).no
        who = actor(session, keeper)
    with pytest.raises(Invalid) as refused, database.writing() as session:
        verb(session, who, no, tonnes=Decimal(tonnes), reason="试")  # type: ignore[operator]
    assert refused.value.field == "tonnes"
    lot = stored(database, no)
    assert (lot.on_hand, lot.reserved) == (100, 10)


def test_the_table_itself_refuses_what_no_service_would_do(database: Database) -> None:
    def oversell() -> None:
        with database.writing() as session:
            make_lot(session, on_hand=Decimal(5), reserved=Decimal(6))

    with pytest.raises(IntegrityError):
        oversell()


def values(warehouse: str, /, **given: object) -> LotInput:
    return LotInput(**{"warehouse_no": warehouse, "on_hand": Decimal(40)} | given)  # type: ignore[arg-type]


def test_a_lot_takes_its_product_from_its_listing_and_fills_what_the_listing_has(
    database: Database, worker: Worker, org: Organisation, keeper: User
) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session)
        item = make_listing(session, org, quantity=Decimal(500))
        who = actor(session, keeper)
        for tonnes in (40, 25):
            services.add_lot(session, who, listing_no=item.no, values=values(warehouse.no, on_hand=Decimal(tonnes)))
    worker.drain()
    with database.reading() as session:
        lots = queries.lots_of(session, item.id)
        assert [(lot.title, lot.available) for lot in lots] == [("螺纹钢 HRB400E", 40), ("螺纹钢 HRB400E", 25)]
        total = queries.stock_of(session, [item.id, 999])
        assert list(total) == [item.id]
        assert (total[item.id].available, total[item.id].lots) == (65, 2)
        assert session.get(Listing, item.id).available == 65  # type: ignore[union-attr]


def test_changing_the_weight_is_a_correction_and_a_stale_form_is_told(
    database: Database, org: Organisation, keeper: User
) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session)
        no = make_lot(session, warehouse, org_id=org.id).no
        who = actor(session, keeper)
    before = stored(database, no).version
    with database.writing() as session:
        services.change_lot(
            session, who, no, version=before, values=values(warehouse.no, on_hand=Decimal(96), reason="盘点")
        )
    with pytest.raises(Conflict), database.writing() as session:
        services.change_lot(session, who, no, version=before, values=values(warehouse.no))
    with database.reading() as session:
        view = queries.lot_for_edit(session, who, no)
    assert view.row.on_hand == 96
    assert (view.movements[0].kind, view.movements[0].on_hand_change, view.movements[0].reason) == (
        "correct",
        -4,
        "盘点",
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"warehouse_no": "WNONE"}, "warehouse_no"),
        ({"on_hand": Decimal(0)}, "on_hand"),
        ({"pieces": 10, "unit_weight": Decimal(2)}, "unit_weight"),
        ({"arrived_on": date(2999, 1, 1)}, "arrived_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    database: Database, org: Organisation, keeper: User, given: dict[str, object], field: str
) -> None:
    with database.writing() as session:
        warehouse, item = make_warehouse(session), make_listing(session, org)
        who = actor(session, keeper)
    with pytest.raises(Invalid) as refused, database.writing() as session:
        services.add_lot(session, who, listing_no=item.no, values=values(warehouse.no, **given))
    assert refused.value.field == field


def test_lots_belong_only_to_ones_own_listings_in_tonnes(database: Database, org: Organisation, keeper: User) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session)
        nos = [make_listing(session).no, make_listing(session, org, unit="piece").no, "S0"]
        who = actor(session, keeper)
    for no in nos:
        with pytest.raises(Invalid) as refused, database.writing() as session:
            services.add_lot(session, who, listing_no=no, values=values(warehouse.no))
        assert refused.value.field == "listing_no"


def test_a_lot_with_a_promise_on_it_stays_until_the_promise_is_released(
    database: Database, org: Organisation, keeper: User
) -> None:
    with database.writing() as session:
        no = make_lot(session, org_id=org.id, reserved=Decimal(10)).no
        who = actor(session, keeper)
    with pytest.raises(Invalid), database.writing() as session:
        services.remove_lot(session, who, no, reason="卖完")
    with database.writing() as session:
        services.release(session, who, no, tonnes=Decimal(10), reason="不要了")
        services.remove_lot(session, who, no, reason="卖完")
    assert stored(database, no).on_hand == 0
    with pytest.raises(NotFound), database.writing() as session:
        services.take_in(session, who, no, tonnes=Decimal(1), reason="到货")


def test_who_may_do_what_to_a_lot(database: Database, org: Organisation, keeper: User) -> None:
    with database.writing() as session:
        no = make_lot(session, org_id=org.id).no
        people = {
            "viewer": actor(session, make_member(session, org, role="viewer")),
            "rival": actor(session, make_member(session)),
            "sales": actor(session, make_staff(session, "sales")),
            "transport": actor(session, make_staff(session, "transport")),
            "warehouse": actor(session, make_staff(session, "warehouse")),
        }

    def can(name: str, verb: object) -> bool:
        try:
            with database.writing() as session:
                verb(session, people[name], no, tonnes=Decimal(1), reason="试")  # type: ignore[operator]
        except NotFound:
            return False
        return True

    assert {name: can(name, services.take_in) for name in people} == {
        "viewer": False, "rival": False, "sales": False, "transport": False, "warehouse": True,
    }  # fmt: skip
    assert {name: can(name, services.reserve) for name in people} == {
        "viewer": False, "rival": False, "sales": True, "transport": False, "warehouse": True,
    }  # fmt: skip
    with pytest.raises(Forbidden), database.writing() as session:
        services.confirm_lots(session, people["viewer"], [no])


def test_confirming_passes_over_foreign_lots_and_spoils_no_open_form(
    database: Database, org: Organisation, keeper: User
) -> None:
    old = now() - timedelta(days=9)
    with database.writing() as session:
        mine = make_lot(session, org_id=org.id, confirmed_at=old)
        foreign = make_lot(session, org_id=make_organisation(session).id, confirmed_at=old)
        assert services.confirm_lots(session, actor(session, keeper), [mine.no, foreign.no, "K0"]) == 1
    assert stored(database, mine.no).confirmed_at > old
    assert stored(database, mine.no).version == mine.version
    assert stored(database, foreign.no).confirmed_at == old


def test_lots_follow_what_their_listing_says(
    database: Database, worker: Worker, org: Organisation, keeper: User
) -> None:
    from portal.core.events import record
    from portal.listings.events import ListingChanged

    with database.writing() as session:
        item = make_listing(session, org)
        lot = make_lot(session, listing_id=item.id, listing_no=item.no, org_id=org.id)
        item.grade = "HRB500E"
        record(session, ListingChanged(listing_id=item.id, kind="supply"))
    worker.drain()
    assert stored(database, lot.no).grade == "HRB500E"


def test_the_shanghai_day_counts(database: Database, org: Organisation, keeper: User) -> None:
    today = now().astimezone(SHANGHAI).date()
    with database.writing() as session:
        warehouse, item = make_warehouse(session), make_listing(session, org)
        services.add_lot(
            session, actor(session, keeper), listing_no=item.no, values=values(warehouse.no, arrived_on=today)
        )
