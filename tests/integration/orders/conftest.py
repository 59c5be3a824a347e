"""A customer, a supplier with a hundred tonnes in two lots, staff, and a thread between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from portal.accounts.models import User
from portal.core.uow import Database
from portal.listings.models import Listing
from portal.organisations.models import Organisation
from portal.threads.models import Thread
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_warehouse
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_thread


@dataclass
class Market:
    buyer_org: Organisation
    supplier_org: Organisation
    buyer: User
    member: User
    viewer: User
    rival: User
    supplier: User
    sales: User
    warehouse: User
    thread: Thread
    rival_thread: Thread
    listing: Listing
    """100 t in lots of 40 and 60."""
    stated: Listing
    """100 t as the supplier states it, without lots."""


@pytest.fixture
def market(database: Database) -> Market:
    with database.writing() as session:
        buyer_org, rival_org = (make_organisation(session, kind="buyer") for _ in range(2))
        supplier_org = make_organisation(session, kind="supplier")
        buyer = make_member(session, buyer_org, name="买方经理")
        rival = make_member(session, rival_org, name="别家经理")
        sales = make_staff(session, "sales", name="业务员")
        listing, stated = make_listing(session, supplier_org), make_listing(session, supplier_org, spec="Φ20×12m")
        place = make_warehouse(session)
        for tonnes in (40, 60):
            make_lot(
                session,
                place,
                org_id=supplier_org.id,
                listing_id=listing.id,
                listing_no=listing.no,
                on_hand=Decimal(tonnes),
            )
        thread = make_thread(session, buyer_org, buyer)
        thread.owner_id = sales.id
        return Market(
            buyer_org=buyer_org,
            supplier_org=supplier_org,
            buyer=buyer,
            member=make_member(session, buyer_org, role="member", name="买方成员"),
            viewer=make_member(session, buyer_org, role="viewer", name="买方查看"),
            rival=rival,
            supplier=make_member(session, supplier_org, name="供方经理"),
            sales=sales,
            warehouse=make_staff(session, "warehouse", name="仓管"),
            thread=thread,
            rival_thread=make_thread(session, rival_org, rival),
            listing=listing,
            stated=stated,
        )
