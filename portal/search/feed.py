"""Brings the index up to what the database says: from jobs, after a crash, and whole.

The database is the truth. A job only names what changed; its current document is loaded here, under the writer's lock, and the
job is removed after the index is on disk. So a crash at any point repeats work at most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from portal.core.documents import KINDS, SearchDocument
from portal.core.errors import Conflict
from portal.core.outbox import enqueue
from portal.core.uow import Database
from portal.search.alerts.hearing import ALERT
from portal.search.encoding import fingerprint
from portal.search.sources import Source, Sources
from portal.search.wants import SOFT_KINDS
from portal.search.writing import Contents, Writer

log = structlog.get_logger("search")

CHUNK = 500
"""Documents loaded by one query."""

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids by kind where index and database disagree."""

    missing: Mapping[str, list[int]]
    surplus: Mapping[str, list[int]]
    outdated: Mapping[str, list[int]]

    @property
    def count(self) -> int:
        return sum(len(ids) for each in (self.missing, self.surplus, self.outdated) for ids in each.values())

    def by_kind(self) -> dict[str, list[int]]:
        merged: dict[str, list[int]] = defaultdict(list)
        for each in (self.missing, self.surplus, self.outdated):
            for kind, ids in each.items():
                merged[kind] += ids
        return merged


class Feed:
    """What brings the database's changes to the one writer of the index."""

    def __init__(self, writer: Writer, sources: Sources) -> None:
        self.writer = writer
        self.sources = sources

    # ---- Jobs --------------------------------------------------------------------------------------------------

    def run(self, database: Database, payloads: Sequence[Mapping[str, Any]]) -> None:
        """Handler of the batch jobs `search.feed` with payloads {"kind": …, "id": …}; idempotent, in any order."""
        changed: dict[str, list[int]] = defaultdict(list)
        for payload in payloads:
            changed[str(payload["kind"])].append(int(payload["id"]))
        self.update(database, changed)
        self._alert(database, changed)

    def _alert(self, database: Database, changed: Mapping[str, Iterable[int]]) -> None:
        """Once it can be found: those who saved a search, or follow one of them, may want to know."""
        listings = [[kind, number] for kind in SOFT_KINDS for number in dict.fromkeys(changed.get(kind, ()))]
        if listings:
            with database.writing() as session:
                enqueue(session, ALERT, {"changed": listings})

    def update(self, database: Database, changed: Mapping[str, Iterable[int]]) -> None:
        """Write the current documents of these ids, or delete what must not be found."""
        if not self.writer.exists():
            self.rebuild(database)
            return
        failures: list[Exception] = []
        with self.writer.locked():
            for kind, ids in changed.items():
                try:
                    for changes in self._changes(database, {kind: ids}):
                        self.writer.write(changes)
                except Exception as error:  # one feature's fault must not keep the others from being found
                    failures.append(error)
        self.writer.committed()
        if failures and self.writer.contents() is None:
            log.error("index broken, making it anew", error=repr(failures[0])[:300])
            self.rebuild(database)
        elif failures:
            raise failures[0]

    def _changes(
        self, database: Database, changed: Mapping[str, Iterable[int]]
    ) -> Iterator[dict[str, SearchDocument | None]]:
        for kind, ids in changed.items():
            source = self.sources.get(kind)
            if source is None:
                log.warning("no search source", kind=kind)
                continue
            for chunk in _chunks(dict.fromkeys(ids), CHUNK):
                with database.reading() as session:
                    documents = source.load(session, chunk)
                yield {f"{kind}:{number}": documents.get(number) for number in chunk}

    # ---- Rebuilding --------------------------------------------------------------------------------------------

    def rebuild(self, database: Database, progress: Progress = lambda kind, count: None) -> int:
        """Build a new index beside the live one, bring in what changed meanwhile, flip. Returns how many documents.

        Readers and the live feed go on all the time. Raises: Conflict when another rebuild is running.
        """
        with self.writer.rebuilding() as rebuild:
            if rebuild is None:
                raise Conflict("索引正在重建，请稍后再试")
            total = 0
            for source in self.sources.all():
                count = rebuild.load(self._documents(database, source))
                progress(source.kind, count)
                total += count
            with self.writer.locked():
                for changes in self._changes(database, rebuild.missed()):
                    rebuild.write(changes)
                rebuild.go_live()
        self.writer.committed()
        log.info("index rebuilt", documents=total)
        return total

    def forget_all(self) -> None:
        """Drop the index; the next change or start builds it anew from the database. For tests and a restored backup."""
        self.writer.clear()

    def _documents(self, database: Database, source: Source) -> Iterator[SearchDocument]:
        with database.reading() as session:
            ids = list(source.all_ids(session))
        for chunk in _chunks(ids, CHUNK):
            with database.reading() as session:
                documents = source.load(session, chunk)
            yield from (document for document in documents.values() if document is not None)

    def verify_job(self, database: Database, payload: Mapping[str, Any]) -> None:
        """Handler of the job `search.verify`."""
        self.verify(database)

    def ask_for_verification(self, database: Database) -> None:
        """Periodic: as a job in a lane of its own, since it may take minutes."""
        with database.writing() as session:
            enqueue(session, "search.verify", {}, key="search.verify")

    # ---- Agreeing with the database ----------------------------------------------------------------------------

    def begin(self, database: Database) -> None:
        """When a worker starts: make an index where there is none or a broken one, else bring it to the database's state."""
        contents = self.writer.contents()
        if contents is None:
            self._rebuild_unless_running(database)
            return
        found = self.compare(database, contents, thoroughly=False)
        if found.count:
            log.warning("index and database differed", documents=found.count)
            self.update(database, found.by_kind())

    def verify(self, database: Database) -> None:
        """Periodic: compare every document, correct what differs, and rebuild an index that has become untidy."""
        contents = self.writer.contents()
        if contents is None or contents.untidy:
            self._rebuild_unless_running(database)
            return
        found = self.compare(database, contents, thoroughly=True)
        if found.count:
            log.error("index corrected", documents=found.count)
            self.update(database, found.by_kind())

    def _rebuild_unless_running(self, database: Database) -> None:
        try:
            self.rebuild(database)
        except Conflict:
            log.info("another rebuild is running")

    def compare(self, database: Database, contents: Contents, *, thoroughly: bool) -> Differences:
        """What the index has too much, too little or (thoroughly) not as it is now. Jobs under way may show up as well."""
        missing: dict[str, list[int]] = {}
        surplus: dict[str, list[int]] = {}
        outdated: dict[str, list[int]] = {}
        for source in self.sources.all():
            with database.reading() as session:
                wanted = set(source.all_ids(session))
            indexed = contents.fingerprints(KINDS.index(source.kind))
            if more := sorted(wanted - indexed.keys()):
                missing[source.kind] = more
            if less := sorted(indexed.keys() - wanted):
                surplus[source.kind] = less
            if thoroughly:
                stale = [
                    document.id
                    for document in self._documents(database, source)
                    if indexed.get(document.id, -1) not in (-1, fingerprint(document))
                ]
                if stale:
                    outdated[source.kind] = stale
        return Differences(missing, surplus, outdated)


def _chunks(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    chunk: list[int] = []
    for number in ids:
        chunk.append(number)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
