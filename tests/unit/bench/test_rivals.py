"""The rivals search is measured against find what ours finds: otherwise a comparison of times says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.asking import asked
from bench.rivals import Fts5, Rival, Tantivy, encoded
from bench.search import WAYS, documents, embedded
from portal.search.query import EVERYBODY, SearchQuery
from portal.search.whoosh_engine import WhooshEngine

COUNT = 3000


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    return embedded(tmp_path_factory.mktemp("ours"), list(documents(COUNT)))


@pytest.fixture(scope="module", params=["fts5", "tantivy"])
def rival(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rival]:
    folder: Path = tmp_path_factory.mktemp("rival")
    made: Rival = Fts5(folder / "fts5.db") if request.param == "fts5" else Tantivy(folder / "tantivy")
    made.load([encoded(each) for each in documents(COUNT)])
    yield made
    made.close()


@pytest.mark.parametrize(("raw", "text"), [(raw, text) for raw, texts in WAYS.values() for text in texts])
def test_it_finds_as_many(engine: WhooshEngine, rival: Rival, raw: tuple[str, ...], text: str) -> None:
    query = SearchQuery(text=text, raw=raw)
    assert rival.ask(asked(query)) == engine.search(query, EVERYBODY).total


def test_the_questions_find_something(engine: WhooshEngine) -> None:
    for raw, texts in WAYS.values():
        found = {text: engine.search(SearchQuery(text=text, raw=raw), EVERYBODY).total for text in texts}
        assert len(found) == 30
        assert sum(total == 0 for total in found.values()) <= 5, found
