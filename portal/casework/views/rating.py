"""Rating a settled thread: from its page, or by the link in a mail, where one press is enough. Looking records nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.casework import links, queries, services
from portal.casework.forms import RatingForm
from portal.casework.policies import can_rate
from portal.casework.views.blueprint import bp, rules
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.permissions import Actor
from portal.organisations.actors import actor_of
from portal.threads.models import Thread
from portal.threads.queries import ThreadView, find_thread
from portal.web.auth import current_actor
from portal.web.guards import public, signed_in
from portal.web.i18n import _, say
from portal.web.typed import keeps_typed
from portal.web.uow import reading, writing


@bp.get("/threads/<no>/rating")
@signed_in
def show(no: str) -> str:
    """One's own rating to give or change; what others of the company said, and for staff all of it."""
    return _page(no, None)


@bp.post("/threads/<no>/rating")
@signed_in
@keeps_typed
def give(no: str) -> Any:
    """Give it, or change it."""
    actor, form = current_actor(), RatingForm()
    with reading() as session:
        find_thread(session, actor, no)
    if form.validate():
        try:
            with writing() as session:
                services.rate(session, actor, no=no, scores=form.scores(), word=form.word.data or "", rules=rules())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            flash(say(error), "warning")
            return redirect(f"/threads/{no}", 303)
        else:
            flash(_("谢谢，您的评价已记下"), "success")
            return redirect(f"/threads/{no}", 303)
    return _page(no, form), 422


def _page(no: str, form: RatingForm | None) -> str:
    actor = current_actor()
    with reading() as session:
        thread = find_thread(session, actor, no)
        closing = queries.closing_of(session, thread.id)
        given = queries.list_ratings(session, thread)
    mine = next((r for r in given if closing and r.closing_id == closing.id and r.user_id == actor.user_id), None)
    late = mine is not None and now() - mine.created_at > timedelta(days=rules().rating_change_d)
    may = can_rate(actor, thread) and closing is not None and not late
    return render_template(
        "casework/rating.html", t=thread, given=given, mine=mine, settled=closing is not None,
        form=(form or _filled(mine)) if may else None, change_d=rules().rating_change_d,
    )  # fmt: skip


def _filled(mine: queries.RatingView | None, score: str = "") -> RatingForm:
    data: dict[str, Any]
    if mine is not None:
        data = {name: str(getattr(mine, name)) for name in ("quality", "speed", "attitude")} | {"word": mine.word}
    else:
        data = dict.fromkeys(("quality", "speed", "attitude"), score if score in tuple("12345") else None)
    return RatingForm(formdata=None, data=data)


@bp.get("/rate/<token>")
@public
def ask(token: str) -> Any:
    """The mailed link: the choice is filled in (`?score=`), nothing is recorded."""
    with reading() as session:
        linked = _linked(session, token)
        if linked is None:
            return _useless()
        link, actor, thread = linked
        closing = queries.closing_of(session, thread.id)
        mine = queries.rating_by(session, closing_id=link.closing_id, user_id=link.user_id)
    if closing is None or closing.id != link.closing_id:
        return render_template("casework/rated.html", reopened=True, t=thread)
    late = mine is not None and now() - mine.created_at > timedelta(days=rules().rating_change_d)
    form = None if late else _filled(mine, request.args.get("score", ""))
    return _asking(thread, actor, form, mine)


@bp.post("/rate/<token>")
@public
def answer(token: str) -> Any:
    """Record it."""
    with reading() as session:
        linked = _linked(session, token)
    if linked is None:
        return _useless()
    link, actor, thread = linked
    form = RatingForm()
    if form.validate():
        try:
            with writing() as session:
                services.rate(
                    session, actor, no=thread.no, scores=form.scores(), word=form.word.data or "", rules=rules(),
                    closing_id=link.closing_id,
                )  # fmt: skip
        except Invalid as error:
            form.take(error)
        except Conflict:
            return render_template("casework/rated.html", reopened=True, t=thread), 409
        except Forbidden:
            return _asking(thread, actor, None, None), 403
        else:
            return render_template("casework/rated.html", reopened=False, t=thread)
    return _asking(thread, actor, form, None), 422


def _asking(thread: ThreadView, actor: Actor, form: RatingForm | None, mine: queries.RatingView | None) -> str:
    return render_template(
        "casework/rate.html", t=thread, name=actor.name, form=form, mine=mine, change_d=rules().rating_change_d
    )


def _useless() -> tuple[str, int]:
    """Cut off by a mail program, too old, made up, or of somebody who sees the thread no more: said alike."""
    return render_template("casework/rated.html", useless=True), 404


def _linked(session: Session, token: str) -> tuple[links.RatingLink, Actor, ThreadView] | None:
    """What the link stands for, as long as its person still sees the thread."""
    link = links.read(current_app.config["SECRET_KEY"], token, days=rules().rating_link_d)
    actor = actor_of(session, link.user_id) if link else None
    no = session.scalar(select(Thread.no).where(Thread.id == link.thread_id)) if link else None
    if link is None or actor is None or no is None:
        return None
    try:
        thread = find_thread(session, actor, no)
    except NotFound:
        return None
    return (link, actor, thread) if can_rate(actor, thread) else None
