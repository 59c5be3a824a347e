"""The index's own tables in PostgreSQL, and the connections to them. Derived data: no migration knows them.

They stand in a schema that carries the analysers' version in its name, so that an update builds its index beside the one that is
still being searched, and a backup may leave it out.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from psycopg import OperationalError
from psycopg.errors import QueryCanceled, UndefinedTable
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError

from portal.search import schema

_HOME = "portal_search_v"

WRITER_LOCK, REBUILD_LOCK = 7_301_501, 7_301_502
"""Advisory locks: one writer, one rebuild, over all machines."""

# A question is answered from the GIN index, a beginning from the index of terms alone. Left to itself PostgreSQL reads whole tables or
# keys in order where it misjudges an AND or OR of many words, and starts workers for what takes 2 ms.
_READING = "-c statement_timeout=8000 -c jit=off -c max_parallel_workers_per_gather=0 -c enable_seqscan=off -c enable_indexscan=off"
_WRITING = "-c statement_timeout=0 -c lock_timeout=0 -c jit=off"

Answer = TypeVar("Answer")

_IDLE_S = 2.0
_USED = "portal_used"

_TABLES = (
    # One row. revision: raised by every write. epoch: another one means that nothing known of this index holds any more.
    "CREATE TABLE IF NOT EXISTS state (one bool PRIMARY KEY DEFAULT true CHECK (one), epoch text NOT NULL,"
    " revision bigint NOT NULL, forgotten bigint NOT NULL, complete bool NOT NULL)",
    # A term is known by a number: a condition is made of numbers, and a document's terms take little room.
    'CREATE TABLE IF NOT EXISTS terms (id int GENERATED ALWAYS AS IDENTITY, term text COLLATE "C" PRIMARY KEY)',
    "CREATE TABLE IF NOT EXISTS names (kind text NOT NULL, number int NOT NULL, folded text NOT NULL, name text NOT NULL,"
    " label text NOT NULL, revision bigint NOT NULL, PRIMARY KEY (kind, number), UNIQUE (kind, folded))",
    # packed: a `packing.ROW`; null: gone, kept for those who have it in memory. named, said: the numbers of its terms, packed.
    "CREATE TABLE IF NOT EXISTS documents (kind smallint NOT NULL, id bigint NOT NULL, revision bigint NOT NULL,"
    " audience smallint NOT NULL, packed bytea, named bytea NOT NULL, said bytea NOT NULL, tokens int[] NOT NULL,"
    " PRIMARY KEY (kind, id))",
    "CREATE INDEX IF NOT EXISTS documents_revision ON documents (revision)",
    # Without a list of what is not sorted in yet: every search would have to read through it.
    "CREATE INDEX IF NOT EXISTS documents_tokens ON documents USING gin (array_to_tsvector(tokens::text[]))"
    " WITH (fastupdate = off)",
)


@dataclass(frozen=True, slots=True)
class State:
    """epoch: another one, and nothing known of the index holds. revision: raised by every write.

    forgotten: who has only what was true up to it has missed deletions.
    """

    epoch: str
    revision: int
    forgotten: int


def once_more(ask: Callable[[], Answer]) -> Answer:
    """Ask again when the connection turned out to be gone: the server was started again."""
    try:
        return ask()
    except QueryCanceled:
        raise
    except OperationalError:
        return ask()


def state_of(cursor: Any) -> State | None:
    """None when there is no complete index."""
    try:
        cursor.execute("SELECT epoch, revision, forgotten FROM state WHERE complete")
    except UndefinedTable:
        return None
    row = cursor.fetchone()
    return None if row is None else State(*row)


class Connections:
    """Connections of this process to the index's schema, for reading and for writing. Safe after a fork."""

    def __init__(self, url: str | URL) -> None:
        self.home = f"{_HOME}{schema.VERSION}"
        self._url = url
        self._lock = threading.Lock()
        self._pid = 0
        self._reading: Engine | None = None

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A driver's cursor that answers in binary; each statement sees what is committed when it begins."""
        engine = self._readers()
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            try:
                with driver.cursor(binary=True) as cursor:
                    yield cursor
            except OperationalError:
                connection.invalidate()
                if driver.closed:  # then the others are gone as well
                    engine.dispose()
                raise
            connection.info[_USED] = time.monotonic()

    def state(self) -> State | None:
        """None when there is no complete index."""
        return once_more(self._state)

    def _state(self) -> State | None:
        with self.reading() as cursor:
            return state_of(cursor)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection of its own: what it locked is free once it is closed, whatever happened."""
        engine = create_engine(self._url, poolclass=NullPool, connect_args=self._options(_WRITING))
        with engine.connect() as connection:
            yield connection

    def make(self, connection: Connection) -> None:
        """Make the tables that are missing. In a transaction, under the writer's lock."""
        _execute(connection, SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(self.home)))
        for statement in _TABLES:
            connection.exec_driver_sql(statement)

    def others(self) -> list[str]:
        """Where the index of any other version of the analysers stands."""
        with self.reading() as cursor:
            cursor.execute(
                "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s) AND nspname <> %s", (_HOME, self.home)
            )
            return [name for (name,) in cursor.fetchall()]

    def drop_others(self, connection: Connection) -> None:
        """Drop them."""
        for home in self.others():
            _execute(connection, SQL("DROP SCHEMA {} CASCADE").format(Identifier(home)))

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            if self._reading is not None and self._pid == os.getpid():
                self._reading.dispose()
            self._reading = None

    def _readers(self) -> Engine:
        with self._lock:
            if self._reading is None or self._pid != os.getpid():  # a parent's connections stay the parent's
                self._pid = os.getpid()
                self._reading = create_engine(
                    self._url,
                    isolation_level="AUTOCOMMIT",
                    pool_size=4,
                    max_overflow=16,
                    pool_use_lifo=True,
                    connect_args=self._options(_READING),
                )
                event.listen(self._reading, "checkout", _look_whether_alive)
            return self._reading

    def _options(self, given: str) -> dict[str, Any]:
        return {"connect_timeout": 5, "options": f"{given} -c timezone=UTC -c search_path={self.home}"}


def _look_whether_alive(driver: Any, record: Any, _proxy: object) -> None:
    """Asked of a connection that was idle: the server may have been started again. One in use needs no statement more."""
    if time.monotonic() - record.info.get(_USED, 0.0) > _IDLE_S:
        try:
            driver.execute("SELECT 1")
        except OperationalError as error:
            raise DisconnectionError from error


def _execute(connection: Connection, statement: Any) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(statement)
