"""Markdown-lite: what people write in messages, notices and articles, as HTML that can do nothing but be read."""

from __future__ import annotations

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False, "breaks": True}).disable(
    "image"
)
# A page has one h1, its own title.
_HEADINGS = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="nofollow noopener",
)

_BLOCKS = re.compile(r"<(p|li|h\d|br|hr|td|th|pre|blockquote)\b")


def render(text: str) -> str:
    """Safe HTML of a Markdown text: paragraphs, headings, lists, links, quotes, code, tables; no raw HTML, no pictures.

    Line breaks stay as typed. Links get rel="nofollow noopener" and lead only to http, https, mailto, tel or our own pages.
    """
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _HEADINGS[token.tag]
    return _CLEANER.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def plain(text: str) -> str:
    """The words of a Markdown text without its marks, in one line; for excerpts and the search index. Not HTML: escape it."""
    apart = _BLOCKS.sub(r" <\1", render(text))
    return " ".join(unescape(nh3.clean(apart, tags=set())).split())
