"""Who has scripts switched off gets everything but what is live: find, read, ask, answer, post, choose language and theme."""

from __future__ import annotations

import re

import pytest

from tests.browser.market import Market

pytestmark = pytest.mark.browser


def test_finding_and_reading(market: Market) -> None:
    with market.page(java_script_enabled=False) as page:
        page.goto(market.url)
        page.locator("input[name=q]:visible").first.fill("螺纹钢")
        page.locator("input[name=q]:visible").first.press("Enter")
        assert "/search" in page.url
        total = page.locator("main").inner_text()
        assert "螺纹钢" in total
        page.goto(f"{market.url}/supply?city=天津")
        row = page.locator("main a[href^='/listings/']").first
        title = row.inner_text()
        row.click()
        assert re.search(r"/listings/\w+$", page.url)
        assert title.split()[0] in page.locator("h1").inner_text()


def test_choosing_language_and_theme(market: Market) -> None:
    with market.page(java_script_enabled=False) as page:
        page.goto(f"{market.url}/supply")
        page.locator("summary[aria-label=语言]").click()
        page.locator("form[action='/language'] button[value=en]").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.url.endswith("/supply")
        page.locator(".theme-light").click()
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert page.url.endswith("/supply")


def test_looking_for_an_answer_before_asking(market: Market) -> None:
    with market.page("buyer", java_script_enabled=False) as page:
        page.goto(f"{market.url}/threads/new")
        page.locator("main input[name=subject]").fill("货到了短了一吨怎么办")
        page.locator("main textarea[name=body]").fill("昨天到的")
        page.locator("[data-look-button]").click()
        page.locator(".offered a", has_text="重量对不上怎么办").wait_for()
        assert page.locator("main input[name=subject]").input_value() == "货到了短了一吨怎么办"
        assert page.locator("main textarea[name=body]").input_value() == "昨天到的"
        page.locator("main input[name=subject]").press("Enter")  # sends, and does not look again
        assert re.search(r"/threads/T\w+", page.url)


def test_asking_and_answering(market: Market) -> None:
    with market.page("buyer", java_script_enabled=False) as page:
        page.goto(f"{market.url}/threads/new?listing={market.names['supply']}")
        page.locator("main textarea[name=body]").fill("没有脚本也能问价")
        page.locator("main form:has(textarea[name=body]) button[type=submit]").last.click()
        assert re.search(r"/threads/T\w+", page.url)
        page.locator(".message", has_text="没有脚本也能问价").first.wait_for()
        page.locator("main textarea[name=body]").fill("要 30 吨")
        page.locator("form.composer button[type=submit]").click()
        page.locator(".message[data-side=mine]", has_text="要 30 吨").wait_for()
        address = page.url
    with market.page("sales", java_script_enabled=False) as page:
        page.goto(address)
        page.locator("main textarea[name=body]").fill("有货，3,700 元/吨")
        page.locator("form.composer button[type=submit]").click()
        page.locator(".message[data-side=mine]", has_text="3,700").wait_for()


def test_posting(market: Market) -> None:
    with market.page("supplier", java_script_enabled=False) as page:
        page.goto(f"{market.url}/me/listings/new?kind=supply")
        page.locator("[name=product_name]").fill("盘螺")
        page.locator("[name=category]").select_option("rebar-coil")
        page.locator("[name=quantity]").fill("-5")
        page.locator("main form button[name=do][value=publish]").first.click()
        assert page.locator("[name=product_name]").input_value() == "盘螺"
        assert page.locator("[aria-invalid=true]").count() > 0
        page.locator("[name=quantity]").fill("120")
        page.locator("[name=price]").fill("3800")
        page.locator("main form button[name=do][value=publish]").first.click()
        page.goto(f"{market.url}/supply?q=盘螺")
        assert page.locator("main", has_text="盘螺").count()
