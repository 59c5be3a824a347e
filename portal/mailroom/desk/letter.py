"""One letter: read it, see what came with it, and see to it: a thread, an answer by mail, or laid aside with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import current_app, flash, redirect, render_template, request
from sqlalchemy.orm import Session

from portal.core.errors import Invalid, NotFound
from portal.core.files import FileStore
from portal.mailroom import letters, people, queries
from portal.mailroom.desk.blueprint import bp
from portal.mailroom.forms import AnswerForm, LayAsideForm, PlaceForm
from portal.mailroom.models import OUTCOMES, WAITING
from portal.mailroom.services import handling
from portal.mailroom.services.enclosing import enclosed
from portal.mailroom.services.keeping import MEDIA_TYPE
from portal.mailroom.services.sorting import Mailroom
from portal.mailroom.services.troubles import troubles_of
from portal.mailroom.titling import title_of
from portal.threads.queries import find_thread
from portal.web.auth import current_actor
from portal.web.downloads import send_bytes, send_upload
from portal.web.forms import BaseForm, clean, whole
from portal.web.guards import staff
from portal.web.i18n import _
from portal.web.uow import reading, writing


def _files() -> FileStore:
    files: FileStore = current_app.extensions["portal.files"]
    return files


@bp.get("/desk/mail/<int:mail_id>")
@staff("sales", "supervision")
def letter(mail_id: int) -> Any:
    """The letter, whose it may be, and what can be done with it; `?q=` looks for a person or a company."""
    return _page(mail_id)


@bp.get("/desk/mail/<int:mail_id>/original")
@staff("sales", "supervision")
def original(mail_id: int) -> Any:
    """The whole mail, to disk; of a mail that went to its thread by itself the thread's own address gives it."""
    with reading() as session:
        found = queries.find_letter(session, current_actor(), mail_id)
    return send_upload(found.token, name=found.name, media_type=MEDIA_TYPE, download=True)


@bp.get("/desk/mail/<int:mail_id>/files/<int:at>")
@staff("sales", "supervision")
def file(mail_id: int, at: int) -> Any:
    """One of its files, out of the original."""
    with reading() as session:
        found = queries.find_letter(session, current_actor(), mail_id)
    one, data = letters.file_of(_files().read(found.token), at)
    return send_bytes(data, name=one.name, media_type=one.media_type)


@bp.post("/desk/mail/<int:mail_id>/place")
@staff("sales", "supervision")
def place(mail_id: int) -> Any:
    """A thread, or a message in one, in the name of who it belongs to; once, however often it is sent."""
    actor = current_actor()
    room: Mailroom = current_app.extensions["portal.mailroom"]
    with reading() as session:
        found = queries.find_letter(session, actor, mail_id)
    form = PlaceForm()
    if not form.validate():
        return _page(mail_id, wrong=form)
    mail = letters.parse(_files().read(found.token))
    enclosures = enclosed(_files(), mail)  # slow: before the transaction
    try:
        with writing() as session:
            no = handling.place(
                session, actor, mail_id=mail_id, mail=replace(mail, subject=found.row.subject),
                enclosures=enclosures, person_id=whole(form.person.data), kind=form.kind.data,
                subject=form.subject.data or "", no=(form.no.data or "").upper(), mail_batch_s=room.settings.mail_batch_s,
            )  # fmt: skip
            seen = _sees(session, no)
    except Invalid as error:
        form.take(error)
        return _page(mail_id, wrong=form)
    except handling.Seen:
        return _seen_to(mail_id)
    flash(_("已转入会话 %(no)s", no=no), "success")
    return redirect(f"/threads/{no}" if seen else "/desk/mail", 303)


@bp.post("/desk/mail/<int:mail_id>/answer")
@staff("sales", "supervision")
def answer(mail_id: int) -> Any:
    """By mail, to somebody who has no company here."""
    form = AnswerForm()

    def send(session: Session) -> None:
        handling.answer(session, current_actor(), mail_id=mail_id, body=form.body.data)

    return _settle(mail_id, form, send, said=_("答复已发出"))


@bp.post("/desk/mail/<int:mail_id>/done")
@staff("sales", "supervision")
def done(mail_id: int) -> Any:
    """Nothing is to become of it, for this reason."""
    form = LayAsideForm()

    def lay_aside(session: Session) -> None:
        handling.lay_aside(session, current_actor(), mail_id=mail_id, reason=form.reason.data)

    return _settle(mail_id, form, lay_aside, said=_("已处理"))


def _settle(mail_id: int, form: BaseForm, act: Callable[[Session], None], *, said: str) -> Any:
    """Do it and go back to the list; what is wrong stands on the letter's page."""
    if not form.validate():
        return _page(mail_id, wrong=form)
    try:
        with writing() as session:
            act(session)
    except Invalid as error:
        form.take(error)
        return _page(mail_id, wrong=form)
    except handling.Seen:
        return _seen_to(mail_id, written=form.body.data if isinstance(form, AnswerForm) else "")
    flash(said, "success")
    return redirect("/desk/mail", 303)


def _seen_to(mail_id: int, *, written: str = "") -> Any:
    """written: an answer that a colleague was faster with; unless it is the one that was sent, it is shown and not lost."""
    with reading() as session:
        if written.strip() and queries.find_letter(session, current_actor(), mail_id).answer != written.strip():
            return _page(mail_id, written=written)
        no = queries.placed_in(session, mail_id)
        seen = bool(no) and _sees(session, no)
    flash(_("这封来信已经处理过"), "info")
    return redirect(f"/threads/{no}" if seen else "/desk/mail", 303)


def _sees(session: Session, no: str) -> bool:
    """A complaint is not for who put it into its thread, unless they supervise."""
    try:
        find_thread(session, current_actor(), no)
    except NotFound:
        return False
    return True


def _words() -> str:
    """Who is looked for."""
    words: str = clean(request.args.get("q", ""))[:60]
    return words


def _page(mail_id: int, *, wrong: BaseForm | None = None, written: str = "") -> Any:
    """wrong: of the three forms the one that came with mistakes. written: what came too late to be sent."""
    actor, words = current_actor(), _words()
    with reading() as session:
        found = queries.find_letter(session, actor, mail_id)
        sender = found.row.sender
        possible = people.candidates(session, sender=sender, mail_id=mail_id, words=words) if found.is_waiting else []
        known = people.has_account(session, sender)
        before = queries.earlier_letters(session, actor, found.row)
        trouble = troubles_of(session, [sender]).get(sender)
    first = [one for one in possible if one.why in (people.ADDRESS, people.EARLIER)]
    data = {"subject": title_of(found.row.subject), "person": str(first[0].user_id) if first else None}
    form = wrong if isinstance(wrong, PlaceForm) else PlaceForm(formdata=None, data=data)
    form.offer(possible)
    text = render_template(
        "mailroom/letter.html",
        it=found, letter=letters.open_letter(_files().read(found.token)), state=_(OUTCOMES[found.row.outcome]),
        people=possible, known=known, before=before, trouble=trouble, words=words,
        outcomes={key: _(says) for key, says in OUTCOMES.items()}, asked=urlencode({"q": words}) if words else "",
        may_answer=found.row.outcome == WAITING and bool(sender) and not any(one.why in people.THEIRS for one in possible),
        form=form, written=written,
        answer_form=wrong if isinstance(wrong, AnswerForm) else AnswerForm(formdata=None),
        aside_form=wrong if isinstance(wrong, LayAsideForm) else LayAsideForm(formdata=None),
    )  # fmt: skip
    return text, 409 if written else 422 if wrong else 200
