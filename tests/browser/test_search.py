"""Searching in a real browser: from the field in the header to the hit, by every filter, with and without script."""

from __future__ import annotations

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from portal.core.uow import Database
from tests.browser.conftest import OpenPage
from tests.browser.test_kit import RULES
from tests.factories.listings import make_listing
from tests.factories.logistics import make_rate, make_warehouse
from tests.factories.people import make_organisation

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


@pytest.fixture(autouse=True)
def stock(app: Flask, database: Database) -> None:
    with database.writing() as session:
        seller = make_organisation(session, name="天津恒达物资有限公司")
        for number in range(25):
            make_listing(session, seller, price=Decimal(3300 + number * 20), city="天津" if number % 2 else "上海")
        make_listing(session, kind="demand")
        make_warehouse(session, name="螺纹钢北辰库")
        make_rate(session, from_city="天津", to_city="广州")
    app.extensions["portal.search.feed"].rebuild(database)


PAGES = (
    "/search?q=螺纹钢",
    "/search?q=天津",
    "/search?q=螺纹钢&kind=supply&city=天津&price_max=3600",
    "/search?q=螺文钢&kind=supply&city=成都",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_that_axe_finds_among_results(open_page: OpenPage, path: str, width: int, theme: str) -> None:
    page = open_page(path, width=width, theme=theme, bypass_csp=True)
    page.add_style_tag(content="* { transition: none !important }")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_searching_works_without_script(open_page: OpenPage) -> None:
    page = open_page("/login", script=False)
    page.fill("[data-search]", "螺纹钢 HRB400E")
    page.select_option("select[name=kind]", "supply")
    page.press("[data-search]", "Enter")
    assert page.locator("h1").inner_text() == "“螺纹钢 HRB400E”共 25 条"
    page.click(".facet-option:has-text('上海')")
    assert page.locator("h1").inner_text() == "“螺纹钢 HRB400E”共 13 条"
    page.fill("input[name=price_max]", "3400")
    page.click(".range button")
    assert page.locator("h1").inner_text() == "“螺纹钢 HRB400E”共 3 条"
    page.click(".chip:has-text('上海')")
    assert page.locator("h1").inner_text() == "“螺纹钢 HRB400E”共 6 条"
    page.click("text=清空")
    page.click("a[rel=next]")
    assert page.locator("tbody tr").count() == 5
    page.click(".cell-title >> nth=0")
    assert "/listings/" in page.url


def test_what_stands_under_a_short_title_stands_under_it(open_page: OpenPage, app: Flask, database: Database) -> None:
    with database.writing() as session:
        make_listing(session, category="chemicals", product_name="片碱", grade="99%", spec="吨袋", standard="", mill="")
    app.extensions["portal.search.feed"].rebuild(database)
    page = open_page("/search?q=片碱", width=1440)
    title, under = page.locator(".cell-title").first.bounding_box(), page.locator(".cell-sub").first.bounding_box()
    assert title
    assert under
    assert under["y"] >= title["y"] + title["height"] - 4
