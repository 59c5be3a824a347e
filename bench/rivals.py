"""The engines ours is measured against, each given the tokens and columns our encoder makes and asked the same tree (`asking`).

Each answers with the best twenty, the exact total and two facets, as its own manual says it is done fastest.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bench.asking import COLUMNS, FIELDS, PRICE, All, Between, Either, Has, Node, words_only
from portal.core.documents import SearchDocument
from portal.search import schema
from portal.search.encoding import encode

PAGE = 20
FACETS = ("city", "category")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A document as rivals load it: its tokens by field, its numbers by column."""

    document: SearchDocument
    tokens: dict[str, list[str]]
    numbers: dict[str, int]


class Rival(Protocol):
    """name: as it stands in the table. load: all documents, ready to be asked. ask: the total."""

    name: str

    def load(self, documents: Sequence[Encoded]) -> None: ...

    def ask(self, asked: All) -> int: ...

    def close(self) -> None: ...


def encoded(document: SearchDocument) -> Encoded:
    made = encode(document)
    row = np.frombuffer(made["row"], dtype=schema.ROW)[0]
    numbers = {column: int(row[column]) for column in COLUMNS} | {PRICE: int(row[PRICE])}
    return Encoded(document, {field: made[field] for field in FIELDS}, numbers)


class Fts5:
    """SQLite's full-text index, contentless, each token a word of its own; columns and facets in a table beside it."""

    name = "SQLite FTS5"

    def __init__(self, path: Path) -> None:
        self._numbers: defaultdict[tuple[str, str], int] = defaultdict(itertools.count(1).__next__)
        self.connection = sqlite3.connect(path)
        columns = ", ".join(f"{name} INTEGER" for name in (*COLUMNS, PRICE))
        self.connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -262144; PRAGMA mmap_size = 1073741824;"
            "CREATE VIRTUAL TABLE words USING fts5(tokens, content='', detail='none', tokenize='ascii');"
            f"CREATE TABLE item (id INTEGER PRIMARY KEY, city TEXT, category TEXT, {columns});"
        )

    def load(self, documents: Sequence[Encoded]) -> None:
        marks = ", ".join("?" * (3 + len(COLUMNS) + 1))
        with self.connection:
            for each in documents:
                tokens = " ".join(
                    f"t{self._numbers[name, text]}" for name, texts in each.tokens.items() for text in texts
                )
                self.connection.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (each.document.id, tokens))
                row = (each.document.id, each.document.city, each.document.category, *each.numbers.values())
                self.connection.execute(f"INSERT INTO item VALUES ({marks})", row)
        self.connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        self.connection.execute("ANALYZE")
        self.connection.commit()

    def ask(self, asked: All) -> int:
        words = [part for part in asked.parts if words_only(part)]
        arguments: list[str] = []
        others = [self._sql(part, arguments) for part in asked.parts if not words_only(part)]
        tables, order = "item", "id DESC"
        if words:
            tables, order = "words JOIN item ON item.id = words.rowid", "rank"
            others.insert(0, "words MATCH ?")
            arguments.insert(0, self._match(All(tuple(words))))
        where = " AND ".join(others)
        ask = self.connection.execute
        ask(f"SELECT item.id FROM {tables} WHERE {where} ORDER BY {order} LIMIT {PAGE}", arguments).fetchall()
        counts: list[tuple[Any, int]] = []
        for facet in FACETS:
            counts = ask(f"SELECT {facet}, count(*) FROM {tables} WHERE {where} GROUP BY 1", arguments).fetchall()
        return sum(count for _value, count in counts)

    def close(self) -> None:
        self.connection.close()

    def _match(self, node: Node) -> str:
        if isinstance(node, Has):
            return f"t{self._numbers.get((node.field, node.token), 0)}"
        assert isinstance(node, All | Either)
        return "(" + (" AND " if isinstance(node, All) else " OR ").join(self._match(part) for part in node.parts) + ")"

    def _sql(self, node: Node, arguments: list[str]) -> str:
        if words_only(node):
            arguments.append(self._match(node))
            return "item.id IN (SELECT rowid FROM words WHERE words MATCH ?)"
        if isinstance(node, Between):
            return _between(node)
        assert isinstance(node, All | Either)
        return (
            "("
            + (" AND " if isinstance(node, All) else " OR ").join(self._sql(part, arguments) for part in node.parts)
            + ")"
        )


def _between(node: Between) -> str:
    ends = [f"{node.column} >= {node.low}"] if node.low is not None else []
    ends += [f"{node.column} <= {node.high}"] if node.high is not None else []
    return "(" + " AND ".join(ends) + ")"


