"""What everybody may know to lie in a warehouse: public listings' lots, listings without lots, the exchange's own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.uow import Database
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.logistics import queries, search, services
from portal.logistics.listing_facts import LISTINGS, listing, shown
from portal.logistics.queries import WarehouseFilter
from portal.logistics.services import WarehouseInput
from portal.organisations.models import PENDING, Organisation
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_warehouse
from tests.factories.people import actor, make_member, make_organisation, make_staff


def test_the_picture_of_listings_has_the_columns_of_the_real_table() -> None:
    real = Listing.__table__.columns
    assert [column.name for column in LISTINGS.columns if column.name not in real] == []
    wrong = [
        column.name
        for column in LISTINGS.columns
        if type(column.type).__name__ != type(real[column.name].type).__name__
        and column.name not in ("id", "org_id", "warehouse_id")
    ]
    assert wrong == []


def test_what_storage_shows_of_listings_is_what_listings_show(database: Database) -> None:
    moment = now()
    with database.writing() as session:
        make_listing(session)
        make_listing(session, status="draft")
        make_listing(session, kind="demand")
        make_listing(session, valid_until=moment - timedelta(minutes=1))
        make_listing(session, valid_until=None)
        make_listing(session, is_public=False)
        pending = make_organisation(session, verification=PENDING)
        make_listing(session, pending, is_public=True)
    with database.reading() as session:
        ours = set(
            session.scalars(
                select(listing.id)
                .select_from(LISTINGS)
                .join(Organisation, Organisation.id == listing.org_id)
                .where(shown(moment))
            )
        )
        theirs = set(
            session.scalars(
                select(Listing.id)
                .join(Organisation, Organisation.id == Listing.org_id)
                .where(public_clause(moment), Listing.kind == "supply")
            )
        )
    assert ours == theirs
    assert len(ours) == 2


def test_drafts_and_foreign_secrets_do_not_show_in_a_warehouse(database: Database) -> None:
    with database.writing() as session:
        warehouse = make_warehouse(session)
        org = make_organisation(session, short_name="宏越")
        public = make_listing(session, org, warehouse_id=warehouse.id)
        draft = make_listing(session, org, status="draft", warehouse_id=warehouse.id, product_name="秘密钢")
        make_lot(session, warehouse, listing_id=public.id, listing_no=public.no, org_id=org.id, reserved=Decimal(30))
        make_lot(session, warehouse, listing_id=draft.id, listing_no=draft.no, org_id=org.id, product_name="秘密钢")
        make_lot(session, warehouse, category="copper-cathode", product_name="铜", source="shfe", on_hand=Decimal(200))
        make_lot(session, warehouse, listing_id=public.id, org_id=org.id, on_hand=Decimal(9), removed_at=now())
        said = make_listing(session, org, warehouse_id=warehouse.id, spec="Φ18", quantity=Decimal(70))
    with database.reading() as session:
        groups = queries.stock_in(session, warehouse.id)
        row = queries.list_warehouses(session, WarehouseFilter()).page.items[0]
        documents = search.load_warehouses(session, [warehouse.id])
    assert [(group.category, group.tonnes, len(group.lines)) for group in groups] == [
        ("copper-cathode", 200, 1),
        ("rebar", 140, 2),
    ]
    assert {line.url for group in groups for line in group.lines} == {
        "", f"/listings/{public.no}", f"/listings/{said.no}",
    }  # fmt: skip
    assert (row.tonnes, row.lines) == (340, 3)
    document = documents[warehouse.id]
    assert document is not None
    assert "秘密钢" not in document.product_name
    assert document.available_milli == 340_000


def test_the_list_is_narrowed_and_each_filter_counts_heeding_the_others(database: Database) -> None:
    with database.writing() as session:
        one = make_warehouse(session, name="无锡东方库", province="江苏", city="无锡", services=",crane,rail,")
        make_warehouse(session, name="南京库", province="江苏", city="南京", services=",crane,")
        make_warehouse(session, name="天津库", services=",rail,")
        make_warehouse(session, name="旧库", status="closed")
        make_lot(session, one)
    with database.reading() as session:
        everything = queries.list_warehouses(session, WarehouseFilter())
        narrowed = queries.list_warehouses(session, WarehouseFilter(province="江苏", service="rail"))
        by_text = queries.list_warehouses(session, WarehouseFilter(text="無錫 东方"))
        by_stock = queries.list_warehouses(session, WarehouseFilter(category="rebar"))
    assert everything.page.items[0].name == "无锡东方库"
    assert everything.page.total == 3
    assert dict(everything.provinces) == {"江苏": 2, "天津": 1}
    assert [row.name for row in narrowed.page.items] == ["无锡东方库"]
    assert dict(narrowed.provinces) == {"江苏": 1, "天津": 1}
    assert dict(narrowed.services) == {"crane": 2, "rail": 1}
    assert [row.name for row in by_text.page.items] == ["无锡东方库"]
    assert [row.name for row in by_stock.page.items] == ["无锡东方库"]


def test_only_the_warehouse_department_keeps_warehouses(database: Database) -> None:
    with database.writing() as session:
        others = [actor(session, make_member(session)), actor(session, make_staff(session, "transport"))]
        staff = actor(session, make_staff(session, "warehouse"))
        no = make_warehouse(session).no
    for who in others:
        for verb in (
            lambda session, who=who: services.create_warehouse(session, who, WarehouseInput(name="甲", city="天津")),
            lambda session, who=who: services.confirm_warehouse(session, who, no),
            lambda session, who=who: services.close_warehouse(session, who, no),
        ):
            with pytest.raises(Forbidden), database.writing() as session:
                verb(session)
    with database.writing() as session:
        services.close_warehouse(session, staff, no)
    with database.reading() as session:
        assert queries.warehouses_for_choice(session) == []
        assert queries.warehouse_view(session, no).status == "closed"
        assert queries.warehouse_label(session, no) is None
        with pytest.raises(NotFound):
            queries.warehouse_view(session, "W0")


def test_a_place_is_understood_and_a_twin_refused(database: Database) -> None:
    with database.writing() as session:
        staff = actor(session, make_staff(session, "warehouse"))
        no = services.create_warehouse(session, staff, WarehouseInput(name="乐从一库", city="乐从"))
        view = queries.warehouse_view(session, no)
        assert (view.province, view.city) == ("广东", "佛山")
    for bad, field in (
        (WarehouseInput(name="乐从一库", city="佛山市"), "name"),
        (WarehouseInput(name="乙", city="没有这城"), "city"),
        (WarehouseInput(name="乙"), "city"),
        (WarehouseInput(name="乙", city="天津", operator_no="C0"), "operator_no"),
        (WarehouseInput(name="", city="天津"), "name"),
    ):
        with pytest.raises(Invalid) as refused, database.writing() as session:
            services.create_warehouse(session, staff, bad)
        assert refused.value.field == field
    with pytest.raises(Conflict), database.writing() as session:
        services.change_warehouse(session, staff, no, version=0, values=WarehouseInput(name="乐从一库", city="佛山"))
