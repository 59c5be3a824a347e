"""Both engines give the same answers: totals, keys in order, why they stand there, facets. And nobody finds what he may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.search.encoding import AUDIENCES as LEVELS
from portal.search.engine import Engine
from portal.search.postgres.engine import PostgresEngine
from portal.search.postgres.tables import Connections
from portal.search.postgres.writer import PostgresWriter
from portal.search.query import Audience, SearchQuery
from portal.search.store import Store
from portal.search.whoosh_engine import WhooshEngine
from portal.search.whoosh_writer import WhooshWriter
from portal.search.writing import Changes, Writer
from tests.integration.search_suite.market import changed, market
from tests.integration.search_suite.questions import AUDIENCES, questions

QUESTIONS = questions()
ENGINES = ("whoosh", "postgres")


@dataclass
class Both:
    """One market in two indexes."""

    engines: dict[str, Engine]
    writers: dict[str, Writer]
    documents: dict[str, SearchDocument]
    connections: Connections

    def rebuild(self) -> None:
        for writer in self.writers.values():
            with writer.rebuilding() as rebuild:
                assert rebuild is not None
                rebuild.load(self.documents.values())
                with writer.locked():
                    rebuild.go_live()
            writer.committed()

    def write(self, changes: Changes) -> None:
        for writer in self.writers.values():
            with writer.locked():
                writer.write(changes)
            writer.committed()
        merged = {**self.documents, **changes}
        self.documents = {key: document for key, document in merged.items() if document is not None}

    def agree_on(self, query: SearchQuery, audience: Audience) -> None:
        one, other = (self.engines[name].search(query, audience) for name in ENGINES)
        assert one.total == other.total
        assert one.keys == other.keys
        assert one.standings == other.standings
        assert one.facets == other.facets
        assert one.terms == other.terms
        assert self.engines["postgres"].count(query, audience) == one.total


@pytest.fixture(scope="module")
def both(connections: Connections, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    embedded = WhooshEngine(Store(tmp_path_factory.mktemp("search") / "index"), poll_s=3600)
    writer = PostgresWriter(connections)
    writer.clear()
    documents = {document.key: document for document in market(700, now())}
    both = Both(
        {"whoosh": embedded, "postgres": PostgresEngine(connections)},
        {"whoosh": WhooshWriter(embedded), "postgres": writer},
        documents,
        connections,
    )
    both.rebuild()
    yield both
    writer.clear()


@pytest.mark.parametrize("name", QUESTIONS)
def test_same_answers(both: Both, name: str) -> None:
    for audience in AUDIENCES.values():
        both.agree_on(QUESTIONS[name], audience)


def test_same_answers_when_a_question_finds_too_much_for_one_statement(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.search.postgres.question.MOST", 20)
    both.engines["postgres"] = PostgresEngine(both.connections)
    for query in QUESTIONS.values():
        for audience in (AUDIENCES["visitor"], AUDIENCES["staff"]):
            both.agree_on(query, audience)


def test_most_questions_find_something(both: Both) -> None:
    totals = [both.engines["postgres"].search(query, AUDIENCES["member"]).total for query in QUESTIONS.values()]
    assert len(totals) > 100
    assert sum(total > 0 for total in totals) > len(totals) * 0.8
    assert sum(total > 20 for total in totals) > len(totals) * 0.4


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_finds_what_he_may_not(both: Both, engine: str) -> None:
    moment = now()
    for query in QUESTIONS.values():
        for audience in AUDIENCES.values():
            for kind, number in both.engines[engine].search(query, audience).keys:
                document = both.documents[f"{kind}:{number}"]
                assert LEVELS.index(document.audience) <= audience.level
                assert document.valid_until is None or document.valid_until > moment
                if (query.price_min, query.price_max) != (None, None):
                    assert document.price_fen is not None
                    assert audience.sees_member_prices or not document.member_price_only


@pytest.mark.parametrize("text", ["螺文钢", "hrb4OO", "热扎板卷", "天津 螺文钢"])
def test_same_suggestions(both: Both, text: str) -> None:
    for audience in AUDIENCES.values():
        one, other = (both.engines[name].suggest(text, audience) for name in ENGINES)
        assert one == other


def test_same_answers_after_changes_and_after_a_rebuild(both: Both) -> None:
    before = both.engines["postgres"].version()
    both.write(changed(list(both.documents.values())))
    assert both.engines["postgres"].version() != before
    for query in QUESTIONS.values():
        both.agree_on(query, AUDIENCES["member"])
    both.rebuild()
    for query in QUESTIONS.values():
        both.agree_on(query, AUDIENCES["visitor"])
