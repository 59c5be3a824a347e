"""What the desk may answer with: help articles found by full text, and an article's draft made of an answer. Part of the composition root.

Threads know neither search nor help; `service_wiring` hands them these.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.help.services import ArticleInput, create_article
from portal.search.query import SearchQuery
from portal.search.services import Search
from portal.search.words import query_words
from portal.web.i18n import locale_tag

MOST_WORDS = 10
_RUNS = re.compile(r"[\u3400-\u9fff]+|[A-Za-z][A-Za-z0-9+.-]*|\d{3,}")
_EMPTY = frozenset(
    "您好 你好 请问 谢谢 麻烦 我们 你们 可以 怎么 什么 多少 一下 这个 那个 是否 需要 如何 为什么 没有 收到".split()
)


def words_of(text: str) -> list[str]:
    """The words of a text that say what it is about, in order, each once."""
    found: dict[str, None] = {}
    for run in _RUNS.findall(text[:2000]):
        parts = query_words(run) if "\u3400" <= run[0] <= "\u9fff" else (run.lower(),)
        for word in parts:
            if len(word) > 1 and word not in _EMPTY:
                found[word] = None
    return list(found)


def article_finder(search: Search) -> Callable[[Session, Actor, str], Sequence[tuple[str, str]]]:
    """(session, actor, text) → the articles nearest to it: (address, title). Rare words weigh more than common ones."""

    def find(session: Session, actor: Actor, text: str) -> list[tuple[str, str]]:
        scores: dict[str, float] = defaultdict(float)
        titles: dict[str, str] = {}
        for word in words_of(text)[:MOST_WORDS]:
            found = search.find(
                session, actor, SearchQuery(text=word, kinds=("help",), raw=("all",), size=8), facets=False
            )
            for _kind, row in found.rows:
                scores[row.url] += 1 / (1 + found.result.total)
                titles[row.url] = row.title_in(locale_tag())
        best = sorted(scores, key=lambda url: -scores[url])[:4]
        return [(url, titles[url]) for url in best]

    return find


def draft_article(session: Session, actor: Actor, *, title: str, body: str) -> str:
    """Write an unpublished article. Returns where it is edited."""
    slug = "answer-" + new_number("", 8).lower()
    create_article(session, actor, ArticleInput(slug=slug, category="service", title=title[:120], body=body))
    return f"/desk/help/{slug}"
