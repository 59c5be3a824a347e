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


# Presses a key again and again until it has done its work: the page's script may still be on its way.
UNTIL = """([key, done]) => { document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    return document.activeElement.matches(done); }"""


def test_the_queue_is_walked_ticked_and_opened(market: Market) -> None:
    """The desk by keyboard: j to a conversation, x ticks it, o opens it, n begins a note in it."""
    with market.watched("sales", "/desk?view=active") as page:
        page.locator("[data-list] [data-item]").first.wait_for()
        page.wait_for_function(UNTIL, arg=["j", "[data-list] [data-item] a"])
        no = page.evaluate("document.activeElement.closest('[data-item]').querySelector('[name=no]').value")
        page.keyboard.press("x")
        page.locator(f"[data-item]:has([value='{no}']:checked)").wait_for()
        page.wait_for_function(UNTIL, arg=["k", f"[data-item]:has([value='{no}']) a"])
        page.keyboard.press("o")
        page.wait_for_url(f"**/threads/{no}")
        page.wait_for_function(UNTIL, arg=["n", "form.composer:has([name=as][value=note]:checked) textarea"])
