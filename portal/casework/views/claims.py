"""Raising a claim, its page for both sides, and what is done on it. Staff see notes, affected lots and other buyers besides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import Any, BinaryIO, cast

from flask import current_app, flash, redirect, render_template, request
from sqlalchemy.orm import Session

from portal.casework import claim_page
from portal.casework.claim_forms import ClaimForm, MoveForm, TestForm
from portal.casework.queries import claims as queries
from portal.casework.queries import list_causes
from portal.casework.services import claim_moves, claim_papers, claiming
from portal.casework.views.blueprint import bp, rules
from portal.config import Settings
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.files import FileStore, TakenFile
from portal.core.numbers import new_token
from portal.threads import services as threads
from portal.threads.services.once import key_beside
from portal.threads.words import MAX_FILES, key_of, prepare, subject_of
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.forms import BaseForm, clean, whole
from portal.web.guards import signed_in, staff, writer
from portal.web.i18n import _, say
from portal.web.typed import keeps_typed
from portal.web.uow import reading, writing


@bp.get("/threads/<no>/claim")
@signed_in
def of_thread(no: str) -> Any:
    """To the thread's claim; for its customer, to the form where there is none yet."""
    actor = current_actor()
    with reading() as session:
        thread = claiming.thread_of_claim(session, actor, no)
        claim_no = queries.claim_no_of(session, thread)
    if claim_no:
        return redirect(f"/claims/{claim_no}", 303)
    if actor.can_write:
        return redirect(f"/claims/new?thread={no}", 303)
    flash(_("客户还没有填写异议单"), "info")
    return redirect(f"/threads/{no}", 303)


@bp.get("/claims/new")
@writer
def new_claim() -> Any:
    """The empty form. `?thread=`: for this thread; `?order=`, `?listing=`: filled in."""
    thread_no, actor = request.args.get("thread", "")[:20], current_actor()
    if thread_no:
        with reading() as session:
            claim_no = queries.claim_no_of(session, claiming.thread_of_claim(session, actor, thread_no))
        if claim_no:
            return redirect(f"/claims/{claim_no}", 303)
    data: dict[str, Any] = {"listing_no": clean(request.args.get("listing", ""))[:20]}
    if order_no := clean(request.args.get("order", ""))[:20]:
        with reading() as session:
            data |= claiming.facts_of_order(session, actor, order_no)
    return _form(ClaimForm(formdata=None, data=data | {"token": new_token(), "kind": "quality"}), thread_no)


@bp.post("/claims/new")
@writer
@keeps_typed
def raise_claim() -> Any:
    """Raise it, in the thread given or in a new one."""
    actor, form = current_actor(), ClaimForm()
    thread_no = request.args.get("thread", "")[:20]
    facts = form.facts() if form.is_submitted() else None

    def check() -> None:
        with reading() as session:
            if thread_no:
                claiming.thread_of_claim(session, actor, thread_no)
            if facts is not None:
                claiming.check_facts(session, actor, facts, rules=rules())

    try:
        if form.is_right(check) and facts is not None:
            words = prepare(facts.what)
            # A form from the browser's history still has the key of the claim it raised: other facts are another claim.
            key = key_beside(key_of(form.token.data), words, (), *(str(fact) for fact in astuple(facts)))
            kind = _("重量异议") if facts.kind == "weight" else _("质量异议")
            subject = subject_of(f"{kind}：{' '.join(facts.what.split())[:60]}")
            settings: Settings = current_app.config["PORTAL"]
            with writing() as session:
                where = thread_no or threads.open_thread(
                    session, actor, kind="claim", subject=subject, words=words, key=key,
                    mail_batch_s=settings.mail_batch_s,
                )  # fmt: skip
                made = claiming.raise_claim(session, actor, thread_no=where, facts=facts, rules=rules())
            flash(_("异议已提出，请在下面补上证据"), "success")
            flash(form.token.data or "", "sent")
            return redirect(f"/claims/{made}", 303)
    except Invalid as error:
        form.take(error)
    return _form(form, thread_no), 422


def _form(form: ClaimForm, thread_no: str) -> str:
    asked = request.query_string.decode("ascii", "ignore")
    return render_template(
        "casework/claim_new.html", form=form, thread_no=thread_no, rules=rules(),
        tolerance=f"{rules().tolerance.normalize():f}", action="/claims/new" + (f"?{asked}" if asked else ""),
    )  # fmt: skip


@bp.get("/claims/<no>")
@signed_in
def claim(no: str) -> str:
    """The claim."""
    return _page(no)


