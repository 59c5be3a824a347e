"""The embedded engine: Whoosh as the store of postings and columns, evaluated with numpy on an immutable view.

Reads only. A background thread looks for new commits and swaps in a view that is ready, so that no search waits for one.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Hashable

import structlog

from portal.search.evaluating import Evaluator
from portal.search.matching import Hits, match
from portal.search.query import Audience, SearchQuery
from portal.search.store import Store
from portal.search.view import View, build_view, empty_view
from portal.search.wants import Wants
from portal.search.warming import warm

log = structlog.get_logger("search")

_RECENT = 64


class WhooshEngine(Evaluator):
    """Searches one index folder. Safe for many threads, and after a fork."""

    def __init__(self, store: Store, *, poll_s: float = 0.25) -> None:
        self.store = store
        self.poll_s = poll_s
        self._view: View | None = None
        self._building = threading.Lock()
        self._commits = self._commits_read = 0  # of this process
        self._watching_pid = 0
        self._recent: OrderedDict[tuple[Wants, int], None] = OrderedDict()

    # ---- Asking ------------------------------------------------------------------------------------------------

    def version(self) -> Hashable:
        return self.view().stamp

    def ready(self) -> bool:
        return self.view().stamp[1] >= 0

    def _candidates(self, view: View, query: SearchQuery, audience: Audience) -> Hits:
        asked = query.wants
        if asked.hard:
            self._recent[asked.matched(), audience.level] = None
            while len(self._recent) > _RECENT:
                try:
                    self._recent.popitem(last=False)
                except KeyError:  # another thread was faster
                    break
        return super()._candidates(view, query, audience)

    # ---- Keeping up --------------------------------------------------------------------------------------------

    def view(self) -> View:
        """The view to search now. Waits only for the very first one, or for a commit made in this process."""
        if self._watching_pid != os.getpid():
            self._watch()
        view = self._view
        if view is None or self._commits_read != self._commits:
            self.refresh()
            view = self._view
        return view if view is not None else empty_view()

    def load(self) -> bool:
        """Read the index and watch it no further: those forked from here begin with it, and watch for themselves."""
        self._watching_pid = os.getpid()
        try:
            self.refresh()
        except Exception as error:  # as in `_keep_up`
            log.error("index unreadable", error=repr(error)[:300])
            return False
        return True

    def start(self) -> None:
        """Read the index and the dictionary in the background, before anybody asks: for web processes that just began."""
        self._watch()

    def committed(self) -> None:
        """This process has written: its next search sees it."""
        self._commits += 1

    def refresh(self) -> None:
        """Read the newest commit now, if there is one that is not read yet."""
        with self._building:
            commits = self._commits
            stamp = self.store.stamp()
            if self._view is None or self._view.stamp != stamp:
                view = self._newest()
                for asked, level in list(self._recent):
                    match(view, asked, level=level)
                self._view = view
            self._commits_read = commits

    def _newest(self) -> View:
        for attempt in range(5):
            generation = self.store.current()
            if generation is None:
                break
            try:
                return build_view(generation, self._view)
            except FileNotFoundError:  # the writer removed a file we were about to open
                if attempt == 4:
                    raise
                time.sleep(0.02)
        return empty_view()

    def _watch(self) -> None:
        with self._building:
            if self._watching_pid == os.getpid():
                return
            self._watching_pid = os.getpid()
        threading.Thread(
            target=_keep_up, args=(weakref.ref(self), self.poll_s), name="search-view", daemon=True
        ).start()


def _keep_up(reference: weakref.ref[WhooshEngine], poll_s: float) -> None:
    """Refresh as long as the engine is in use."""
    warm()
    while True:
        engine = reference()
        if engine is None:
            return
        try:
            engine.refresh()
        except (
            Exception
        ) as error:  # a broken index must not end the service: the old view goes on, /readyz and the log tell
            log.error("index unreadable", error=repr(error)[:300])
            time.sleep(2)
        del engine
        time.sleep(poll_s)
