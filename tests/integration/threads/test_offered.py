"""What is offered before a thread is sent: few, good, and only what the asker may see; and sending is never held back."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.uow import Database
from portal.demo.dice import Dice
from portal.demo.library import load_articles
from portal.first_answers import topics_of
from portal.listings.models import Listing
from portal.threads.models import Thread
from portal.threads.offered import PER_MINUTE, Asked, Offered
from tests.factories.listings import make_listing
from tests.integration.threads.people import Cast, as_actor

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def market(app: Flask, database: Database, cast: Cast) -> dict[str, Listing]:
    """The house's own articles, and five lots."""
    with database.writing() as session:
        load_articles(session, Dice(1), SimpleNamespace(staff={"supervision": [cast.supervisor]}))  # type: ignore[arg-type]
        lots = {
            "rebar25": make_listing(session, cast.supplier_company, category="rebar", product_name="螺纹钢", grade="HRB400E", spec="Φ25×12m", price="3300"),
            "rebar12": make_listing(session, cast.supplier_company, category="rebar", product_name="螺纹钢", grade="HRB400E", spec="Φ12×9m", price="3400"),
            "plate": make_listing(session, cast.supplier_company, category="plate", product_name="中厚板", grade="Q235B", spec="10×2000×8000", price="3700"),
            "members": make_listing(session, cast.supplier_company, category="aluminium-ingot", product_name="铝锭", grade="A00", spec="", price="20990", members_only_price=True),
            "draft": make_listing(session, cast.supplier_company, category="coil", product_name="热轧卷板", grade="SPHC", spec="3.0×1500", status="draft"),
        }  # fmt: skip
        session.flush()
    app.extensions["portal.search.feed"].rebuild(database)
    return lots


def offered(app: Flask, database: Database, person: User, text: str, **how: Any) -> tuple[list[str], list[str]]:
    with app.test_request_context(), database.reading() as session:
        found: Offered = app.extensions["portal.find_offered"](
            session, as_actor(session, person), Asked(how.get("kind", "inquiry"), text, how.get("listing_no", ""))
        )
    return [title for _url, title in found.articles], [hit.no for hit in found.stock]


@pytest.mark.parametrize(
    ("text", "article", "stock"),
    [
        ("有没有 HRB400E 25 的现货", "", ["rebar25"]),
        ("三级抗震螺纹 12 的有货吗", "", ["rebar12"]),
        ("三级螺纹钢怎么报价", "看懂价格：含税、一票制、理计", ["rebar25", "rebar12"]),
        ("Q235B 10mm 中板 20吨", "", ["plate"]),
        ("货到了短了一吨怎么办", "重量对不上怎么办", []),
        ("HRB400E 25 有现货吗？什么价？磅差怎么算？", "重量对不上怎么办", ["rebar25"]),
        ("HRB400E 25 那车磅差太大，怎么办", "重量对不上怎么办", []),
        ("钢板有锈可以退吗", "质量异议怎么提", []),
        ("不锈钢板 304 有吗", "", []),
        ("想存点货在你们仓库，仓储费怎么算", "仓储费用怎么算", []),
        ("能不能帮我们找车，从天津到石家庄", "运输与运价", []),
        ("你们几点上班", "我们的服务标准", []),
        ("我想投诉你们的销售，态度太差", "投诉由谁处理", []),
        ("how do I post a demand", "发布求购", []),
        ("we need 20 t of HRB400E 25mm rebar", "", ["rebar25"]),
        ("你好在吗", "", []),
        ("好的谢谢", "", []),
        ("尽快回复，急", "", []),
        ("111111", "", []),
        ("热轧卷板 SPHC 3.0", "", []),  # somebody's draft
        ("", "", []),
    ],
)
def test_few_and_good_ones_or_none(
    app: Flask, database: Database, cast: Cast, market: dict[str, Listing], text: str, article: str, stock: list[str]
) -> None:
    articles, numbers = offered(app, database, cast.member, text)
    assert (article in articles) if article else articles == []
    assert len(articles) <= 3
    assert sorted(numbers) == sorted(market[name].no for name in stock)


