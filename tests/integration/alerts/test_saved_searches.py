"""Saved searches hear of what newly answers them: once, together, as their saver may see it, at the pace they chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.outbox import Job
from portal.notifications.models import Notice
from portal.search.models import SearchNews
from tests.factories.people import make_member, make_user
from tests.factories.town import START, Town

SignIn = Callable[[User], FlaskClient]


def test_a_new_listing_is_told_with_its_price(town: Town) -> None:
    town.save("/search?q=螺纹钢 天津")
    town.offer()
    town.wait()
    assert town.told() == ["“我的搜索”有新的：螺纹钢 HRB400E Φ25×12m · 沙钢 · 天津 · ¥3,650"]
    town.offer(city="佛山")
    town.wait()
    assert town.told() == []


def test_a_bulk_import_is_one_notice(town: Town) -> None:
    """Four hundred new and cheaper listings in several transactions, each search told once."""
    town.save("/search?q=螺纹钢")
    town.save("/search?category=rebar")
    there = [town.offer(spec=f"Φ{size}×9m", price=Decimal(3700)) for size in (10, 12, 14)]
    town.wait()
    town.told()
    for number in range(40):
        for each in range(10):
            town.offer(spec=f"Φ{12 + each}×{number % 12 + 1}m", mill=f"钢厂{number}")
        if number == 20:
            town.hear()
            town.travel.shift(timedelta(seconds=20))
    for listing_id in there:
        town.change(listing_id, price=Decimal(3600))
    town.wait()
    assert town.told() == ["“我的搜索”：新 400 条，降价 3 条"] * 2
    town.wait(hours=1)
    assert town.told() == []


def test_what_goes_on_and_on_is_told_after_ten_minutes(town: Town) -> None:
    town.save("/search?q=螺纹钢")
    for _minute in range(45):
        town.offer()
        town.hear()
        town.travel.shift(timedelta(seconds=15))
    town.worker.drain()
    [said] = town.told()
    assert "新 4" in said


def test_prices_down_and_up_and_there_and_back(town: Town) -> None:
    listing = town.offer()
    town.wait()
    town.save("/search?q=螺纹钢")
    town.change(listing, price=Decimal(3600))
    town.wait()
    assert town.told() == ["“我的搜索”降价：螺纹钢 HRB400E Φ25×12m · 沙钢 · 天津，¥3,650 → ¥3,600"]
    town.change(listing, price=Decimal("3700.50"))
    town.wait()
    assert town.told() == ["“我的搜索”涨价：螺纹钢 HRB400E Φ25×12m · 沙钢 · 天津，¥3,600 → ¥3,700.50"]
    town.change(listing, price=Decimal(3500))
    town.hear()
    town.change(listing, price=Decimal("3700.50"))
    town.wait()
    assert town.told() == []
    town.change(listing, price=None)
    town.wait()
    assert town.told() == ["“我的搜索”改为议价：螺纹钢 HRB400E Φ25×12m · 沙钢 · 天津，原价 ¥3,700.50"]


def test_a_price_that_falls_under_the_cap_is_told_and_one_above_is_not(town: Town) -> None:
    listing = town.offer()
    town.save("/search?q=螺纹钢&price_max=3600")
    town.wait()
    assert town.told() == []
    town.change(listing, price=Decimal(3590))
    town.wait()
    assert "3,590" in town.told()[0]
    town.change(listing, price=Decimal(3640))
    town.wait()
    assert town.told() == []


def test_confirming_and_counting_again_is_no_news(town: Town) -> None:
    town.save("/search?q=螺纹钢")
    listing = town.offer()
    town.wait()
    town.told()
    town.change(listing, confirmed_at=START + timedelta(hours=1), quantity=Decimal(80), available=Decimal(80))
    town.wait()
    assert town.told() == []


def test_what_was_there_when_the_search_was_saved_is_no_news(town: Town) -> None:
    listing = town.offer()
    town.travel.shift(timedelta(hours=1))
    town.save("/search?q=螺纹钢")
    town.wait()  # heard of only now
    town.change(listing, remarks="货在三号库")
    town.wait()
    assert town.told() == []


def test_back_is_news_only_to_who_has_not_heard_of_it(town: Town) -> None:
    town.save("/search?q=螺纹钢")
    listing = town.offer()
    town.wait()
    town.told()
    with town.database.writing() as session:
        newcomer = make_member(session)
        session.expunge_all()
    town.change(listing, status="closed", is_public=False)
    town.wait()
    town.save("/search?q=沙钢", user=newcomer)
    town.travel.shift(timedelta(hours=1))
    town.change(listing, status="published", is_public=True)
    town.wait()
    with town.database.reading() as session:
        assert list(session.scalars(select(Notice.user_id))) == [newcomer.id]
    town.told()
    town.change(listing, status="closed", is_public=False)
    town.wait()
    town.change(listing, status="published", is_public=True, price=Decimal(3600))
    town.wait()
    assert len(town.told()) == 1  # at another price it is news to everybody


def test_what_becomes_another_thing_is_news_where_it_did_not_answer_before(town: Town) -> None:
    listing = town.offer()
    town.wait()
    town.save("/search?q=螺纹钢")
    town.save("/search?mill=敬业")
    town.change(listing, mill="敬业")
    town.wait()
    assert town.told() == ["“我的搜索”有新的：螺纹钢 HRB400E Φ25×12m · 敬业 · 天津 · ¥3,650"]


def test_members_prices_are_told_to_members_only(town: Town) -> None:
    with town.database.writing() as session:
        outsider = make_user(session)
        session.expunge_all()
    listing = town.offer(members_only_price=True)
    town.wait()
    for user in (town.buyer, outsider):
        town.save("/search?q=螺纹钢", user=user)
        town.save("/search?q=螺纹钢&price_max=3600", user=user)
    town.change(listing, price=Decimal(3590))
    town.wait()
    with town.database.reading() as session:
        assert session.scalars(select(Notice).where(Notice.user_id == outsider.id)).all() == []
    assert len(town.told()) == 2
    town.offer(members_only_price=True, price=Decimal(3500))
    town.wait()
    with town.database.reading() as session:
        [notice] = session.scalars(select(Notice).where(Notice.user_id == outsider.id)).all()
        assert "3,5" not in notice.says % notice.values


def test_what_vanished_before_it_was_told_is_not_told(town: Town) -> None:
    town.save("/search?q=螺纹钢")
    listing = town.offer()
    town.hear()
    town.change(listing, status="withdrawn", is_public=False)
    town.wait()
    assert town.told() == []


@pytest.mark.parametrize(("pace", "told_after"), [("daily", 1), ("weekly", 7), ("never", None)])
def test_the_pace_of_a_search(town: Town, pace: str, told_after: int | None) -> None:
    town.save("/search?q=螺纹钢", pace=pace)
    town.offer()
    town.wait()
    assert town.told() == []
    heard = []
    for day in range(1, 9):
        town.offer() if day == 2 and pace == "weekly" else None
        town.wait(days=1)
        heard += [day] * len(town.told())
    assert heard == ([told_after] if told_after else [])


def test_a_pause_keeps_silent_and_what_came_meanwhile_is_never_told(town: Town, sign_in: SignIn) -> None:
    no = town.save("/search?q=螺纹钢")
    browser = sign_in(town.buyer)
    town.offer()
    town.hear()
    assert browser.post(f"/me/searches/{no}/notices", data={"do": "pause", "until": "2026-11-25"}).status_code == 303
    town.offer()
    town.wait()
    assert town.told() == []
    town.travel.shift(timedelta(days=2))
    town.offer(mill="敬业")
    town.wait()
    assert town.told() == ["“我的搜索”有新的：螺纹钢 HRB400E Φ25×12m · 敬业 · 天津 · ¥3,650"]
    browser.post(f"/me/searches/{no}/notices", data={"do": "pause"})
    town.offer()
    town.wait(days=30)
    assert town.told() == []
    browser.post(f"/me/searches/{no}/notices", data={"do": "resume"})
    town.offer(confirmed_at=START + timedelta(days=33), published_at=START + timedelta(days=33), valid_until=None)
    town.wait()
    assert len(town.told()) == 1


def test_a_search_dropped_meanwhile_leaves_nothing(town: Town, sign_in: SignIn) -> None:
    no = town.save("/search?q=螺纹钢")
    town.offer()
    town.hear()
    assert sign_in(town.buyer).post(f"/me/searches/{no}/delete").status_code == 303
    town.wait()
    assert town.told() == []
    with town.database.reading() as session:
        assert session.scalars(select(SearchNews)).all() == []


def test_who_was_disabled_is_told_nothing(town: Town) -> None:
    town.save("/search?q=螺纹钢")
    with town.database.writing() as session:
        user = session.get(User, town.buyer.id)
        assert user is not None
        user.disabled_at = START
    town.offer()
    town.wait()
    assert town.told() == []


def test_hearing_twice_tells_once(town: Town) -> None:
    """A worker that died between hearing and forgetting the job hears again."""
    town.save("/search?q=螺纹钢")
    listing = town.offer()
    town.worker.drain(lane="search")
    with town.database.writing() as session:
        job = session.scalars(select(Job).where(Job.name == "search.alert")).one()
        session.add(Job(name=job.name, payload=job.payload, state="pending", run_after=START, created_at=START))
    town.wait()
    with town.database.writing() as session:
        session.add(
            Job(name="search.alert", payload={"changed": [["supply", listing]]}, state="pending", run_after=START, created_at=START)
        )  # fmt: skip
    town.wait()
    assert len(town.told()) == 1


def test_pages_of_a_list_save_their_filter_as_a_search(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.buyer)
    town.offer()
    for path in ("/supply?category=rebar&mill=沙钢", "/prices?category=rebar&grade=HRB400E"):
        page = browser.get(path).text
        assert 'name="address" value="/search?kind=supply&amp;category=rebar' in page, path
    assert "保存搜索" not in browser.get("/supply").text
