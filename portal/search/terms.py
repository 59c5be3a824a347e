"""A text taken apart into a bounded list of terms, each with the ways it may be found. No query language, no wildcards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from portal.materials.text import fold
from portal.search.codes import CODE_RUN, query_codes, unify
from portal.search.words import HAN_RUN, STOP_WORDS, proper_names, query_words

MAX_TEXT = 200
"""Characters of a text that are read; the rest is not searched for."""

MAX_TERMS = 32

_RUN = re.compile(f"{HAN_RUN.pattern}|{CODE_RUN.pattern}")
_LETTERS = re.compile(r"[a-z]{2,40}")


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
