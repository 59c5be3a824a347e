"""One question as statements: the documents it may find, with their columns and those of their terms it asks about."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from portal.core.documents import KINDS
from portal.search import schema
from portal.search.matching import named
from portal.search.postgres.asking import Asking, Condition, found_in, half_typed, in_names, names_of
from portal.search.postgres.packing import Found, places_of, rows_of, term_name
from portal.search.segments import Vocabulary
from portal.search.terms import Term
from portal.search.view import View
from portal.search.wants import Wants

# The audience is part of every statement: what it may not find never comes out of the database.
_IN_NAMES = (
    "SELECT string_agg(packed, ''::bytea), string_agg(named, ''::bytea) FROM documents"
    " WHERE array_to_tsvector(tokens::text[]) @@ %s::tsquery AND audience <= %s AND kind = ANY(%s)"
)
_IN_BODY_TOO = (
    "SELECT string_agg(packed, ''::bytea), string_agg(named || said, ''::bytea) FROM documents"
    " WHERE array_to_tsvector(tokens::text[]) @@ %s::tsquery AND audience <= %s AND kind = ANY(%s)"
)
_ANYWHERE = (
    "SELECT EXISTS (SELECT FROM documents WHERE array_to_tsvector(tokens::text[]) @@ %s::tsquery AND audience <= %s)"
)
_BEGINNING = "SELECT term FROM terms WHERE term >= %s AND term < %s ORDER BY term LIMIT %s"

_MAX_PREFIXED = 32
_KEPT_TERMS = 50_000
_NOTHING = Found("", rows_of(None), {}, {}, {})


class TermNumbers:
    """The numbers of terms, kept: a term that exists keeps its number as long as the index is the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._epoch = ""
        self._known: dict[str, int] = {}

    def of(self, cursor: Any, names: Iterable[str], *, epoch: str) -> dict[str, int]:
        """Of those of these terms that exist."""
        with self._lock:
            if self._epoch != epoch or len(self._known) > _KEPT_TERMS:
                self._epoch, self._known = epoch, {}
            known = self._known
        wanted = set(names)
        unknown = [name for name in wanted if name not in known]
        if unknown:
            cursor.execute("SELECT term, id FROM terms WHERE term = ANY(%s)", (unknown,))
            known.update(cursor.fetchall())
        return {name: number for name in wanted if (number := known.get(name)) is not None}


@dataclass(frozen=True, slots=True)
class Question:
    """It is asked on one connection, for one level of audience."""

    cursor: Any
    known: TermNumbers
    epoch: str
    level: int

    def documents(self, asked: Wants) -> list[Found]:
        """At least everything that `matching` finds of what may be found."""
        numbers = self._numbers(names_of(asked))
        # What only weighs may stand in the body.
        statement = _IN_BODY_TOO if asked.conditions else _IN_NAMES
        first = self._fetch(statement, Asking(numbers).for_all(asked), numbers)
        if begun := self._begun(asked.terms, first, numbers):
            numbers = numbers | self._numbers(name for names in begun.values() for name in names)
            condition = Asking(numbers, begun=begun).for_all(asked)
            first = replace(self._fetch(statement, condition, numbers), begun=_by_beginning(begun))
        there = self._kinds(first, asked)
        others = [place for place in range(len(KINDS)) if place not in there]
        second = self._fetch(_IN_BODY_TOO, Asking(numbers, body=True).for_all(asked), numbers, kinds=others)
        return [found for found in (first, second) if found.count]

    def _kinds(self, found: Found, asked: Wants) -> set[int]:
        """In which kinds the names bring something: for the others the body is read."""
        if not asked.sizes or not found.count:  # else what the index finds is exactly that
            return set(np.unique(found.rows["kind"]).tolist())
        segment: Any = found
        view = View(("", 0), [segment], np.ones(found.count, dtype=bool), Vocabulary())
        return set(np.unique(view.columns["kind"][named(view, asked, level=self.level)]).tolist())

    def _numbers(self, names: Iterable[str]) -> dict[str, int]:
        return self.known.of(self.cursor, names, epoch=self.epoch)

    def _fetch(
        self, statement: str, condition: Condition, numbers: Mapping[str, int], *, kinds: list[int] | None = None
    ) -> Found:
        if condition is None or kinds == []:
            return _NOTHING
        self.cursor.execute(statement, (condition, self.level, list(range(len(KINDS))) if kinds is None else kinds))
        packed, terms = self.cursor.fetchone()
        rows = rows_of(packed)
        lengths = rows["named"].astype(np.int64) + (rows["said"] if statement is _IN_BODY_TOO else 0)
        return Found("", rows, places_of(lengths, terms, numbers.values()), numbers, {})

    def _begun(self, terms: tuple[Term, ...], found: Found, numbers: Mapping[str, int]) -> dict[str, list[str]]:
        """For codes that are nowhere as they stand: the terms that begin with them."""

        def places(name: str) -> set[int]:
            return set(found.places.get(numbers.get(name, -1), ()))

        begun: dict[str, list[str]] = {}
        for term in terms:
            if (
                half_typed(term)
                and not found_in(in_names(term), places)
                and not self._exists(Asking(numbers).word(term))
            ):
                begun[term.text] = [
                    name
                    for field in (schema.EXACT, schema.NEAR)
                    for name in self._beginning(term_name(field, term.text))
                ]
        return {text: names for text, names in begun.items() if names}

    def _exists(self, condition: Condition) -> bool:
        if condition is None:
            return False
        self.cursor.execute(_ANYWHERE, (condition, self.level))
        return bool(self.cursor.fetchone()[0])

    def _beginning(self, prefix: str) -> list[str]:
        self.cursor.execute(_BEGINNING, (prefix, prefix + "\U0010ffff", _MAX_PREFIXED))
        return [name for (name,) in self.cursor.fetchall()]


def _by_beginning(begun: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """`exact:hrb40` → hrb400, hrb400e."""
    found: dict[str, list[str]] = {}
    for text, names in begun.items():
        for name in names:
            field, _colon, whole = name.partition(":")
            found.setdefault(term_name(field, text), []).append(whole)
    return found
