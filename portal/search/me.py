"""`/me/searches`: one's own saved searches, what one follows, and past searches. Rules are in `saved`, `alerts.following` and `log`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.core.errors import Invalid, NotFound
from portal.core.paces import DAILY, NEVER, NOW, WEEKLY, pause_end, tomorrow
from portal.core.texts import N_
from portal.search import facets, log_queries, saved
from portal.search.alerts import following
from portal.search.forms import SavedForm
from portal.search.hits import Freshness
from portal.search.links import Links, query_of, yuan_text
from portal.search.log import SearchLog, clear_past, kept
from portal.search.query import FILTERS, SearchQuery
from portal.web.auth import current_actor
from portal.web.forms import clean
from portal.web.guards import signed_in
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("search_me", __name__)

PAGE = "/me/searches"
WATCHES = f"{PAGE}#watches"
PACE_NAMES = {NOW: N_("马上"), DAILY: N_("每天早上"), WEEKLY: N_("每周一早上"), NEVER: N_("不提醒")}


@bp.get("/me/searches")
@signed_in
def searches() -> str:
    """Saved searches, listings one follows, and what was searched lately."""
    actor = current_actor()
    with reading() as session:
        rows = saved.list_saved(session, actor)
        watches = following.list_watches(session, actor)
        past = log_queries.past_searches(session, actor)
    waiting = _log().waiting_of(actor.user_id or 0)
    return render_template(
        "search/mine.html",
        rows=[(row, described(query_of(row.address))) for row in rows],
        watches=watches,
        paces=[(code, _(name)) for code, name in PACE_NAMES.items()],
        tomorrow=tomorrow(),
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
    flash(_("已保存，有新货或调价会通知您") if new else _("这个搜索已经保存过"), "success" if new else "info")
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


@bp.post("/me/searches/<no>/notices")
@signed_in
def notices(no: str) -> Any:
    """How often one is told of what newly answers a search; pause, resume."""
    actor = current_actor()
    return _adjust(
        PAGE,
        pace=lambda session, pace: saved.set_pace(session, actor, no, pace=pace),
        pause=lambda session, until: saved.pause_saved(session, actor, no, until=until),
        resume=lambda session: saved.resume_saved(session, actor, no),
    )


@bp.get("/me/watches")
@signed_in
def watches() -> Any:
    """What one follows stands on the same page."""
    return redirect(WATCHES, 303)


@bp.post("/me/watches")
@signed_in
def follow() -> Any:
    """Follow a listing that one may see; back to it. Raises: NotFound."""
    actor, no = current_actor(), request.form.get("no", "")[:20]
    find: Callable[[Session, str], SearchDocument | None] = current_app.extensions["portal.watchable"]
    freshness: Freshness = current_app.extensions["portal.freshness"]
    with reading() as session:
        document = find(session, no)
    if document is None:
        raise NotFound("没有这条信息")
    stale = freshness.state(document.confirmed_at, now()) == "stale"
    try:
        with writing() as session:
            new = following.follow(session, actor, document, stale=stale)
    except Invalid as error:
        flash(say(error), "danger")
    else:
        flash(
            _("已关注：调价、缺货、到货、下架都会通知您") if new else _("已经关注过，在“搜索和关注”里查看"), "success"
        )
    return redirect(f"/listings/{document.no}", 303)


@bp.post("/me/watches/<no>/notices")
@signed_in
def watch_notices(no: str) -> Any:
    """How often one is told of what one follows; pause, resume."""
    actor = current_actor()
    return _adjust(
        WATCHES,
        pace=lambda session, pace: following.set_pace(session, actor, no, pace=pace),
        pause=lambda session, until: following.pause_watch(session, actor, no, until=until),
        resume=lambda session: following.resume_watch(session, actor, no),
    )


@bp.post("/me/watches/<no>/delete")
@signed_in
def unfollow(no: str) -> Any:
    """Follow it no more."""
    with writing() as session:
        following.unfollow(session, current_actor(), no)
    flash(_("已取消关注"), "success")
    return redirect(WATCHES, 303)


def _adjust(
    back: str,
    *,
    pace: Callable[[Session, str], None],
    pause: Callable[[Session, datetime | None], None],
    resume: Callable[[Session], None],
) -> Any:
    """What one of the three small forms of a row asks for (`do`)."""
    asked = request.form.get("do", "pace")
    try:
        with writing() as session:
            if asked == "resume":
                resume(session)
            elif asked == "pause":
                pause(session, pause_end(request.form.get("until", "")))
            else:
                pace(session, request.form.get("pace", ""))
    except Invalid as error:
        flash(say(error), "danger")
        return redirect(back, 303)
    flash({"resume": _("已恢复"), "pause": _("已暂停")}.get(asked, _("已保存")), "success")
    return redirect(back, 303)


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
