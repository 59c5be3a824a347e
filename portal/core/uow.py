"""Where a transaction begins and ends: the only commit in the house."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.core.events import Bus
from portal.core.session import HouseSession
from portal.core.turn import WriteTurn


def _turn_for(engine: Engine) -> AbstractContextManager[object]:
    """What writers queue in. On SQLite it is ours; a server has its own row locks."""
    if engine.dialect.name != "sqlite":
        return nullcontext()
    path = engine.url.database
    return WriteTurn(f"{path}-writers") if path and path != ":memory:" else threading.Lock()


class Database:
    """Sessions over one engine, for reading or for writing.

    Entry points (views, commands, the worker) use `with database.writing() as session:`; services take the session.
    """

    def __init__(self, engine: Engine, bus: Bus | None = None) -> None:
        self.engine = engine
        self.bus = bus or Bus()
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._write_engine = engine.execution_options(writing=True)
        self._turn = _turn_for(engine)

    def read_session(self) -> Session:
        """A session that is never committed; the caller closes it."""
        return HouseSession(self.engine, autoflush=False, expire_on_commit=False, info={"bus": self.bus})

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the data; nothing written in it is kept."""
        session = self.read_session()
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        On SQLite it takes the write lock at once, so slow work (hashing, files, network) belongs before it.
        """
        with self._turn:
            session = HouseSession(self._write_engine, expire_on_commit=False, info={"bus": self.bus})
            try:
                session.connection()  # begin now: the lock is taken here, not at the first statement
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                session.close()
