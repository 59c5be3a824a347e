"""What somebody asks for: a frozen SearchQuery, and its text taken apart into a bounded list of terms.

User input ends here: no query language, no wildcards, nothing of it reaches Whoosh's parser. Reading the trade's language
(`3700以下`, `三级`, `100吨`) will put what it understood into `filters`, prices and `text` of a SearchQuery before it comes here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from portal.core.documents import KINDS
from portal.core.permissions import Actor
from portal.materials.text import fold, without_controls
from portal.search.codes import CODE_RUN, query_codes, unify
from portal.search.words import HAN_RUN, STOP_WORDS, proper_names, query_words

MAX_TEXT = 200
"""Characters of the text that are read; the rest is not searched for."""

MAX_TERMS = 32
MAX_SIZE = 100
MAX_WINDOW = 10_000
"""page × size at most."""

MAX_VALUES = 30
"""Chosen values of one filter."""

FILTERS = ("category", "grade", "spec", "mill", "city", "region", "warehouse", "product", "fresh")
FRESH_HOURS = {"24h": 24, "3d": 72, "7d": 168}
SORTS = ("relevance", "newest", "price", "-price", "fresh")
Sort = Literal["relevance", "newest", "price", "-price", "fresh"]

_MAX_FEN = 10**15
_RUN = re.compile(f"{HAN_RUN.pattern}|{CODE_RUN.pattern}")
_LETTERS = re.compile(r"[a-z]{2,40}")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who asks, as far as the index is concerned. It is part of every query; there is no search without one."""

    level: int = 0  # 0: everybody, 1: members, 2: staff
    sees_member_prices: bool = False

    @classmethod
    def of(cls, actor: Actor) -> Audience:
        level = 2 if actor.is_staff else 1 if actor.is_customer else 0
        return cls(level=level, sees_member_prices=actor.sees_member_prices)


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A question to the index. Any values are accepted and brought within bounds; none raises.

    filters: facet → chosen values (any of them); facets are AND-ed. Unknown facets are ignored.
    price_min, price_max: fen per unit, both included; what has no price the asker may know does not match.
    kinds: restrict to these; empty: everything. Unlike `kind` they are no choice of the reader (the supply page).
    """

    text: str = ""
    kind: str = ""
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price_min: int | None = None
    price_max: int | None = None
    sort: str = "relevance"
    page: int = 1
    size: int = 20

    def __post_init__(self) -> None:
        text = without_controls(self.text[: MAX_TEXT * 4]).strip()[:MAX_TEXT]
        size = max(1, min(int(self.size), MAX_SIZE))
        filters = {
            name: tuple(dict.fromkeys(value[:120] for value in values if value))[:MAX_VALUES]
            for name, values in self.filters.items()
            if name in FILTERS
        }
        bounded: dict[str, Any] = {
            "text": text,
            "kind": self.kind if self.kind in KINDS else "",
            "kinds": tuple(kind for kind in self.kinds if kind in KINDS),
            "filters": {name: values for name, values in filters.items() if values},
            "price_min": _bounded_fen(self.price_min),
            "price_max": _bounded_fen(self.price_max),
            "sort": self.sort if self.sort in SORTS else "relevance",
            "size": size,
            "page": max(1, min(int(self.page), MAX_WINDOW // size)),
        }
        for name, value in bounded.items():
            object.__setattr__(self, name, value)

    @property
    def terms(self) -> tuple[Term, ...]:
        return parse(self.text)

    def without(self, name: str) -> SearchQuery:
        """The same question with one condition dropped: a filter, `price`, `kind`, or `text`."""
        if name == "price":
            return replace(self, price_min=None, price_max=None, page=1)
        if name == "kind":
            return replace(self, kind="", page=1)
        if name == "text":
            return replace(self, text="", page=1)
        return replace(self, filters={key: values for key, values in self.filters.items() if key != name}, page=1)


def _bounded_fen(fen: int | None) -> int | None:
    return None if fen is None else max(0, min(int(fen), _MAX_FEN))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a document must have.

    any_of: it, or other writings of it. together: or all of these in any place. characters: or all of these in its names.
    pinyin: may be a word's sound. text is what to mark in titles.
    """

    text: str
    any_of: tuple[str, ...]
    together: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    pinyin: bool = False


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Term, ...]:
    """The terms of a text, in order, each once, at most MAX_TERMS. Text with nothing searchable in it has none."""
    folded = unify(fold(text[:MAX_TEXT]))
    terms: dict[str, Term] = {}
    stopped: dict[str, Term] = {}
    for match in _RUN.finditer(folded):
        run = match.group()
        if HAN_RUN.match(run):
            for word in query_words(run):
                (stopped if word in STOP_WORDS else terms).setdefault(word, _word(word))
        elif run := run.rstrip(".*×-/+'"):
            terms.setdefault(run, _code(run))
        if len(terms) >= MAX_TERMS:
            break
    found = terms or stopped
    return tuple(found.values())[:MAX_TERMS]


def _word(word: str) -> Term:
    # A name is written in one way; its characters in other places mean nothing (沙钢 is not 长沙 + 螺纹钢).
    loose = word not in proper_names()
    return Term(word, any_of=(word,), characters=tuple(dict.fromkeys(word)) if loose else ())


def _code(run: str) -> Term:
    any_of, together = query_codes(run)
    return Term(run, any_of=any_of, together=together, pinyin=_LETTERS.fullmatch(run) is not None)
