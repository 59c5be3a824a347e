"""Our own days: which listings count, at which price, and that writing again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.listings.models import Listing, ListingRevision, PriceChange
from portal.listings.services import close_listing, edit_listing, withdraw_listing
from portal.listings.values import snapshot_of, values_of
from portal.organisations.models import PENDING, Organisation
from portal.prices.models import PriceDay, PriceGroup
from portal.prices.scopes import FINEST, WHOLE
from portal.prices.services import days as days_module
from portal.prices.services.days import refresh
from tests.factories.listings import make_listing
from tests.factories.people import make_organisation

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # twelve in Shanghai
TODAY = date(2026, 11, 20)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture(autouse=True)
def _always_noon(clock: time_machine.Coordinates) -> None:
    """Every test of this module begins at noon."""


def days_of(database: Database, scope: str = WHOLE, **goods: str) -> dict[date, tuple[D, D, D, int]]:
    query = (
        select(PriceDay.day, PriceDay.low, PriceDay.middle, PriceDay.high, PriceDay.listings)
        .join(PriceGroup, PriceGroup.id == PriceDay.group_id)
        .where(PriceGroup.scope == scope, *(getattr(PriceGroup, name) == value for name, value in goods.items()))
    )
    with database.reading() as session:
        return {day: (low, middle, high, count) for day, low, middle, high, count in session.execute(query)}


def add(database: Database, **values: Any) -> int:
    with database.writing() as session:
        return make_listing(session, **values).id


def test_one_day_has_low_middle_and_high_of_all_that_is_listed(database: Database) -> None:
    for price, mill in (("3600", "沙钢"), ("3650", "敬业"), ("3900", "沙钢")):
        add(database, price=D(price), mill=mill)
    refresh(database)
    assert days_of(database) == {TODAY: (D(3600), D(3650), D(3900), 3)}
    assert days_of(database, "m", mill="沙钢") == {TODAY: (D(3600), D(3750), D(3900), 2)}
    assert days_of(database, FINEST, mill="敬业", city="天津") == {TODAY: (D(3650), D(3650), D(3650), 1)}


def test_a_first_run_goes_back_to_the_first_listing_with_its_former_prices(database: Database) -> None:
    number = add(database, price=D(3700), published_at=NOON - timedelta(days=5), version=3)
    with database.writing() as session:
        for back, old, new in ((3, "3600", "3650"), (1, "3650", "3700")):
            at = NOON - timedelta(days=back)
            session.add(PriceChange(listing_id=number, old=D(old), new=D(new), at=at))
    refresh(database)
    assert [day.middle for day in _ordered(database)] == [3600, 3600, 3650, 3650, 3700, 3700]


def test_running_again_changes_nothing(database: Database) -> None:
    add(database)
    assert refresh(database) > 0
    assert refresh(database) == 0


def test_a_day_that_ended_is_written_a_last_time(database: Database, clock: time_machine.Coordinates) -> None:
    number = add(database, price=D(3600))
    refresh(database)
    with database.writing() as session:
        listing = session.get_one(Listing, number)
        values = values_of(listing)
    clock.move_to(NOON + timedelta(hours=10))
    with database.writing() as session:
        edit_listing(session, SYSTEM, no=listing.no, version=1, values=replace(values, price=D(3650)))
    clock.move_to(NOON + timedelta(hours=13))  # one in the morning
    refresh(database)
    assert days_of(database) == {
        TODAY: (D(3650), D(3650), D(3650), 1),
        TODAY + timedelta(days=1): (D(3650), D(3650), D(3650), 1),
    }


def test_days_missed_are_made_up(database: Database, clock: time_machine.Coordinates) -> None:
    add(database, price=D(3600))
    refresh(database)
    clock.shift(timedelta(days=4))
    refresh(database)
    assert len(days_of(database)) == 5


def test_the_past_stays_when_a_listing_ends(database: Database, clock: time_machine.Coordinates) -> None:
    number = add(database, price=D(3600))
    refresh(database)
    clock.shift(timedelta(days=2))
    refresh(database)
    with database.writing() as session:
        close_listing(session, SYSTEM, no=session.get_one(Listing, number).no)
    clock.shift(timedelta(days=2))
    refresh(database)
    assert len(days_of(database)) == 3  # the day it was closed was its last


NOT_COUNTED: list[tuple[str, dict[str, Any]]] = [
    ("a demand", {"kind": "demand"}),
    ("a draft", {"status": "draft", "is_public": False}),
    ("a members-only price", {"members_only_price": True}),
    ("a price without tax", {"tax_included": False}),
    ("on request", {"price": None}),
    ("not yet public", {"is_public": False}),
    ("past its day", {"valid_until": NOON - timedelta(days=1)}),
    ("withdrawn", {"status": "withdrawn", "is_public": False}),
]


@pytest.mark.parametrize("values", [case[1] for case in NOT_COUNTED], ids=[case[0] for case in NOT_COUNTED])
def test_what_does_not_count(database: Database, values: dict[str, Any]) -> None:
    add(database, price=D(3650))
    add(database, **{"price": D(9999), "published_at": NOON - timedelta(days=9), **values})
    refresh(database)
    assert days_of(database)[TODAY] == (D(3650), D(3650), D(3650), 1)


def test_an_unverified_company_does_not_count(database: Database) -> None:
    with database.writing() as session:
        make_listing(session, make_organisation(session, verification=PENDING), is_public=True)
    refresh(database)
    assert days_of(database) == {}


def test_units_are_never_mixed(database: Database) -> None:
    add(database, price=D(3650), unit="t")
    add(database, price=D(95), unit="piece")
    refresh(database)
    assert days_of(database, unit="t") == {TODAY: (D(3650), D(3650), D(3650), 1)}
    assert days_of(database, unit="piece") == {TODAY: (D(95), D(95), D(95), 1)}


def test_a_price_that_was_members_only_is_not_told_afterwards(database: Database) -> None:
    """Made public two days ago: what it cost before stays what members knew."""
    number = add(database, price=D(3700), published_at=NOON - timedelta(days=6), version=2)
    with database.writing() as session:
        listing = session.get_one(Listing, number)
        hidden = snapshot_of(listing) | {"members_only_price": True, "price": "3333"}
        at = NOON - timedelta(days=2)
        session.add(ListingRevision(listing_id=number, version=1, at=at, snapshot=hidden))
        session.add(PriceChange(listing_id=number, old=D(3333), new=D(3700), at=at))
    refresh(database)
    assert [(day.day, day.middle) for day in _ordered(database)] == [
        (TODAY - timedelta(days=back), D(3700)) for back in (2, 1, 0)
    ]


def test_a_price_that_becomes_members_only_leaves_the_day(database: Database) -> None:
    number = add(database, price=D(3333), mill="沙钢")
    add(database, price=D(3700), mill="敬业")
    refresh(database)
    with database.writing() as session:
        session.execute(update(Listing).where(Listing.id == number).values(members_only_price=True))
    refresh(database)
    assert days_of(database)[TODAY] == (D(3700), D(3700), D(3700), 1)
    assert days_of(database, "m", mill="沙钢") == {}


def test_what_is_withdrawn_leaves_the_day(database: Database) -> None:
    number = add(database, price=D(1))
    refresh(database)
    with database.writing() as session:
        withdraw_listing(session, SYSTEM, no=session.get_one(Listing, number).no)
    refresh(database)
    assert days_of(database) == {}


def test_a_company_counts_from_its_verification(database: Database) -> None:
    number = add(database, published_at=NOON - timedelta(days=6))
    with database.writing() as session:
        org = session.get_one(Listing, number).org_id
        session.execute(update(Organisation).where(Organisation.id == org).values(verified_at=NOON - timedelta(days=1)))
    refresh(database)
    assert len(days_of(database)) == 2


def test_many_are_written_in_parts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days_module, "CHUNK", 3)
    with database.writing() as session:
        org = make_organisation(session)
        for number in range(12):
            make_listing(session, org, price=D(3600 + number), city=f"城{number}")
    refresh(database)
    assert len(days_of(database, "c")) == 1
    assert days_of(database)[TODAY][3] == 12
    assert refresh(database) == 0


def test_the_worker_keeps_the_days(worker: Worker, database: Database) -> None:
    add(database)
    for periodic in worker.handlers.periodic:
        if periodic.name == "prices.daily":
            periodic.run(database)
    assert TODAY in days_of(database)


def _ordered(database: Database) -> list[Any]:
    query = (
        select(PriceDay.day, PriceDay.middle)
        .join(PriceGroup, PriceGroup.id == PriceDay.group_id)
        .where(PriceGroup.scope == WHOLE)
        .order_by(PriceDay.day)
    )
    with database.reading() as session:
        return list(session.execute(query).all())


def test_where_nothing_changed_nothing_is_read(database: Database, count_queries: list[str]) -> None:
    first = add(database, price=D(3600))
    add(database, price=D(3300), category="plate")
    known: dict[str, object] = {}
    refresh(database, known)
    count_queries.clear()
    assert refresh(database, known) == 0
    assert len(count_queries) == 2
    with database.writing() as session:
        session.execute(update(Listing).where(Listing.id == first).values(price=D(3601)))
    count_queries.clear()
    assert refresh(database, known) > 0
    assert days_of(database, category="rebar")[TODAY][1] == 3601
    assert not any("plate" in one for one in count_queries)


def test_an_interrupted_run_is_made_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for category in ("plate", "rebar"):
        add(database, category=category, published_at=NOON - timedelta(days=3))
    whole = days_module._refresh

    def stopped(db: Database, category: str, first: date, last: date) -> int:
        if category == "rebar":
            raise KeyboardInterrupt
        return whole(db, category, first, last)

    monkeypatch.setattr(days_module, "_refresh", stopped)
    with pytest.raises(KeyboardInterrupt):
        refresh(database)
    monkeypatch.undo()
    refresh(database)
    assert len(days_of(database, category="plate")) == len(days_of(database, category="rebar")) == 4
