"""All documents of the index as one View in memory, brought up to date by what was written since.

Columns only grow: a changed document gets a new place and its old one dies, so that a newer View shares the arrays of the one before.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search import schema
from portal.search.postgres.names import Names
from portal.search.postgres.packing import Rows, keys_of, rows_of, term_name
from portal.search.postgres.tables import Connections, State
from portal.search.segments import EMPTY, Numbers
from portal.search.view import Mask, View

_ALL = "SELECT string_agg(packed, ''::bytea) FROM documents WHERE packed IS NOT NULL"
_SINCE = "SELECT kind, id, packed, named || said FROM documents WHERE revision > %s LIMIT %s"
_HAVING = (
    "SELECT id, (SELECT string_agg(int8send((kind::bigint << 56) | documents.id), ''::bytea) FROM documents"
    " WHERE array_to_tsvector(tokens::text[]) @@ terms.id::text::tsquery) FROM terms WHERE term = %s"
)
_BEGINNING = "SELECT term FROM terms WHERE term >= %s AND term < %s ORDER BY term LIMIT %s"

_MOST_CHANGES = 3000
"""Beyond that everything is read anew."""

_KEPT_PLACES = 5_000_000
"""Of documents that have the terms asked for, 20 MB at most."""

_SPARE = 4096
_MOST_DEAD = 0.3

Change = tuple[int, int, bytes | None, bytes]


class Columns:
    """Arrays with room at their ends. What is written stays as it is."""

    def __init__(self, rows: Rows) -> None:
        self.count = 0
        self._room = len(rows) + len(rows) // 8 + _SPARE
        self._numbers: dict[str, NDArray[Any]] = {
            name: np.empty(self._room, dtype=schema.ROW[name]) for name in schema.ROW.names or ()
        }
        self._strings = {name: np.empty(self._room, dtype=np.int32) for name in schema.STRING_COLUMNS}
        self.append(rows)

    def fits(self, rows: Rows) -> bool:
        return self.count + len(rows) <= self._room

    def append(self, rows: Rows) -> None:
        end = self.count + len(rows)
        for name, column in self._numbers.items():
            column[self.count : end] = rows[name]
        for name, column in self._strings.items():
            column[self.count : end] = rows[f"s_{name}"]
        self.count = end

    def numbers(self) -> dict[str, NDArray[Any]]:
        return {name: column[: self.count] for name, column in self._numbers.items()}

    def strings(self) -> dict[str, Numbers]:
        return {name: column[: self.count] for name, column in self._strings.items()}


class Whole(View):
    """Every document at one revision; the terms of documents are looked up when they are asked for, and kept."""

    def __init__(
        self,
        state: State,
        columns: Columns,
        alive: Mask,
        names: Names,
        connections: Connections,
        postings: dict[str, Having],
    ) -> None:
        self.stamp = (state.epoch, state.revision)
        self.segments = []
        self.alive = alive
        self.count = len(alive)
        self.columns = columns.numbers()
        self.strings = columns.strings()
        self.vocabulary = names.vocabulary(state, self.strings)
        self.everything = np.flatnonzero(alive).astype(np.int32)
        self.living = len(self.everything)
        self.cache = {}
        self.cached_hits = 0
        self.kept = postings
        self._connections = connections
        self._sorted: tuple[NDArray[np.int64], Numbers] | None = None

    def postings(self, field: str, term: str) -> Numbers:
        name = term_name(field, term)
        found = self.kept.get(name)
        if found is None:
            with self._connections.reading() as cursor:
                cursor.execute(_HAVING, (name,))
                row = cursor.fetchone()
            found = Having(-1, EMPTY) if row is None else Having(row[0], self._places(row[1]))
            if sum(len(each.places) + 32 for each in list(self.kept.values())) > _KEPT_PLACES:
                self.kept.clear()
            self.kept[name] = found
        return found.places

    def terms_with_prefix(self, field: str, prefix: str, *, limit: int) -> list[str]:
        begin = term_name(field, prefix)
        with self._connections.reading() as cursor:
            cursor.execute(_BEGINNING, (begin, begin + "\U0010ffff", limit))
            return [name.partition(":")[2] for (name,) in cursor.fetchall()]

    def places(self, keys: NDArray[np.int64]) -> Numbers:
        """Where the living documents with these keys are, in order."""
        if self._sorted is None:
            there = keys_of(self.columns["kind"][self.everything], self.columns["id"][self.everything])
            order = np.argsort(there)
            self._sorted = there[order], self.everything[order]
        known, at = self._sorted
        if not len(known):
            return EMPTY
        found = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.sort(at[found[known[found] == keys]])

    def _places(self, packed: bytes | None) -> Numbers:
        return self.places(np.frombuffer(packed or b"", dtype=">i8").astype(np.int64))


class Having:
    """A term's number, -1 when there was none, and where the documents are that have it."""

    __slots__ = ("number", "places")

    def __init__(self, number: int, places: Numbers) -> None:
        self.number = number
        self.places = places


