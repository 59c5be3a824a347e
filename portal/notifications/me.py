"""`/me/notifications`: what one was told, and how one wants to be told; `/unsubscribe/…`: ending mail without signing in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.notices import TOPICS
from portal.core.paces import PACES, pause_end, tomorrow
from portal.core.paging import page_number
from portal.core.permissions import VISITOR
from portal.notifications import paces, queries, services
from portal.notifications.leaving import Leaving
from portal.notifications.models import ALL
from portal.notifications.words import PACE_NAMES, TOPIC_HELP, TOPIC_NAMES
from portal.web.auth import current_actor
from portal.web.forms import whole
from portal.web.guards import public, signed_in
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("notices_me", __name__)

PAGE = "/me/notifications"
SETTINGS = f"{PAGE}/settings"


@bp.get(PAGE)
@signed_in
def notices() -> str:
    """The list, newest first; `?topic=` and `?unread=1` narrow it."""
    actor = current_actor()
    topic = request.args.get("topic", "") if request.args.get("topic") in TOPICS else ""
    unread = request.args.get("unread") == "1"
    number = page_number(request.args.get("page"), size=queries.PAGE_SIZE)
    with reading() as session:
        page = queries.list_notices(session, actor, topic=topic, unread=unread, number=number)
        gone = current_app.extensions["portal.unseen"](session, actor, {row.link for row in page.items})
    return render_template(
        "notifications/notices.html",
        page=page,
        rows=[(row, said(row.says, row.values)) for row in page.items if row.link not in gone],
        topic=topic,
        unread=unread,
        topics=[(code, _(TOPIC_NAMES[code])) for code in TOPICS],
        names={code: _(TOPIC_NAMES[code]) for code in TOPICS},
        address=address,
    )


def address(topic: str = "", unread: bool = False, number: int = 1) -> str:
    """The list's address with these conditions."""
    asked = {"topic": topic, "unread": "1" if unread else "", "page": str(number) if number > 1 else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{PAGE}?{query}" if query else PAGE


def said(says: str, values: Any) -> str:
    """A notice in the reader's language; what cannot be filled in stands as it was written."""
    try:
        return _(says) % dict(values)
    except (KeyError, TypeError, ValueError):
        return says


@bp.post(f"{PAGE}/<int:notice_id>/open")
@signed_in
def open_notice(notice_id: int) -> Any:
    """Go where it leads, and count it as read."""
    with writing() as session:
        link = services.mark_read(session, current_actor(), notice_id)
    return redirect(link, 303)


@bp.post(f"{PAGE}/<int:notice_id>/read")
@signed_in
def read(notice_id: int) -> Any:
    """Count one as read and stay."""
    with writing() as session:
        services.mark_read(session, current_actor(), notice_id)
    return redirect(_back(), 303)


@bp.post(f"{PAGE}/read")
@signed_in
def read_all() -> Any:
    """Count all as read that the page showed or that are older."""
    up_to = whole(request.form.get("up_to"))
    with writing() as session:
        services.mark_all_read(session, current_actor(), topic=request.form.get("topic", ""), up_to=up_to or None)
    return redirect(_back(), 303)


def _back() -> str:
    topic = request.form.get("topic", "")
    return address(topic if topic in TOPICS else "", request.form.get("unread") == "1")


@bp.route(SETTINGS, methods=["GET", "POST"])
@signed_in
def settings() -> Any:
    """At which pace mail comes, topic by topic, and pauses."""
    actor = current_actor()
    if request.method == "POST":
        # Not by the topics' own names: a field called `matches` would hide the form's method of that name from scripts.
        chosen = {topic: request.form[f"pace-{topic}"] for topic in TOPICS if f"pace-{topic}" in request.form}
        try:
            with writing() as session:
                paces.set_paces(session, actor, chosen)
        except Invalid as error:
            return _settings_page({error.field: say(error)}), 422
        flash(_("已保存"), "success")
        return redirect(SETTINGS, 303)
    return _settings_page({})


def _settings_page(errors: dict[str, str]) -> str:
    actor = current_actor()
    with reading() as session:
        kept = paces.settings_of(session, [actor.user_id or 0])[actor.user_id or 0]
    return render_template(
        "notifications/settings.html",
        topics=[(kept[code], _(TOPIC_NAMES[code]), _(TOPIC_HELP[code])) for code in TOPICS],
        everything=kept[ALL],
        paces=[(code, _(PACE_NAMES[code])) for code in PACES],
        errors=errors,
        tomorrow=tomorrow(),
    )


@bp.post(f"{SETTINGS}/pause")
@signed_in
def pause() -> Any:
    """No mail for a while: of one topic, or of all."""
    try:
        until = pause_end(request.form.get("until", ""))
        with writing() as session:
            paces.pause(session, current_actor(), request.form.get("topic", ALL), until=until)
    except Invalid as error:
        return _settings_page({error.field: say(error)}), 422
    flash(_("已暂停，站内仍可查看"), "success")
    return redirect(SETTINGS, 303)


@bp.post(f"{SETTINGS}/resume")
@signed_in
def resume() -> Any:
    """Mail again."""
    try:
        with writing() as session:
            paces.resume(session, current_actor(), request.form.get("topic", ALL))
    except Invalid as error:
        return _settings_page({error.field: say(error)}), 422
    flash(_("已恢复"), "success")
    return redirect(SETTINGS, 303)


@bp.get("/unsubscribe/<token>")
@public
def leave(token: str) -> str:
    """Asks, and changes nothing: programs that read mail follow its links."""
    asked = _leaving().read(token)
    return render_template(
        "notifications/leave.html", names=[_(TOPIC_NAMES[topic]) for topic in asked.topics], all=asked.topics == TOPICS
    )


@bp.post("/unsubscribe/<token>")
@public
def left(token: str) -> str:
    """Ends the mail: the button of the page above, or a mail program's own by RFC 8058. The link is the proof, no session is looked at."""
    asked = _leaving().read(token)
    topics = TOPICS if request.form.get("what") == ALL else asked.topics
    with writing() as session:
        _leave(session, asked.user_id, topics)
    return render_template(
        "notifications/left.html", names=[_(TOPIC_NAMES[topic]) for topic in topics], all=topics == TOPICS
    )


def _leave(session: Session, user_id: int, topics: tuple[str, ...]) -> None:
    paces.never_again(session, user_id, topics, by=VISITOR)


def _leaving() -> Leaving:
    leaving: Leaving = current_app.extensions["portal.leaving"]
    return leaving


@bp.record_once
def _without_token(setup: BlueprintSetupState) -> None:
    setup.app.extensions["portal.csrf"].exempt(left)
