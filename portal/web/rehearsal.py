"""The first pages, answered before the web processes part: what answering them builds is then shared, not made by each."""

from __future__ import annotations

import ctypes
import gc
from contextvars import Context

import structlog
from flask import Flask

from portal.core.leases import worker_seen_at

MARK = "portal.rehearsal"
"""In the environ of a request that nobody sent: it is neither logged nor counted."""

_PAGES = ("/", "/supply", "/demand", "/warehouses", "/freight", "/help", "/login")
"""What a visitor opens first. None of them writes."""

log = structlog.get_logger("rehearsal")


def rehearse(app: Flask, *more: str) -> None:
    """Answer a visitor's first pages: statements are compiled, templates loaded, modules imported. Ends at the first that fails.

    more: further addresses that write nothing. Only for a process that has no thread yet and answers nothing itself: its
    connections are closed afterwards, so that none is shared by those it forks.
    """
    # A request leaves its id behind, and the log of this process would carry it from then on.
    Context().run(_answer, app, _PAGES + more)
    app.extensions["portal.database"].engine.dispose()
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # the GNU library's alone
    if trim is not None:
        trim(0)


def _answer(app: Flask, pages: tuple[str, ...]) -> None:
    worker_seen_at(
        app.extensions["portal.database"]
    )  # what /readyz asks, which is not ready before there is a web process
    client = app.test_client()
    for page in pages:
        status = client.get(page, environ_overrides={MARK: True}).status_code
        if status != 200:
            log.warning("rehearsal ended", path=page, status=status)
            return
