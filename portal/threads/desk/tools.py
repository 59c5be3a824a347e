"""The desk's tools on a thread: tags, snooze, watch, link, merge; and taking messages out, into a new thread or a help article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.errors import Invalid
from portal.core.permissions import Actor
from portal.threads import models, queries
from portal.threads.desk.article import make_article
from portal.threads.desk.blueprint import bp
from portal.threads.desk.case import show_case
from portal.threads.services import relating, tagging
from portal.threads.words import subject_of
from portal.web.auth import current_actor
from portal.web.forms import clean, whole
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.uow import reading, writing


@bp.post("/threads/<no>/tags")
@staff()
def tags(no: str) -> Any:
    """Set the tags."""
    raw = clean(request.form.get("tags", ""))
    return _done(
        no,
        lambda session: tagging.set_tags(session, current_actor(), no=no, tags=[raw]),
        _("标签已保存"),
        tags_typed=raw,
    )


@bp.post("/threads/<no>/snooze")
@staff()
def snooze(no: str) -> Any:
    """Take it out of the queue for a while; an empty `for` brings it back."""
    until = _until(request.form.get("for", ""), request.form.get("until", ""))
    said = _("已设为稍后处理") if until else _("已放回队列")
    return _done(
        no,
        lambda session: tagging.snooze(session, current_actor(), no=no, until=until),
        said,
        snooze_for=request.form.get("for", ""),
        snooze_until=clean(request.form.get("until", ""))[:19],
    )


def _until(choice: str, typed: str) -> datetime | None:
    """A choice of the form, or a time of one's own. What cannot be read is the past, which the service refuses."""
    today = now().astimezone(SHANGHAI)
    morning = datetime.combine(today.date() + timedelta(days=1), time(8, 30), SHANGHAI)
    if choice == "own":
        try:
            return datetime.fromisoformat(typed[:19]).replace(tzinfo=SHANGHAI)
        except ValueError:
            return datetime(1970, 1, 1, tzinfo=SHANGHAI)
    week = morning + timedelta(days=(7 - morning.weekday()) % 7 or 7)
    return {"2h": today + timedelta(hours=2), "morning": morning, "week": week}.get(choice)


@bp.post("/threads/<no>/watch")
@staff()
def watch(no: str) -> Any:
    """Hear of new messages, or no more. The button says what holds; nothing else repeats it."""
    on = request.form.get("on") == "1"
    return _done(no, lambda session: tagging.watch_thread(session, current_actor(), no=no, on=on))


@bp.post("/threads/<no>/links")
@staff()
def link(no: str) -> Any:
    """Tie it to another thread, or untie it (`off`)."""
    other, on = clean(request.form.get("other", ""))[:20], "off" not in request.form
    said = _("已关联") if on else _("已取消关联")
    return _done(
        no, lambda session: relating.link(session, current_actor(), no=no, other_no=other, on=on), said, other=other
    )


@bp.post("/threads/<no>/merge")
@staff()
def merge(no: str) -> Any:
    """Merge it into another thread of the same company."""
    other = clean(request.form.get("other", ""))[:20]
    return _done(
        no,
        lambda session: relating.merge(session, current_actor(), no=no, into=other),
        _("已合并"),
        then=lambda kept: kept,
        other=other,
    )


def _done(
    no: str, verb: Callable[[Session], Any], said: str = "", then: Callable[[Any], str] | None = None, **typed: str
) -> Any:
    """Run a verb and go back to the conversation, or on to where it leads; what cannot be is said beside what was typed."""
    try:
        with writing() as session:
            result = verb(session)
    except Invalid as error:
        return show_case(current_actor(), no, errors={error.field: say(error)}, **typed), 422
    if said:
        flash(said, "success")
    return redirect(f"/threads/{then(result) if then else no}", 303)


@bp.get("/threads/<no>/pick")
@staff()
def pick(no: str) -> str:
    """Choose messages: to split them off, or to make an article of them."""
    return _pick_page(current_actor(), no)


@bp.post("/threads/<no>/pick")
@staff()
def take_out(no: str) -> Any:
    """`do=split`: a new thread of the chosen messages; `do=article`: a draft of a help article."""
    actor, ids = current_actor(), [whole(raw) for raw in request.form.getlist("message")]
    given = {"kind": request.form.get("kind", ""), "subject": clean(request.form.get("subject", ""))[:200]}
    try:
        with writing() as session:
            if request.form.get("do") == "article":
                target = make_article(session, actor, no, ids)
            else:
                subject = subject_of(given["subject"])
                new_no = relating.split(session, actor, no=no, message_ids=ids, kind=given["kind"], subject=subject)
                target = f"/threads/{new_no}"
    except Invalid as error:
        return _pick_page(actor, no, chosen=set(ids), errors={error.field: say(error)}, **given), 422
    said = _("已生成草稿。【】里原来是客户的资料，请改写、核对后发布")
    flash(said if "/help/" in target else _("已拆分为新会话"), "success")
    return redirect(target, 303)


def _pick_page(actor: Actor, no: str, **given: Any) -> str:
    with reading() as session:
        thread = queries.find_thread(session, actor, no)
        messages, _more = queries.list_messages(session, thread)
    context = {"chosen": set(), "errors": {}, "kind": thread.kind, "subject": thread.subject} | given
    kinds = [(key, _(words)) for key, words in models.KINDS.items() if key not in models.RESTRICTED_KINDS]
    return render_template(
        "threads/pick.html",
        t=thread,
        messages=messages,
        kinds=kinds,
        may_publish=thread.kind not in models.RESTRICTED_KINDS,
        **context,
    )
