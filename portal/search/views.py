"""The results page. Search itself is in `services`; what the page says and where it leads is in `facets` and `hits`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, request

from portal.core.paging import Page
from portal.search import facets
from portal.search.hits import hits
from portal.search.links import SIZE, Links, query_from, yuan_text
from portal.search.services import Found, Search
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import _
from portal.web.uow import reading

bp = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class WayOut:
    """For a page without hits: what to try instead, and how many hits that brings."""

    text: str
    url: str
    count: int | None = None


def search() -> Search:
    """The application's search."""
    found: Search = current_app.extensions["portal.search"]
    return found


@bp.get("/search")
@public
def results() -> str:
    """Everything that fits, of one kind or all."""
    actor = current_actor()
    query = query_from(request.args)
    with reading() as session:
        found = search().find(session, actor, query)
    result = found.result
    links = Links(query)
    return render_template(
        "search/results.html",
        query=query,
        total=result.total,
        took_ms=max(1, round(result.took_ms)),
        hits=hits(found.rows, result.terms, current_app.extensions["portal.freshness"]),
        page=Page(found.rows, query.page, SIZE, result.total),
        page_url=links.page,
        tabs=facets.tabs(result, links),
        kind_names=facets.names().kinds,
        tree=facets.category_tree(result.facets["category"], links),
        lists=_lists(found, links),
        prices=facets.price_options(result.facets["price"], links) if _comparable(found) else [],
        ages=facets.fresh_options(result.facets["fresh"], links),
        chips=facets.chips(result, links),
        clear_url=Links(query).to(*[name for name, _value in links.pairs if name not in ("q", "kind", "sort")]),
        kept=links.kept("price_min", "price_max"),
        price_min=yuan_text(query.price_min),
        price_max=yuan_text(query.price_max),
        sorts=[
            (name, links.to("sort", sort="" if code == "relevance" else code), code == query.sort)
            for code, name in facets.names().sorts.items()
        ],
        ways_out=_ways_out(found, links) if not result.total else [],
        suggestions=_suggestions(found, links) if not result.total and query.text else [],
    )


def _comparable(found: Found) -> bool:
    """Prices of different kinds of things (a tonne of steel, a tonne carried) make no bands together."""
    kinds = {value.value for value in found.result.facets["kind"] if value.count}
    return bool(found.query.kind) or len(kinds & {"supply", "demand", "freight"}) == 1


def _lists(found: Found, links: Links) -> list[tuple[str, list[facets.Option]]]:
    values = found.result.facets
    return [(name, facets.options(values[facet], facet, links)) for facet, name in facets.names().lists.items()]


def _ways_out(found: Found, links: Links) -> list[WayOut]:
    names = facets.names().kinds
    ways = []
    for each in search().relax(current_actor(), found.query):
        if each.what == "words":
            text = _("去掉“%(word)s”", word=each.value)
        elif each.what == "kind":
            text = _("不限于%(kind)s", kind=names[each.value])
        elif each.what == "price":
            text = _("不限价格")
        else:
            chosen = [facets.filter_name(each.what, value, {}) for value in each.value.split("\n")]
            text = _("去掉“%(word)s”", word=" / ".join(chosen))
        ways.append(WayOut(text, Links(each.query).to(), each.count))
    return ways


def _suggestions(found: Found, links: Links) -> list[WayOut]:
    suggestions = search().suggest(current_actor(), found.query.text)
    return [WayOut(text, links.to("q", q=text)) for text in suggestions]
