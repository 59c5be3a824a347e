"""What the feed needs of an index to write it, whichever engine reads it afterwards: the interface, and no index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from portal.core.documents import SearchDocument

Changes = Mapping[str, SearchDocument | None]
"""By key (`supply:17`): the document as it is now, None for what must not be found any more."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index holds at one moment.

    fingerprints: of a kind (its place in KINDS), by database id. untidy: it should be made anew to be searched quickly.
    """

    fingerprints: Callable[[int], Mapping[int, int]]
    untidy: bool = False


class Rebuild(Protocol):
    """A new index in the making, while the live one goes on being searched and fed."""

    def load(self, documents: Iterable[SearchDocument]) -> int:
        """Add documents, each once. Returns how many."""
        ...

    def missed(self) -> Mapping[str, Iterable[int]]:
        """Ids by kind that were fed since it began and must be written again. Needs the lock."""
        ...

    def write(self, changes: Changes) -> None:
        """Bring such a change in. Needs the lock."""
        ...

    def go_live(self) -> None:
        """Be the index from now on. Needs the lock."""
        ...


class Writer(Protocol):
    """An index as its one writer sees it."""

    def exists(self) -> bool:
        """There is an index, made by the present version of the analysers."""
        ...

    def contents(self) -> Contents | None:
        """What is in it; None when there is none or it cannot be read."""
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Be the only writer; waits. A killed holder holds nothing."""
        ...

    def write(self, changes: Changes) -> None:
        """Replace, add or delete, at once and durably. Needs the lock."""
        ...

    def committed(self) -> None:
        """The next search of this process sees what was written."""
        ...

    def rebuilding(self) -> AbstractContextManager[Rebuild | None]:
        """Begin a new index; None when somebody else is at it."""
        ...

    def clear(self) -> None:
        """Drop the index, if there is one."""
        ...
