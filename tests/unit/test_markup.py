"""What people write comes out readable and harmless."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from portal.core.markup import plain, render


def test_lists_emphasis_links_and_line_breaks_are_kept() -> None:
    html = render("报价：\n**4420** 元\n\n- 现货\n- [质保书](https://example.com/a)")
    assert "报价：<br" in html
    assert "<strong>4420</strong>" in html
    assert "<li>现货</li>" in html
    assert 'href="https://example.com/a" rel="nofollow noopener"' in html


def test_headings_stand_below_the_page_title() -> None:
    assert render("# 一\n## 二") == "<h2>一</h2>\n<h3>二</h3>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![跟踪](https://evil.example/pixel.png)",
        "[点我](javascript:alert(1))",
        "[点我](data:text/html;base64,PHNjcmlwdD4=)",
        "[点我](vbscript:x)",
        "<a href='javascript:x' style='x'>a</a>",
        "```\n<svg onload=alert(1)>\n```",
        "| a |\n| - |\n| <iframe src=//evil.example> |",
    ],
)
def test_nothing_active_survives(text: str) -> None:
    found = _Tags()
    found.feed(render(text))
    assert found.tags <= {"p", "a", "pre", "code", "table", "thead", "tbody", "tr", "th", "td", "br"}
    assert found.attributes <= {("rel", "nofollow noopener"), ("href", "https://evil.example/pixel.png")}


def test_plain_drops_the_marks_and_is_text_not_html() -> None:
    assert plain("## 标题\n\n一**二** <3\n- 三") == "标题 一二 <3 三"


class _Tags(HTMLParser):
    """Which tags and attributes a browser would see (a picture is left as a link somebody must choose to follow)."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)
