"""Everything searchable at one moment: the segments of one commit side by side, without what was deleted.

Immutable, so that any number of threads may search it while the next view is built from the segments that stayed the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search import schema
from portal.search.segments import EMPTY, Numbers, SegmentData, Vocabulary
from portal.search.store import Generation

Mask = NDArray[np.bool_]


class View:
    """One commit of one generation."""

    def __init__(
        self, stamp: tuple[str, int], segments: list[SegmentData], alive: Mask, vocabulary: Vocabulary
    ) -> None:
        self.stamp = stamp
        self.segments = segments
        self.vocabulary = vocabulary
        self.alive = alive
        self.count = len(alive)
        self.living = int(np.count_nonzero(alive))
        rows = np.concatenate([segment.rows for segment in segments]) if segments else np.empty(0, dtype=schema.ROW)
        # One contiguous array a column: a field of packed rows is slow to scan.
        self.columns: dict[str, NDArray[Any]] = {
            name: np.ascontiguousarray(rows[name]) for name in schema.ROW.names or ()
        }
        self.strings: dict[str, Numbers] = {
            name: np.concatenate([segment.strings[name] for segment in segments]) if segments else EMPTY
            for name in schema.STRING_COLUMNS
        }
        self.everything: Numbers = np.flatnonzero(alive).astype(np.int32)
        self._postings: dict[tuple[str, str], Numbers] = {}
        self.cache: dict[Any, Any] = {}
        """For `matching`: what it worked out about this view. Dies with it."""
        self.cached_hits = 0

    def postings(self, field: str, term: str) -> Numbers:
        """Numbers of the documents that have the term, over all segments; deleted ones included."""
        if len(self.segments) == 1:
            return self.segments[0].postings(field, term)
        key = (field, term)
        found = self._postings.get(key)
        if found is None:
            parts, offset = [], 0
            for segment in self.segments:
                part = segment.postings(field, term)
                if len(part):
                    parts.append(part + offset if offset else part)
                offset += segment.count
            found = np.concatenate(parts).astype(np.int32, copy=False) if parts else EMPTY
            if len(self._postings) > 2000:
                self._postings.clear()  # rarely, and the segments still have them
            self._postings[key] = found
        return found

    def string(self, column: str, number: int) -> str:
        """A document's value in a column of strings."""
        return self.vocabulary.columns[column].names[int(self.strings[column][number])]

    def terms_with_prefix(self, field: str, prefix: str, *, limit: int) -> list[str]:
        found: dict[str, None] = {}
        for segment in self.segments:
            found.update(dict.fromkeys(segment.terms_with_prefix(field, prefix, limit=limit)))
        return sorted(found)[:limit]

    def ids(self, kind: int) -> NDArray[np.int64]:
        """Database ids of the living documents of a kind."""
        chosen = self.alive & (self.columns["kind"] == kind)
        ids: NDArray[np.int64] = self.columns["id"][chosen]
        return ids

    def fingerprints(self, kind: int) -> dict[int, int]:
        """Fingerprint by database id of the living documents of a kind."""
        chosen = self.alive & (self.columns["kind"] == kind)
        return dict(zip(self.columns["id"][chosen].tolist(), self.columns["fingerprint"][chosen].tolist(), strict=True))


def empty_view() -> View:
    """Before anything was indexed."""
    return View(("", -1), [], np.empty(0, dtype=bool), Vocabulary())


def build_view(generation: Generation, previous: View | None) -> View:
    """Read the newest commit, taking over from the previous view what did not change.

    Always from a fresh table of contents: Whoosh's own refresh shows deleted and duplicate documents.
    Raises: OSError when the writer removed a file between two looks (ask again); whoosh.index.IndexError when it cannot be read.
    """
    try:
        return _build(generation, previous)
    except BaseException:
        generation.give_up()
        raise


def _build(generation: Generation, previous: View | None) -> View:
    opened = generation.open()
    contents = opened._read_toc()
    same = previous is not None and previous.stamp[0] == generation.path.name
    known: Mapping[str, SegmentData] = (
        {segment.identity: segment for segment in previous.segments} if previous and same else {}
    )
    vocabulary = previous.vocabulary if previous and same else Vocabulary()
    segments, alive = [], []
    for segment in contents.segments:
        if not segment.doc_count_all():
            continue
        data = known.get(segment.segment_id()) or SegmentData(opened.storage, contents.schema, segment, vocabulary)
        living = np.ones(data.count, dtype=bool)
        if segment.deleted_count():
            living[np.fromiter(segment.deleted_docs(), dtype=np.int64)] = False
        segments.append(data)
        alive.append(living)
    mask = np.concatenate(alive) if alive else np.empty(0, dtype=bool)
    return View((generation.path.name, contents.generation), segments, mask, vocabulary)
