"""Where documents come from: each feature registers how its things are loaded for the index and shown when found.

Filled once in `create_app`; search itself knows no feature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core.documents import SearchDocument
from portal.core.permissions import Actor

Load = Callable[[Session, Sequence[int]], Mapping[int, SearchDocument | None]]
"""The documents of these ids as they are now; None, or no entry, for what must not be found any more."""

AllIds = Callable[[Session], Iterable[int]]
"""Ids of everything that should be in the index now."""

Present = Callable[[Session, Actor, Sequence[int]], Mapping[int, Any]]
"""Rows for a page, only of what this actor may see at this moment; in one SQL query."""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that can be found."""

    kind: str
    load: Load
    all_ids: AllIds
    present: Present


class Sources:
    """The register of all kinds."""

    def __init__(self) -> None:
        self._by_kind: dict[str, Source] = {}

    def register(self, kind: str, *, load: Load, all_ids: AllIds, present: Present) -> None:
        """Make things of a kind searchable. Raises: ValueError when the kind is taken."""
        if kind in self._by_kind:
            raise ValueError(f"search source {kind} registered twice")
        self._by_kind[kind] = Source(kind, load, all_ids, present)

    def get(self, kind: str) -> Source | None:
        return self._by_kind.get(kind)

    def all(self) -> list[Source]:
        return list(self._by_kind.values())
