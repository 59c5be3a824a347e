"""The results page. Search itself is in `services`; what the page says and where it leads is in `facets`, `around` and `hits`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, request

from portal.core.landing import NAMES as CARRIED
from portal.core.landing import order_of
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.search import around, facets
from portal.search.hits import hits
from portal.search.landed import find_landed
from portal.search.links import SIZE, Links, query_from
from portal.search.log import SearchLog
from portal.search.posting import demand_url
from portal.search.query import Audience, SearchQuery
from portal.search.services import Found, Search
from portal.search.understanding import understood
from portal.search.wants import EXACT
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import _
from portal.web.landing import landing
from portal.web.limits import network
from portal.web.uow import reading

bp = Blueprint("search", __name__)
_kept = around.Kept()


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
    search().learn()
    key = around.key_of(query, Audience.of(actor), search().engine.version())
    made = _kept.get(key)
    asking = landing().asked(request.args)
    with reading() as session:
        priced = find_landed(
            search(), session, actor, query, facets=made is None, order_of=order_of,
            prices=(lambda ids: landing().views(session, actor, ids, asking)) if asking.is_set else None,
        )  # fmt: skip
        found = priced.found
        kept = Links(found.query).kept("deliver_to", *CARRIED)
        bar = (
            landing().bar(session, actor, asking, action="/search", kept=kept) if query.kind in ("", "supply") else None
        )
    result = found.result
    building = not result.total and not search().engine.ready()
    if not building:
        _note(actor, query, result.total)
    links = Links(found.query)
    if made is None or found.instead_of:
        made = around.make(result, links)
        if not found.instead_of and not building:
            _kept.put(key, made)
    return render_template(
        "search/results.html",
        query=found.query,
        typed=query.text,
        corrected=_corrected(found, links),
        inexact=bool(found.standings) and found.standings[0].tier != EXACT,
        total=result.total,
        building=building,
        took_ms=round(result.took_ms, 1),
        around=made,
        hits=hits(found, current_app.extensions["portal.freshness"], landed=priced.prices),
        landed_bar=bar,
        landed_of=priced.of,
        kind_names=facets.names().kinds,
        page=Page(found.rows, query.page, SIZE, min(result.total, priced.of) if priced.of else result.total),
        page_url=links.page,
        savable=bool(links.pairs),
        save_address=links.to(),
        ways_out=[] if result.total or building else _ways_out(found),
        suggestions=[] if result.total or building or not query.text else _suggestions(found, links),
        demand_url="" if result.total else demand_url(found.query),
    )


def _note(actor: Actor, query: SearchQuery, total: int) -> None:
    """Count the search itself: not the turning of its pages, nor what filters leave of it."""
    if query.text and query.page == 1 and not query.filters and query.price_min is None and query.price_max is None:
        searched: SearchLog = current_app.extensions["portal.search.log"]
        searched.note(actor, query.text, total=total, network=network())


def _corrected(found: Found, links: Links) -> list[WayOut]:
    """The text as it should have been written, where something in it was mistyped and read as something else."""
    if found.instead_of:
        return [WayOut(found.query.text, links.to())]
    text = found.query.text
    for piece in understood(text, found.query.raw).corrected:
        text = text.replace(piece.typed, piece.corrected)
    return [WayOut(text, links.to("q", q=text))] if text != found.query.text else []


def _ways_out(found: Found) -> list[WayOut]:
    kinds = facets.names().kinds
    ways = []
    for each in search().relax(current_actor(), found.query):
        if each.what == "words":
            text = _("去掉“%(word)s”", word=each.value)
        elif each.what == "only":
            text = _("只搜“%(words)s”", words=each.value)
        elif each.what == "kind":
            text = _("不限于%(kind)s", kind=kinds[each.value])
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
