"""Hits with their landed prices, and sorted by them. Computes none: whoever does is handed in.

No index knows what goods cost at a place. Sorted by landed price are the first hits by listed price, `CANDIDATES` of them; the page
says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.core.landing import CANDIDATES, SORT
from portal.core.permissions import Actor
from portal.search.query import SearchQuery
from portal.search.services import Found, Search

Prices = Callable[[list[int]], Mapping[int, Any]]
"""The landed prices of supplies by their ids; they can be ordered by `order_of`."""


@dataclass(frozen=True, slots=True)
class Landed:
    """A page of hits with the landed prices of those that have one, by id. of: how many hits a sort by them took into account."""

    found: Found
    prices: Mapping[int, Any]
    of: int = 0


def find_landed(
    search: Search,
    session: Session,
    actor: Actor,
    query: SearchQuery,
    *,
    prices: Prices | None,
    order_of: Callable[[Any], Any],
    facets: bool = True,
) -> Landed:
    """One page of what the actor may find. prices: None where no place is named, and then nothing is sorted by them."""
    if query.sort != SORT or prices is None:
        plain = replace(query, sort="relevance") if query.sort == SORT else query
        found = search.find(session, actor, plain, facets=facets)
        return Landed(found, prices(_supplies(found)) if prices is not None else {})
    wanted = replace(query, kind="supply", sort="price", page=1, size=CANDIDATES)
    found = search.find(session, actor, wanted, facets=facets)
    known = prices(_supplies(found))
    last = order_of(None)
    ranked = sorted(
        zip(found.rows, found.standings, strict=True),
        key=lambda hit: order_of(known[hit[0][1].id]) if hit[0][1].id in known else last,
    )
    shown = ranked[(query.page - 1) * query.size : query.page * query.size]
    found = replace(
        found,
        query=replace(query, text=found.query.text, kind="supply"),
        rows=tuple(row for row, _standing in shown),
        standings=tuple(standing for _row, standing in shown),
    )
    return Landed(found, known, len(ranked))


def _supplies(found: Found) -> list[int]:
    return [row.id for kind, row in found.rows if kind == "supply"]
