"""The embedded engine: Whoosh as the store of postings and columns, evaluated with numpy on an immutable view.

Reads only. A background thread looks for new commits and swaps in a view that is ready, so that no search waits for one.
"""

from __future__ import annotations

import difflib
import os
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Hashable

import numpy as np
import structlog

from portal.core.clock import now as clock_now
from portal.core.documents import KINDS
from portal.materials.categories import CATEGORIES
from portal.search.engine import Result
from portal.search.filtering import chosen, facet_counts, meeting, permitted
from portal.search.matching import Hits, everything, match, nothing, soft
from portal.search.query import EVERYBODY, Audience, SearchQuery, parse
from portal.search.ranking import order, standings
from portal.search.store import Store
from portal.search.view import View, build_view, empty_view
from portal.search.wants import Wants

log = structlog.get_logger("search")

_RECENT = 64
_MAX_CANDIDATES = 4000
_LOOK_ALIKES = str.maketrans("oil", "011")  # hrb4OO


class WhooshEngine:
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

    def search(self, query: SearchQuery, audience: Audience, *, facets: bool = True) -> Result:
        started = time.perf_counter()
        view, now = self.view_for(query, audience), int(clock_now().timestamp())
        found = self._candidates(view, query, audience)
        found = found.only(permitted(view, found.numbers, query, audience, now=now))
        masks = chosen(view, found.numbers, query, audience, now=now)
        hits = found.only(meeting(masks, len(found.numbers)))
        places = order(view, hits, query, audience, now=now)[(query.page - 1) * query.size :]
        ordered = hits.numbers[places]
        kinds, ids = view.columns["kind"][ordered].tolist(), view.columns["id"][ordered].tolist()
        return Result(
            total=len(hits.numbers),
            keys=tuple((KINDS[kind], number) for kind, number in zip(kinds, ids, strict=True)),
            facets=facet_counts(view, found.numbers, masks, query, audience, now=now) if facets else {},
            terms=query.terms,
            standings=standings(view, hits, places, query.wants, now=now),
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def count(self, query: SearchQuery, audience: Audience) -> int:
        view, now = self.view_for(query, audience), int(clock_now().timestamp())
        numbers = self._candidates(view, query, audience).numbers
        numbers = numbers[permitted(view, numbers, query, audience, now=now)]
        return int(np.count_nonzero(meeting(chosen(view, numbers, query, audience, now=now), len(numbers))))

    def suggest(self, text: str, audience: Audience = EVERYBODY) -> tuple[str, ...]:
        """Replace each term that is nowhere by the most similar name that is somewhere the audience may look."""
        terms = SearchQuery(text=text).terms
        known = [] if not terms else self._known_names(audience)
        together = "".join(term.text for term in terms)
        candidates = difflib.get_close_matches(together, known, n=3, cutoff=0.7)
        for term in terms:
            if not self.count(SearchQuery(text=term.text), audience):
                similar = difflib.get_close_matches(term.text, known, n=2, cutoff=0.6 if term.characters else 0.72)
                for name in [term.text.translate(_LOOK_ALIKES), *similar]:
                    candidates.append(" ".join(name if other is term else other.text for other in terms))
        found = [name for name in dict.fromkeys(candidates) if self.count(SearchQuery(text=name), audience)]
        return tuple(found[:3])

    def version(self) -> Hashable:
        return self.view().stamp

    def ready(self) -> bool:
        return self.view().stamp[1] >= 0

    def view_for(self, query: SearchQuery, audience: Audience) -> View:
        """What the question is asked of: at least everything it finds."""
        return self.view()

    def _candidates(self, view: View, query: SearchQuery, audience: Audience) -> Hits:
        asked = query.wants
        if asked.hard:
            self._recent[asked.matched(), audience.level] = None
            while len(self._recent) > _RECENT:
                try:
                    self._recent.popitem(last=False)
                except KeyError:  # another thread was faster
                    break
            return match(view, asked, level=audience.level)
        if asked.soft:
            return soft(view, asked)
        return nothing() if query.text else everything(view)  # signs only: nothing can match

    def _known_names(self, audience: Audience) -> list[str]:
        view = self.view()
        visible = view.alive & (view.columns["audience"] <= audience.level)
        names: dict[str, None] = {}
        for column in ("product", "grade", "mill", "city", "spec"):
            interner = view.vocabulary.columns[column]
            for number in np.flatnonzero(np.bincount(view.strings[column][visible], minlength=1)).tolist():
                names[interner.names[number].lower()] = None
        for category in CATEGORIES:
            names.update(dict.fromkeys((category.name_zh, *category.aliases)))
        names.pop("", None)
        return list(names)[:_MAX_CANDIDATES]

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
    parse("钢")  # loads the dictionary
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
