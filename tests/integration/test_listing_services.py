"""Verbs of listings against a database: who may, what is kept, who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from portal.listings import services
from portal.listings.freshness import Freshness
from portal.listings.models import Listing, ListingRevision, PriceChange
from portal.listings.values import ListingValues, values_of
from portal.organisations.models import PENDING, VERIFIED
from tests.factories.listings import make_listing
from tests.factories.people import actor, make_member, make_organisation, make_staff

REBAR = ListingValues(
    category="rebar", product_name="螺纹钢", grade="HRB400E", price=Decimal(3600), quantity=Decimal(50)
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def actions(session: Session, listing: Listing) -> list[str]:
    session.flush()
    query = select(AuditEvent.action).where(AuditEvent.subject == f"listing:{listing.id}").order_by(AuditEvent.id)
    return list(session.scalars(query))


def test_supplier_writes_a_draft_and_publishes_it(session: Session) -> None:
    seller = actor(session, make_member(session))
    draft = services.create_draft(session, seller, kind="supply", values=REBAR)
    assert (draft.status, draft.is_public, draft.no[0]) == ("draft", False, "S")
    services.publish_listing(session, seller, no=draft.no)
    assert (draft.status, draft.is_public) == ("published", True)
    assert draft.published_by == seller.user_id
    assert actions(session, draft) == ["listing.created", "listing.published"]


def test_listing_of_an_unverified_company_waits_until_it_is_verified(session: Session) -> None:
    company = make_organisation(session, verification=PENDING)
    seller = actor(session, make_member(session, company))
    listing = services.create_draft(session, seller, kind="supply", values=REBAR)
    services.publish_listing(session, seller, no=listing.no)
    assert (listing.status, listing.is_public) == ("published", False)
    company.verification = VERIFIED
    session.flush()
    services.refeed_organisation(session, {"org_id": company.id})
    assert listing.is_public


def test_buying_company_cannot_offer(session: Session) -> None:
    buyer = actor(session, make_member(session, make_organisation(session, kind="buyer")))
    with pytest.raises(Forbidden):
        services.create_draft(session, buyer, kind="supply", values=REBAR)
    demand = services.create_draft(session, buyer, kind="demand", values=REBAR)
    assert demand.no.startswith("D")


def test_demand_without_a_place_is_a_draft_only(session: Session) -> None:
    buyer = actor(session, make_member(session))
    demand = services.create_draft(session, buyer, kind="demand", values=REBAR)
    with pytest.raises(Invalid) as refused:
        services.publish_listing(session, buyer, no=demand.no)
    assert refused.value.field == "city"


def test_viewer_and_stranger_change_nothing(session: Session) -> None:
    listing = make_listing(session)
    company = listing.org_id
    stranger = actor(session, make_member(session))
    viewer = replace(stranger, org_id=company, org_role="viewer")
    for verb in (services.close_listing, services.withdraw_listing, services.reopen_listing, services.copy_listing):
        with pytest.raises(NotFound):
            verb(session, stranger, no=listing.no)
        with pytest.raises(Forbidden):
            verb(session, viewer, no=listing.no)
    assert listing.status == "published"


def test_one_foreign_number_among_many_stops_them_all(session: Session) -> None:
    own = make_listing(session, confirmed_at=now() - timedelta(days=5))
    seller = replace(actor(session, make_member(session)), org_id=own.org_id)
    other = make_listing(session)
    with pytest.raises(NotFound):
        services.confirm_fresh(session, seller, nos=[own.no, other.no])
    assert own.confirmed_at is not None
    assert own.confirmed_at < now() - timedelta(days=4)


def test_editing_a_published_listing_keeps_what_it_showed(session: Session) -> None:
    listing = make_listing(session, price=Decimal(3650))
    seller = replace(actor(session, make_member(session)), org_id=listing.org_id)
    new = replace(values_of(listing), price=Decimal("3680.50"), spec="Φ22×12m")
    services.edit_listing(session, seller, no=listing.no, version=1, values=new)
    session.flush()
    revision = session.scalars(select(ListingRevision).where(ListingRevision.listing_id == listing.id)).one()
    assert (Decimal(revision.snapshot["price"]), revision.snapshot["spec"]) == (3650, "Φ25×12m")
    change = session.scalars(select(PriceChange)).one()
    assert (change.old, change.new, change.by) == (Decimal(3650), Decimal("3680.50"), seller.user_id)
    assert (listing.version, listing.spec) == (2, "Φ22×12m")


def test_saving_without_a_change_leaves_no_trace(session: Session) -> None:
    listing = make_listing(session)
    seller = replace(actor(session, make_member(session)), org_id=listing.org_id)
    services.edit_listing(session, seller, no=listing.no, version=1, values=values_of(listing))
    assert listing.version == 1
    assert actions(session, listing) == []


def test_second_of_two_editors_is_told(session: Session) -> None:
    listing = make_listing(session)
    seller = replace(actor(session, make_member(session)), org_id=listing.org_id)
    services.edit_listing(session, seller, no=listing.no, version=1, values=replace(values_of(listing), mill="永钢"))
    with pytest.raises(Conflict):
        services.edit_listing(
            session, seller, no=listing.no, version=1, values=replace(values_of(listing), mill="马钢")
        )
    assert listing.mill == "永钢"


def test_confirming_freshness_does_not_spoil_a_colleagues_form(session: Session) -> None:
    listing = make_listing(session, confirmed_at=now() - timedelta(days=2))
    seller = replace(actor(session, make_member(session)), org_id=listing.org_id)
    assert services.confirm_fresh(session, seller, nos=[listing.no]) == 1
    services.edit_listing(session, seller, no=listing.no, version=1, values=replace(values_of(listing), mill="马钢"))
    assert listing.mill == "马钢"


def test_many_rows_change_together_or_not_at_all(session: Session) -> None:
    company = make_organisation(session)
    first, second = make_listing(session, company), make_listing(session, company)
    seller = actor(session, make_member(session, company))

    def change(listing: Listing, price: str | None, version: int = 1) -> services.RowChange:
        amount = None if price is None else Decimal(price)
        return services.RowChange(no=listing.no, version=version, price=amount, quantity=Decimal(20))

    with pytest.raises(services.RowErrors) as refused:
        services.change_rows(session, seller, changes=[change(first, "3700"), change(second, "-5")])
    assert list(refused.value.rows) == [second.no]
    assert first.price == Decimal(3650)
    assert services.change_rows(session, seller, changes=[change(first, "3700"), change(second, None)]) == 2
    assert (first.price, second.price, first.available) == (Decimal(3700), None, Decimal(20))
    with pytest.raises(services.RowErrors):
        services.change_rows(session, seller, changes=[change(first, "3800")])
    assert first.price == Decimal(3700)


def test_closed_comes_back_and_overdue_validity_begins_anew(session: Session) -> None:
    listing = make_listing(session, status="expired", is_public=False, valid_until=now() - timedelta(days=1))
    seller = replace(actor(session, make_member(session)), org_id=listing.org_id)
    services.close_listing(session, seller, no=listing.no)
    assert listing.closed_by == seller.user_id
    services.reopen_listing(session, seller, no=listing.no)
    assert listing.is_public
    assert listing.valid_until is not None
    assert listing.valid_until > now() + timedelta(days=29)
    assert listing.closed_at is None


def test_owner_reads_why_staff_took_it_down_and_corrects_it(session: Session) -> None:
    listing = make_listing(session)
    staff = actor(session, make_staff(session))
    seller = replace(actor(session, make_member(session)), org_id=listing.org_id)
    with pytest.raises(Forbidden):
        services.take_down(session, seller, no=listing.no, reason="同行太便宜")
    with pytest.raises(Invalid):
        services.take_down(session, staff, no=listing.no, reason=" ")
    services.take_down(session, staff, no=listing.no, reason="价格与规格不符")
    assert (listing.status, listing.is_public, listing.withdrawn_reason) == ("withdrawn", False, "价格与规格不符")
    with pytest.raises(Conflict):
        services.reopen_listing(session, seller, no=listing.no)
    services.edit_listing(session, seller, no=listing.no, version=1, values=replace(values_of(listing), spec="Φ20"))
    assert listing.status == "draft"
    services.publish_listing(session, seller, no=listing.no)
    assert (listing.is_public, listing.withdrawn_reason) == (True, "")


def test_copy_is_a_draft_of_its_own(session: Session) -> None:
    listing = make_listing(session, source_key="abc")
    seller = replace(actor(session, make_member(session)), org_id=listing.org_id)
    copy = services.copy_listing(session, seller, no=listing.no)
    assert (copy.status, copy.spec, copy.source_key) == ("draft", listing.spec, None)
    assert copy.no != listing.no


def test_time_ends_and_rests_listings(database: Database) -> None:
    with database.writing() as session:
        short = make_listing(session, valid_until=now() + timedelta(days=2)).id
        long = make_listing(session, valid_until=None).id
    with time_machine.travel(now() + timedelta(days=3)):
        services.expire_due(database, Freshness())
        services.expire_due(database, Freshness())
        with database.reading() as session:
            ended, lasting = session.get_one(Listing, short), session.get_one(Listing, long)
            assert (ended.status, ended.is_public) == ("expired", False)
            assert lasting.is_public
            assert actions(session, ended) == ["listing.expired"]
    with time_machine.travel(now() + timedelta(days=15)):
        services.expire_due(database, Freshness())
        with database.writing() as session:
            resting = session.get_one(Listing, long)
            assert (resting.status, resting.is_public) == ("published", False)
            services.confirm_fresh(session, SYSTEM, nos=[resting.no])
            assert resting.is_public


def test_demand_of_an_unproven_address_waits_for_its_confirmation(database: Database) -> None:
    with database.writing() as session:
        person = make_member(session, email_confirmed_at=None)
        buyer = actor(session, person)
        values = replace(REBAR, city="天津市")
        demand = services.create_draft(session, buyer, kind="demand", values=values)
        services.publish_listing(session, buyer, no=demand.no)
        assert (demand.status, demand.is_public, demand.city) == ("published", False, "天津")
        person.email_confirmed_at = now()
    services.expire_due(database, Freshness())
    with database.reading() as session:
        assert session.get_one(Listing, demand.id).is_public


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "unobtainium"),
        ("product_name", "　"),
        ("price", Decimal(0)),
        ("price", Decimal(-1)),
        ("quantity", Decimal("1e12")),
        ("moq", Decimal(51)),
        ("unit", "furlong"),
        ("price_basis", "three"),
        ("spec", "长" * 81),
        ("lead_days", 9999),
    ],
)
def test_nonsense_is_refused_beside_its_field(session: Session, field: str, value: object) -> None:
    seller = actor(session, make_member(session))
    with pytest.raises(Invalid) as refused:
        services.create_draft(session, seller, kind="supply", values=replace(REBAR, **{field: value}))
    assert refused.value.field == field
