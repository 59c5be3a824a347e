"""A few documents as a View of their own, made in memory: the rules that search the index then say which questions they answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from portal.core.documents import SearchDocument
from portal.search import schema
from portal.search.encoding import encode
from portal.search.segments import EMPTY, Numbers, Vocabulary
from portal.search.view import View

TERMS = (schema.WHOLE, schema.EXACT, schema.NEAR, schema.CHARACTER, schema.PINYIN, schema.FACT)
"""The body is left out: what is said in remarks alone is no reason to tell somebody."""


class MemorySegment:
    """What `segments.SegmentData` offers, of documents that were never written."""

    def __init__(self, documents: Sequence[SearchDocument], vocabulary: Vocabulary) -> None:
        self.identity = ""
        self.count = len(documents)
        encoded = [encode(document) for document in documents]
        raw = b"".join(each["row"] for each in encoded)
        self.rows: NDArray[np.void] = np.frombuffer(raw, dtype=schema.ROW, count=self.count)
        self.strings: dict[str, Numbers] = {
            name: vocabulary.numbers(name, [each[f"s_{name}"] for each in encoded]) for name in schema.STRING_COLUMNS
        }
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, each in enumerate(encoded):
            for field in TERMS:
                for term in each[field]:
                    found[field, term].append(number)
        self._postings: dict[tuple[str, str], Numbers] = {
            key: np.array(numbers, dtype=np.int32) for key, numbers in found.items()
        }

    @property
    def keys(self) -> set[tuple[str, str]]:
        """Every field and term there is."""
        return set(self._postings)

    def postings(self, field: str, term: str) -> Numbers:
        return self._postings.get((field, term), EMPTY)

    def terms_with_prefix(self, field: str, prefix: str, *, limit: int) -> list[str]:
        """None: whether a code is half typed depends on all documents, and not on these few."""
        return []


def view_of(documents: Sequence[SearchDocument]) -> tuple[View, set[tuple[str, str]]]:
    """The documents as a View, in their order, and every field and term they have."""
    vocabulary = Vocabulary()
    segment = MemorySegment(documents, vocabulary)
    segments: list[object] = [segment] if documents else []
    return View(("memory", 0), segments, np.ones(len(documents), dtype=bool), vocabulary), segment.keys  # type: ignore[arg-type]
