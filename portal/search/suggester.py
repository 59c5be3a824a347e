"""A process's suggestions: keeps one table for all requests and makes it anew in the background, or at once after staff's changes.

What a table is made of and how it is asked stands in `suggestions`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import structlog

from portal.core.uow import Database
from portal.search import log_queries
from portal.search.engine import Engine, FacetValue
from portal.search.log import kept
from portal.search.query import EVERYBODY, SearchQuery
from portal.search.suggestion_names import Addition, OnOffer, Suggestion
from portal.search.suggestions import Table

log = structlog.get_logger("search")

_LONGEST_NAME = 30
FRESH_S = 300.0
"""After so long what is on offer and what is common are looked up again."""

Additions = Callable[[], tuple[int, Sequence[Addition]]]
"""Staff's words with the stamp of their state."""


class Suggester:
    """Answers from the table at hand; only the first request after staff's change waits for one.

    automatic: look in the background; without it, and then at once, only when there is no table yet (tests).
    """

    def __init__(self, database: Database, engine: Engine, additions: Additions, *, automatic: bool = True) -> None:
        self.database = database
        self.engine = engine
        self.additions = additions
        self.automatic = automatic
        self._making = threading.Lock()
        self._made_at = 0.0
        self._stamp = -1
        self._offer = OnOffer()
        self._common: list[tuple[str, str]] = []
        self._table: Table | None = None

    def suggest(self, text: str, past: Sequence[tuple[str, str]] = ()) -> list[Suggestion]:
        """What the text may become. past: the reader's own searches, newest first."""
        return self.table().suggest(text, past)

    def table(self) -> Table:
        stamp, words = self.additions()
        table = self._table
        if table is None and self.automatic:
            # The trade's names at once; what is on offer a moment later.
            table, self._stamp = Table(additions=words), stamp
            self._table = table
            self._start()
        elif table is None or stamp != self._stamp:
            table = self._make(look=table is None)
        elif self.automatic and time.monotonic() - self._made_at > FRESH_S:
            self._start()
        return table

    def _start(self) -> None:
        self._made_at = time.monotonic()  # nobody else starts one meanwhile
        threading.Thread(target=self._make_anew, name="suggestions", daemon=True).start()

    def refresh(self) -> None:
        """Look at everything again, now."""
        self._make(look=True)

    def forget(self) -> None:
        """As if nobody had asked yet."""
        self._table, self._stamp, self._offer, self._common = None, -1, OnOffer(), []

    def _make_anew(self) -> None:
        try:
            self._make(look=True)
        except Exception as error:  # the table at hand goes on
            log.warning("suggestions not renewed", error=repr(error)[:300])

    def _make(self, *, look: bool) -> Table:
        with self._making:
            stamp, words = self.additions()
            if look or self._table is None:
                self._offer = on_offer(self.engine)
                self._common = self._common_searches()
                self._made_at = time.monotonic()
            elif stamp == self._stamp:  # another thread was faster
                return self._table
            self._table, self._stamp = Table(self._offer, words, self._common), stamp
            return self._table

    def _common_searches(self) -> list[tuple[str, str]]:
        """What several people found — and what everybody would find now, so that no word of a hidden thing is spread."""
        with self.database.reading() as session:
            searched = log_queries.common(session)
        return [
            (each.text, each.shown) for each in searched if self.engine.count(SearchQuery(text=each.shown), EVERYBODY)
        ]


def on_offer(engine: Engine) -> OnOffer:
    """What visitors can find, by its facets: once for everything, and once for each category there is."""
    everything = engine.search(SearchQuery(size=1), EVERYBODY).facets
    specs: dict[str, int] = _counts(everything.get("spec", ()))
    own: dict[str, tuple[Sequence[str], Sequence[str]]] = {}
    categories = _counts(everything.get("category", ()))
    for code in categories:
        facets = engine.search(SearchQuery(filters={"category": (code,)}, size=1), EVERYBODY).facets
        its_specs = _counts(facets.get("spec", ()))
        own[code] = (tuple(_counts(facets.get("grade", ()))), tuple(its_specs))
        for spec, count in its_specs.items():
            specs.setdefault(spec, count)
    return OnOffer(
        categories=categories,
        grades=_counts(everything.get("grade", ())),
        specs=specs,
        mills=_counts(everything.get("mill", ())),
        cities=_counts(everything.get("city", ())),
        own=own,
    )


def _counts(values: Sequence[FacetValue]) -> dict[str, int]:
    """Names as names: what holds a telephone number or is a sentence is not repeated to everybody."""
    return {
        value.value: value.count
        for value in values
        if value.count and len(value.value) <= _LONGEST_NAME and kept(value.value)[1] == value.value
    }
