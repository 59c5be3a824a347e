"""What stands around the hits on the results page — tabs, facets, chips — made once for a question and kept for a moment.

It is the dearest part of the page and the same for everybody who may find the same things: it depends on the question, the reader's
language, what the audience may find, and the state of the index.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from markupsafe import Markup

from portal.core.landing import NAMES as CARRIED
from portal.search import facets, saying
from portal.search.engine import Result
from portal.search.links import Links, yuan_text
from portal.search.query import Audience, SearchQuery
from portal.search.understanding import known_stamp
from portal.web.i18n import locale_tag

KEPT_S = 10
"""A facet that counts hours may be so much behind; a change of the index shows at once."""

_MOST = 256


@dataclass(frozen=True, slots=True)
class Around:
    """Finished markup."""

    side: Markup
    understood: Markup
    bar: Markup
    chosen: Markup


class Kept:
    """Recently made ones, by question."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[float, Around]] = {}

    def get(self, key: Hashable) -> Around | None:
        found = self._made.get(key)
        return found[1] if found and time.monotonic() - found[0] < KEPT_S else None

    def put(self, key: Hashable, around: Around) -> None:
        if len(self._made) >= _MOST:
            self._made.clear()
        self._made[key] = (time.monotonic(), around)


def key_of(query: SearchQuery, audience: Audience, version: Hashable) -> Hashable:
    """What it depends on. Nothing in it is a person."""
    asked = replace(query, page=1)
    return (
        version, audience, locale_tag(), asked.text, asked.kind, asked.kinds, tuple(asked.filters.items()), asked.price_min,
        asked.price_max, asked.sort, asked.raw, asked.deliver_to, asked.carried, known_stamp(),
    )  # fmt: skip


def make(result: Result, links: Links) -> Around:
    """Render it from a result that has its facets."""
    query = links.query
    module: Any = current_app.jinja_env.get_template("search/_side.html").module
    chips = facets.chips(result, links)
    pieces, unsure, ways = saying.understood_chips(links)
    conditions = [name for name, _value in links.pairs if name not in ("q", "kind", "sort", "deliver_to", *CARRIED)]
    return Around(
        side=module.side(
            tree=facets.category_tree(result.facets["category"], links),
            lists=[
                (name, facets.options(result.facets[code], code, links)) for code, name in facets.names().lists.items()
            ],
            sizes=facets.size_options(result, links),
            prices=facets.price_options(result.facets["price"], links) if _comparable(result, query) else [],
            ages=facets.fresh_options(result.facets["fresh"], links),
            price_min=yuan_text(query.price_min),
            price_max=yuan_text(query.price_max),
            kept=links.kept("price_min", "price_max"),
            chosen=len(chips),
        ),
        bar=module.bar(facets.tabs(result, links)),
        understood=module.understood(pieces, unsure, ways, saying.plain_words(query)) if pieces or ways else Markup(""),
        chosen=module.chosen(
            chips,
            links.to(*conditions),
            [
                (name, _sorted(links, code), code == query.sort)
                for code, name in facets.names().sorts.items()
                if code != "landed" or query.deliver_to
            ],
        ),
    )


def _sorted(links: Links, code: str) -> str:
    if code == "landed":  # only supply has a landed price
        return links.to("sort", "kind", kind="supply", sort=code)
    return links.to("sort", sort="" if code == "relevance" else code)


def _comparable(result: Result, query: SearchQuery) -> bool:
    """Prices of different kinds of things (a tonne of steel, a tonne carried) make no bands together."""
    kinds = {value.value for value in result.facets["kind"] if value.count}
    return bool(query.kind) or len(kinds & {"supply", "demand", "freight"}) == 1
