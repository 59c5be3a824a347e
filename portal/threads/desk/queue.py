"""The desk's queue: what is due first, filtered, counted, looked at in ways one keeps, and worked on many at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from portal.core.errors import Invalid
from portal.core.paging import page_number
from portal.threads import models, queries
from portal.threads.desk.blueprint import bp
from portal.threads.desk.wanted import address_of, asked_again, kept_of, wanted_of
from portal.threads.queued import rows_of, selects
from portal.threads.services import many, views
from portal.web.auth import current_actor
from portal.web.forms import clean
from portal.web.guards import staff
from portal.web.i18n import _, locale_tag, say
from portal.web.uow import reading, writing

SIZE = 25


def _queue() -> dict[str, Any]:
    actor, wanted = current_actor(), wanted_of(request.args)
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        found, counts = queries.queue_and_counts(session, actor, wanted=wanted, page=number, size=SIZE, lately=True)
        kept_views = queries.kept_views(session, actor)
        people, tags = queries.staff_names(session), queries.known_tags(session)
    kept = kept_of(wanted)
    query = urlencode(kept)

    def tab(words: str, count: int | None, *, view: str = "", whose: str = "") -> tuple[str, str, bool, int | None]:
        chosen = wanted.view == (view or "waiting") and wanted.whose == whose
        return words, address_of(kept, view=view, whose=whose, page=""), chosen, count

    return {
        "rows": rows_of(actor, found.items),
        "page": found,
        "wanted": wanted,
        "kept": kept,
        "query": query,
        "url_for_page": lambda number: address_of(kept, page=number),
        "tabs": (
            tab(_("待回复"), counts.waiting),
            tab(_("我负责的"), counts.mine, view="active", whose="mine"),
            tab(_("未分配"), counts.unassigned, view="active", whose="unassigned"),
            tab(_("超时"), counts.overdue, view="overdue"),
            tab(_("转给我部门"), counts.handed, view="handed"),
            tab(_("全部进行中"), counts.active, view="active"),
            tab(_("稍后处理"), counts.snoozed, view="snoozed"),
            tab(_("我关注的"), None, view="active", whose="watched"),
            tab(_("已解决"), None, view="resolved"),
            tab(_("已关闭"), None, view="closed"),
        ),
        "kept_views": [(view, "/desk" + ("?" + view.query if view.query else ""), view.query == query) for view in kept_views],
        "may_tidy": actor.works_in("supervision"),
        "people": people,
        "tags": tags,
        "priorities": tuple((key, str(_(words))) for key, words in models.PRIORITIES.items()),
        "selects": selects(locale_tag(), wanted, people, tags),
        "narrowed": bool(set(wanted.narrowing) - {"department", "kind"}),
    }  # fmt: skip


@bp.get("/desk")
@staff()
def queue() -> str:
    """The queue: what is due first."""
    return render_template("threads/desk.html", **_queue())


@bp.get("/desk/rows")
@staff()
def queue_rows() -> str:
    """The queue without its frame, for the page to renew it."""
    return render_template("threads/_desk_rows.html", **_queue())


@bp.post("/desk/bulk")
@staff()
def bulk() -> Any:
    """Do one thing to the chosen threads: `do` says what, the field of that name with whom or what."""
    do = request.form.get("do", "")
    value = clean(request.form.get(do, ""))[:40] if do in many.DOINGS else ""
    try:
        with writing() as session:
            done, missed = many.do_many(
                session, current_actor(), numbers=request.form.getlist("no"), do=do, value=value
            )
    except Invalid as error:
        flash(say(error), "warning")
    else:
        if done:
            flash(_("已处理 %(n)s 个会话", n=done), "success")
        if missed:
            flash(_("%(n)s 个会话没有处理：已被同事接手，或您没有权限", n=missed), "warning")
        if not done and not missed:
            flash(_("没有需要改动的会话"), "info")
    back = asked_again(request.form.get("back", ""))
    return redirect("/desk" + (f"?{back}" if back else ""), 303)


@bp.post("/desk/views")
@staff()
def keep_view() -> Any:
    """Keep the filters under a name."""
    query = asked_again(request.form.get("query", ""))
    try:
        with writing() as session:
            views.keep_view(
                session, current_actor(), name=clean(request.form.get("name", "")), query=query,
                shared="shared" in request.form,
            )  # fmt: skip
    except Invalid as error:
        flash(say(error), "warning")
    else:
        flash(_("视图已保存"), "success")
    return redirect("/desk" + (f"?{query}" if query else ""), 303)


@bp.post("/desk/views/<int:view_id>/delete")
@staff()
def drop_view(view_id: int) -> Any:
    """Forget a view."""
    with writing() as session:
        views.drop_view(session, current_actor(), view_id=view_id)
    flash(_("视图已删除"), "success")
    return redirect("/desk", 303)
