"""What the web server is told besides its command line: workers share what is loaded before they part; each has its own connections."""

from __future__ import annotations

import gc
from typing import Any

from gunicorn.glogging import Logger

from portal.logs import Formatter


class logger_class(Logger):
    """The server's own lines in the form of ours; it keeps no list of requests, the portal does."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Formatter())


# The code and its tables are read once and shared by all workers: 40 % less memory, and a new worker is there at once.
preload_app = True


def when_ready(server: Any) -> None:
    """Build what every worker needs, and put it out of the collector's sight: looking at it would copy every page of it into each."""
    from portal.search.warming import warm
    from portal.web.rehearsal import rehearse

    app = server.app.wsgi()
    warm()
    # The second page of what is found: only first pages are counted as searches.
    rehearse(app, *(["/search?q=螺纹&page=2"] if app.extensions["portal.search"].engine.load() else []))
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Give this worker its own connections, tell its streams when it stops, and read the search index in the background.

    Streams end at once when the worker is asked to, instead of holding it for the whole graceful timeout; and the first
    search finds the index there.
    """
    # A page makes some thousand small objects and leaves no cycles: looking for those after every 700 is work in vain.
    gc.set_threshold(20_000, 20, 50)
    extensions = worker.wsgi.extensions
    # None is open yet; should a command ever leave one behind, it stays the parent's: two processes on one would destroy it.
    extensions["portal.database"].engine.dispose(close=False)
    extensions["portal.live"].alive = lambda: worker.alive
    extensions["portal.search"].engine.start()
