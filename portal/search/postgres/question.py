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
from portal.search.postgres.asking import Asking, Condition, half_typed, names_of
from portal.search.postgres.packing import Found, places_of, rows_of, strings_of, term_name
from portal.search.postgres.tables import State, state_of
from portal.search.segments import Vocabulary
from portal.search.view import View
from portal.search.wants import Wants

# The audience is part of every statement: what it may not find never comes out of the database.
_IN_NAMES = (
    "SELECT epoch, revision, forgotten, found.* FROM state,"
    " (SELECT string_agg(packed, ''::bytea), string_agg(named, ''::bytea) FROM (SELECT packed, named FROM documents"
    " WHERE array_to_tsvector(tokens::text[]) @@ %s::tsquery AND audience <= %s LIMIT %s) AS hits) AS found WHERE complete"
)
_IN_BODY_TOO = (
    "SELECT epoch, revision, forgotten, found.* FROM state,"
    " (SELECT string_agg(packed, ''::bytea), string_agg(named || said, ''::bytea) FROM (SELECT packed, named, said FROM documents"
    " WHERE array_to_tsvector(tokens::text[]) @@ %s::tsquery AND audience <= %s LIMIT %s) AS hits) AS found WHERE complete"
)
_ANYWHERE = (
    "SELECT array_agg(EXISTS (SELECT FROM documents"
    " WHERE array_to_tsvector(tokens::text[]) @@ asked::tsquery AND audience <= %s) ORDER BY place)"
    " FROM unnest(%s::text[]) WITH ORDINALITY AS each (asked, place)"
)
_BEGINNING = (
    "SELECT place, term FROM unnest(%s::text[]) WITH ORDINALITY AS each (prefix, place), LATERAL"
    " (SELECT term FROM terms WHERE term >= prefix AND term < prefix || %s ORDER BY term LIMIT %s) AS found"
    " ORDER BY place, term"
)

MOST = 10_000
"""Documents that one statement brings. What has more is cheaper asked of everything in memory."""

_MAX_PREFIXED = 32
_KEPT_TERMS = 50_000
_NOTHING = Found(rows_of(None), strings_of(rows_of(None)), {}, {}, {})


class TooMany(Exception):
    """More documents than MOST."""


class TermNumbers:
    """The numbers of terms, kept: one that exists keeps its number while the epoch lasts, one that does not is news to the next revision."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.state: State | None = None
        self._known: dict[str, int | None] = {}

    def of(self, cursor: Any, names: Iterable[str], state: State) -> dict[str, int]:
        """Of those of these terms that exist."""
        with self._lock:
            if self.state != state or len(self._known) > _KEPT_TERMS:
                same = self.state is not None and self.state.epoch == state.epoch and len(self._known) <= _KEPT_TERMS
                self._known = {name: number for name, number in self._known.items() if number} if same else {}
                self.state = state
            known = self._known
        wanted = set(names)
        if unknown := [name for name in wanted if name not in known]:
            cursor.execute("SELECT term, id FROM terms WHERE term = ANY(%s)", (unknown,))
            known.update({**dict.fromkeys(unknown), **dict(cursor.fetchall())})
        return {name: number for name in wanted if (number := known.get(name)) is not None}


@dataclass(slots=True)
class Question:
    """It is asked on one connection, for one level of audience.

    state: of the index, as far as is known; the answer is of that state at least. seen: what the last statement saw; None: no index.
    """

    cursor: Any
    known: TermNumbers
    state: State
    level: int
    seen: State | None = None

    def documents(self, asked: Wants) -> list[Found]:
        """At least everything that `matching` finds of what may be found. Raises: TooMany."""
        names = names_of(asked)
        numbers = self._numbers(names)
        # What only weighs may stand in the body.
        statement = _IN_BODY_TOO if asked.conditions else _IN_NAMES
        first = self._fetch(statement, Asking(numbers).for_all(asked), numbers)
        if self.seen is not None and self.seen != self.state:
            self.state = self.seen
            if (newer := self._numbers(names)) != numbers:  # words that were nowhere are somewhere now
                numbers = newer
                first = self._fetch(statement, Asking(numbers).for_all(asked), numbers)
        if not first.count and (begun := self._begun(asked, numbers)):
            numbers = numbers | self._numbers(name for names in begun.values() for name in names)
            condition = Asking(numbers, begun=begun).for_all(asked)
            first = replace(self._fetch(statement, condition, numbers), begun=_by_beginning(begun))
        there = self._kinds(first, asked)
        if others := tuple(kind for place, kind in enumerate(KINDS) if place not in there):
            condition = Asking(numbers, body=True, kinds=others).for_all(asked)
            second = self._fetch(_IN_BODY_TOO, condition, numbers)
            return [found for found in (first, second) if found.count]
        return [first]

    def _kinds(self, found: Found, asked: Wants) -> set[int]:
        """In which kinds the names bring something: for the others the body is read."""
        if not asked.sizes or not found.count:  # else what the index finds is exactly that
            return set(np.unique(found.rows["kind"]).tolist())
        segment: Any = found
        view = View(("", 0), [segment], np.ones(found.count, dtype=bool), Vocabulary())
        return set(np.unique(view.columns["kind"][named(view, asked, level=self.level)]).tolist())

    def _numbers(self, names: Iterable[str]) -> dict[str, int]:
        return self.known.of(self.cursor, names, self.state)

    def _fetch(self, statement: str, condition: Condition, numbers: Mapping[str, int]) -> Found:
        if condition is None:
            self.seen = self.seen or state_of(self.cursor)
            return _NOTHING
        self.cursor.execute(statement, (condition, self.level, MOST + 1))
        row = self.cursor.fetchone()
        if row is None:  # emptied meanwhile
            self.seen = None
            return _NOTHING
        *state, packed, terms = row
        self.seen = State(*state)
        rows = rows_of(packed)
        if len(rows) > MOST:
            raise TooMany
        lengths = rows["named"].astype(np.int64) + (rows["said"] if statement is _IN_BODY_TOO else 0)
        return Found(rows, strings_of(rows), places_of(lengths, terms, numbers.values()), numbers, {})

    def _begun(self, asked: Wants, numbers: Mapping[str, int]) -> dict[str, list[str]]:
        """For codes that are nowhere as they stand: the terms that begin with them."""
        words = {term: Asking(numbers).word(term) for term in asked.terms}
        if any(condition is None and not half_typed(term) for term, condition in words.items()):
            return {}  # nothing has that word, whatever the others may become
        codes = [term for term in words if half_typed(term)]
        if there := [condition for term in codes if (condition := words[term]) is not None]:
            self.cursor.execute(_ANYWHERE, (self.level, there))
            existing = {condition for condition, exists in zip(there, self.cursor.fetchone()[0], strict=True) if exists}
            codes = [term for term in codes if words[term] not in existing]
        if not codes:
            return {}
        prefixes = [(term.text, term_name(field, term.text)) for term in codes for field in (schema.EXACT, schema.NEAR)]
        self.cursor.execute(_BEGINNING, ([prefix for _text, prefix in prefixes], "\U0010ffff", _MAX_PREFIXED))
        begun: dict[str, list[str]] = {}
        for place, name in self.cursor.fetchall():
            begun.setdefault(prefixes[place - 1][0], []).append(name)
        return begun


def _by_beginning(begun: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """`exact:hrb40` → hrb400, hrb400e."""
    found: dict[str, list[str]] = {}
    for text, names in begun.items():
        for name in names:
            field, _colon, whole = name.partition(":")
            found.setdefault(term_name(field, text), []).append(whole)
    return found
