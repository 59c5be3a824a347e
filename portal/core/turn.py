"""Whose turn it is to write to the SQLite file: threads queue by a lock, processes by a lock on a file beside it.

SQLite itself lets a second writer sleep and try again, longer each time; with two web processes and a worker the database
then stands idle for most of the time somebody wants to write. A lock on a file is free the moment its holder lets go, or dies.
Nobody is kept out by it: after `patience_s` a writer goes on and leaves it to SQLite, as other programs do anyway.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from types import TracebackType

PATIENCE_S = 30.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.0001, 0.002


class WriteTurn:
    """A context manager: inside it this thread is the only one of all our processes that writes."""

    def __init__(self, path: str, *, patience_s: float = PATIENCE_S) -> None:
        self.path = path
        self.patience_s = patience_s
        self._threads = threading.Lock()
        self._file: tuple[int, int] | None = None
        """Process id and descriptor: a lock belongs to the opened file, which a forked child must not share."""
        self._held = False

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            self._held = self._lock(self._descriptor())
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._held:
                fcntl.flock(self._descriptor(), fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def _lock(self, descriptor: int) -> bool:
        began, pause = time.monotonic(), _FIRST_PAUSE_S
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() - began > self.patience_s:
                    return False
                time.sleep(pause)
                pause = min(pause * 1.5, _LONGEST_PAUSE_S)
            else:
                return True

    def _descriptor(self) -> int:
        if self._file is None or self._file[0] != os.getpid():
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._file = (os.getpid(), os.open(self.path, flags, 0o600))
        return self._file[1]
