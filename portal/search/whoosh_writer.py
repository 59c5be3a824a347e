"""The embedded index as the feed writes it: a generation beside the live one for a rebuild, and a journal of what it misses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import structlog

from portal.core.documents import SearchDocument
from portal.search.store import Generation, Store
from portal.search.view import View, build_view
from portal.search.whoosh_engine import WhooshEngine
from portal.search.writing import Changes, Contents

log = structlog.get_logger("search")

TIDY_SEGMENTS = 40
TIDY_DELETED = 0.4


class WhooshWriter:
    """Writes the folder that an engine of this process, and others, read."""

    def __init__(self, engine: WhooshEngine) -> None:
        self.engine = engine
        self.store: Store = engine.store

    def exists(self) -> bool:
        return self.store.current() is not None

    def contents(self) -> Contents | None:
        generation = self.store.current()
        if generation is None:
            return None
        try:
            view = build_view(generation, None)
        except Exception as error:  # whatever is wrong with it, it is made anew
            log.error("index unreadable", error=repr(error)[:300])
            return None
        return Contents(view.fingerprints, untidy(view))

    def locked(self) -> AbstractContextManager[None]:
        return self.store.locked()

    def write(self, changes: Changes) -> None:
        generation = self.store.current()
        if generation is None:
            return  # removed meanwhile: the next start rebuilds
        if self._journal.exists():
            with self._journal.open("a") as journal:
                journal.writelines(f"{key}\n" for key in changes)
        generation.write(changes)

    def committed(self) -> None:
        self.engine.committed()

    @contextmanager
    def rebuilding(self) -> Iterator[WhooshRebuild | None]:
        with self.store.rebuilding() as mine:
            if not mine:
                yield None
                return
            with self.store.locked():
                self.store.retire()  # what a killed rebuild left behind
                self._journal.write_text("")
                generation = self.store.new_generation()
            yield WhooshRebuild(self.store, generation, self._journal)

    def clear(self) -> None:
        if self.exists():
            with self.store.locked():
                self.store.clear()
            self.engine.committed()

    @property
    def _journal(self) -> Path:
        """Keys written while a rebuild runs; it does them again in its own generation before the flip."""
        return self.store.folder / "journal"


class WhooshRebuild:
    """A generation that is not live yet."""

    def __init__(self, store: Store, generation: Generation, journal: Path) -> None:
        self.store = store
        self.generation = generation
        self._journal = journal

    def load(self, documents: Iterable[SearchDocument]) -> int:
        return self.generation.load(documents)

    def missed(self) -> Mapping[str, Iterable[int]]:
        missed: dict[str, set[int]] = defaultdict(set)
        for line in self._journal.read_text().split():
            kind, _colon, number = line.partition(":")
            missed[kind].add(int(number))
        return missed

    def write(self, changes: Changes) -> None:
        self.generation.write(changes)

    def go_live(self) -> None:
        self.store.make_live(self.generation)
        self._journal.unlink()
        self.store.retire()


def untidy(view: View) -> bool:
    """Too many segments, or too much of them deleted, to be searched quickly."""
    deleted = 1 - view.living / view.count if view.count else 0.0
    return len(view.segments) > TIDY_SEGMENTS or (view.count > 1000 and deleted > TIDY_DELETED)
