"""One thread: its page, what is new in it, its files, what a message said before."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, render_template, request

from portal.core.errors import NotFound
from portal.threads import page, queries, services
from portal.threads.present import doing_words
from portal.threads.services.reading import GONE, LASTS
from portal.threads.steps import steps_of
from portal.threads.views.blueprint import bp
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.forms import clean
from portal.web.guards import signed_in
from portal.web.uow import reading, writing

YOUNG = 4
"""Up to so many messages the acknowledgement may be news to an open page."""


def _number(name: str) -> int | None:
    raw = request.values.get(name, "")
    return int(raw) if raw.isdecimal() and len(raw) <= 18 else None


@bp.get("/threads/<no>")
@signed_in
def thread(no: str) -> str:
    """The page. `?before=`: the messages before that one; `?reply=`: for staff, with this ready answer in the box."""
    return page.show(current_actor(), no, before=_number("before"), reply=_number("reply"))


@bp.get("/threads/<no>/messages")
@signed_in
def messages(no: str) -> str:
    """What is new: messages after `?after=`, for staff notes after `?notes=`; or one message, `?only=`, as it is now."""
    actor = current_actor()
    with reading() as session:
        found = queries.find_thread(session, actor, no)
        only = _number("only")
        if only is not None:
            one = [queries.find_message(session, found, only)]
            items, _readers = page.talk_items(session, actor, found, messages=one, after=2**62)
        else:
            new, _more = queries.list_messages(session, found, after=_number("after") or 0)
            young = found.message_count <= YOUNG
            steps = queries.list_steps(session, actor, found) if young else ()
            items, _readers = page.talk_items(
                session, actor, found, messages=new, steps=steps, after=_number("notes") or 0
            )
    return render_template("threads/_items.html", items=items)


@bp.get("/threads/<no>/state")
@signed_in
def state(no: str) -> Any:
    """How far the other side has read, who types, who looks on. A company learns no names of its readers."""
    actor = current_actor()
    with reading() as session:
        found = queries.find_thread(session, actor, no)
        readers = queries.list_readers(session, actor, found)
    others = [reader for reader in readers if reader.is_staff != actor.is_staff]
    seen = [{"name": reader.name if actor.is_staff else "", "to": reader.read_to} for reader in others]
    if not actor.is_staff:
        seen = [{"name": "", "to": max((reader.read_to for reader in others), default=0)}]
    return jsonify(readers=seen, **doing_words(actor, readers))


@bp.get("/threads/<no>/side")
@signed_in
def side(no: str) -> str:
    """What stands beside the conversation, as it is now."""
    actor = current_actor()
    with reading() as session:
        found = queries.find_thread(session, actor, no)
        steps = steps_of(actor, found, queries.list_steps(session, actor, found))
    return render_template("threads/_progress.html", steps=steps, **page.standing(actor, found), t=found)


@bp.post("/threads/<no>/read")
@signed_in
def read(no: str) -> Any:
    """Note that the reader has seen the thread up to `to`."""
    with writing() as session:
        services.mark_read(session, current_actor(), no=no, read_to=_number("to") or 0)
    return "", 204


@bp.post("/threads/<no>/presence")
@signed_in
def presence(no: str) -> Any:
    """Note that the reader looks on, types, or left."""
    doing = request.form.get("state", "")
    if doing not in LASTS and doing != GONE:
        raise NotFound("页面不存在")
    with writing() as session:
        services.set_presence(session, current_actor(), no=no, state=doing)
    return "", 204


@bp.get("/threads/<no>/merged")
@signed_in
def merged(no: str) -> Any:
    """Where a merged thread's matter goes on."""
    actor = current_actor()
    with reading() as session:
        found = queries.find_thread(session, actor, no)
        if found.merged_into_id is None:
            raise NotFound("页面不存在")
        found = queries.find_merged(session, actor, found)
    return redirect(found.url, 303)


@bp.post("/threads/<no>/draft")
@signed_in
def draft(no: str) -> Any:
    """Keep what the reader is writing. Scripts say it every few seconds; the page shows it again wherever they sign in."""
    values = request.form
    with writing() as session:
        services.save_draft(
            session, current_actor(), no=no, body=clean(values.get("body", "")), is_note=values.get("as") == "note",
            key=values.get("token", "")[:40],
        )  # fmt: skip
    return "", 204


@bp.get("/threads/<no>/files/<int:file_id>/<name>")
@signed_in
def download(no: str, file_id: int, name: str) -> Any:
    """A file of this thread; a note's only for staff. `?save`: to disk, a picture too; `?small`: a picture's likeness."""
    actor = current_actor()
    with reading() as session:
        found = queries.find_thread(session, actor, no)
        file = queries.find_file(session, actor, found, file_id)
    if file.name != name:
        raise NotFound("文件不存在")
    return send_upload(
        file.token,
        name=file.name,
        media_type=file.media_type,
        download="save" in request.args,
        small="small" in request.args,
    )


@bp.get("/threads/<no>/messages/<int:message_id>/history")
@signed_in
def history(no: str, message_id: int) -> str:
    """What a message said before it was corrected."""
    actor = current_actor()
    with reading() as session:
        found = queries.find_thread(session, actor, no)
        message, revisions = queries.list_revisions(session, actor, found, message_id)
    return render_template("threads/history.html", t=found, message=message, revisions=revisions)
