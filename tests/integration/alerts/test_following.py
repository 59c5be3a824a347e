"""Who follows a listing hears what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.uow import Database
from portal.listings.models import Listing
from portal.search.models import Watch
from tests.factories.people import make_user
from tests.factories.town import START, Town

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def followed(town: Town, sign_in: SignIn) -> int:
    """A listing the buyer follows."""
    listing = town.offer()
    town.wait()
    with town.database.reading() as session:
        no = session.scalars(select(Listing.no).where(Listing.id == listing)).one()
    browser = sign_in(town.buyer)
    assert "关注" in browser.get(f"/listings/{no}").text
    answer = browser.post("/me/watches", data={"no": no})
    assert (answer.status_code, answer.location) == (303, f"/listings/{no}")
    browser.post("/me/watches", data={"no": no})  # twice is once
    with town.database.reading() as session:
        assert len(session.scalars(select(Watch)).all()) == 1
    return listing


WHAT = "关注的 螺纹钢 HRB400E Φ25×12m · 沙钢 · 天津 "


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"price": Decimal(3600)}, "降价：¥3,650 → ¥3,600"),
        ({"price": Decimal(3700)}, "涨价：¥3,650 → ¥3,700"),
        ({"price": None}, "改为议价，原价 ¥3,650"),
        ({"available": Decimal(0)}, "没有现货了"),
        ({"status": "closed", "is_public": False}, "已下架"),
        ({"remarks": "x", "available": Decimal(50)}, ""),
    ],
)
def test_what_becomes_of_it_is_told(town: Town, followed: int, change: dict[str, Any], says: str) -> None:
    town.change(followed, **change)
    town.wait()
    assert town.told() == ([WHAT + says] if says else [])
    town.wait()
    assert town.told() == []


def test_gone_and_back_and_out_and_in(town: Town, followed: int) -> None:
    town.change(followed, status="closed", is_public=False)
    town.wait()
    town.change(followed, status="published", is_public=True, price=Decimal(3600))
    town.wait()
    town.change(followed, available=Decimal(0))
    town.wait()
    town.change(followed, available=Decimal(5))
    town.wait()
    assert town.told() == [WHAT + says for says in ("已下架", "又上架了", "没有现货了", "又有货了")]


def test_several_changes_in_a_moment_are_one_notice_from_first_to_last(town: Town, followed: int) -> None:
    for price in (3640, 3630, 3620):
        town.change(followed, price=Decimal(price))
        town.hear()
        town.travel.shift(timedelta(seconds=5))
    town.wait()
    assert town.told() == [WHAT + "降价：¥3,650 → ¥3,620"]


def test_going_stale_is_told_once_a_confirmation(town: Town, followed: int) -> None:
    town.wait(days=5)
    town.wait(minutes=1)
    assert town.told() == [WHAT + "很久没有确认了，下单前请先问清楚"]
    town.wait(days=1)
    assert town.told() == []


def test_a_price_for_members_is_not_told_to_who_is_none(town: Town, sign_in: SignIn) -> None:
    listing = town.offer(members_only_price=True)
    with town.database.writing() as session:
        outsider = make_user(session)
        no = session.scalars(select(Listing.no).where(Listing.id == listing)).one()
        session.expunge_all()
    town.wait()
    sign_in(outsider).post("/me/watches", data={"no": no})
    town.change(listing, price=Decimal(3600))
    town.wait()
    assert town.told(outsider) == []
    town.change(listing, members_only_price=False)
    town.wait()
    assert town.told(outsider) == [WHAT + "有了报价：¥3,600"]


@pytest.mark.parametrize(("pace", "days"), [("daily", 1), ("weekly", 7), ("never", 0)])
def test_the_pace_of_a_follower(town: Town, followed: int, sign_in: SignIn, pace: str, days: int) -> None:
    browser = sign_in(town.buyer)
    no = watch_no(town.database)
    assert browser.post(f"/me/watches/{no}/notices", data={"pace": pace}).status_code == 303
    town.change(followed, price=Decimal(3600), valid_until=None)
    heard = []
    for day in range(1, 9):
        town.change(followed, confirmed_at=START + timedelta(days=day - 1))
        town.wait(days=1)
        heard += [day] * len(town.told())
    assert heard == ([days] if days else [])


def test_a_pause_of_a_follower(town: Town, followed: int, sign_in: SignIn) -> None:
    browser, no = sign_in(town.buyer), watch_no(town.database)
    browser.post(f"/me/watches/{no}/notices", data={"do": "pause"})
    town.change(followed, price=Decimal(3600))
    town.wait()
    assert town.told() == []
    browser.post(f"/me/watches/{no}/notices", data={"do": "resume"})
    town.change(followed, price=Decimal(3550))
    town.wait()
    assert town.told() == [WHAT + "降价：¥3,600 → ¥3,550"]


def test_the_list_shows_and_drops(town: Town, followed: int, sign_in: SignIn) -> None:
    browser, no = sign_in(town.buyer), watch_no(town.database)
    assert browser.get("/me/watches").location == "/me/searches#watches"
    assert "螺纹钢 HRB400E" in browser.get("/me/searches").text
    assert browser.post(f"/me/watches/{no}/delete").status_code == 303
    town.change(followed, price=Decimal(3600))
    town.wait()
    assert town.told() == []


def test_nobody_follows_what_they_may_not_see(town: Town, sign_in: SignIn) -> None:
    draft = town.offer(status="draft")
    with town.database.reading() as session:
        no = session.scalars(select(Listing.no).where(Listing.id == draft)).one()
    browser = sign_in(town.buyer)
    for each in (no, "S00000000", "", "x" * 300):
        assert browser.post("/me/watches", data={"no": each}).status_code == 404


def watch_no(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Watch.no)).one()