def test_who_complains_is_offered_no_goods(
    app: Flask, database: Database, cast: Cast, market: dict[str, Listing]
) -> None:
    for kind in ("complaint", "claim", "suggestion"):
        assert offered(app, database, cast.member, "螺纹钢 HRB400E 25", kind=kind)[1] == []
    assert topics_of("complaint", "送来的螺纹钢不对") == ["投诉"]


def test_the_listing_asked_about_is_not_offered_again(
    app: Flask, database: Database, cast: Cast, market: dict[str, Listing]
) -> None:
    own = market["rebar25"].no
    assert own not in offered(app, database, cast.member, "HRB400E 螺纹钢", listing_no=own)[1]


def test_members_only_prices_stay_hidden(
    database: Database, cast: Cast, market: dict[str, Listing], sign_in: SignIn
) -> None:
    form = {"kind": "inquiry", "subject": "铝锭A00今天什么价", "body": ""}
    assert "20,990" in sign_in(cast.member).post("/threads/new/look", data=form).text
    with database.writing() as session:
        session.get_one(User, cast.member.id).email_confirmed_at = None
    answer = sign_in(cast.member).post("/threads/new/look", data=form).text
    assert market["members"].no in answer
    assert "20,990" not in answer


def test_without_script_the_form_comes_back_as_it_was_typed(
    database: Database, cast: Cast, market: dict[str, Listing], sign_in: SignIn
) -> None:
    browser = sign_in(cast.member)
    page = browser.get("/threads/new?kind=inquiry").text
    assert 'name="do" value="look"' in page
    assert "也许已经有答案" not in page
    form = {
        "kind": "transport",
        "subject": "<b>短了</b>一吨",
        "body": "HRB400E & 25",
        "token": "0123456789",
        "about": "",
    }
    answer = browser.post("/threads/new?kind=inquiry", data=form | {"do": "look"})
    assert answer.status_code == 200
    for piece in ("重量对不上怎么办", "&lt;b&gt;短了&lt;/b&gt;一吨", "HRB400E &amp; 25", 'value="0123456789"', 'action="/threads/new?kind=inquiry"'):  # fmt: skip
        assert piece in answer.text
    assert '<option selected value="transport">' in answer.text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Thread)) == 0
    assert browser.post("/threads/new", data=form).status_code == 303
    nothing = browser.post("/threads/new", data=form | {"subject": "你好", "body": "在吗", "do": "look"}).text
    assert "没有找到现成的答案" in nothing


def test_who_looks_too_often_can_still_send(cast: Cast, market: dict[str, Listing], sign_in: SignIn) -> None:
    browser = sign_in(cast.member)
    form = {"kind": "inquiry", "subject": "螺纹钢", "body": "HRB400E 25", "token": "0123456789"}
    for _time in range(PER_MINUTE):
        assert browser.post("/threads/new/look", data=form).status_code == 200
    assert browser.post("/threads/new/look", data=form).status_code == 429
    page = browser.post("/threads/new", data=form | {"do": "look"})
    assert page.status_code == 200
    assert "HRB400E 25" in page.text
    assert browser.post("/threads/new", data=form).status_code == 303


def test_only_who_may_write_may_look(cast: Cast, sign_in: SignIn, client: FlaskClient) -> None:
    assert client.post("/threads/new/look", data={"body": "螺纹钢"}).status_code in (302, 303)
    assert sign_in(cast.viewer).post("/threads/new/look", data={"body": "螺纹钢"}).status_code == 403


def test_hostile_words_are_only_words(cast: Cast, market: dict[str, Listing], sign_in: SignIn) -> None:
    browser = sign_in(cast.member)
    for body in ("<script>alert(1)</script> 螺纹钢", "' OR 1=1 --", "\x00\u202e螺纹钢", "*" * 9000, "螺" * 9000):
        answer = browser.post("/threads/new/look", data={"kind": "x", "subject": body[:500], "body": body})
        assert answer.status_code == 200
        assert "<script>" not in answer.text
    foreign = browser.post(f"/threads/new/look?listing={market['draft'].no}", data={"body": "螺纹钢"})
    assert foreign.status_code == 404
