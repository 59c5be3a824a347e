"""What the web server is told besides its command line: live streams hear when a worker is asked to end, search warms up."""

from __future__ import annotations

from typing import Any


def post_worker_init(worker: Any) -> None:
    """Let the streams of this worker end at once when it stops, instead of holding it for the whole graceful timeout.

    And read the search index in the background, so that the first search finds it there.
    """
    worker.wsgi.extensions["portal.live"].alive = lambda: worker.alive
    worker.wsgi.extensions["portal.search"].engine.start()
