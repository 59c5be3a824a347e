"""The components every page is built from, in a real browser: reading, keyboard, scripts, sizes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import OpenPage

# A browser that closes a page drops connections the server is still writing to.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 820, 390])
def test_nothing_that_axe_finds(open_page: OpenPage, width: int, theme: str) -> None:
    page = open_page("/dev/gallery", width=width, theme=theme, bypass_csp=True)
    page.add_style_tag(content="* { transition: none !important }")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en-GB"])
@pytest.mark.parametrize("width", [1440, 820, 390, 320])
def test_no_page_is_wider_than_the_screen(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page("/dev/gallery", width=width, language=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1440, 390])
def test_what_one_presses_is_large_enough(open_page: OpenPage, width: int) -> None:
    page = open_page("/dev/gallery", width=width)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, .button, .chip, .menu-item, .site-nav a, .site-tabs a, .pager a, .facet-option')]
            .map(el => [el.outerHTML.slice(0, 80), el.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([html, box]) => `${html} ${box.width}×${box.height}`)"""
    )
    assert small == []


def test_theme_changes_without_a_round_trip_and_stays(open_page: OpenPage) -> None:
    page = open_page("/dev/gallery")
    page.wait_for_load_state("networkidle")
    page.click(".theme-light")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.wait_for_load_state("networkidle")
    page.click(".theme-dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_the_system_prefers_dark(open_page: OpenPage) -> None:
    page = open_page("/dev/gallery", color_scheme="dark", script=False)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 20, 30)"


def test_menus_open_without_script_and_close_with_escape(open_page: OpenPage) -> None:
    bare = open_page("/dev/gallery", script=False)
    bare.click("summary.site-tool[data-variant=brand]")
    assert bare.is_visible("text=发布求购")
    page = open_page("/dev/gallery")
    page.wait_for_load_state("networkidle")
    page.click("summary.site-tool[data-variant=brand]")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent.trim()") == "发布供应"
    page.keyboard.press("Escape")
    assert not page.is_visible("text=发布求购")


def test_keys_search_move_and_explain(open_page: OpenPage) -> None:
    page = open_page("/dev/gallery")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "冷轧卷板 304/2B"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "螺纹钢 HRB400E"
    page.keyboard.press("?")
    assert page.is_visible("dialog[open] kbd")


def test_ticking_rows_brings_the_bar(open_page: OpenPage) -> None:
    page = open_page("/dev/gallery")
    page.wait_for_load_state("networkidle")
    assert not page.is_visible("[data-bulk-bar]")
    page.check("[data-bulk-all]")
    assert page.inner_text("[data-bulk-count]") == "3"
    page.uncheck("tbody tr:first-child input[type=checkbox]")
    assert page.inner_text("[data-bulk-count]") == "2"
    assert page.evaluate("document.querySelector('[data-bulk-all]').indeterminate")


def test_a_question_comes_before_what_cannot_be_undone(open_page: OpenPage) -> None:
    page = open_page("/dev/gallery")
    page.wait_for_load_state("networkidle")
    page.check("[data-bulk-all]")
    page.click("[data-bulk-bar] button[data-confirm]")
    assert page.is_visible("dialog[open] >> text=确定关闭所选的信息？")
    page.click("dialog[open] >> text=取消")
    assert page.url.endswith("/dev/gallery")


def test_what_was_typed_survives_leaving_the_page(open_page: OpenPage) -> None:
    page = open_page("/dev/gallery")
    page.wait_for_load_state("networkidle")
    page.fill(".composer textarea", "还在吗？")
    page.reload()
    page.wait_for_function("document.querySelector('.composer textarea').value === '还在吗？'")
    page.evaluate(
        """document.querySelector('.composer').insertAdjacentHTML('beforebegin', '<p data-token="g"></p>');
           import(document.querySelector('script[type=module]').src.replace('app.js', 'draft.js'))
             .then(draft => draft.start(document.querySelector('p[data-token]')))"""
    )
    page.wait_for_function("localStorage.length === 0")


def test_phrases_are_put_where_one_types(open_page: OpenPage) -> None:
    page = open_page("/dev/gallery")
    page.wait_for_load_state("networkidle")
    page.fill(".composer textarea", "您好")
    page.click("[data-phrase] >> nth=0")
    assert page.input_value(".composer textarea") == "您好 请提供质保书"
