"""Questions asked of a View with numpy: what is found, in which order, with which counts. Every engine answers with this.

Where a View comes from is the engine's; what is compared and how much it is worth is in `matching`, `filtering` and `ranking`.
"""

from __future__ import annotations

import difflib
import time
from abc import ABC, abstractmethod

import numpy as np

from portal.core.clock import now as clock_now
from portal.core.documents import KINDS
from portal.materials.categories import CATEGORIES
from portal.search.engine import Result
from portal.search.filtering import chosen, facet_counts, meeting, permitted
from portal.search.matching import Hits, everything, match, nothing, soft
from portal.search.query import EVERYBODY, Audience, SearchQuery
from portal.search.ranking import order, standings
from portal.search.view import View

_MAX_CANDIDATES = 4000
_MOST_DOUBTED = 6
_LOOK_ALIKES = str.maketrans("oil", "011")  # hrb4OO


class Evaluator(ABC):
    """The part of an engine that does not depend on where documents are kept."""

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
        terms = SearchQuery(text=text).terms[:_MOST_DOUBTED]
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

    @abstractmethod
    def view(self) -> View:
        """Everything there is, as this engine has it now."""

    def view_for(self, query: SearchQuery, audience: Audience) -> View:
        """What the question is asked of: at least everything it finds."""
        return self.view()

    def _candidates(self, view: View, query: SearchQuery, audience: Audience) -> Hits:
        asked = query.wants
        if asked.hard:
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
