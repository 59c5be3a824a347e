"""On paper: what the page is about, without navigation, buttons and forms."""

from __future__ import annotations

import io
import unicodedata

import pytest
from pypdf import PdfReader

from tests.browser.market import Market

pytestmark = pytest.mark.browser


def printed(market: Market, who: str, path: str) -> tuple[str, list[str]]:
    """The text that stands on paper, and the headline and texts the screen shows."""
    with market.watched(who, path.format(**market.names)) as page:
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        shown = [page.locator("h1").inner_text(), *page.locator("main .message-body, main dd").all_inner_texts()]
        paper = "".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    return squeezed(paper), [squeezed(text) for text in shown]


def squeezed(text: str) -> str:
    """Without the spaces and line breaks that a PDF puts anywhere; a PDF may name a character by its radical."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize(("who", "path"), [("buyer", "/listings/{supply}"), ("buyer", "/threads/{thread}")])
def test_what_is_on_paper(market: Market, who: str, path: str) -> None:
    paper, shown = printed(market, who, path)
    assert shown[0] in paper
    assert len(shown) > 3
    for word in ("跳到主要内容", "采购方管理员", "发送", "退出登录", "搜索"):
        assert word not in paper
