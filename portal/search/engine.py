"""What every search engine offers: the interface, and the frozen shapes of its answers.

Whoosh embedded is one engine (`whoosh_engine`), PostgreSQL the other (`postgres`): they give the same totals, order and facets.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from portal.search.query import Audience, SearchQuery, Term
from portal.search.standing import Standing

FACETS = ("kind", "category", "grade", "spec", "mill", "city", "warehouse", "price", "fresh")
"""Always there; the measures of a category (`wants.SLOTS`) as well where the question is about a single one."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: how many hits have it, given everything else that was chosen.

    value: what stands in the address; label: what to show, "" where the page knows better (categories, units, prices).
    """

    value: str
    count: int
    label: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One page of hits.

    total: exact. keys: (kind, id) in order; standings: why each of them stands there. facets: by name, most frequent first, chosen ones always there.
    terms: what the text was taken to ask for. took_ms: time in the engine.
    """

    total: int
    keys: tuple[tuple[str, int], ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    standings: tuple[Standing, ...] = ()
    took_ms: float = 0.0


class Engine(Protocol):
    """Answers queries. Never raises for anything a visitor may type; who asks is part of the question."""

    def search(self, query: SearchQuery, audience: Audience, *, facets: bool = True) -> Result:
        """One page of hits with totals and, if wanted, facets."""
        ...

    def count(self, query: SearchQuery, audience: Audience) -> int:
        """How many hits, nothing else."""
        ...

    def suggest(self, text: str, audience: Audience) -> tuple[str, ...]:
        """Other writings of a text that would bring hits; for a page that found nothing."""
        ...

    def version(self) -> Hashable:
        """Differs when the index has changed: answers of one version may be kept for a moment."""
        ...

    def ready(self) -> bool:
        """There is an index and it can be read."""
        ...

    def load(self) -> bool:
        """Read here what processes forked from this one can share, leaving no thread and no connection; whether it can be searched."""
        ...

    def start(self) -> None:
        """A web process has just begun: what the first search needs may be read in the background."""
        ...
