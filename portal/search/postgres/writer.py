"""The index in PostgreSQL as the feed writes it: each change one transaction, a rebuild in place while it is searched."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from portal.core.documents import KINDS, SearchDocument
from portal.search import schema
from portal.search.encoding import encode
from portal.search.postgres.numbering import Numbering
from portal.search.postgres.packing import ROW, pack, rows_of, size_terms, term_name
from portal.search.postgres.tables import REBUILD_LOCK, WRITER_LOCK, Connections
from portal.search.wants import SLOTS, UNKNOWN
from portal.search.writing import Changes, Contents

CHUNK = 1000
"""Documents a rebuild writes at once, during which the feed waits."""

_NEVER = 2**63 - 1
_PUT = (
    "INSERT INTO documents AS there (kind, id, revision, audience, packed, named, said, tokens)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s::int[]) ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision,"
    " audience = excluded.audience, packed = excluded.packed, named = excluded.named, said = excluded.said,"
    " tokens = excluded.tokens WHERE there.revision <= %s"
)
_NAMED = tuple(field for field in schema.TERM_FIELDS if field not in (schema.KEY, schema.BODY))


class PostgresWriter:
    """Writes the tables that the engines of all machines read."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._mutex = threading.RLock()
        self._connection: Connection | None = None
        self._vocabulary = Numbering()

    def exists(self) -> bool:
        return self._connections.state() is not None

    def contents(self) -> Contents | None:
        if not self.exists():
            return None

        def fingerprints(kind: int) -> Mapping[int, int]:
            with self._connections.reading() as cursor:
                cursor.execute(
                    "SELECT string_agg(packed, ''::bytea) FROM documents WHERE kind = %s AND packed IS NOT NULL",
                    (kind,),
                )
                rows = rows_of(cursor.fetchone()[0])
            return dict(zip(rows["id"].tolist(), rows["fingerprint"].tolist(), strict=True))

        return Contents(fingerprints, untidy=bool(self._connections.others()))

    @contextmanager
    def locked(self) -> Iterator[None]:
        with self._mutex:
            if self._connection is not None:  # this thread has it already
                yield
                return
            with self._connections.writing() as connection:
                _lock(connection, WRITER_LOCK)
                self._connection = connection
                try:
                    yield
                finally:
                    self._connection = None

    def write(self, changes: Changes) -> None:
        if self._connection is None:
            raise RuntimeError("writing needs the lock")
        if not changes or not self.exists():
            return  # removed meanwhile: the next start rebuilds
        encoded = {key: None if document is None else encode(document) for key, document in changes.items()}
        with self._transaction() as connection:
            _put(connection, self._vocabulary, encoded)

    def committed(self) -> None:
        """Every search asks the database."""

    @contextmanager
    def rebuilding(self) -> Iterator[PostgresRebuild | None]:
        with self._connections.writing() as connection:
            with connection.begin():  # the lock is the connection's and outlives it
                mine = connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (REBUILD_LOCK,)).scalar_one()
            if not mine:
                yield None
                return
            try:
                with self.locked():
                    rebuild = PostgresRebuild(self, self._begun())
                yield rebuild
            finally:
                _unlock(connection, REBUILD_LOCK)

    def clear(self) -> None:
        with self._connections.writing() as connection:
            there = connection.exec_driver_sql("SELECT to_regclass('state')").scalar_one()
        if there is None:
            return
        with self.locked(), self._transaction() as connection:
            connection.exec_driver_sql("TRUNCATE state, documents, terms, names")

    def _begun(self) -> int:
        """Make what is missing; the revision before the rebuild."""
        with self._transaction() as connection:
            self._connections.make(connection)
            connection.exec_driver_sql(
                "INSERT INTO state (epoch, revision, forgotten, complete) VALUES (%s, 0, 0, false)"
                " ON CONFLICT DO NOTHING",
                (secrets.token_hex(8),),
            )
            if self.exists():  # an older version's web processes have long been started again
                self._connections.drop_others(connection)
            before: int = connection.exec_driver_sql("SELECT revision FROM state").scalar_one()
        return before

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self._connection is None:
            raise RuntimeError("writing needs the lock")
        try:
            with self._connection.begin():
                yield self._connection
        except BaseException:
            self._vocabulary.forget()
            raise


