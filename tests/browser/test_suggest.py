"""The search field as a combobox: by keys, by mouse, by ear, on a phone, and without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from portal.core.uow import Database
from tests.browser.conftest import OpenPage
from tests.browser.test_kit import RULES
from tests.factories.listings import make_listing
from tests.factories.people import make_member

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


@pytest.fixture(autouse=True)
def stock(app: Flask, database: Database) -> None:
    with database.writing() as session:
        make_listing(session, city="天津")
    app.extensions["portal.search.feed"].rebuild(database)


def type_in(page: Any, words: str) -> Any:
    field = page.locator("[data-search]:visible").first
    field.click()
    field.press_sequentially(words)
    page.wait_for_selector("[role=listbox] [role=option]:visible")
    return field


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ["/", "/search", "/supply"])
def test_arrows_and_enter_choose(open_page: OpenPage, path: str, width: int) -> None:
    page = open_page(path, width=width)
    field = type_in(page, "luow")
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    option = page.locator(f"[id='{field.get_attribute('aria-activedescendant')}']")
    assert option.get_attribute("aria-selected") == "true"
    assert option.locator(".suggest-text").inner_text() == "螺纹钢"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator(".suggest:visible").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    with page.expect_navigation():
        field.press("Enter")
    assert "q=%E8%9E%BA%E7%BA%B9%E9%92%A2" in page.url


def test_the_mouse_chooses_and_the_field_keeps_its_kind(open_page: OpenPage) -> None:
    page = open_page("/search?kind=demand")
    type_in(page, "tianj")
    with page.expect_navigation():
        page.locator("[role=option]", has_text="天津").first.click()
    assert "kind=demand" in page.url
    assert page.locator("[data-search]:visible").input_value() == "天津"


def test_enter_without_a_choice_sends_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("/search")
    field = type_in(page, "lwg")
    with page.expect_navigation():
        field.press("Enter")
    assert "q=lwg" in page.url


def test_escape_and_leaving_close_it(open_page: OpenPage) -> None:
    page = open_page("/search")
    field = type_in(page, "luow")
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "luow"
    assert page.locator(".suggest:visible").count() == 0
    field.press("ArrowDown")
    page.wait_for_selector("[role=option]:visible")
    page.locator("main").click(position={"x": 5, "y": 5})
    assert page.locator(".suggest:visible").count() == 0


def test_arrows_go_round_by_way_of_the_field(open_page: OpenPage) -> None:
    page = open_page("/search")
    field = type_in(page, "螺")
    size = page.locator("[role=option]").count()
    for _ in range(size + 1):
        field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowUp")
    assert page.locator("[role=option]").last.get_attribute("aria-selected") == "true"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wrong_for_ears(open_page: OpenPage, theme: str) -> None:
    page = open_page("/", theme=theme)
    field = type_in(page, "螺")
    field.press("ArrowDown")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found] == []


def test_own_searches_stand_under_the_empty_field(app: Flask, database: Database, page_of: Callable[..., Any]) -> None:
    with database.writing() as session:
        user = make_member(session)
    page = page_of(user, "/search?q=螺纹钢 <b>天津</b>")
    page.goto(page.url.split("/search")[0] + "/supply")
    page.wait_for_selector("html[data-awake]", state="attached")
    page.locator("[data-search]:visible").click()
    page.wait_for_selector("[role=option]:visible")
    assert page.locator("[role=option] .suggest-text").all_inner_texts() == ["螺纹钢 <b>天津</b>"]
    assert page.locator(".suggest-manage:visible").get_attribute("href") == "/me/searches"


def test_without_script_the_field_is_a_plain_one(open_page: OpenPage) -> None:
    page = open_page("/", script=False)
    field = page.locator("[data-search]:visible").first
    assert field.get_attribute("role") is None
    field.fill("螺纹钢")
    with page.expect_navigation():
        field.press("Enter")
    assert page.locator("h1", has_text="螺纹钢").count() == 1
