"""Which documents of a view have what a query's text asks for, and how well: masks and scores.

Permissions, filters and order are not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.core.documents import KINDS
from portal.search import schema
from portal.search.query import Term
from portal.search.segments import Numbers
from portal.search.view import Mask, View
from portal.search.weights import CHARACTERS, EXACT, NEAR, PREFIX, SECOND, SOUND, TOGETHER, WHOLE

Scores = NDArray[np.int32]

_MAX_PREFIXED = 32
_CACHED_HITS = 2_000_000
"""Hits of recent texts a view keeps, 16 MB at most."""


@dataclass(frozen=True, slots=True)
class TextHits:
    """Documents that have every term, in the order of the index, and what each is worth."""

    numbers: Numbers
    scores: Scores


def match_text(view: View, terms: tuple[Term, ...], *, level: int) -> TextHits:
    """Documents that have every term, with their scores, of those that this level of audience may find.

    The body is read only for those kinds in which the names bring nothing: nothing that may be found. What else there is
    decides nothing, or it could be guessed at.
    """
    cached: TextHits | None = view.cache.get((terms, level))
    if cached is not None:
        return cached
    visible = view.alive & (view.columns["audience"] <= level)
    mask, scores = _all_terms(view, terms, visible, second_tier=False)
    without = np.bincount(view.columns["kind"][mask], minlength=len(KINDS)) == 0
    if without.any():
        body_mask, body_scores = _all_terms(view, terms, visible, second_tier=True)
        extra = body_mask & without[view.columns["kind"]]
        if extra.any():
            scores = np.where(extra, body_scores, scores)
            mask = mask | extra
    numbers = np.flatnonzero(mask).astype(np.int32)
    hits = TextHits(numbers, scores[numbers])
    if view.cached_hits + len(numbers) > _CACHED_HITS:
        view.cache.clear()
        view.cached_hits = 0
    view.cache[terms, level] = hits
    view.cached_hits += len(numbers) + 256
    return hits


def _all_terms(view: View, terms: tuple[Term, ...], visible: Mask, *, second_tier: bool) -> tuple[Mask, Scores]:
    mask = visible
    scores = np.zeros(view.count, dtype=np.int32)
    for term in terms:
        worth = _one_term(view, term, visible, second_tier=second_tier)
        mask = mask & (worth > 0)
        if not mask.any():
            break
        scores += worth
    return mask, scores


def _one_term(view: View, term: Term, visible: Mask, *, second_tier: bool) -> Scores:
    """What the term is worth in each document, 0 where it is not; the best way it is found counts."""
    worth = np.zeros(view.count, dtype=np.int32)
    if second_tier:
        for text in term.any_of:
            worth[view.postings(schema.BODY, text)] = SECOND
        if term.together:
            worth[_having_all(view, schema.BODY, term.together)] = SECOND
    if term.pinyin:
        worth[view.postings(schema.PINYIN, term.text)] = SOUND
    for place in ("", schema.ELSEWHERE) if term.characters else ():
        worth[_having_all(view, schema.CHARACTER, [place + each for each in term.characters])] = CHARACTERS
    if term.together:
        worth[_having_all(view, schema.NEAR, term.together, schema.EXACT)] = TOGETHER
    for field, value in ((schema.NEAR, NEAR), (schema.EXACT, EXACT), (schema.WHOLE, WHOLE)):
        for text in term.any_of:
            worth[view.postings(field, text)] = value
    if not second_tier and not worth[visible].any():
        _half_typed(view, term, worth)
    return worth


def _half_typed(view: View, term: Term, worth: Scores) -> None:
    """A code that is nowhere as it stands may be the beginning of one: hrb40 → hrb400, hrb400e."""
    if term.characters or len(term.text) < 2:
        return
    for field in (schema.EXACT, schema.NEAR):
        for text in view.terms_with_prefix(field, term.text, limit=_MAX_PREFIXED):
            worth[view.postings(field, text)] = PREFIX


def _having_all(view: View, field: str, texts: Iterable[str], other: str = "") -> Numbers:
    """Documents that have each of these in the field (or in the other one)."""
    mask: Mask | None = None
    for text in texts:
        has = np.zeros(view.count, dtype=bool)
        has[view.postings(field, text)] = True
        if other:
            has[view.postings(other, text)] = True
        mask = has if mask is None else mask & has
    found: Numbers = np.flatnonzero(mask).astype(np.int32) if mask is not None else np.empty(0, dtype=np.int32)
    return found
