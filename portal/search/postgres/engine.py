"""The engine over PostgreSQL: its GIN index finds a question's documents, the code all engines share evaluates them.

One statement brings the documents that the audience may find and that have the words, with their columns and terms. What they
are worth, filters, prices, facets and order are computed from those as everywhere, so that the answers are the same. A question
without words, or with words that nearly everything has, is asked of all columns, which each process keeps (`everything`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, cast

import numpy as np
import structlog
from psycopg.errors import UndefinedTable

from portal.search.evaluating import Evaluator
from portal.search.postgres.everything import Everything
from portal.search.postgres.names import Names
from portal.search.postgres.question import Question, TermNumbers, TooMany
from portal.search.postgres.tables import Connections, State, once_more, state_of
from portal.search.query import Audience, SearchQuery, parse
from portal.search.view import View, empty_view
from portal.search.wants import Wants

log = structlog.get_logger("search")

_KEPT_DOCUMENTS = 100_000
"""Documents of recent questions that are kept while the index stays the same, some 50 MB at most."""

_KEPT_WIDE = 1000
"""Questions that found so much that next time they are asked of everything at once."""


class PostgresEngine(Evaluator):
    """Searches the tables in one database. Safe for many threads, and after a fork."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._lock = threading.Lock()
        self._terms = TermNumbers()
        self._names = Names(connections)
        self._everything = Everything(connections, self._names)
        self._kept: OrderedDict[Hashable, View] = OrderedDict()
        self._wide: set[Hashable] = set()

    def version(self) -> Hashable:
        state = self._connections.state()
        return None if state is None else (state.epoch, state.revision)

    def ready(self) -> bool:
        return self._connections.state() is not None

    def load(self) -> bool:
        """Nothing: what there is stands in the database, and a connection is no process's but its own."""
        return False

    def start(self) -> None:
        """Read the columns and the dictionary in the background, before anybody asks: for web processes that just began."""
        threading.Thread(target=self._warm_up, name="search-view", daemon=True).start()

    def _warm_up(self) -> None:
        parse("钢")
        try:
            self.view()
        except Exception as error:  # the first search will say it again, to whom it concerns
            log.warning("index unreadable", error=repr(error)[:300])

    def view(self) -> View:
        """Every document, as the database has it now."""
        state = self._connections.state()
        return empty_view() if state is None else self._everything.view(state)

    def view_for(self, query: SearchQuery, audience: Audience) -> View:
        asked = query.wants.matched()
        if not asked.hard:
            return self.view()
        return once_more(lambda: self._found(asked, audience)) or self.view()

    def _found(self, asked: Wants, audience: Audience) -> View | None:
        """What the words bring; None when that is too much."""
        key = (asked, audience.level)
        with self._connections.reading() as cursor:
            kept = self._kept.get(key)
            state = self._terms.state if kept is None else None
            state = state or state_of(cursor)
            if state is None:
                return empty_view()
            if kept is not None and kept.stamp == (state.epoch, state.revision):
                return kept
            if key in self._wide:
                return None
            try:
                return self._keep(key, self._asked(cursor, state, asked, audience))
            except TooMany:
                self._remember_wide(key)
                return None
            except UndefinedTable:  # dropped since the state was seen
                return empty_view()

    def _asked(self, cursor: Any, state: State, asked: Wants, audience: Audience) -> View:
        question = Question(cursor, self._terms, state, audience.level)
        found = question.documents(asked)
        if question.seen is None:
            return empty_view()
        state, segments = question.state, cast(Any, found)
        vocabulary = self._names.vocabulary(state, *(each.strings for each in found))
        alive = np.ones(sum(each.count for each in found), dtype=bool)
        return View((state.epoch, state.revision), segments, alive, vocabulary)

    def _remember_wide(self, key: Hashable) -> None:
        with self._lock:
            if len(self._wide) >= _KEPT_WIDE:
                self._wide.clear()
            self._wide.add(key)

    def _keep(self, key: Hashable, view: View) -> View:
        with self._lock:
            self._kept[key] = view
            self._kept.move_to_end(key)
            while sum(each.count + 100 for each in self._kept.values()) > _KEPT_DOCUMENTS:
                self._kept.popitem(last=False)
        return view
