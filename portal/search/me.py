"""`/me/searches`: one's own saved searches and past ones. Rules are in `saved` and `log`."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from portal.core.audit import audit
from portal.core.errors import Invalid
from portal.search import facets, log_queries, saved
from portal.search.forms import SavedForm
from portal.search.links import Links, query_from, yuan_text
from portal.search.log import SearchLog, clear_past, kept
from portal.search.query import FILTERS, SearchQuery
from portal.web.auth import current_actor
from portal.web.forms import clean
from portal.web.guards import signed_in
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("search_me", __name__)

PAGE = "/me/searches"


@bp.get("/me/searches")
@signed_in
def searches() -> str:
    """Saved searches, and what was searched lately."""
    actor = current_actor()
    with reading() as session:
        rows = saved.list_saved(session, actor)
        past = log_queries.past_searches(session, actor)
    waiting = _log().waiting_of(actor.user_id or 0)
    return render_template(
        "search/mine.html",
        rows=[(row, described(query_of(row.address))) for row in rows],
        past=[(text, shown, Links(SearchQuery(text=shown)).to()) for text, shown in dict([*waiting, *past]).items()],
    )


@bp.get("/me/saved-searches")
@signed_in
def old_address() -> Any:
    """The same page under its other name."""
    return redirect(PAGE, 303)


@bp.post("/me/searches")
@signed_in
def save() -> Any:
    """Keep a search from its results, under the name given or one made of its conditions; back to the results."""
    query = query_of(request.form.get("address", ""))
    address = Links(query).to()
    name = str(clean(request.form.get("name", "")))[: saved.LONGEST_NAME] or described(query)[: saved.LONGEST_NAME]
    try:
        with writing() as session:
            new = saved.save_search(session, current_actor(), name=name or _("全部"), address=address)
    except Invalid as error:
        flash(say(error), "danger")
        return redirect(address, 303)
    flash(_("已保存，在“我的搜索”里随时打开") if new else _("这个搜索已经保存过"), "success" if new else "info")
    return redirect(address, 303)


@bp.route("/me/searches/<no>", methods=["GET", "POST"])
@signed_in
def rename(no: str) -> Any:
    """Give a saved search another name."""
    actor = current_actor()
    with reading() as session:
        row = saved.saved_row(session, actor, no)
    form, status = SavedForm(data={"name": row.name}), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right():
                with writing() as session:
                    saved.rename_saved(session, actor, no, name=form.name.data)
                flash(_("已保存"), "success")
                return redirect(PAGE, 303)
        except Invalid as error:
            form.take(error)
    return render_template("search/rename.html", form=form, row=row, about=described(query_of(row.address))), status


@bp.post("/me/searches/<no>/delete")
@signed_in
def delete(no: str) -> Any:
    """Drop a saved search."""
    with writing() as session:
        saved.delete_saved(session, current_actor(), no)
    flash(_("已删除"), "success")
    return redirect(PAGE, 303)


@bp.post("/me/searches/past/clear")
@signed_in
def clear() -> Any:
    """Forget what was searched: all of it, or one text."""
    actor = current_actor()
    text = kept(request.form["text"])[0] if request.form.get("text") else None
    _log().forget(actor.user_id or 0)
    with writing() as session:
        clear_past(session, actor, text=text)
        audit(session, actor, "search.past_cleared", f"user:{actor.user_id}", everything=text is None)
    flash(_("已清除"), "success")
    return redirect(f"{PAGE}#past", 303)


def _log() -> SearchLog:
    searched: SearchLog = current_app.extensions["portal.search.log"]
    return searched


def query_of(address: str) -> SearchQuery:
    """The question an address asks; of a foreign or malformed one what can be read."""
    try:
        pairs = parse_qsl(urlsplit(address[:8000]).query, max_num_fields=200, errors="ignore")
    except ValueError:
        pairs = []
    return query_from(MultiDict(pairs))


def described(query: SearchQuery) -> str:
    """A question in a line: its words, then its conditions."""
    parts = [query.text, facets.names().kinds.get(query.kind, "")]
    parts += [facets.filter_name(name, value, {}) for name in FILTERS for value in query.filters.get(name, ())]
    if query.price_min is not None or query.price_max is not None:
        parts.append(facets.band_name(yuan_text(query.price_min), yuan_text(query.price_max), "¥"))
    if query.deliver_to:
        parts.append(_("送到%(place)s", place=query.deliver_to))
    if query.sort != "relevance":
        parts.append(facets.names().sorts[query.sort])
    return " · ".join(part for part in parts if part)
