"""Which saved searches some documents answer, without asking every one of them. No database, no permission beyond the audience's.

Each question stands in a register under one thing that every answer to it must have (a mill, a category, a word). Of some
changed documents only the questions under what these have are asked at all, and of a view of these documents alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.core.clock import now as clock_now
from portal.core.documents import SearchDocument
from portal.materials.text import fold
from portal.search import schema
from portal.search.alerts.memory import view_of
from portal.search.filtering import chosen, leaf_or_self, meeting, permitted
from portal.search.matching import everything, named, soft
from portal.search.query import Audience, SearchQuery
from portal.search.segments import Numbers
from portal.search.terms import Term
from portal.search.wants import SOFT_KINDS, Wants

WIDEST = Audience(level=2, sees_member_prices=True)
"""Finds whatever anybody may find: asked first, the savers' own audiences after it."""

Key = tuple[str, str]
ANY: frozenset[Key] = frozenset({("", "")})
"""For a question that requires nothing a document could be known by."""

_FILTERS = ("spec", "mill", "grade", "product", "warehouse", "city", "region", "category")
"""Filters over columns of strings, the rarer first."""


@dataclass(frozen=True, slots=True)
class Question:
    """A search as it is asked of changed documents. under: every answer has one of these."""

    query: SearchQuery
    under: frozenset[Key]
    wants: Wants


def question(query: SearchQuery) -> Question | None:
    """None when no listing can answer it. What only orders the answers is left out."""
    if query.kind and query.kind not in SOFT_KINDS:
        return None
    wants = query.wants
    if query.text and not (wants.hard or wants.soft):
        return None
    asked = replace(query, given=replace(wants, deliver_to=""), deliver_to="", sort="relevance", page=1)
    return Question(asked, _required(asked, wants), asked.wants.matched())


def _required(query: SearchQuery, wants: Wants) -> frozenset[Key]:
    """The keys of that condition which has a document known best."""
    for name in _FILTERS[:3]:
        if values := query.filters.get(name):
            return frozenset((f"={name}", fold(value)) for value in values)
    candidates = [_of_term(term) for term in wants.terms]
    if wants.grade:
        names = (*wants.grade.exact, *wants.grade.serves, *wants.grade.near)
        facts = {(schema.FACT, f"grade={name}") for name in names}
        candidates.append(frozenset(facts | set(_of_terms(wants.grade.terms))))
    for fact in sorted(wants.facts, key=lambda fact: fact.name != "mill"):
        if not fact.kind:
            facts = {(schema.FACT, f"{fact.name}={value}") for value in fact.values}
            candidates.append(frozenset(facts | set(_of_terms(fact.terms))))
    if candidates:
        return candidates[0]
    for name in _FILTERS[3:]:
        if values := query.filters.get(name):
            found = leaf_or_self(values) if name == "category" else values
            return frozenset((f"={name}", fold(value)) for value in found)
    return ANY


def _of_terms(terms: Sequence[Term]) -> frozenset[Key]:
    """All of them are needed, so the first will do; without any, nothing."""
    return _of_term(terms[0]) if terms else frozenset()


def _of_term(term: Term) -> frozenset[Key]:
    """Whatever way it is found, one of these is there (see `matching`)."""
    texts = (*term.any_of, *term.together[:1])
    keys = {(field, text) for text in texts for field in (schema.WHOLE, schema.EXACT, schema.NEAR)}
    if term.pinyin:
        keys.add((schema.PINYIN, term.text))
    for place in ("", schema.ELSEWHERE) if term.characters else ():
        keys.add((schema.CHARACTER, place + term.characters[0]))
    return frozenset(keys)


class Percolator:
    """Questions by name (an address). Not for several threads at once."""

    def __init__(self) -> None:
        self.questions: dict[str, Question | None] = {}
        self._under: dict[Key, set[str]] = defaultdict(set)

    def keep(self, queries: Mapping[str, SearchQuery]) -> None:
        """Know exactly these: new ones are taken in, others forgotten."""
        for gone in self.questions.keys() - queries.keys():
            self._forget(gone)
        for name, query in queries.items():
            if name not in self.questions:
                self.add(name, query)

    def add(self, name: str, query: SearchQuery) -> None:
        made = self.questions[name] = question(query)
        for key in made.under if made else ():
            self._under[key].add(name)

    def _forget(self, name: str) -> None:
        made = self.questions.pop(name)
        for key in made.under if made else ():
            self._under[key].discard(name)
            if not self._under[key]:
                del self._under[key]

    def ask(self, documents: Sequence[SearchDocument]) -> Asked:
        """Of these documents."""
        return Asked(self, documents)

    def under(self, keys: Iterable[Key]) -> set[str]:
        """Names of the questions that what has these keys may answer."""
        found = set(self._under.get(("", ""), ()))
        for key in keys:
            found |= self._under.get(key, set())
        return found


class Asked:
    """Some documents, and the questions they may answer."""

    def __init__(self, percolator: Percolator, documents: Sequence[SearchDocument]) -> None:
        self._percolator = percolator
        self._now = int(clock_now().timestamp())
        self._view, keys = view_of(documents)
        strings = (
            (f"={name}", fold(self._view.vocabulary.columns[name].names[number]))
            for name in _FILTERS
            for number in set(self._view.strings[name].tolist())
        )
        self.candidates = sorted(percolator.under({*keys, *strings})) if documents else []
        self._alike = all(each.audience == "public" and not each.member_price_only for each in documents)
        self._answered: dict[tuple[str, Audience], list[int]] = {}
        self._named: dict[tuple[Wants, int], Numbers] = {}

    def answered(self, name: str, audience: Audience = WIDEST) -> list[int]:
        """Places of the documents that answer the question, as this audience may know them."""
        # Where nothing is hidden from anybody, everybody's answer is the same.
        key = (name, WIDEST if self._alike else audience)
        found = self._answered.get(key)
        if found is None:
            made = self._percolator.questions[name]
            found = self._answered[key] = self._ask(made, key[1]) if made else []
        return found

    def _ask(self, made: Question, audience: Audience) -> list[int]:
        numbers = self._matching(made, audience.level)
        if not len(numbers):
            return []
        view, query = self._view, made.query
        numbers = numbers[permitted(view, numbers, query, audience, now=self._now)]
        masks = chosen(view, numbers, query, audience, now=self._now)
        return numbers[meeting(masks, len(numbers))].tolist() if len(numbers) else []

    def _matching(self, made: Question, level: int) -> Numbers:
        """What answers the words. Many ask the same but for the price they would pay."""
        if not made.wants.hard:
            return (soft(self._view, made.wants) if made.query.wants.soft else everything(self._view)).numbers
        key = (made.wants, level)
        found = self._named.get(key)
        if found is None:
            found = self._named[key] = named(self._view, made.wants, level=level)
        return found
