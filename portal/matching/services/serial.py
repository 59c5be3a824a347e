"""One worker at a time works out pairs: with two, one could write what the other's change has just made untrue."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from portal.core.errors import Unavailable
from portal.core.turn import WriteTurn
from portal.core.uow import Database

_LOCK = 7_302_114
PATIENCE_S = 300.0
_turns: dict[str, WriteTurn] = {}


@contextmanager
def one_at_a_time(database: Database) -> Iterator[None]:
    """Raises: Unavailable when another worker is at it for minutes; the job comes round again."""
    if database.is_sqlite:
        path = f"{database.engine.url.database}-matching"
        with _turns.setdefault(path, WriteTurn(path, patience_s=PATIENCE_S)):
            yield
        return
    with database.reading() as session:  # held by a transaction that does nothing else, and ends with the process
        until = time.monotonic() + PATIENCE_S
        while not session.execute(text(f"SELECT pg_try_advisory_xact_lock({_LOCK})")).scalar():
            session.rollback()
            if time.monotonic() > until:
                raise Unavailable("匹配正在计算，请稍后再试")
            time.sleep(0.2)
        yield
