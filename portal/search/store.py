"""The index on disk: generations, one writer at a time, commits that survive a crash.

Each generation is a folder of its own, `gen-7`; the file `CURRENT` names the live one and is replaced atomically, so that a
rebuild happens beside it. Reading is in `view`. Whatever is here can be made again from the database.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from whoosh import index as whoosh_index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from portal.core.documents import SearchDocument
from portal.search import schema
from portal.search.encoding import encode
from portal.search.merging import NO_MERGE, tiered

log = structlog.get_logger("search")

_GENERATION = re.compile(r"gen-(\d+)-v(\d+)-[0-9a-f]+")
BULK_CHUNK = 10_000
"""Documents in one commit of a bulk load: three times faster than one large commit, with half the memory."""


class _Files(FileStorage):
    """Whoosh's folder, which knows what it opened: a file that turns out unreadable is otherwise never closed."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))  # type: ignore[no-untyped-call]
        self.opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        file = super().open_file(name, **options)  # type: ignore[no-untyped-call]
        self.opened.append(file)
        return file

    def close_all(self) -> None:
        for file in self.opened:
            if not file.is_closed:
                file.close()
        self.opened.clear()


class Generation:
    """One folder with a Whoosh index in it. Writing to it needs the store's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._storage = _Files(path)

    @property
    def number(self) -> int:
        match = _GENERATION.fullmatch(self.path.name)
        return int(match[1]) if match else 0

    def create(self) -> None:
        """Make an empty index here."""
        self.path.mkdir(parents=True, exist_ok=True)
        whoosh_index.FileIndex.create(self._storage, schema.make_schema())  # type: ignore[no-untyped-call]
        _sync(self.path)

    def give_up(self) -> None:
        """Close what was opened for a reading that failed."""
        self._storage.close_all()

    def open(self) -> Any:
        """The Whoosh index. Raises: whoosh.index.IndexError and OSError when it cannot be read."""
        return whoosh_index.FileIndex(self._storage)  # type: ignore[no-untyped-call]

    def stamp(self) -> tuple[str, int]:
        """Changes with every commit; cheap to ask."""
        newest = -1
        for name in os.listdir(self.path):
            if name.endswith(".toc"):
                newest = max(newest, int(name.rsplit("_", 1)[1][:-4]))
        return self.path.name, newest

    def write(self, changes: Mapping[str, SearchDocument | None], *, merge: bool = True) -> None:
        """Replace or add each document under its key, delete where it is None, in one commit that is on disk at return."""
        if not changes:
            return
        opened = self.open()
        there = os.listdir(self.path)
        # Large blocks, since we read posting lists whole; no compression, since they are small and read often.
        codec = W3Codec(blocklimit=4096, compression=0)  # type: ignore[no-untyped-call]
        writer = opened.writer(codec=codec)
        try:
            for number in _numbers(writer, changes):
                writer.delete_document(number)
            for document in changes.values():
                if document is not None:
                    writer.add_document(**encode(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=tiered if merge else NO_MERGE)
        _sync(self.path, besides=there)

    def load(self, documents: Iterable[SearchDocument], *, chunk: int = BULK_CHUNK) -> int:
        """Add documents that are not in this generation yet; for bulk loads. Returns how many."""
        total = 0
        batch: dict[str, SearchDocument | None] = {}
        for document in documents:
            batch[document.key] = document
            if len(batch) >= chunk:
                self.write(batch, merge=False)
                total += len(batch)
                batch = {}
        self.write(batch, merge=False)
        return total + len(batch)


class Store:
    """The index folder: which generation is live, who may write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mutex = threading.RLock()
        self._held = 0

    def current(self) -> Generation | None:
        """The live generation; None before the first, or when it is of another version of the analysers."""
        try:
            name = (self.folder / "CURRENT").read_text().strip()
        except FileNotFoundError:
            return None
        match = _GENERATION.fullmatch(name)
        if match is None or int(match[2]) != schema.VERSION or not (self.folder / name).is_dir():
            return None
        return Generation(self.folder / name)

    def stamp(self) -> tuple[str, int] | None:
        """Changes whenever a reader has something new to read; None while there is no index."""
        for _attempt in range(3):
            generation = self.current()
            try:
                return generation.stamp() if generation else None
            except FileNotFoundError:  # retired between the two looks
                continue
        return None

    def new_generation(self) -> Generation:
        """An empty generation beside the live one, not live yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        taken = [int(match[1]) for name in os.listdir(self.folder) if (match := _GENERATION.fullmatch(name))]
        # A name is never used twice, not even after everything was removed: readers tell generations apart by it.
        name = f"gen-{max(taken, default=0) + 1}-v{schema.VERSION}-{secrets.token_hex(4)}"
        generation = Generation(self.folder / name)
        generation.create()
        return generation

    def make_live(self, generation: Generation) -> None:
        """Point readers and writers to this generation from now on. Needs the lock."""
        pointer = self.folder / "CURRENT.new"
        with pointer.open("w") as file:
            file.write(generation.path.name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.folder / "CURRENT")
        _sync(self.folder, besides=os.listdir(self.folder))

    def retire(self, *keep: Generation) -> None:
        """Delete generations that are neither live nor to be kept. Readers that have one open keep reading it."""
        live = self.current()
        kept = {generation.path.name for generation in (live, *keep) if generation}
        for name in os.listdir(self.folder):
            if _GENERATION.fullmatch(name) and name not in kept:
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def clear(self) -> None:
        """Remove every generation. Needs the lock."""
        (self.folder / "CURRENT").unlink(missing_ok=True)
        (self.folder / "journal").unlink(missing_ok=True)
        self.retire()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer, over all processes and threads of this machine; waits. A killed holder holds nothing."""
        with self._mutex:
            if self._held:  # this thread has it already
                self._held += 1
                try:
                    yield
                finally:
                    self._held -= 1
                return
            with _flock(self.folder / "writer.lock", blocking=True):
                self._held = 1
                try:
                    yield
                finally:
                    self._held = 0

    @contextmanager
    def rebuilding(self) -> Iterator[bool]:
        """Be the only one who rebuilds; yields False at once when another does."""
        with _flock(self.folder / "rebuild.lock", blocking=False) as mine:
            yield mine


@contextmanager
def _flock(path: Path, *, blocking: bool) -> Iterator[bool]:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if blocking else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _numbers(writer: Any, keys: Iterable[str]) -> list[int]:
    """Whoosh's document numbers of these keys, all segments looked through once."""
    numbers: list[int] = []
    reader = writer.reader()
    try:
        for leaf, offset in reader.leaf_readers() if not reader.is_atomic() else [(reader, 0)]:
            if not leaf.doc_count_all():
                continue
            for key in keys:
                try:
                    matcher = leaf.postings(schema.KEY, key.encode())
                except TermNotFound:
                    continue
                numbers.extend(offset + number for number in matcher.all_ids())
    finally:
        reader.close()
    return numbers


def _sync(folder: Path, *, besides: Iterable[str] = ()) -> None:
    """Bring new files and their names to the disk. Whoosh never does, and a hole in a segment raises no error when read."""
    old = set(besides)
    for path in [folder / name for name in os.listdir(folder) if name not in old] + [folder]:
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
