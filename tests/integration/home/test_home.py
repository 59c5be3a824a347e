"""The home page says at a glance what is new, to everybody what they may see, and costs little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.uow import Database
from portal.listings.queries.counts import forget
from tests.factories.listings import make_listing
from tests.factories.logistics import make_lot, make_rate, make_warehouse
from tests.factories.people import make_member, make_organisation


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    forget()
    yield
    forget()


def test_an_empty_portal_still_welcomes(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "还没有供应" in page.text
    assert 'action="/search"' in page.text


def test_what_is_new_stands_on_the_home_page(
    client: FlaskClient, database: Database, sign_in: Callable[[User], FlaskClient]
) -> None:
    with database.writing() as session:
        make_listing(session, product_name="螺纹钢", price=Decimal(4567), members_only_price=True)
        make_listing(session, kind="demand", product_name="求购圆钢")
        make_listing(session, status="draft", product_name="草稿钢")
        make_lot(session, make_warehouse(session, name="北辰库"), on_hand=Decimal(1234))
        make_rate(session)
        user = make_member(session)
    browser = sign_in(user)
    text = client.get("/").text
    for words in ("螺纹钢 HRB400E", "求购圆钢", "北辰库", "1,234", "天津 → 北京", "企业免费注册", "登录看价"):
        assert words in text, words
    assert "草稿钢" not in text
    assert "4,567" not in text
    mine = browser.get("/").text
    assert "4,567" in mine
    assert "企业免费注册" not in mine


def test_the_home_page_costs_few_queries(
    client: FlaskClient, database: Database, count_queries: list[str], sign_in: Callable[[User], FlaskClient]
) -> None:
    with database.writing() as session:
        org = make_organisation(session)
        for _ in range(25):
            make_listing(session, org)
            make_listing(session, org, kind="demand")
        for _ in range(5):
            make_lot(session)
            make_rate(session)
        user = make_member(session, org)
    browser = sign_in(user)
    for someone, budget in ((client, 2), (browser, 4)):
        someone.get("/")
        count_queries.clear()
        assert someone.get("/").status_code == 200
        assert len(count_queries) <= budget, count_queries


def test_one_company_does_not_fill_what_is_new(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        org = make_organisation(session, name="老客户物资有限公司")
        for number in range(12):
            other = org if number < 2 else make_organisation(session)
            make_listing(session, other, product_name=f"早{number}钢", city="无锡", warehouse_name="东方钢材城")
    assert client.get("/").text.count("早") == 10
    forget()
    with database.writing() as session:
        flood = make_organisation(session, name="导入物资有限公司")
        for _ in range(30):
            make_listing(session, flood, product_name="导入钢")
    text = client.get("/").text
    assert text.count("导入钢") == 3
    assert text.count("早") == 7  # other companies' follow
    assert "东方钢材城" not in text  # the city is enough here
    assert text.index("在售供应") < text.index("今日新增")


def test_what_is_new_says_when_it_was_published(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_listing(session, published_at=now() - timedelta(hours=3, minutes=5), confirmed_at=now())
    row = client.get("/").text.split('class="l-when"')[1].split("</td>")[0]
    assert "发布于" in row
    assert "3 小时前" in row
