"""When segments are merged: small ones often and cheaply, large ones never inside a commit.

Whoosh's own policy once merged 100,000 documents within one commit and held everybody up for 209 s.
"""

from __future__ import annotations

from typing import Any

from whoosh.reading import SegmentReader

FANOUT = 8
"""So many segments of about one size become one."""

LARGEST_MERGE = 2_000
"""Documents rewritten within a commit at most: about a second. What is larger stays until the index is tidied (`feed.tidy`)."""


def NO_MERGE(writer: Any, segments: list[Any]) -> list[Any]:
    """For bulk loads."""
    return segments


def tier(documents: int) -> int:
    """0 for up to 8 documents, 1 for up to 64, 2 for up to 512 …"""
    level = 0
    while documents > FANOUT:
        documents //= FANOUT
        level += 1
    return level


def tiered(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge the lowest full tier; drop segments of which nothing is left."""
    kept = [segment for segment in segments if segment.doc_count_all() > segment.deleted_count()]
    tiers: dict[int, list[Any]] = {}
    for segment in kept:
        tiers.setdefault(tier(segment.doc_count_all() - segment.deleted_count()), []).append(segment)
    for _level, members in sorted(tiers.items()):
        living = sum(segment.doc_count_all() - segment.deleted_count() for segment in members)
        if len(members) >= FANOUT and living <= LARGEST_MERGE:
            for segment in members:
                reader = SegmentReader(writer.storage, writer.schema, segment)
                writer.add_reader(reader)
                reader.close()
            return [segment for segment in kept if segment not in members]
    return kept