class Tantivy:
    """tantivy: raw tokens in indexed fields, facets and ranges on fast columns, one segment."""

    name = "tantivy"

    def __init__(self, path: Path) -> None:
        import tantivy

        self._t = tantivy
        builder = tantivy.SchemaBuilder()
        for name in FIELDS:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
        for name in FACETS:
            builder.add_text_field(f"{name}_facet", fast=True, tokenizer_name="raw", index_option="basic")
        for name in (*COLUMNS, PRICE):
            builder.add_integer_field(name, fast=True, indexed=True)
        builder.add_integer_field("id", stored=True, fast=True)
        path.mkdir()
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(path))
        self.facets = {name: {"terms": {"field": f"{name}_facet", "size": 100}} for name in FACETS}

    def load(self, documents: Sequence[Encoded]) -> None:
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for each in documents:
            document = self._t.Document()
            for name, texts in each.tokens.items():
                for text in texts:
                    document.add_text(name, text)
            for name in FACETS:
                document.add_text(f"{name}_facet", getattr(each.document, name))
            for name, number in each.numbers.items():
                document.add_integer(name, number)
            document.add_integer("id", each.document.id)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def ask(self, asked: All) -> int:
        query = self._query(asked)
        found = self.searcher.search(query, limit=PAGE, count=True)
        for _score, address in found.hits:
            self.searcher.doc(address)
        self.searcher.aggregate(query, self.facets)
        total: int = found.count
        return total

    def close(self) -> None:
        """Nothing is open but files that are mapped."""

    def _query(self, node: Node) -> Any:
        t = self._t
        if isinstance(node, Has):
            return t.Query.term_query(self.schema, node.field, node.token, index_option="basic")
        if isinstance(node, Between):
            low = -(2**62) if node.low is None else node.low
            high = 2**62 if node.high is None else node.high
            return t.Query.range_query(self.schema, node.column, t.FieldType.Integer, low, high)
        occur = t.Occur.Must if isinstance(node, All) else t.Occur.Should
        return t.Query.boolean_query([(occur, self._query(part)) for part in node.parts])


class HandSql:
    """What one would write by hand on PostgreSQL: a tsvector with a GIN index, one statement with a CTE for page, total and facets."""

    name = "PostgreSQL, SQL by hand"

    def __init__(self, connection: Any) -> None:
        self._numbers: defaultdict[tuple[str, str], int] = defaultdict(itertools.count(1).__next__)
        self.connection = connection
        columns = ", ".join(f"{name} bigint" for name in (*COLUMNS, PRICE))
        connection.execute(
            f"CREATE UNLOGGED TABLE item (id bigint, city text, category text, tokens tsvector, {columns})"
        )

    def load(self, documents: Sequence[Encoded]) -> None:
        names = ", ".join(("id", "city", "category", "tokens", *COLUMNS, PRICE))
        with self.connection.cursor() as cursor, cursor.copy(f"COPY item ({names}) FROM STDIN") as copy:
            for each in documents:
                tokens = " ".join(
                    f"t{self._numbers[name, text]}" for name, texts in each.tokens.items() for text in texts
                )
                copy.write_row(
                    (each.document.id, each.document.city, each.document.category, tokens, *each.numbers.values())
                )
        self.connection.execute("ALTER TABLE item ADD PRIMARY KEY (id)")
        self.connection.execute("CREATE INDEX item_tokens ON item USING gin (tokens) WITH (fastupdate = off)")
        self.connection.execute("VACUUM ANALYZE item")

    def ask(self, asked: All) -> int:
        words = [part for part in asked.parts if words_only(part)]
        others = [self._sql(part) for part in asked.parts if not words_only(part)]
        rank = "0"
        if words:
            match = f"'{self._match(All(tuple(words)))}'::tsquery"
            others.insert(0, f"tokens @@ {match}")
            rank = f"ts_rank(tokens, {match})"
        statement = (
            f"WITH hits AS MATERIALIZED (SELECT id, city, category, {rank} AS worth FROM item WHERE {' AND '.join(others)}) "
            f"SELECT (SELECT count(*) FROM hits), ARRAY(SELECT id FROM hits ORDER BY worth DESC, id LIMIT {PAGE}), "
            + ", ".join(f"ARRAY(SELECT ({name}, count(*))::text FROM hits GROUP BY {name})" for name in FACETS)
        )
        total: int = self.connection.execute(statement).fetchone()[0]
        return total

    def close(self) -> None:
        self.connection.close()

    def _match(self, node: Node) -> str:
        if isinstance(node, Has):
            return f"t{self._numbers.get((node.field, node.token), 0)}"
        assert isinstance(node, All | Either)
        return "(" + ("&" if isinstance(node, All) else "|").join(self._match(part) for part in node.parts) + ")"

    def _sql(self, node: Node) -> str:
        if words_only(node):
            return f"tokens @@ '{self._match(node)}'::tsquery"
        if isinstance(node, Between):
            return _between(node)
        assert isinstance(node, All | Either)
        return "(" + (" AND " if isinstance(node, All) else " OR ").join(self._sql(part) for part in node.parts) + ")"
