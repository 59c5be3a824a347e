"""Posting a message or an internal note, and correcting a message."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request

from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.threads import page, queries, services
from portal.threads.forms import EditForm
from portal.threads.policies import can_edit, can_write
from portal.threads.services.posting import Crossed
from portal.threads.views.blueprint import bp, mail_batch_s, take_files
from portal.threads.words import key_of, prepare
from portal.web.auth import current_actor
from portal.web.errors import wants_problem
from portal.web.forms import clean
from portal.web.guards import signed_in
from portal.web.i18n import _, say
from portal.web.typed import keeps_typed
from portal.web.uow import reading, writing


@bp.post("/threads/<no>/messages")
@signed_in
@keeps_typed
def post(no: str) -> Any:
    """Add what was typed, once for each `token`. `as=note`: an internal note, staff only. Scripts get JSON, forms the page."""
    actor = current_actor()
    as_note = request.form.get("as") == "note"
    body = clean(request.form.get("body", ""))
    if as_note and not actor.is_staff:
        raise NotFound("页面不存在")
    if any(upload.filename for upload in request.files.getlist("files")):
        with reading() as session:  # nobody stores files for a thread they may not write in
            if not can_write(actor, queries.find_thread(session, actor, no)):
                raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    try:
        key = key_of(request.form.get("token"))
        files = take_files()
        words = prepare(body, file_names=tuple(file.name for file in files))
        with writing() as session:
            if as_note:
                posted = services.post_note(session, actor, no=no, words=words, key=key, files=files)
            else:
                posted = services.post_message(
                    session, actor, no=no, words=words, key=key, files=files, mail_batch_s=mail_batch_s(), seen=_seen()
                )
    except Crossed as crossed:
        if wants_problem():
            raise
        given = {"body": body, "crossing": say(crossed), "token": key}
        return page.show(actor, no, **given), 409
    except Invalid as error:
        if wants_problem():
            raise
        given = {"body": body, "error": say(error), "token": request.form.get("token", ""), "writing_note": as_note}
        return page.show(actor, no, **given), 422
    mark = f"{'n' if as_note else 'm'}{posted.id}"
    if wants_problem():
        return jsonify(no=mark, fresh=posted.fresh), 201 if posted.fresh else 200
    return redirect(f"/threads/{posted.no or no}#{mark}", 303)


def _seen() -> int | None:
    """The newest message the composer's page showed; None where a program says nothing of it."""
    raw = request.form.get("seen", "")
    return int(raw) if raw.isdecimal() and len(raw) < 19 else None


@bp.get("/threads/<no>/messages/<int:message_id>/edit")
@signed_in
def edit(no: str, message_id: int) -> str:
    """The form to correct one's own message."""
    actor = current_actor()
    with reading() as session:
        found = queries.find_thread(session, actor, no)
        message = queries.find_message(session, found, message_id)
    if not can_edit(actor, author_id=message.author_id, written_at=message.created_at, now=now()):
        raise Forbidden("消息发出 5 分钟后不能再修改，请另发一条")
    return render_template("threads/edit.html", t=found, form=EditForm(formdata=None, data={"body": message.body}))


@bp.post("/threads/<no>/messages/<int:message_id>/edit")
@signed_in
@keeps_typed
def save_edit(no: str, message_id: int) -> Any:
    """Keep the correction, and what the message said before."""
    actor = current_actor()
    with reading() as session:
        found = queries.find_thread(session, actor, no)
        queries.find_message(session, found, message_id)
    form = EditForm()
    try:
        if form.validate():
            words = prepare(form.body.data)
            with writing() as session:
                services.edit_message(session, actor, no=no, message_id=message_id, words=words)
            flash(_("已修改"), "success")
            return redirect(f"/threads/{no}#m{message_id}", 303)
    except Invalid as error:
        form.take(error)
    return render_template("threads/edit.html", t=found, form=form), 422
