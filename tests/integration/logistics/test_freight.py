"""Freight rates: who publishes them, what everybody sees, and that every price is kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select

from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.permissions import VISITOR
from portal.core.uow import Database
from portal.logistics import queries, search, services
from portal.logistics.models import FreightPrice, FreightRate
from portal.logistics.queries import FreightFilter
from portal.logistics.services import RateInput
from portal.organisations.models import PENDING, REFUSED, Organisation
from tests.factories.logistics import make_rate
from tests.factories.people import actor, make_member, make_organisation, make_staff


def today() -> date:
    return now().astimezone(SHANGHAI).date()


def values(**given: object) -> RateInput:
    return RateInput(
        **{
            "from_city": "天津市", "to_city": "乐从", "mode": "road", "price": Decimal("85.50"), "valid_from": today(),
            "valid_until": today() + timedelta(days=7),
        } | given
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_price_change_is_kept_as_history(database: Database) -> None:
    with database.writing() as session:
        who = actor(session, make_member(session))
        no = services.publish_rate(session, who, values())
        version = queries.rate_values(session, who, no)["version"]
        services.change_rate(session, who, no, version=version, values=values(price=Decimal(90)))
    with database.reading() as session:
        view = queries.rate_view(session, VISITOR, no)
    assert (view.row.from_city, view.row.to_city, view.row.to_region) == ("天津", "佛山", "广东")
    assert [price for price, _at in view.history] == [Decimal(90), Decimal("85.50")]
    with pytest.raises(Conflict), database.writing() as session:
        services.change_rate(session, who, no, version=version, values=values())


def test_saving_without_a_new_price_adds_no_history(database: Database) -> None:
    with database.writing() as session:
        who = actor(session, make_staff(session, "transport"))
        no = services.publish_rate(session, who, values())
        version = queries.rate_values(session, who, no)["version"]
        services.change_rate(session, who, no, version=version, values=values(carrier="顺达"))
    with database.reading() as session:
        assert len(session.scalars(select(FreightPrice)).all()) == 1


def test_who_may_publish(database: Database) -> None:
    with database.writing() as session:
        pending = make_organisation(session, verification=PENDING)
        refused = [
            make_member(session, pending), make_member(session, make_organisation(session, kind="buyer")),
            make_member(session, role="viewer"), make_staff(session, "warehouse"),
        ]  # fmt: skip
        actors = [actor(session, user) for user in refused]
    for who in actors:
        with pytest.raises(Forbidden), database.writing() as session:
            services.publish_rate(session, who, values())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"from_city": "没有这城"}, "from_city"),
        ({"to_city": "长安区"}, "to_city"),
        ({"mode": "air"}, "mode"),
        ({"price": Decimal(0)}, "price"),
        ({"days_min": 3, "days_max": 2}, "days_max"),
        ({"valid_until": date(2020, 1, 1)}, "valid_until"),
        ({"valid_until": date(2999, 1, 1)}, "valid_until"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(database: Database, given: dict[str, object], field: str) -> None:
    with database.writing() as session:
        who = actor(session, make_member(session))
    with pytest.raises(Invalid) as refused, database.writing() as session:
        services.publish_rate(session, who, values(**given))
    assert refused.value.field == field


def test_the_list_is_narrowed_counted_and_sorted(database: Database) -> None:
    with database.writing() as session:
        make_rate(session, price=Decimal(90), days_min=1, days_max=1)
        make_rate(session, price=Decimal(60), mode="rail", min_tonnes=Decimal(300), days_max=5)
        make_rate(session, from_city="唐山", from_region="河北", price=Decimal(70), days_min=None, days_max=None)
        make_rate(session, valid_until=now() - timedelta(seconds=1))
        make_rate(session, status="withdrawn")
        make_rate(session, org_id=make_organisation(session, verification=REFUSED).id)
    with database.reading() as session:
        everything = queries.list_rates(session, FreightFilter())
        small = queries.list_rates(session, FreightFilter(tonnes=Decimal(35)))
        province = queries.list_rates(session, FreightFilter(origin="河北"))
        fast = queries.list_rates(session, FreightFilter(sort="days"))
        rail = queries.list_rates(session, FreightFilter(origin="天津", mode="rail"))
    assert [row.price for row in everything.page.items] == [60, 70, 90]
    assert everything.page.total == 3
    assert dict(everything.modes) == {"road": 2, "rail": 1}
    assert [row.price for row in small.page.items] == [70, 90]
    assert small.page.items[0].total == 2450
    assert [row.from_city for row in province.page.items] == ["唐山"]
    assert [row.price for row in fast.page.items] == [90, 60, 70]
    assert rail.page.total == 1
    assert dict(rail.modes) == {"road": 1, "rail": 1}
    assert dict(rail.origins) == {"天津": 1}


def test_an_expired_rate_says_so_and_is_not_listed_or_found(database: Database) -> None:
    with database.writing() as session:
        rate = make_rate(session, valid_until=now() + timedelta(hours=1))
    with time_machine.travel(now() + timedelta(hours=2)):
        with database.reading() as session:
            view = queries.rate_view(session, VISITOR, rate.no)
            assert (view.row.status, view.is_open) == ("expired", False)
            assert queries.list_rates(session, FreightFilter()).page.total == 0
            assert search.load_rates(session, [rate.id]) == {rate.id: None}
            assert queries.rate_label(session, rate.no) is None
        services.expire_rates(database)
        with database.reading() as session:
            assert session.scalar(select(FreightRate.status)) == "expired"


def test_withdrawn_and_unverified_rates_are_for_their_owner_and_staff(database: Database) -> None:
    with database.writing() as session:
        org = make_organisation(session, verification=PENDING)
        owner, staff = actor(session, make_member(session, org)), actor(session, make_staff(session))
        rival = actor(session, make_member(session))
        hidden = [
            make_rate(session, org_id=org.id).no,
            make_rate(session, org_id=make_organisation(session).id, status="withdrawn").no,
        ]
    with database.reading() as session:
        assert queries.rate_view(session, owner, hidden[0]).is_own
        for no in hidden:
            assert queries.rate_view(session, staff, no)
            for who in (VISITOR, rival):
                with pytest.raises(NotFound):
                    queries.rate_view(session, who, no)


def test_many_are_confirmed_extended_and_withdrawn_but_never_foreign_ones(database: Database) -> None:
    old = now() - timedelta(days=5)
    with database.writing() as session:
        org = make_organisation(session)
        who = actor(session, make_member(session, org))
        live = make_rate(session, org_id=org.id, confirmed_at=old).no
        ended = make_rate(session, org_id=org.id, valid_until=old, status="expired", confirmed_at=old).no
        foreign = make_rate(session, org_id=make_organisation(session).id, confirmed_at=old).no
        house = make_rate(session, confirmed_at=old).no
        nos = [live, ended, foreign, house]
        assert services.confirm_rates(session, who, nos) == 1
        assert services.confirm_rates(session, who, nos, until=today() + timedelta(days=3)) == 2
        assert queries.rate_view(session, VISITOR, ended).is_open
        assert services.withdraw_rates(session, who, nos) == 2
        moderator = actor(session, make_staff(session, "transport"))
        assert services.withdraw_rates(session, moderator, nos) == 2
    with pytest.raises(Invalid), database.writing() as session:
        services.confirm_rates(session, who, nos, until=date(2020, 1, 1))


def test_a_refused_company_takes_its_rates_with_it(database: Database) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        rate = make_rate(session, org_id=org.id)
    with database.writing() as session:
        session.get(Organisation, org.id).verification = REFUSED  # type: ignore[union-attr]
    with database.reading() as session:
        assert queries.list_rates(session, FreightFilter()).page.total == 0
        assert list(search.all_rate_ids(session)) == []
        assert search.present_rates(session, VISITOR, [rate.id]) == {}
