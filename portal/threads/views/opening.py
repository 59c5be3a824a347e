"""Opening a thread: about a listing, a warehouse, a freight rate, or nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import current_app, flash, redirect, render_template, request

from portal.core.errors import Invalid, Throttled
from portal.core.numbers import new_token
from portal.core.permissions import Actor
from portal.threads import models, services
from portal.threads.forms import NewThreadForm
from portal.threads.matters import DEFAULT_KIND, MatterView, find_matter, show_matter
from portal.threads.offered import LONGEST, Asked, FindOffered, Looking, Offered
from portal.threads.queries.about import about_choices, owner_key
from portal.threads.services import Matter
from portal.threads.views.blueprint import bp, mail_batch_s, take_files
from portal.threads.words import MAX_SUBJECT, key_of, prepare, subject_of
from portal.web.auth import current_actor
from portal.web.forms import clean
from portal.web.guards import writer
from portal.web.i18n import _
from portal.web.limits import count
from portal.web.typed import keeps_typed
from portal.web.uow import reading, writing


def _asked(actor: Actor) -> tuple[Matter, MatterView | None]:
    """What the address says the thread is about. Raises: NotFound when the actor may not see it."""
    for kind in DEFAULT_KIND:
        no = request.args.get(kind, "")[:20]
        if no:
            with reading() as session:
                matter = find_matter(session, actor, kind, no)
                return matter, show_matter(session, actor, kind=kind, no=no, title=matter.title)
    return Matter(), None


@bp.get("/threads/new")
@writer
def new() -> str:
    """The empty form: kind and subject filled in from what it is about."""
    matter, shown = _asked(current_actor())
    kind = request.args.get("kind", "")
    kind = kind if kind in models.KINDS else DEFAULT_KIND.get(matter.kind, "inquiry")
    subject = f"{_(models.KINDS[kind])}：{matter.title}"[:MAX_SUBJECT] if matter.kind else ""
    data = {"kind": kind, "subject": subject, "token": new_token()}
    with reading() as session:
        abouts = about_choices(session, current_actor())
        data["about"] = owner_key(session, current_actor(), request.args.get("about", ""))
    form = NewThreadForm(formdata=None, data=data, abouts=abouts)
    return _page(form, shown)


@bp.post("/threads/new")
@writer
@keeps_typed
def create() -> Any:
    """Open it, once for each form; or, by its other button, show what may answer it already, and the form as it was typed."""
    actor = current_actor()
    matter, shown = _asked(actor)
    with reading() as session:
        form = NewThreadForm(abouts=about_choices(session, actor))
    if request.form.get("do") == "look":
        try:
            return _page(form, shown, offered=_looked_up(actor, form, matter))
        except Throttled:
            return _page(form, shown, offered=Offered())
    try:
        if form.is_right(lambda: prepare(form.body.data or "", file_names=_chosen())):
            token = key_of(form.token.data)
            subject = subject_of(form.subject.data)
            files = take_files()
            words = prepare(form.body.data, file_names=tuple(file.name for file in files))
            with writing() as session:
                no = services.open_thread(
                    session, actor, kind=form.kind.data, subject=subject, words=words, key=token, matter=matter,
                    files=files, mail_batch_s=mail_batch_s(), about=form.about.data or "", is_anonymous=form.is_anonymous.data,
                )  # fmt: skip
            flash(_("已提交，客服会尽快回复。编号 %(no)s", no=no), "success")
            flash(form.token.data or "", "sent")
            return redirect(f"/threads/{no}", 303)
    except Invalid as error:
        form.take(error)
    except Throttled as error:
        form.take(Invalid("", "新开会话过于频繁，请 %(minutes)s 分钟后再试", minutes=-(-error.retry_after_s // 60)))
        return _page(form, shown), 429
    return _page(form, shown), 422


@bp.post("/threads/new/look")
@writer
def look() -> str:
    """What may answer it already, before it is sent: the piece of the page alone, for the script. Nothing is stored."""
    actor = current_actor()
    matter, _shown = _asked(actor)
    offered = _looked_up(actor, NewThreadForm(), matter)
    return render_template("threads/_offered.html", offered=offered)


def _looked_up(actor: Actor, form: NewThreadForm, matter: Matter) -> Offered:
    """Raises: Throttled."""
    count(Looking(), f"user:{actor.user_id}")
    find: FindOffered | None = current_app.extensions.get("portal.find_offered")
    asked = Asked(
        form.kind.data or "",
        f"{_own_words(form, matter)} {clean(form.body.data or '')[:LONGEST]}",
        matter.no if matter.kind == "listing" else "",
    )
    with reading() as session:
        return find(session, actor, asked) if find else Offered()


def _own_words(form: NewThreadForm, matter: Matter) -> str:
    """The subject, unless it is the one the page put there: what it is about the asker has found already."""
    subject = clean(form.subject.data or "")[:MAX_SUBJECT]
    return "" if matter.title and matter.title[:40] in subject else subject


def _chosen() -> tuple[str, ...]:
    return tuple(upload.filename for upload in request.files.getlist("files") if upload.filename)


def _page(form: NewThreadForm, shown: MatterView | None, *, offered: Offered | None = None) -> str:
    """offered: what was found; None where nobody has looked yet."""
    asked = urlencode(list(request.args.items(multi=True)))
    query = f"?{asked}" if asked else ""
    return render_template(
        "threads/new.html", form=form, matter=shown, action=f"/threads/new{query}", look_at=f"/threads/new/look{query}",
        offered=offered,
    )  # fmt: skip
