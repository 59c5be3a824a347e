"""Asks the index and loads what it found, as the actor may see it now. Knows no page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.search.engine import Engine, Result
from portal.search.query import Audience, SearchQuery
from portal.search.sources import Present, Sources


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits with their rows, in the order of the hits; a hit that vanished meanwhile has no row.

    rows: (kind, row) with the row as its feature presents it.
    """

    query: SearchQuery
    result: Result
    rows: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A condition whose dropping would bring hits.

    what: `price`, `kind`, `words` (without this one), `only` (these words) or a filter's name; value: the words or values.
    """

    what: str
    value: str
    query: SearchQuery
    count: int


class Search:
    """The engine and the sources together: what pages and programs ask."""

    def __init__(self, engine: Engine, sources: Sources) -> None:
        self.engine = engine
        self.sources = sources

    def find(self, session: Session, actor: Actor, query: SearchQuery, *, facets: bool = True) -> Found:
        """One page of what the actor may find, with one load for each kind on it.

        The index said what fits; each feature's policy is asked again for what is shown.
        """
        result = self.engine.search(query, Audience.of(actor), facets=facets)
        wanted: dict[Present, list[int]] = defaultdict(list)  # supply and demand are one table: one query
        presenters: dict[str, Present] = {}
        for kind, number in result.keys:
            source = self.sources.get(kind)
            if source is not None:
                presenters[kind] = source.present
                wanted[source.present].append(number)
        rows = {present: present(session, actor, numbers) for present, numbers in wanted.items()}
        shown = tuple(
            (kind, row)
            for kind, number in result.keys
            if kind in presenters and (row := rows[presenters[kind]].get(number)) is not None
        )
        return Found(query, result, shown)

    def relax(self, actor: Actor, query: SearchQuery) -> list[Relaxation]:
        """For a question without hits: which single condition to drop, and how many hits that brings; most first."""
        audience = Audience.of(actor)
        candidates: list[tuple[str, str, SearchQuery]] = []
        for name, values in query.filters.items():
            candidates.append((name, "\n".join(values), query.without(name)))
        if query.price_min is not None or query.price_max is not None:
            candidates.append(("price", "", query.without("price")))
        if query.kind:
            candidates.append(("kind", query.kind, query.without("kind")))
        terms = query.terms
        if len(terms) > 1:
            for left_out in terms[:8]:
                text = " ".join(term.text for term in terms if term is not left_out)
                candidates.append(("words", left_out.text, replace(query, text=text, page=1)))
            for kept in self._known_terms(query, audience):
                candidates.append(("only", kept, replace(query, text=kept, page=1)))
        found = [
            Relaxation(what, value, relaxed, count)
            for what, value, relaxed in candidates
            if (count := self.engine.count(relaxed, audience))
        ]
        # The same words may have been reached in two ways.
        different = {
            (each.query.text, each.what if each.what not in ("words", "only") else "words"): each
            for each in reversed(found)
        }
        return sorted(different.values(), key=lambda each: -each.count)[:6]

    def _known_terms(self, query: SearchQuery, audience: Audience) -> list[str]:
        """The text without all that is nowhere, and then without bare numbers too (a price, an amount): two at once."""
        terms = query.terms
        known = [term for term in terms if self.engine.count(SearchQuery(text=term.text), audience)]
        words = [term for term in known if not term.text.replace(".", "").isdigit()]
        return [" ".join(term.text for term in kept) for kept in (known, words) if 0 < len(kept) < len(terms) - 1]

    def check(self) -> None:
        """For /readyz. Raises when there is no index, or none that can be read."""
        if not self.engine.ready():
            raise RuntimeError("no search index")

    def suggest(self, actor: Actor, text: str) -> tuple[str, ...]:
        """Other writings that would bring hits."""
        return self.engine.suggest(text, Audience.of(actor))
