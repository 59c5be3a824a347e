"""All documents of the index as one View, kept in memory and brought up to date by what was written since."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.postgres.names import Names
from portal.search.postgres.packing import ROW, Rows, Strings, keys_of, rows_of, term_name
from portal.search.postgres.tables import Connections, State
from portal.search.segments import EMPTY, Numbers
from portal.search.view import View

_MOST_CHANGES = 5000
"""Beyond that everything is read anew."""


@dataclass(frozen=True, slots=True)
class All:
    """All documents in the shape a View is made of, in the order of their keys. Terms are looked up when they are asked for."""

    identity: str
    rows: Rows
    keys: NDArray[np.int64]
    connections: Connections

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def strings(self) -> Strings:
        return Strings(self.rows)

    def postings(self, field: str, term: str) -> Numbers:
        """Places of the documents that have the term, in order."""
        with self.connections.reading() as cursor:
            cursor.execute("SELECT id FROM terms WHERE term = %s", (term_name(field, term),))
            found = cursor.fetchone()
            if found is None:
                return EMPTY
            cursor.execute(
                "SELECT string_agg(int8send((kind::bigint << 56) | id), ''::bytea) FROM documents"
                " WHERE array_to_tsvector(tokens::text[]) @@ %s::tsquery",
                (str(found[0]),),
            )
            keys = np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i8").astype(np.int64)
        if not len(self.keys):
            return EMPTY
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.sort(places[self.keys[places] == keys]).astype(np.int32)

    def terms_with_prefix(self, field: str, prefix: str, *, limit: int) -> list[str]:
        """Terms that begin so, in order."""
        begin = term_name(field, prefix)
        with self.connections.reading() as cursor:
            cursor.execute(
                "SELECT term FROM terms WHERE term >= %s AND term < %s ORDER BY term LIMIT %s",
                (begin, begin + "\U0010ffff", limit),
            )
            return [name.partition(":")[2] for (name,) in cursor.fetchall()]


class Everything:
    """The newest View of everything."""

    def __init__(self, connections: Connections, names: Names) -> None:
        self._connections = connections
        self._names = names
        self._lock = threading.Lock()
        self._view: View | None = None

    def view(self, state: State) -> View:
        """Everything there was at this state, or later."""
        view = self._view
        if view is not None and view.stamp == (state.epoch, state.revision):
            return view
        with self._lock:
            view = self._view
            if view is not None and view.stamp[0] == state.epoch and view.stamp[1] >= state.revision:
                return view
            self._view = self._newer(view, state)
            return self._view

    def _newer(self, view: View | None, state: State) -> View:
        rows: Rows | None = None
        if view is not None and view.stamp[0] == state.epoch and view.stamp[1] >= state.forgotten:
            rows = self._changed(view, state)
        if rows is None:
            rows = self._read()
        keys = keys_of(rows["kind"], rows["id"])
        segment: Any = All("", rows, keys, self._connections)
        vocabulary = self._names.vocabulary(state, [rows])
        return View((state.epoch, state.revision), [segment], np.ones(len(rows), dtype=bool), vocabulary)

    def _read(self) -> Rows:
        with self._connections.reading() as cursor:
            cursor.execute("SELECT string_agg(packed, ''::bytea) FROM documents WHERE packed IS NOT NULL")
            rows = rows_of(cursor.fetchone()[0])
        return rows[np.argsort(keys_of(rows["kind"], rows["id"]))]

    def _changed(self, view: View, state: State) -> Rows | None:
        """The rows with what was written since; None when that is too much."""
        with self._connections.reading() as cursor:
            cursor.execute(
                "SELECT kind, id, packed FROM documents WHERE revision > %s LIMIT %s",
                (view.stamp[1], _MOST_CHANGES + 1),
            )
            changes = cursor.fetchall()
        if len(changes) > _MOST_CHANGES:
            return None
        old: Any = view.segments[0]
        kinds = np.array([kind for kind, _id, _row in changes], dtype=np.uint8)
        keys = keys_of(kinds, np.array([id_ for _kind, id_, _row in changes], dtype=np.int64))
        kept = old.rows[~np.isin(old.keys, keys)]
        new = np.frombuffer(b"".join(row for _kind, _id, row in changes if row is not None), dtype=ROW)
        rows = np.concatenate([kept, new])
        return rows[np.argsort(keys_of(rows["kind"], rows["id"]), kind="stable")]
