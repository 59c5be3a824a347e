"""The engine over PostgreSQL on a server of the tests' own, whichever database the application under test has."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from portal.core.documents import SearchDocument
from portal.search.postgres.engine import PostgresEngine
from portal.search.postgres.tables import Connections
from portal.search.postgres.writer import PostgresWriter
from portal.search.query import EVERYBODY, Audience, SearchQuery

Fill = Callable[..., PostgresEngine]


@pytest.fixture(scope="session")
def connections(postgres_url: str) -> Iterator[Connections]:
    connections = Connections(postgres_url)
    yield connections
    connections.close()


@pytest.fixture
def writer(connections: Connections) -> Iterator[PostgresWriter]:
    """An index without documents."""
    writer = PostgresWriter(connections)
    writer.clear()
    build(writer)
    yield writer
    writer.clear()


@pytest.fixture
def engine(connections: Connections, writer: PostgresWriter) -> PostgresEngine:
    return PostgresEngine(connections)


@pytest.fixture
def fill(writer: PostgresWriter, engine: PostgresEngine) -> Fill:
    """`fill(document, …)` indexes them and gives the engine."""

    def fill(*documents: SearchDocument) -> PostgresEngine:
        with writer.locked():
            writer.write({document.key: document for document in documents})
        return engine

    return fill


@pytest.fixture
def ids(engine: PostgresEngine) -> Callable[..., list[int]]:
    """`ids("螺纹", sort="price")` → ids of the hits, in order."""

    def ids(text: str = "", *, audience: Audience = EVERYBODY, **conditions: object) -> list[int]:
        query = SearchQuery(text=text, size=100, **conditions)  # type: ignore[arg-type]
        return [number for _kind, number in engine.search(query, audience).keys]

    return ids


def build(writer: PostgresWriter, *documents: SearchDocument) -> None:
    """Make the index anew."""
    with writer.rebuilding() as rebuild:
        assert rebuild is not None
        rebuild.load(documents)
        with writer.locked():
            rebuild.go_live()
