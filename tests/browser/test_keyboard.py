"""By keyboard alone: past the navigation, into the search, through the menus, and always seen where one is."""

from __future__ import annotations

import pytest

from tests.browser.market import VISITOR, Market

pytestmark = pytest.mark.browser

# What has the focus, and whether that shows: an outline or a shadow around it or around what holds it.
FOCUSED = """() => { const el = document.activeElement; const seen = node => { const s = getComputedStyle(node);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== 'none'; };
    const box = el.getBoundingClientRect();
    return [el.outerHTML.slice(0, 120), el === document.body || (box.width > 0 && (seen(el) || seen(el.parentElement)))]; }"""


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (VISITOR, "/"),
        (VISITOR, "/supply"),
        ("buyer", "/threads/{thread}"),
        ("sales", "/desk"),
        ("supplier", "/me/listings/new?kind=supply"),
    ],
)
def test_focus_is_always_seen(market: Market, who: str, path: str) -> None:
    with market.watched(who, path.format(**market.names)) as page:
        hidden = []
        for _ in range(40):
            page.keyboard.press("Tab")
            html, seen = page.evaluate(FOCUSED)
            if not seen:
                hidden.append(html)
        assert hidden == []


def test_the_first_stop_leads_past_the_navigation(market: Market) -> None:
    with market.watched(VISITOR, "/supply") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_slash_goes_to_the_search(market: Market) -> None:
    with market.watched(VISITOR, "/supply") as page:
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type("螺纹钢")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?**")


def test_menus_open_and_close(market: Market) -> None:
    with market.watched("buyer", "/supply") as page:
        summary = page.locator("header summary", has_text="张伟")
        summary.focus()
        page.keyboard.press("Enter")
        assert summary.evaluate("el => el.parentElement.open")
        page.keyboard.press("Tab")
        assert summary.evaluate("el => el.parentElement.contains(document.activeElement)")
        page.keyboard.press("Escape")
        assert not summary.evaluate("el => el.parentElement.open")
        assert summary.evaluate("el => el === document.activeElement")
