"""What a question wants of a document's terms, as a condition for the GIN index: numbers, & and | alone.

It must let through at least what `matching` finds, and no kind of thing in which that finds nothing; `matching` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.core.documents import KINDS
from portal.search import schema
from portal.search.postgres.packing import size_terms, term_name
from portal.search.terms import Term
from portal.search.wants import Fact, Grade, Wants

Way = tuple[tuple[str, ...], ...]
"""All of these, each of them any of those: names of terms."""

Condition = str | None
"""A tsquery; None: nothing can meet it."""


def in_names(term: Term) -> tuple[Way, ...]:
    """The ways in which a document may have it in its names or around."""
    places = (schema.NEAR, schema.EXACT, schema.WHOLE)
    direct = [term_name(field, text) for field in places for text in term.any_of]
    if term.pinyin:
        direct.append(term_name(schema.PINYIN, term.text))
    ways: list[Way] = [(tuple(direct),)]
    for place in ("", schema.ELSEWHERE) if term.characters else ():
        ways.append(tuple((term_name(schema.CHARACTER, place + each),) for each in term.characters))
    if term.together:
        ways.append(tuple((term_name(schema.NEAR, text), term_name(schema.EXACT, text)) for text in term.together))
    return tuple(ways)


def in_body(term: Term) -> tuple[Way, ...]:
    """The ways in which its body may have it."""
    ways: list[Way] = [(tuple(term_name(schema.BODY, text) for text in term.any_of),)]
    if term.together:
        ways.append(tuple((term_name(schema.BODY, text),) for text in term.together))
    return tuple(ways)


def half_typed(term: Term) -> bool:
    """It may be the beginning of a code, should it be nowhere as it stands."""
    return not term.characters and len(term.text) > 1


def names_of(asked: Wants) -> set[str]:
    """Every term by which documents that meet the wish can differ."""
    words = [
        *asked.terms,
        *(term for fact in asked.facts for term in fact.terms),
        *(asked.grade.terms if asked.grade else ()),
        *asked.size_terms,
        *(term for condition in asked.conditions for term in condition),
    ]
    names = {_kind(kind) for kind in KINDS}
    names |= {name for term in words for way in (*in_names(term), *in_body(term)) for group in way for name in group}
    for fact in asked.facts:
        names.update(_stated(fact))
        names.add(_unstated(fact))
    if asked.grade:
        names.update(_grades(asked.grade))
    names.update(_near(asked))
    for size in asked.sizes:
        names.add(term_name(schema.FACT, f"{size.slot}={size.low}"))
    return names


@dataclass(frozen=True, slots=True)
class Asking:
    """Conditions from a wish, over the terms that exist.

    body: the body counts too. begun: for words that are nowhere, the terms that begin so. kinds: only these; none: all.
    """

    numbers: Mapping[str, int]
    body: bool = False
    begun: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()

    def for_all(self, asked: Wants) -> Condition:
        """Everything that decides which documents are found."""
        conditions = [any_of([self.word(term), self._any(self.begun.get(term.text, ()))]) for term in asked.terms]
        conditions += [self._fact(fact) for fact in asked.facts]
        if asked.grade:
            conditions.append(any_of([self._any(_grades(asked.grade)), self._words(asked.grade.terms)]))
        if asked.sizes:
            conditions.append(any_of([self._any(_near(asked)), self._words(asked.size_terms)]))
        if self.kinds:
            conditions.append(self._any(_kind(kind) for kind in self.kinds))
        return all_of(conditions)

    def _fact(self, fact: Fact) -> Condition:
        words = self._words(fact.terms)
        if not fact.everywhere:
            whole = all_of(self._any(_whole(term)) for term in fact.terms) if fact.terms else None
            words = any_of([all_of([self._any((_unstated(fact),)), words]), whole])
        return any_of([self._any(_stated(fact)), words, self._any(_not_concerned(fact))])

    def word(self, term: Term) -> Condition:
        """The word, in one of the ways it may be there."""
        ways = (*in_names(term), *in_body(term)) if self.body else in_names(term)
        return any_of(all_of(self._any(group) for group in way) for way in ways)

    def _words(self, terms: tuple[Term, ...]) -> Condition:
        return all_of(self.word(term) for term in terms) if terms else None

    def _any(self, names: Iterable[str]) -> Condition:
        return any_of(str(self.numbers[name]) for name in names if name in self.numbers)


def any_of(conditions: Iterable[Condition]) -> Condition:
    found = list(dict.fromkeys(condition for condition in conditions if condition is not None))
    return None if not found else found[0] if len(found) == 1 else f"({'|'.join(found)})"


def all_of(conditions: Iterable[Condition]) -> Condition:
    found: dict[str, None] = {}
    for condition in conditions:
        if condition is None:
            return None
        found[condition] = None
    return None if not found else f"({'&'.join(found)})"


def _stated(fact: Fact) -> list[str]:
    return [term_name(schema.FACT, f"{fact.name}={value}") for value in fact.values]


def _unstated(fact: Fact) -> str:
    return term_name(schema.FACT, f"{fact.name}=")


def _not_concerned(fact: Fact) -> list[str]:
    """Kinds for which it is no condition."""
    return [_kind(kind) for kind in KINDS if fact.kind and kind != fact.kind]


def _kind(kind: str) -> str:
    return term_name(schema.FACT, f"kind={kind}")


def _whole(term: Term) -> list[str]:
    return [term_name(schema.WHOLE, text) for text in term.any_of]


def _grades(grade: Grade) -> list[str]:
    return [term_name(schema.FACT, f"grade={name}") for name in (*grade.exact, *grade.serves, *grade.near)]


def _near(asked: Wants) -> list[str]:
    """What states one of the sizes so that it fits or nearly does; the rest may be unstated."""
    return [
        name
        for size in asked.sizes
        for name in size_terms(size.slot, min(size.low, size.near_low), max(size.high, size.near_high))
    ]