class Everything:
    """The newest Whole."""

    def __init__(self, connections: Connections, names: Names) -> None:
        self._connections = connections
        self._names = names
        self._lock = threading.Lock()
        self._columns = Columns(rows_of(None))
        self._view: Whole | None = None

    def view(self, state: State) -> Whole:
        """Everything there was at this state, or later."""
        view = self._view
        if view is not None and view.stamp == (state.epoch, state.revision):
            return view
        with self._lock:
            view = self._view
            if view is None or view.stamp[0] != state.epoch or view.stamp[1] < state.revision:
                view = self._view = (view and self._followed(view, state)) or self._read(state)
            return view

    def _read(self, state: State) -> Whole:
        with self._connections.reading() as cursor:
            cursor.execute(_ALL)
            rows = rows_of(cursor.fetchone()[0])
        self._columns = Columns(rows)
        return self._made(state, np.ones(len(rows), dtype=bool), {})

    def _followed(self, view: Whole, state: State) -> Whole | None:
        """The View with what was written since; None when that is too much, or not known any more."""
        if view.stamp[0] != state.epoch or view.stamp[1] <= state.forgotten:
            return None
        with self._connections.reading() as cursor:
            cursor.execute(_SINCE, (view.stamp[1], _MOST_CHANGES + 1))
            changes: Sequence[Change] = cursor.fetchall()
        rows = rows_of(b"".join(packed for _kind, _id, packed, _terms in changes if packed is not None))
        if len(changes) > _MOST_CHANGES or not self._columns.fits(rows) or self._columns.count != view.count:
            return None
        changed = np.array([(kind, id_) for kind, id_, _packed, _terms in changes], dtype=np.int64).reshape(-1, 2)
        alive = np.concatenate([view.alive, np.ones(len(rows), dtype=bool)])
        alive[view.places(keys_of(changed[:, 0], changed[:, 1]))] = False
        if len(alive) - np.count_nonzero(alive) > _SPARE + len(alive) * _MOST_DEAD:
            return None
        first = self._columns.count
        self._columns.append(rows)
        there = [
            set(np.frombuffer(terms, "<i4").tolist()) for _kind, _id, packed, terms in changes if packed is not None
        ]
        postings = {
            name: _followed(having, there, first) for name, having in list(view.kept.items()) if having.number >= 0
        }
        return self._made(state, alive, postings)

    def _made(self, state: State, alive: Mask, postings: dict[str, Having]) -> Whole:
        return Whole(state, self._columns, alive, self._names, self._connections, postings)


def _followed(having: Having, terms: Sequence[set[int]], first: int) -> Having:
    """With the places of new documents that have the term."""
    new = [first + place for place, each in enumerate(terms) if having.number in each]
    return Having(having.number, np.concatenate([having.places, np.array(new, dtype=np.int32)])) if new else having
