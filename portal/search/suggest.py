"""`/search/suggest`: what a search field offers while somebody types, for the page's script. The table is in `suggestions`."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, current_app, json, request

from portal.core.permissions import Actor
from portal.materials.text import traditional
from portal.search import log_queries
from portal.search.log import SearchLog
from portal.search.suggester import Suggester
from portal.search.suggestion_names import Suggestion
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import _, locale_tag
from portal.web.uow import reading

bp = Blueprint("search_suggest", __name__)


@bp.get("/search/suggest")
@public
def suggest() -> Response:
    """`{"items": [{"text", "kind", "label", "note"}]}`, the likeliest first. Own past searches only for who is signed in."""
    suggester: Suggester = current_app.extensions["portal.search.suggester"]
    found = suggester.suggest(request.args.get("q", ""), _past(current_actor()))
    body = json.dumps({"items": [_item(each) for each in found]}, ensure_ascii=False)
    return Response(body, mimetype="application/json")


def _past(actor: Actor) -> list[tuple[str, str]]:
    if actor.user_id is None:
        return []
    searched: SearchLog = current_app.extensions["portal.search.log"]
    with reading() as session:
        kept = log_queries.past_searches(session, actor)
    return list(dict([*searched.waiting_of(actor.user_id), *kept]).items())


def _item(each: Suggestion) -> dict[str, str]:
    text, note = each.text, each.note
    if each.kind == "product" and locale_tag() == "zh-TW":
        text, note = traditional(text), traditional(note)
    return {"text": text, "kind": each.kind, "label": _labels(locale_tag())[each.kind], "note": note}


@lru_cache(maxsize=8)
def _labels(tag: str) -> dict[str, str]:
    return {
        "product": _("品类"),
        "grade": _("材质"),
        "spec": _("规格"),
        "mill": _("钢厂"),
        "city": _("地点"),
        "past": _("搜过"),
        "common": _("常搜"),
    }
