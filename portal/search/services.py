"""Asks the index and loads what it found, as the actor may see it now. Knows no page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.search.engine import Engine, Result
from portal.search.query import Audience, SearchQuery
from portal.search.sources import Present, Sources
from portal.search.spelling import corrections
from portal.search.standing import Standing
from portal.search.understanding import learn, understood

Additions = Callable[[], tuple[int, Sequence[tuple[str, str, str, str]]]]
_CORES = (("category", "grade", "spec"), ("category", "place"), ("category",))
"""What may be kept when several conditions are one too many."""

_MOST_LEFT_OUT = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits with their rows, in the order of the hits; a hit that vanished meanwhile has no row.

    query: what was answered; instead of: the text as typed, where only a corrected one brought hits.
    rows: (kind, row) with the row as its feature presents it; standings: why each stands there.
    """

    query: SearchQuery
    result: Result
    rows: tuple[tuple[str, Any], ...]
    standings: tuple[Standing, ...] = ()
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A condition whose dropping would bring hits.

    what: `price`, `kind`, `words` (without these), `only` (these words) or a filter's name; value: the words or values.
    """

    what: str
    value: str
    query: SearchQuery
    count: int


class Search:
    """The engine and the sources together: what pages and programs ask."""

    def __init__(self, engine: Engine, sources: Sources, additions: Additions = lambda: (0, ())) -> None:
        """additions: staff's words with their stamp."""
        self.engine = engine
        self.sources = sources
        self.additions = additions

    def learn(self) -> int:
        """Read texts with staff's words as they are now. Returns their stamp."""
        stamp, words = self.additions()
        learn(stamp, words)
        return stamp

    def find(self, session: Session, actor: Actor, query: SearchQuery, *, facets: bool = True) -> Found:
        """One page of what the actor may find, with one load for each kind on it.

        The index said what fits; each feature's policy is asked again for what is shown.
        """
        self.learn()
        audience = Audience.of(actor)
        result = self.engine.search(query, audience, facets=facets)
        instead_of = ""
        if not result.total and query.text and "all" not in query.raw:
            for text in corrections(query.text):
                other = replace(query, text=text)
                answer = self.engine.search(other, audience, facets=True)
                if answer.total:
                    query, result, instead_of = other, answer, query.text
                    break
        wanted: dict[Present, list[int]] = defaultdict(list)  # supply and demand are one table: one query
        presenters: dict[str, Present] = {}
        for kind, number in result.keys:
            source = self.sources.get(kind)
            if source is not None:
                presenters[kind] = source.present
                wanted[source.present].append(number)
        rows = {present: present(session, actor, numbers) for present, numbers in wanted.items()}
        shown = [
            (kind, row, standing)
            for (kind, number), standing in zip(result.keys, result.standings, strict=True)
            if kind in presenters and (row := rows[presenters[kind]].get(number)) is not None
        ]
        return Found(
            query,
            result,
            tuple((kind, row) for kind, row, _standing in shown),
            tuple(standing for _kind, _row, standing in shown),
            instead_of,
        )

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
        candidates += self._shorter(query, audience)
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

    def _shorter(self, query: SearchQuery, audience: Audience) -> list[tuple[str, str, SearchQuery]]:
        """The question without a piece of what was understood or without a word; and with several left out at once."""

        def asking(text: str) -> SearchQuery:
            return replace(query, text=text, page=1)

        pieces = understood(query.text, query.raw).pieces
        found = [("words", piece.typed, asking(piece.without)) for piece in pieces[:_MOST_LEFT_OUT] if piece.without]
        kept = " ".join(dict.fromkeys(piece.typed for piece in pieces))
        words = [term.text for term in query.wants.terms]
        if len(words) > 1 or (words and pieces):
            for left_out in words[:_MOST_LEFT_OUT]:
                rest = " ".join([kept, *(word for word in words if word != left_out)]).strip()
                found.append(("words", left_out, asking(rest)))
        known = [word for word in words[:_MOST_LEFT_OUT] if self.engine.count(SearchQuery(text=word), audience)]
        several = [" ".join([kept, *known])] if len(known) < len(words) - 1 else []
        several.append(" ".join([kept, *(word for word in known if not word.replace(".", "").isdigit())]))
        several += [" ".join(piece.typed for piece in pieces if piece.part in parts) for parts in _CORES]
        shortest = {text.strip() for text in several} - {"", query.text, *(text.text for _what, _value, text in found)}
        found += [("only", text, asking(text)) for text in sorted(shortest)]
        return found

    def check(self) -> None:
        """For /readyz. Raises when there is no index, or none that can be read."""
        if not self.engine.ready():
            raise RuntimeError("no search index")

    def suggest(self, actor: Actor, text: str) -> tuple[str, ...]:
        """Other writings that would bring hits."""
        return self.engine.suggest(text, Audience.of(actor))
