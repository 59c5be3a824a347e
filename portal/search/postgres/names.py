"""The strings of the columns by their numbers, read from PostgreSQL and kept: they only grow."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from portal.search import schema
from portal.search.postgres.tables import Connections, State
from portal.search.segments import Numbers, Vocabulary


class Names:
    """The vocabulary of one index."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._lock = threading.Lock()
        self._epoch = ""
        self._revision = -1
        self._vocabulary = Vocabulary()

    def vocabulary(self, state: State, *columns: Mapping[str, Numbers]) -> Vocabulary:
        """With at least every name that these columns have."""
        with self._lock:
            if self._epoch != state.epoch:
                self._epoch, self._revision, self._vocabulary = state.epoch, -1, Vocabulary()
            if self._revision < state.revision or not self._has_all(columns):
                self._read(state.revision)
            return self._vocabulary

    def _has_all(self, columns: Iterable[Mapping[str, Numbers]]) -> bool:
        return all(
            not len(each[name]) or int(each[name].max()) < len(self._vocabulary.columns[name].names)
            for each in columns
            for name in schema.STRING_COLUMNS
        )

    def _read(self, revision: int) -> None:
        with self._connections.reading() as cursor:
            cursor.execute(
                "SELECT kind, number, name, label FROM names WHERE revision > %s ORDER BY kind, number",
                (self._revision,),
            )
            found = cursor.fetchall()
        for kind, number, name, label in found:
            interner = self._vocabulary.columns[kind]
            if number >= len(interner.names) and interner.number(name) != number:
                raise RuntimeError(f"{kind} {number} is out of order in the index's names")
            if label:
                self._vocabulary.warehouse_names[interner.names[number]] = label
        self._revision = revision
