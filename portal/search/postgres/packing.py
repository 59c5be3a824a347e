"""Documents as bytes in PostgreSQL and as arrays here: packed rows and numbered terms. No SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search import schema
from portal.search.segments import EMPTY, Numbers

ROW = np.dtype(
    [
        *schema.ROW.descr,
        *((f"s_{name}", "<i4") for name in schema.STRING_COLUMNS),  # the string's number in the vocabulary
        ("named", "<u4"),  # how many terms the document has in its names
        ("said", "<u4"),  # and in its body
    ]
)
Rows = NDArray[np.void]
_KIND_AT = 56


def term_name(field: str, text: str) -> str:
    """A term as the table of terms has it."""
    return f"{field}:{text}"


def size_terms(slot: str, low: int, high: int) -> list[str]:
    """The steps that a measure from – to lies in, as terms: four steps to each doubling."""
    return [f"size:{slot}~{step}" for step in range(_step(low), _step(high) + 1)]


def _step(thousandths: int) -> int:
    value = max(4, thousandths)
    length = value.bit_length()
    return length * 4 + (value >> length - 3 & 3)


def keys_of(kinds: NDArray[Any], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for each document."""
    return kinds.astype(np.int64) << _KIND_AT | ids


def pack(numbers: Iterable[int]) -> bytes:
    return np.fromiter(numbers, dtype="<i4").tobytes()


@dataclass(frozen=True, slots=True)
class Found:
    """Some documents in the shape a View is made of, with their terms as far as a question needs them.

    terms: numbers by name, of the terms the question may ask for. begun: for the beginning of a term, those that begin so.
    """

    rows: Rows
    strings: Mapping[str, Numbers]
    places: Mapping[int, Numbers]
    terms: Mapping[str, int]
    begun: Mapping[str, list[str]]

    @property
    def count(self) -> int:
        return len(self.rows)

    def postings(self, field: str, term: str) -> Numbers:
        """Places of the documents that have the term."""
        number = self.terms.get(term_name(field, term))
        return EMPTY if number is None else self.places.get(number, EMPTY)

    def terms_with_prefix(self, field: str, prefix: str, *, limit: int) -> list[str]:
        """Terms that begin so, in order."""
        return self.begun.get(term_name(field, prefix), [])[:limit]


def strings_of(rows: Rows) -> dict[str, Numbers]:
    """The numbers of the strings in each column."""
    return {name: np.ascontiguousarray(rows[f"s_{name}"]) for name in schema.STRING_COLUMNS}


def rows_of(packed: bytes | None) -> Rows:
    return np.frombuffer(packed or b"", dtype=ROW)


def places_of(lengths: NDArray[np.int64], packed: bytes | None, asked: Iterable[int]) -> dict[int, Numbers]:
    """Which documents have which of the asked terms. packed: the terms of all of them, one after the other."""
    flat = np.frombuffer(packed or b"", dtype="<i4")
    wanted = np.fromiter(asked, dtype=np.int64)
    if not len(flat) or not len(wanted):
        return {}
    known = np.zeros(max(int(flat.max()), int(wanted.max())) + 1, dtype=bool)
    known[wanted] = True
    at = np.flatnonzero(known[flat])
    numbers, documents = flat[at], np.searchsorted(np.cumsum(lengths), at, side="right").astype(np.int32)
    order = np.argsort(numbers, kind="stable")
    numbers, documents = numbers[order], documents[order]
    ends = np.flatnonzero(np.diff(numbers)) + 1
    begins = [0, *ends.tolist()] if len(numbers) else []
    return {
        int(numbers[begin]): documents[begin:end]
        for begin, end in zip(begins, [*ends.tolist(), len(numbers)], strict=False)
    }
