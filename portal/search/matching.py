"""Which documents of a view have what a question wants, in which tier, and what their words are worth.

The rules are those of `wants`. Permissions, filters, prices and order are not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.core.documents import KINDS
from portal.search import schema, wants, weights
from portal.search.segments import EMPTY, Numbers
from portal.search.terms import Term
from portal.search.view import Mask, View
from portal.search.wants import Fact, Grade, Size, Wants

Scores = NDArray[np.int32]
Tiers = NDArray[np.int8]

_MAX_PREFIXED = 32
_CACHED_HITS = 2_000_000
"""Hits of recent questions a view keeps, 26 MB at most."""

_NO_TIER = wants.WORDS + 1
_PARTS = np.array([0, weights.PART_SERVES, weights.PART_NEAR, weights.PART_NEAR, 0], dtype=np.int32)  # by tier
_SOFT = np.array([kind in wants.SOFT_KINDS for kind in KINDS])


@dataclass(frozen=True, slots=True)
class Hits:
    """Living documents that have all that is wanted, in the order of the index.

    words: what their words are worth; tiers: how their grade and sizes fit; parts: permille for each of these two that is not exact;
    stated: how many conditions they state; extra: permille for these.
    """

    numbers: Numbers
    words: Scores
    tiers: Tiers
    parts: Scores
    stated: Scores
    extra: Scores

    def only(self, mask: Mask) -> Hits:
        return Hits(
            self.numbers[mask],
            self.words[mask],
            self.tiers[mask],
            self.parts[mask],
            self.stated[mask],
            self.extra[mask],
        )


def match(view: View, asked: Wants, *, level: int) -> Hits:
    """Documents that have everything, of those that this level of audience may find.

    The body is read only for those kinds in which the names bring nothing: nothing that may be found. What else there is
    decides nothing, or it could be guessed at.
    """
    asked = asked.matched()
    cached: Hits | None = view.cache.get((asked, level))
    if cached is not None:
        return cached
    hits = _match(view, asked, view.alive & (view.columns["audience"] <= level))
    if view.cached_hits + len(hits.numbers) > _CACHED_HITS:
        view.cache.clear()
        view.cached_hits = 0
    view.cache[asked, level] = hits
    view.cached_hits += len(hits.numbers) + 256
    return hits


def named(view: View, asked: Wants, *, level: int) -> Numbers:
    """Documents that have everything without their bodies being read."""
    return _all(view, asked, view.alive & (view.columns["audience"] <= level), second_tier=False)[0]


def everything(view: View) -> Hits:
    """All living documents: for a question that wants nothing in particular."""
    nothing = np.zeros(len(view.everything), dtype=np.int32)
    return Hits(view.everything, nothing, nothing.astype(np.int8), nothing, nothing, nothing)


def nothing() -> Hits:
    none = np.empty(0, dtype=np.int32)
    return Hits(EMPTY, none, none.astype(np.int8), none, none, none)


def soft(view: View, asked: Wants) -> Hits:
    """For a question that names nothing but a price, an amount or conditions: all listings."""
    numbers = view.everything[_SOFT[view.columns["kind"][view.everything]]]
    words = np.full(len(numbers), weights.SOFT, dtype=np.int32)
    none = np.zeros(len(numbers), dtype=np.int32)
    return Hits(numbers, words, none.astype(np.int8), none, *_conditions(view, asked, numbers))


def _match(view: View, asked: Wants, visible: Mask) -> Hits:
    found = _all(view, asked, visible, second_tier=False)
    without = np.bincount(view.columns["kind"][found[0]], minlength=len(KINDS)) == 0
    if without.any() and (asked.terms or asked.grade or any(fact.terms for fact in asked.facts)):
        open_to_body = visible & without[view.columns["kind"]]
        more = _all(view, asked, open_to_body, second_tier=True) if open_to_body.any() else None
        if more is not None and len(more[0]):
            in_order = np.argsort(np.concatenate([found[0], more[0]]), kind="stable")
            found = (
                np.concatenate([found[0], more[0]])[in_order],
                np.concatenate([found[1], more[1]])[in_order],
                np.concatenate([found[2], more[2]])[in_order],
                np.concatenate([found[3], more[3]])[in_order],
            )
    return Hits(*found, *_conditions(view, asked, found[0]))


def _all(view: View, asked: Wants, visible: Mask, *, second_tier: bool) -> tuple[Numbers, Scores, Tiers, Scores]:
    """Visible documents with every term, fact and size: the first four of `Hits`."""
    mask = visible.copy()
    words = np.zeros(view.count, dtype=np.int32)
    for term in asked.terms:
        worth = _one_term(view, term, second_tier=second_tier)
        if not second_tier and not worth[visible].any():
            _half_typed(view, term, worth)
        mask &= worth > 0
        if not mask.any():
            return EMPTY, words[:0], words[:0].astype(np.int8), words[:0]
        words += worth
    for fact in asked.facts:
        worth = _fact(view, fact, second_tier=second_tier)
        holds = worth > 0
        if fact.kind:
            concerned = view.columns["kind"] == KINDS.index(fact.kind)
            holds |= ~concerned
            worth[~concerned] = 0
        mask &= holds
        words += worth
    if asked.grade:
        by_grade, worth = _grade(view, asked.grade, second_tier=second_tier)
        mask &= by_grade != _NO_TIER
        words += worth
    numbers = np.flatnonzero(mask).astype(np.int32)
    words = words[numbers]
    tiers: Tiers = by_grade[numbers] if asked.grade else np.zeros(len(numbers), dtype=np.int8)
    parts = _PARTS[tiers]
    if asked.sizes and len(numbers):
        by_size, worth = _sizes(view, asked, numbers, second_tier=second_tier)
        has = by_size != _NO_TIER
        numbers, words, parts = numbers[has], (words + worth)[has], (parts + _PARTS[by_size])[has]
        tiers = np.maximum(tiers, by_size)[has]
    return numbers, words, tiers, parts


# ---- One thing wanted ------------------------------------------------------------------------------------------------


def _fact(view: View, fact: Fact, *, second_tier: bool) -> Scores:
    worth = np.zeros(view.count, dtype=np.int32)
    for value in fact.values:
        worth[view.postings(schema.FACT, f"{fact.name}={value}")] = weights.FACT
    if fact.terms:
        said = _least(view, fact.terms, second_tier=second_tier)
        if not fact.everywhere:
            open_to_words = (worth > 0) | (said >= weights.WHOLE)
            open_to_words[view.postings(schema.FACT, f"{fact.name}=")] = True
            said[~open_to_words] = 0
        np.maximum(worth, said, out=worth)
    return worth


def _grade(view: View, grade: Grade, *, second_tier: bool) -> tuple[Tiers, Scores]:
    tiers = np.full(view.count, _NO_TIER, dtype=np.int8)
    worth = _least(view, grade.terms, second_tier=second_tier)
    tiers[worth > 0] = wants.WORDS
    for tier, names in ((wants.NEAR, grade.near), (wants.SERVES, grade.serves), (wants.EXACT, grade.exact)):
        for name in names:
            having = view.postings(schema.FACT, f"grade={name}")
            tiers[having] = tier
            worth[having] = np.maximum(worth[having], weights.FACT)
    return tiers, worth


def _sizes(view: View, asked: Wants, numbers: Numbers, *, second_tier: bool) -> tuple[Tiers, Scores]:
    tiers = np.zeros(len(numbers), dtype=np.int8)
    stated = np.zeros(len(numbers), dtype=bool)
    for size in asked.sizes:
        tier, states = _size(view, size, numbers)
        np.maximum(tiers, tier, out=tiers)
        stated |= states
    fits = stated & (tiers < wants.WORDS)
    worth = _least(view, asked.size_terms, second_tier=second_tier)[numbers]
    tiers[~fits] = np.where(worth[~fits] > 0, wants.WORDS, _NO_TIER)
    worth[fits] = np.maximum(worth[fits], weights.FACT)
    return tiers, worth


def _size(view: View, size: Size, numbers: Numbers) -> tuple[Tiers, Mask]:
    """`Size.tier` for many documents at once, and which of them state this measure at all."""
    low, high = view.columns[f"{size.slot}_low"][numbers], view.columns[f"{size.slot}_high"][numbers]
    states = low != wants.UNKNOWN
    overlaps = offers(view, numbers, size.slot, size.low, size.high)
    if size.low == size.high:
        listed = (view.columns["listed"][numbers] >> wants.SLOTS.index(size.slot) & 1).astype(bool)
        if (overlaps & listed).any():
            member = np.zeros(view.count, dtype=bool)
            member[view.postings(schema.FACT, f"{size.slot}={size.low}")] = True
            overlaps &= ~listed | member[numbers]
    tiers = np.where((low <= size.near_high) & (high >= size.near_low), wants.NEAR, wants.WORDS).astype(np.int8)
    tiers[overlaps | ~states] = wants.SERVES
    tiers[states & (low == size.low) & (high == size.high)] = wants.EXACT
    return tiers, states


def offers(view: View, numbers: Numbers, slot: str, low: int, high: int) -> Mask:
    """Which state something between these ends (included); a list (6/8/10) counts as all that is between its own."""
    lowest, highest = view.columns[f"{slot}_low"][numbers], view.columns[f"{slot}_high"][numbers]
    mask: Mask = (lowest != wants.UNKNOWN) & (lowest <= high) & (highest >= low)
    return mask


def _conditions(view: View, asked: Wants, numbers: Numbers) -> tuple[Scores, Scores]:
    """How many of the conditions each of these states, and what that is worth."""
    stated, extra = np.zeros(len(numbers), dtype=np.int32), np.zeros(len(numbers), dtype=np.int32)
    for condition in asked.conditions:
        worth = _least(view, condition, second_tier=True)[numbers]
        stated[worth > 0] += 1
        extra += np.where(worth > weights.SECOND, weights.CONDITION_NAMED, np.where(worth > 0, weights.CONDITION, 0))
    return stated, extra


def _least(view: View, terms: tuple[Term, ...], *, second_tier: bool) -> Scores:
    """The worth of the term that is found worst; 0 where one is not found, and without terms."""
    least: Scores | None = None
    for term in terms:
        worth = _one_term(view, term, second_tier=second_tier)
        least = worth if least is None else np.minimum(least, worth)
    return np.zeros(view.count, dtype=np.int32) if least is None else least


def _one_term(view: View, term: Term, *, second_tier: bool) -> Scores:
    """What the term is worth in each document, 0 where it is not; the best way it is found counts."""
    worth = np.zeros(view.count, dtype=np.int32)
    if second_tier:
        for text in term.any_of:
            worth[view.postings(schema.BODY, text)] = weights.SECOND
        if term.together:
            worth[_having_all(view, schema.BODY, term.together)] = weights.SECOND
    if term.pinyin:
        worth[view.postings(schema.PINYIN, term.text)] = weights.SOUND
    for place in ("", schema.ELSEWHERE) if term.characters else ():
        worth[_having_all(view, schema.CHARACTER, [place + each for each in term.characters])] = weights.CHARACTERS
    if term.together:
        worth[_having_all(view, schema.NEAR, term.together, schema.EXACT)] = weights.TOGETHER
    for field, value in ((schema.NEAR, weights.NEAR), (schema.EXACT, weights.EXACT), (schema.WHOLE, weights.WHOLE)):
        for text in term.any_of:
            worth[view.postings(field, text)] = value
    return worth


def _half_typed(view: View, term: Term, worth: Scores) -> None:
    """A code that is nowhere as it stands may be the beginning of one: hrb40 → hrb400, hrb400e."""
    if term.characters or len(term.text) < 2:
        return
    for field in (schema.EXACT, schema.NEAR):
        for text in view.terms_with_prefix(field, term.text, limit=_MAX_PREFIXED):
            worth[view.postings(field, text)] = weights.PREFIX


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
