"""What people see of matches and do with them: who sees which, what it says, what it does not tell, and how often it asks the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.listings.models import Listing
from portal.matching.models import MatchEntry
from portal.matching.services.keeping import Keeper
from tests.factories.listings import make_listing
from tests.factories.logistics import make_rate, make_warehouse
from tests.factories.people import make_member, make_organisation, make_staff, make_user

SignIn = Callable[[User], FlaskClient]


class Market:
    """A buyer with one demand; a supplier with an offer that fits; another; a third that has nothing to do with it; staff."""

    def __init__(self, database: Database, keeper: Keeper) -> None:
        self.database, self.keeper = database, keeper
        with database.writing() as session:
            buying, selling, other = (
                make_organisation(session, name=name) for name in ("买方公司", "卖方公司", "第三公司")
            )
            self.buyer, self.seller, self.stranger = (make_member(session, org) for org in (buying, selling, other))
            self.viewer = make_member(session, buying, role="viewer")
            self.staff = make_staff(session)
            self.demand = make_listing(
                session, buying, kind="demand", quantity=Decimal(100), price=Decimal(3700), city="北京", contact_phone="13800000001",
                weighing_basis="scale", delivery_terms="", grade="HRB400",
            ).no  # fmt: skip
            self.supply = make_listing(
                session,
                selling,
                quantity=Decimal(60),
                price=Decimal(3600),
                weighing_basis="scale",
                contact_phone="13900000002",
            ).no
            self.second = make_listing(
                session, other, quantity=Decimal(70), price=Decimal(3610), weighing_basis="scale", mill="敬业"
            ).no
            self.misfit = make_listing(session, other, spec="Φ10×9m").no
        self.update()

    def update(self) -> None:
        with self.database.reading() as session:
            ids = list(session.scalars(select(Listing.id)))
        self.keeper.update(self.database, ids)

    def change(self, no: str, **values: object) -> None:
        with self.database.writing() as session:
            listing = session.scalars(select(Listing).where(Listing.no == no)).one()
            for name, value in values.items():
                setattr(listing, name, value)
        self.update()


@pytest.fixture
def market(app: Flask, database: Database) -> Market:
    return Market(database, app.extensions["portal.matching"])


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.text


def test_buyer_sees_why_each_offer_fits(market: Market, sign_in: SignIn) -> None:
    text = page(sign_in(market.buyer), f"/listings/{market.demand}/matches")
    assert "HRB400E 可代 HRB400" in text
    assert "抗震钢筋满足普通钢筋要求" in text
    assert "只有 60 / 100 吨" in text
    assert "2 家合起来 100 吨" in text
    assert market.misfit not in text
    assert f"/threads/new?listing={market.supply}&amp;kind=inquiry" in text


def test_landed_price_is_held_against_the_cap(market: Market, sign_in: SignIn) -> None:
    with market.database.writing() as session:
        warehouse = make_warehouse(session)
        warehouse.fees = [{"item": "出库装车费", "price": "15", "unit": "元/吨"}]
        make_rate(session, price=Decimal(120), min_tonnes=Decimal(10))
        listing = session.scalars(select(Listing).where(Listing.no == market.supply)).one()
        listing.warehouse_id, listing.warehouse_no = warehouse.id, warehouse.no
    text = page(sign_in(market.buyer), f"/listings/{market.demand}/matches")
    assert "到货价按送到北京算" in text
    assert "到货价 +35 元/吨，高于上限" in text  # 3600 + 15 + 120 − 3700


def test_supplier_sees_the_demand_and_may_quote(market: Market, sign_in: SignIn) -> None:
    text = page(sign_in(market.seller), f"/listings/{market.supply}/matches")
    assert "买方公司" in text
    assert f"/threads/new?listing={market.demand}&amp;kind=inquiry" in text
    assert "13800000001" not in text


def test_nobody_else_knows_there_are_matches(market: Market, sign_in: SignIn, client: FlaskClient) -> None:
    assert client.get(f"/listings/{market.demand}/matches").status_code == 303
    for who, no in (
        (market.seller, market.demand),
        (market.stranger, market.supply),
        (market.buyer, market.supply),
        (market.stranger, market.demand),
    ):
        own = page(sign_in(who), f"/listings/{no}/matches", 404)
        absent = page(sign_in(who), "/listings/S00000000/matches", 404)
        assert own.replace(no, "") == absent.replace("S00000000", "") or len(own) == len(absent)
        assert sign_in(who).post(f"/listings/{no}/matches/{market.second}/hide").status_code == 404
    assert "卖方公司" in page(sign_in(market.staff), f"/listings/{market.demand}/matches")


def test_members_only_price_is_told_to_nobody_who_may_not_see_it(market: Market, sign_in: SignIn) -> None:
    market.change(market.supply, members_only_price=True, price=Decimal("3456.78"))
    with market.database.writing() as session:
        org = session.scalars(select(Listing.org_id).where(Listing.no == market.demand)).one()
        unproven = make_user(session, email_confirmed_at=None)
        from portal.organisations.models import Membership

        session.add(Membership(user_id=unproven.id, org_id=org, role="member"))
    seen = page(sign_in(market.buyer), f"/listings/{market.demand}/matches")
    assert "3,456.78" in seen
    hidden = page(sign_in(unproven), f"/listings/{market.demand}/matches")
    assert "3,456.78" not in hidden
    assert "243.22" not in hidden
    assert "会员价" in hidden


def test_kept_points_do_not_follow_a_members_only_price(market: Market) -> None:
    def points() -> list[tuple[int, int]]:
        with market.database.reading() as session:
            return [
                (row[0], row[1])
                for row in session.execute(select(MatchEntry.pairs, MatchEntry.best).order_by(MatchEntry.listing_id))
            ]

    market.change(market.supply, members_only_price=True, price=Decimal(3000))
    before = points()
    market.change(market.supply, price=Decimal(9000))
    assert points() == before


@pytest.mark.parametrize("values", [
    {"is_public": False, "status": "withdrawn"}, {"valid_until": now() - timedelta(minutes=1)}, {"is_public": False, "rested_at": now()},
    {"available": Decimal(0)},
])  # fmt: skip
def test_what_is_no_longer_offered_is_no_match(market: Market, sign_in: SignIn, values: dict[str, object]) -> None:
    market.change(market.supply, **values)
    assert "卖方公司" not in page(sign_in(market.buyer), f"/listings/{market.demand}/matches")


def test_refused_company_is_out_at_once(market: Market, sign_in: SignIn) -> None:
    with market.database.writing() as session:
        org = session.scalars(select(Listing).where(Listing.no == market.supply)).one().org_id
        from portal.organisations.models import Organisation

        session.get_one(Organisation, org).verification = "refused"
    assert "卖方公司" not in page(sign_in(market.buyer), f"/listings/{market.demand}/matches")


def test_company_does_not_match_itself(market: Market, sign_in: SignIn) -> None:
    with market.database.writing() as session:
        org = session.scalars(select(Listing).where(Listing.no == market.demand)).one().org_id
        from portal.organisations.models import Organisation

        own = make_listing(session, session.get_one(Organisation, org)).no
    market.update()
    assert own not in page(sign_in(market.buyer), f"/listings/{market.demand}/matches")


def test_one_person_hides_a_match_and_brings_it_back(market: Market, sign_in: SignIn) -> None:
    buyer, path = sign_in(market.buyer), f"/listings/{market.demand}/matches"
    assert buyer.post(f"{path}/{market.supply}/hide").status_code == 303
    assert buyer.post(f"{path}/{market.supply}/hide").status_code == 303
    text = page(buyer, path)
    assert "卖方公司" not in text
    assert "您隐藏了 1 条" in text
    assert "卖方公司" in page(buyer, f"{path}?hidden=1")
    assert "卖方公司" in page(sign_in(market.viewer), path)
    buyer.post(f"{path}/{market.supply}/show")
    assert "卖方公司" in page(buyer, path)


def test_only_a_pair_can_be_hidden(market: Market, sign_in: SignIn) -> None:
    buyer = sign_in(market.buyer)
    for other in (market.misfit, market.demand, "S00000000"):
        assert buyer.post(f"/listings/{market.demand}/matches/{other}/hide").status_code == 404


def test_the_first_word_names_the_goods_once(market: Market, sign_in: SignIn) -> None:
    text = page(sign_in(market.staff), f"/desk/threads/new?listing={market.demand}")
    opening = text.split("<textarea", 1)[1].split("</textarea>", 1)[0]
    assert opening.count("Φ25×12m") == 1
    assert "100 吨" in opening


def test_viewer_reads_and_does_not_ask(market: Market, sign_in: SignIn) -> None:
    assert "/threads/new?" not in page(sign_in(market.viewer), f"/listings/{market.demand}/matches")


def test_own_list_shows_numbers_with_one_statement_more_at_most(
    market: Market, sign_in: SignIn, count_queries: list[str]
) -> None:
    with market.database.writing() as session:
        org = session.scalars(select(Listing).where(Listing.no == market.supply)).one().org_id
        from portal.organisations.models import Organisation

        for _number in range(20):
            make_listing(session, session.get_one(Organisation, org))
    market.update()
    seller = sign_in(market.seller)
    page(seller, "/me/listings")
    count_queries.clear()
    text = page(seller, "/me/listings")
    assert text.count(">匹配 1</a>") >= 20
    assert sum("match_pairs" in one for one in count_queries) == 1
    assert len(count_queries) <= 6


def test_pages_ask_a_fixed_number_of_times(market: Market, sign_in: SignIn, count_queries: list[str]) -> None:
    buyer = sign_in(market.buyer)

    def asked(path: str) -> int:
        page(buyer, path)
        count_queries.clear()
        page(buyer, path)
        return len(count_queries)

    before = [asked(path) for path in (f"/listings/{market.demand}/matches", "/me/matches")]
    with market.database.writing() as session:
        for _number in range(15):
            make_listing(session)
    market.update()
    assert [asked(path) for path in (f"/listings/{market.demand}/matches", "/me/matches")] == before
    assert max(before) <= 8


def test_own_matches_lists_listings_with_their_numbers(market: Market, sign_in: SignIn) -> None:
    text = page(sign_in(market.buyer), "/me/matches")
    assert f"/listings/{market.demand}/matches" in text
    assert market.supply not in text
    assert "还没有匹配" in page(sign_in(market.buyer), "/me/matches?kind=supply")
    assert sign_in(market.staff).get("/me/matches").status_code == 403


def test_desk_shows_what_nobody_acts_on(market: Market, sign_in: SignIn, worker: Worker) -> None:
    staff = sign_in(market.staff)
    assert market.demand not in page(staff, "/desk/matches")
    with market.database.writing() as session:
        session.query(MatchEntry).update({"good_since": now() - timedelta(hours=5)})
    text = page(staff, "/desk/matches")
    assert f"/listings/{market.demand}/matches" in text
    assert "卖方公司" in text
    assert market.demand in page(staff, "/desk/matches?category=construction")
    assert market.demand not in page(staff, "/desk/matches?category=tubes")
    assert market.demand not in page(staff, "/desk/matches?hours=24")
    for who in (market.buyer, market.seller):
        assert sign_in(who).get("/desk/matches").status_code == 404


def test_staff_put_a_demand_aside_with_a_reason(market: Market, sign_in: SignIn) -> None:
    with market.database.writing() as session:
        session.query(MatchEntry).update({"good_since": now() - timedelta(hours=5)})
    staff = sign_in(market.staff)
    answer = staff.post(f"/desk/matches/{market.demand}/dismiss", data={"reason": " "})
    assert answer.status_code == 422
    assert "请写明原因" in answer.text
    long = staff.post(f"/desk/matches/{market.demand}/dismiss", data={"reason": "很" * 201})
    assert long.status_code == 422
    assert "很" * 201 in long.text
    assert staff.post(f"/desk/matches/{market.demand}/dismiss", data={"reason": "客户已买到"}).status_code == 303
    assert market.demand not in page(staff, "/desk/matches")
    assert "客户已买到" in page(staff, "/desk/matches?state=dismissed")
    staff.post(f"/desk/matches/{market.demand}/restore")
    assert market.demand in page(staff, "/desk/matches")
    assert sign_in(market.buyer).post(f"/desk/matches/{market.demand}/dismiss", data={"reason": "x"}).status_code == 404
    assert staff.post(f"/desk/matches/{market.supply}/dismiss", data={"reason": "x"}).status_code == 404


def test_thread_about_the_demand_takes_it_off_the_desk(market: Market, sign_in: SignIn, worker: Worker) -> None:
    with market.database.writing() as session:
        session.query(MatchEntry).update({"good_since": now() - timedelta(hours=5)})
    seller = sign_in(market.seller)
    form = seller.get(f"/threads/new?listing={market.demand}").text
    token = form.split('name="token"')[1].split('value="')[1].split('"')[0]
    answer = seller.post(
        f"/threads/new?listing={market.demand}",
        data={"kind": "inquiry", "subject": "报价", "body": "3600，现货", "token": token},
    )
    assert answer.status_code == 303
    worker.drain(lane="default")
    assert market.demand not in page(sign_in(market.staff), "/desk/matches")


def test_staff_open_a_thread_with_either_side_from_a_match(market: Market, sign_in: SignIn) -> None:
    with market.database.writing() as session:
        session.query(MatchEntry).update({"good_since": now() - timedelta(hours=5)})
    staff = sign_in(market.staff)
    listed = page(staff, "/desk/matches")
    assert f"/desk/threads/new?listing={market.demand}" in listed
    path = f"/desk/threads/new?listing={market.supply}&about={market.demand}"
    assert path.replace("&", "&amp;") in listed
    form = page(staff, path)
    body = form.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert "有客户求购" in body
    assert "买方公司" not in body
    token = form.split('name="token"')[1].split('value="')[1].split('"')[0]
    sent = {"subject": "询货", "body": body, "token": token}
    answer = staff.post(path, data=sent)
    assert answer.status_code == 303
    assert staff.post(path, data=sent).location == answer.location, "the same form opens one thread"
    seller = sign_in(market.seller)
    shown = page(seller, answer.location)
    assert "买方公司" not in shown
    assert sign_in(market.buyer).get(answer.location).status_code == 404
    assert market.demand not in page(staff, "/desk/matches")
    for who in (market.buyer, market.seller):
        assert sign_in(who).get(path).status_code == 404
        assert sign_in(who).post(path, data=sent).status_code == 404
    assert staff.post(path, data=sent | {"body": ""}).status_code == 422
    assert staff.get("/desk/threads/new").status_code == 404
