"""Pages of one process are made one after the other instead of a little of each in turn.

SQLite's driver lets go of the interpreter at every row it reads. With several pages in the making each then waits for the
others at every row, and a third of the processor's time goes into switching. In turn, each page is done sooner.

Only for reading pages (GET and HEAD: no body to wait for) on SQLite (no network to wait for). Whoever has waited long goes
ahead regardless, so one slow page never holds up the others for more than a moment; answers are sent, and streams run,
outside the turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

WAIT_S = 0.25

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class InTurn:
    """A WSGI application that makes reading pages in turn."""

    def __init__(self, application: Wsgi, *, wait_s: float = WAIT_S) -> None:
        self.application = application
        self.wait_s = wait_s
        self._turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)
        mine = self._turn.acquire(timeout=self.wait_s)
        try:
            return self.application(environ, start_response)
        finally:
            if mine:
                self._turn.release()