def _page(no: str, **forms: Any) -> str:
    actor = current_actor()
    with reading() as session:
        context = claim_page.gather(session, actor, no, rules())
    return render_template("casework/claim.html", **{**context, **forms})


@bp.post("/claims/<no>/move/<move>")
@signed_in
@keeps_typed
def move_claim(no: str, move: str) -> Any:
    """Make a move."""
    actor = current_actor()
    with reading() as session:
        queries.find_claim(session, actor, no)
        form = MoveForm(causes=list_causes(session, also=0) if actor.is_staff else ())

    def act(session: Session) -> None:
        terms = form.terms()
        claim_moves.move_claim(
            session, actor, no=no, move=move, version=whole(form.version.data), terms=terms, rules=rules()
        )

    return _do(no, form, act, _("已记录，并通知了对方"), move=move, move_form=form)


@bp.post("/claims/<no>/evidence/<item>")
@signed_in
def evidence(no: str, item: str) -> Any:
    """Tick a line off, with files or without."""
    actor = current_actor()
    with reading() as session:
        _claim, thread = queries.find_claim(session, actor, no)
        if not claim_moves.side_of(actor, thread):
            raise NotFound("页面不存在")
    try:
        taken = _files()
        with writing() as session:
            claim_papers.bring_evidence(
                session, actor, no=no, item=item, ticked=request.form.get("do") != "untick", files=taken
            )
    except Invalid as error:
        return _page(no, evidence_error=(item, say(error))), 422
    except Conflict as error:
        flash(say(error), "warning")
    return redirect(f"/claims/{no}#evidence", 303)


def _files() -> list[TakenFile]:
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    if len(uploads) > MAX_FILES:
        raise Invalid("files", "一次最多 %(max)s 个文件", max=MAX_FILES)
    store: FileStore = current_app.extensions["portal.files"]
    settings: Settings = current_app.config["PORTAL"]
    most = settings.max_upload_mb * 1024 * 1024
    return [
        store.take(cast(BinaryIO, one.stream), one.filename or "", field="files", max_bytes=most) for one in uploads
    ]


@bp.get("/claims/<no>/files/<int:file_id>/<name>")
@signed_in
def claim_file(no: str, file_id: int, name: str) -> Any:
    """A file of the claim."""
    with reading() as session:
        found, _thread = queries.find_claim(session, current_actor(), no)
        file = queries.find_claim_file(session, found, file_id)
    if file.name != name:
        raise NotFound("文件不存在")
    return send_upload(file.token, name=file.name, media_type=file.media_type, small="small" in request.args)


@bp.post("/claims/<no>/notes")
@staff()
@keeps_typed
def note(no: str) -> Any:
    """Add a note of the investigation."""
    actor, words = current_actor(), clean(request.form.get("words", ""))
    try:
        with writing() as session:
            claim_papers.note_claim(session, actor, no=no, words=words)
    except Invalid as error:
        return _page(no, note_error=say(error), note_words=words), 422
    return redirect(f"/claims/{no}#notes", 303)


@bp.post("/claims/<no>/tests")
@staff()
@keeps_typed
def add_test(no: str) -> Any:
    """Note a test."""
    return _test(no, None)


@bp.post("/claims/<no>/tests/<int:test_id>")
@staff()
@keeps_typed
def change_test(no: str, test_id: int) -> Any:
    """Note what came of a test."""
    return _test(no, test_id)


def _test(no: str, test_id: int | None) -> Any:
    actor, form = current_actor(), TestForm()
    with reading() as session:
        queries.find_claim(session, actor, no)

    def act(session: Session) -> None:
        claim_papers.record_test(
            session, actor, no=no, test_id=test_id, ordered_by=form.ordered_by.data, lab=form.lab.data or "",
            result=form.result.data or "", verdict=form.verdict.data or "", cost=form.cost.data,
        )  # fmt: skip

    return _do(no, form, act, _("已保存"), test_form=form, test_of=test_id)


def _do(no: str, form: BaseForm, act: Callable[[Session], None], said: str, **given: Any) -> Any:
    try:
        if form.validate():
            with writing() as session:
                act(session)
            flash(said, "success")
            return redirect(f"/claims/{no}", 303)
    except Invalid as error:
        form.take(error)
    except Conflict as error:
        given["conflict"] = str(_(error.message, **{key: _(str(value)) for key, value in error.params.items()}))
        return _page(no, **given), 409
    return _page(no, **given), 422