class PostgresRebuild:
    """All documents written anew, in place: what the feed writes meanwhile is newer and stays."""

    def __init__(self, writer: PostgresWriter, before: int) -> None:
        self._writer = writer
        self._before = before

    def load(self, documents: Iterable[SearchDocument]) -> int:
        total = 0
        coming = iter(documents)
        while chunk := list(islice(coming, CHUNK)):
            encoded = {document.key: encode(document) for document in chunk}
            with self._writer.locked(), self._writer._transaction() as connection:
                _put(connection, self._writer._vocabulary, encoded, unless_after=self._before)
            total += len(chunk)
        return total

    def missed(self) -> Mapping[str, Iterable[int]]:
        return {}

    def write(self, changes: Changes) -> None:
        self._writer.write(changes)

    def go_live(self) -> None:
        """What was neither loaded nor fed since it began is gone from the database."""
        with self._writer._transaction() as connection:
            revision, _epoch = _next(connection)
            connection.exec_driver_sql("DELETE FROM documents WHERE revision <= %s AND packed IS NULL", (self._before,))
            connection.exec_driver_sql(
                "UPDATE documents SET packed = NULL, named = '', said = '', tokens = '{}', revision = %s"
                " WHERE revision <= %s",
                (revision, self._before),
            )
            connection.exec_driver_sql("UPDATE state SET complete = true, forgotten = %s", (self._before,))
            connection.exec_driver_sql("ANALYZE documents")


def _put(
    connection: Connection,
    vocabulary: Numbering,
    encoded: Mapping[str, dict[str, Any] | None],
    *,
    unless_after: int = _NEVER,
) -> None:
    """unless_after: what was written after this revision stays."""
    revision, epoch = _next(connection)
    known = vocabulary.of(epoch)
    numbers = known.terms(
        connection, {name for each in encoded.values() if each for name in (*_names(each), *_said(each))}
    )
    rows = [_row(connection, known, key, each, numbers, revision=revision) for key, each in encoded.items()]
    connection.exec_driver_sql(_PUT, [(*row, unless_after) for row in rows])


def _row(
    connection: Connection,
    vocabulary: Numbering,
    key: str,
    encoded: dict[str, Any] | None,
    numbers: Mapping[str, int],
    *,
    revision: int,
) -> tuple[Any, ...]:
    kind, _colon, id_ = key.partition(":")
    place = KINDS.index(kind)
    if encoded is None:
        return (place, int(id_), revision, 0, None, b"", b"", "{}")
    named = sorted({numbers[name] for name in _names(encoded)})
    said = sorted({numbers[name] for name in _said(encoded)})
    own = np.frombuffer(encoded["row"], dtype=schema.ROW)[0]
    strings = []
    for name in schema.STRING_COLUMNS:
        value = encoded[f"s_{name}"].decode()
        label = ""
        if name == "warehouse":
            value, _tab, label = value.partition("\t")
        strings.append(vocabulary.string(connection, name, value, label, revision=revision) if value else 0)
    row = np.zeros(1, dtype=ROW)
    row[0] = (*own.item(), *strings, len(named), len(said))
    tokens = "{" + ",".join(map(str, named + said)) + "}"
    return (place, int(id_), revision, int(own["audience"]), row.tobytes(), pack(named), pack(said), tokens)


def _names(encoded: Mapping[str, Any]) -> Iterator[str]:
    for field in _NAMED:
        for text in encoded[field]:
            yield term_name(field, text)
    own = np.frombuffer(encoded["row"], dtype=schema.ROW)[0]
    for slot in SLOTS:
        if (low := int(own[f"{slot}_low"])) != UNKNOWN:
            yield from size_terms(slot, low, int(own[f"{slot}_high"]))


def _said(encoded: Mapping[str, Any]) -> Iterator[str]:
    for text in encoded[schema.BODY]:
        yield term_name(schema.BODY, text)


def _next(connection: Connection) -> Sequence[Any]:
    """A new revision, and the epoch."""
    return connection.exec_driver_sql("UPDATE state SET revision = revision + 1 RETURNING revision, epoch").one()


def _lock(connection: Connection, number: int) -> None:
    """Held until the connection is closed."""
    with connection.begin():
        connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (number,))


def _unlock(connection: Connection, number: int) -> None:
    """Free at once for who tries and does not wait: the server notices that a connection was closed a moment later."""
    with suppress(DBAPIError), connection.begin():
        connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (number,))
