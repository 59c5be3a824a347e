"""Landed prices of listings as they are in the database: who sees what, in how many statements, and by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from flask import Flask

from portal.core.clock import SHANGHAI, now
from portal.core.permissions import VISITOR
from portal.core.uow import Database
from portal.landed.asking import Asked, read_asked
from portal.landed.assumptions import Assumptions
from portal.landed.parts import Landed
from portal.landed.queries import landed_prices
from portal.logistics import services
from portal.logistics.services import RateInput
from portal.organisations.models import PENDING, REFUSED
from tests.factories.listings import make_listing
from tests.factories.logistics import make_rate, make_warehouse
from tests.factories.people import actor, make_member, make_organisation, make_staff

FEES = [{"item": "出库费", "unit": "元/吨", "price": "18", "note": "含行车吊装"}]


def ask(place: str = "北京", **given: str) -> Asked:
    day = now().astimezone(SHANGHAI).date()
    usual = Assumptions(day=day)
    return read_asked(lambda name: {"deliver_to": place, **given}.get(name, ""), usual, day=day)


@pytest.fixture
def price(database: Database) -> Iterator[Any]:
    """`price(listing=…, warehouse=…, rate=…, place=…)` → the landed price of one such listing for a visitor."""

    def made(place: str = "北京", *, asked: Asked | None = None, **of: dict[str, Any]) -> Landed:
        with database.writing() as session:
            warehouse = make_warehouse(session, **{"fees": FEES} | of.get("warehouse", {}))
            values = {"warehouse_id": warehouse.id, "weighing_basis": "scale"} | of.get("listing", {})
            listing = make_listing(session, **values)
            if "rate" in of:
                make_rate(session, **of["rate"])
            number = listing.id
        with database.reading() as session:
            return landed_prices(session, VISITOR, [number], asked or ask(place))[number]

    return made


def test_a_listing_lands_with_its_warehouse_and_the_rate_from_there(price: Any) -> None:
    found = price(rate={"price": D(62)}, listing={"weighing_basis": "theory"})
    # 3650 ÷ (1 − 0.03) = 3762.89; + 18 + 62
    assert [part.amount for part in found.parts] == [D("3762.89"), D(18), D(62)]
    assert found.total == D("3842.89")


def test_goods_without_a_warehouse_go_from_their_city_and_loading_is_unknown(price: Any) -> None:
    found = price(rate={"price": D(62)}, listing={"warehouse_id": None})
    assert [part.amount for part in found.parts] == [D(3650), None, D(62)]
    assert (found.total, found.at_least) == (None, D(3712))


def test_bars_sold_by_the_piece_are_weighed_by_their_spec(price: Any) -> None:
    found = price(rate={"price": D(62)}, listing={"unit": "bar", "price": D("172.08"), "spec": "Φ25×12m"})
    assert found.parts[0].amount == D("3839.88")  # 3.85 kg/m × 12 m = 46.2 kg
    assert price(listing={"unit": "bar", "price": D("172.08"), "spec": "Φ25"}).parts[0].reason == "unit"


def test_delivered_prices_name_their_place(price: Any) -> None:
    delivered = {"delivery_terms": "delivered", "price_basis": "one"}
    assert price(listing=delivered | {"delivery_place": "北京市朝阳区某工地"}, place="北京朝阳区").total == D(3650)
    assert price(listing=delivered | {"delivery_place": "河北唐山"}).parts[2].reason == "delivered_elsewhere"
    assert price(listing=delivered).parts[2].reason == "delivered_where"


def test_only_rates_that_may_be_seen_carry(price: Any, database: Database) -> None:
    with database.writing() as session:
        refused = make_organisation(session, verification=REFUSED).id
        pending = make_organisation(session, verification=PENDING).id
    assert price(rate={"org_id": refused}).parts[2].reason == "no_route"
    assert price(rate={"org_id": pending}).parts[2].reason == "no_route"
    assert price(rate={"status": "withdrawn"}).parts[2].reason == "no_route"
    ended = now() - timedelta(days=1)
    assert price(rate={"valid_until": ended, "status": "expired"}).parts[2].reason == "expired"
    assert (
        price(rate={"valid_from": now() + timedelta(days=2), "mode": "rail"}, asked=ask(transport="rail"))
        .parts[2]
        .reason
        == "not_yet"
    )


def test_the_most_exact_rate_of_a_mode_wins(database: Database, price: Any) -> None:
    with database.writing() as session:
        who = actor(session, make_staff(session, "transport"))
        today = now().astimezone(SHANGHAI).date()
        for end, yuan in (("河北", 95), ("石家庄", 78), ("石家庄长安区", 88)):
            values = RateInput(
                from_city="天津", to_city=end, mode="road", price=D(yuan), valid_from=today, valid_until=today
            )
            services.publish_rate(session, who, values)
    for place, yuan in (("唐山", 95), ("石家庄", 78), ("石家庄市桥西区", 78), ("130102", 88), ("河北石家庄长安区", 88)):
        assert price(place).parts[2].amount == D(yuan), place


def test_a_price_for_members_does_not_leak_through_what_is_made_of_it(database: Database) -> None:
    with database.writing() as session:
        listing = make_listing(session, members_only_price=True, warehouse_id=make_warehouse(session, fees=FEES).id)
        make_rate(session)
        number, owner = listing.id, listing.org_id
        member = actor(session, make_member(session))
        unproven = actor(session, make_member(session, email_confirmed_at=None))
    with database.reading() as session:
        for who in (VISITOR, unproven):
            found = landed_prices(session, who, [number], ask())[number]
            assert (found.total, found.at_least, found.sum) == (None, None, None)
            assert found.parts[0].reason == "members"
            assert not found.parts[0].steps
            assert "3650" not in repr(found)
        for who in (member, replace(unproven, org_id=owner)):
            assert landed_prices(session, who, [number], ask())[number].at_least is not None


def test_drafts_and_demands_have_none(database: Database) -> None:
    with database.writing() as session:
        ids = [make_listing(session, status="draft").id, make_listing(session, kind="demand").id]
        ids.append(make_listing(session, make_organisation(session, verification=PENDING)).id)
    with database.reading() as session:
        assert landed_prices(session, VISITOR, ids, ask()) == {}


def test_any_number_of_listings_takes_two_statements(database: Database, count_queries: list[str]) -> None:
    with database.writing() as session:
        make_rate(session)
        ids = [
            make_listing(session, warehouse_id=make_warehouse(session, fees=FEES, district=district).id).id
            for district in ("北辰", "东丽", "武清") * 10
        ]
    with database.reading() as session:
        count_queries.clear()
        assert len(landed_prices(session, VISITOR, ids, ask())) == 30
        assert len(count_queries) == 2
        count_queries.clear()
        assert landed_prices(session, VISITOR, ids, ask("乌有之乡")) == {}
        assert count_queries == []


def test_the_command_prints_the_parts(app: Flask, database: Database) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session, fees=FEES)
        no = make_listing(session, warehouse_id=warehouse.id).no
        rate = make_rate(session, price=D(62)).no
    run = app.test_cli_runner().invoke
    answer = json.loads(run(args=["landed", "--listing", no, "--to", "北京", "--quantity", "10", "--json"]).output)
    assert [(part["part"], part["state"], part["amount"]) for part in answer["parts"]] == [
        ("goods", "known", 3762.89), ("loading", "known", 18), ("freight", "known", 186),
    ]  # fmt: skip
    assert (answer["total"], answer["quantity"], answer["sum"]) == (3966.89, 10, 39668.9)
    assert (answer["route"]["no"], answer["place"]) == (rate, {"code": "11", "name": "北京"})
    assert answer["assumptions"]["draft_surcharge"] == 0.015

    told = run(args=["landed", "--listing", no, "--to", "上海", "--quantity", "10", "--json"])
    answer = json.loads(told.output)
    assert (answer["total"], answer["at_least"], answer["unknown"]) == (None, 3780.89, ["freight"])
    said = run(args=["landed", "--listing", no, "--to", "110105", "--pay", "draft"]).output
    assert "到货价" in said
    assert "一般负差 3%" in said


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--to", "乌有之乡"], "没有找到这个地方"),
        (["--to", "通州区"], "江苏南通通州区"),
        (["--to", "北京", "--quantity", "0"], "quantity"),
        (["--to", "北京", "--pay", "shells"], "pay"),
        (["--to", "北京", "--listing", "S00000000"], "信息不存在"),
    ],
)
def test_the_command_says_what_it_cannot_read(app: Flask, database: Database, given: list[str], told: str) -> None:
    with database.writing() as session:
        no = make_listing(session).no
    done = app.test_cli_runner().invoke(args=["landed", "--listing", no, *given])
    assert done.exit_code == 1
    assert told in done.output


def test_a_demand_has_no_landed_price(app: Flask, database: Database) -> None:
    with database.writing() as session:
        no = make_listing(session, kind="demand").no
    done = app.test_cli_runner().invoke(args=["landed", "--listing", no, "--to", "北京"])
    assert (done.exit_code, "求购没有到货价" in done.output) == (1, True)
