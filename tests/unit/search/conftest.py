"""An index in a temporary folder, and the engine that reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.core.documents import SearchDocument
from portal.search.query import EVERYBODY, Audience, SearchQuery
from portal.search.store import Store
from portal.search.whoosh_engine import WhooshEngine

Fill = Callable[..., WhooshEngine]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "index")
    with store.locked():
        store.make_live(store.new_generation())
    return store


@pytest.fixture
def engine(store: Store) -> WhooshEngine:
    return WhooshEngine(store, poll_s=60)  # the tests refresh it themselves


@pytest.fixture
def fill(store: Store, engine: WhooshEngine) -> Fill:
    """`fill(document, …)` indexes them and gives the engine."""

    def fill(*documents: SearchDocument) -> WhooshEngine:
        generation = store.current()
        assert generation is not None
        with store.locked():
            generation.write({document.key: document for document in documents})
        engine.committed()
        return engine

    return fill


@pytest.fixture
def ids(engine: WhooshEngine) -> Callable[..., list[int]]:
    """`ids("螺纹", sort="price")` → ids of the hits, in order."""

    def ids(text: str = "", *, audience: Audience = EVERYBODY, **conditions: object) -> list[int]:
        query = SearchQuery(text=text, size=100, **conditions)  # type: ignore[arg-type]
        return [number for _kind, number in engine.search(query, audience).keys]

    return ids
