"""One immutable Whoosh segment as numpy arrays: its packed rows, its strings by number, its posting lists on demand.

Reaches into the pinned Whoosh on purpose (block layout of postings and columns); `tests/unit/search/test_segments.py` compares it with
Whoosh's public way of reading. Which documents are deleted is not a segment's but a view's matter.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import SegmentReader, TermNotFound

from portal.materials.text import fold
from portal.search import schema

Numbers = NDArray[np.int32]

EMPTY: Numbers = np.empty(0, dtype=np.int32)
_CACHED_NUMBERS = 4_000_000
"""Decoded document numbers a segment keeps, 16 MB at most; the longest unused go first."""


class Interner:
    """Strings of one column to small numbers, the same over all segments; writings that fold alike are one value."""

    def __init__(self) -> None:
        self.names: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}

    def number(self, name: str) -> int:
        folded = fold(name)
        number = self._numbers.get(folded)
        if number is None:
            self.names.append(name)
            number = self._numbers[folded] = len(self.names) - 1
        return number

    def find(self, name: str) -> int:
        """The number of a name that occurs; -1 for any other."""
        return self._numbers.get(fold(name), -1)


class Vocabulary:
    """The interners of all string columns. Lives as long as a generation: it only grows."""

    def __init__(self) -> None:
        self.columns = {name: Interner() for name in schema.STRING_COLUMNS}
        self.warehouse_names: dict[str, str] = {}

    def numbers(self, column: str, values: list[bytes]) -> Numbers:
        names = [value.decode("utf-8", "replace") for value in values]
        if column == "warehouse":
            for place, value in enumerate(names):
                names[place], _tab, label = value.partition("\t")
                if label:
                    self.warehouse_names[names[place]] = label
        interner = self.columns[column]
        return np.array([interner.number(name) for name in names], dtype=np.int32)


class SegmentData:
    """What a segment holds, read once. Safe for many threads."""

    def __init__(self, storage: Any, whoosh_schema: Any, segment: Any, vocabulary: Vocabulary) -> None:
        self.identity: str = segment.segment_id()
        self.count: int = segment.doc_count_all()
        self._reader = SegmentReader(storage, whoosh_schema, segment)
        self._lock = threading.Lock()  # Whoosh seeks in shared files while it reads postings
        self._postings: OrderedDict[tuple[str, str], Numbers] = OrderedDict()
        self._cached = 0
        self.rows = self._read_rows()
        self.strings = {name: self._read_strings(name, vocabulary) for name in schema.STRING_COLUMNS}

    def postings(self, field: str, term: str) -> Numbers:
        """Numbers of the documents that have the term, in order; deleted ones included."""
        key = (field, term)
        with self._lock:
            found = self._postings.get(key)
            if found is not None:
                self._postings.move_to_end(key)
                return found
            found = self._read_postings(field, term)
            self._postings[key] = found
            self._cached += len(found) + 32
            while self._cached > _CACHED_NUMBERS and len(self._postings) > 1:
                _key, dropped = self._postings.popitem(last=False)
                self._cached -= len(dropped) + 32
        return found

    def terms_with_prefix(self, field: str, prefix: str, *, limit: int) -> list[str]:
        """Terms that begin so, in order."""
        found: list[str] = []
        with self._lock:
            for term in self._reader.expand_prefix(field, prefix.encode()):
                found.append(bytes(term).decode("utf-8", "replace"))
                if len(found) >= limit:
                    break
        return found

    def _read_postings(self, field: str, term: str) -> Numbers:
        encoded = term.encode("utf-8", "replace")
        try:
            # Not reader.postings(): it leaves out what was deleted when the reader was opened, and decodes one by one.
            matcher: Any = self._reader._terms.matcher(field, encoded, self._reader.schema[field].format)
        except (TermNotFound, KeyError):
            return EMPTY
        if isinstance(matcher, ListMatcher):
            return np.fromiter(matcher._ids, dtype=np.int32)
        blocks: list[Numbers] = []
        while True:
            matcher._read_data()
            blocks.append(np.cumsum(np.array(matcher._data[0], dtype=np.int32), dtype=np.int32))
            if matcher._lastblock:
                break
            matcher._next_block()
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)

    def _read_rows(self) -> NDArray[np.void]:
        rows = np.zeros(self.count, dtype=schema.ROW)
        column: Any = self._reader.column_reader("row", translate=False)
        written = getattr(column, "_count", 0)
        if written:
            raw = column._dbfile.get(column._basepos, written * schema.ROW.itemsize)
            rows[:written] = np.frombuffer(raw, dtype=schema.ROW, count=written)
        return rows

    def _read_strings(self, name: str, vocabulary: Vocabulary) -> Numbers:
        column: Any = self._reader.column_reader(f"s_{name}", translate=False)
        uniques = getattr(column, "_uniques", None)
        if uniques is None:  # no document of the segment has a value
            return np.zeros(self.count, dtype=np.int32)
        kind = np.dtype(np.uint8) if column._itemsize == 1 else np.dtype(">u2")
        raw = column._dbfile.get(column._basepos, self.count * column._itemsize)
        references = np.frombuffer(raw, dtype=kind, count=self.count)
        numbers: Numbers = vocabulary.numbers(name, uniques)[references]
        return numbers
