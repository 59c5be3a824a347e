"""The staff's work on one thread: take it, set who does what, bring in a colleague or a supplier."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.numbers import new_token
from portal.threads import models, page, queries, services
from portal.threads.desk.blueprint import bp
from portal.threads.forms import SupplierForm
from portal.threads.matters import show_matter
from portal.threads.services import Work
from portal.threads.views.blueprint import mail_batch_s
from portal.threads.words import key_of, prepare, subject_of
from portal.web.auth import current_actor
from portal.web.forms import clean, whole
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.typed import keeps_typed
from portal.web.uow import reading, writing


@bp.post("/threads/<no>/take")
@staff()
def take(no: str) -> Any:
    """Become the owner."""
    try:
        with writing() as session:
            services.take_thread(session, current_actor(), no=no)
    except Conflict as error:
        flash(say(error), "warning")
    else:
        flash(_("已由您负责"), "success")
    return redirect(f"/threads/{no}", 303)


@bp.post("/threads/<no>/work")
@staff()
def work(no: str) -> Any:
    """Set status, owner, department and priority."""
    actor = current_actor()
    with reading() as session:
        thread = queries.find_thread(session, actor, no)
        people = [
            (str(user_id), name) for user_id, name, _departments in queries.staff_choices(session, about=thread.about)
        ]
    asked = {name: clean(request.form.get(name, "")) for name in ("status", "owner_id", "department", "priority")}
    version, owner = request.form.get("version", ""), asked["owner_id"]
    conflict, errors = "", {}
    try:
        wanted = Work(
            asked["status"],
            (int(owner) if owner.isdecimal() and len(owner) < 18 else 0) if owner else None,
            asked["department"],
            asked["priority"],
        )
        with writing() as session:
            services.change_work(
                session,
                actor,
                no=no,
                version=int(version) if version.isdecimal() and len(version) < 18 else 0,
                work=wanted,
            )
    except Invalid as error:
        errors = {error.field: say(error)}
    except Conflict as error:
        conflict, version = say(error), str(thread.version)
    else:
        flash(_("已保存"), "success")
        return redirect(f"/threads/{no}", 303)
    now_is = [
        (_("状态"), _(models.STATUSES[thread.status])),
        (_("负责人"), thread.owner_name or _("未分配")),
        (_("受理部门"), _(models.DEPARTMENTS[thread.department])),
        (_("优先级"), _(models.PRIORITIES[thread.priority])),
    ]
    given: dict[str, Any] = {
        "work": page.work_selects(people, **asked),
        "work_version": version,
        "work_errors": errors,
        "conflict": conflict,
        "now_is": now_is,
    }
    return page.show(actor, no, **given), 409 if conflict else 422


@bp.post("/threads/<no>/guests")
@staff()
def guests(no: str) -> Any:
    """Bring a colleague into a complaint or suggestion."""
    raw = request.form.get("user_id", "")
    try:
        with writing() as session:
            services.bring_in(session, current_actor(), no=no, user_id=whole(raw))
    except Invalid as error:
        flash(say(error), "error")
    return redirect(f"/threads/{no}", 303)


@bp.get("/threads/<no>/supplier")
@staff()
def supplier(no: str) -> str:
    """The form for a thread with a supplier, tied to this one. Nothing of the customer is filled in but the matter's title."""
    actor = current_actor()
    with reading() as session:
        thread = queries.find_thread(session, actor, no)
        companies = queries.supplier_choices(session, thread)
        if thread.is_masked:
            raise NotFound("页面不存在")
        matter = show_matter(session, actor, kind=thread.subject_kind, no=thread.subject_no, title="")
    if thread.side != models.CUSTOMER:
        raise NotFound("页面不存在")
    owner = matter.org_no if matter and any(matter.org_no == number for number, _name in companies) else ""
    kind = thread.kind if thread.kind not in models.RESTRICTED_KINDS else "inquiry"
    form = SupplierForm(
        companies=companies,
        formdata=None,
        data={"org_no": owner, "kind": kind, "subject": thread.subject_title[:100], "token": new_token()},
    )
    return render_template("threads/supplier.html", t=thread, form=form)


@bp.post("/threads/<no>/supplier")
@staff()
@keeps_typed
def open_supplier(no: str) -> Any:
    """Open it."""
    actor = current_actor()
    with reading() as session:
        thread = queries.find_thread(session, actor, no)
        companies = queries.supplier_choices(session, thread)
    form = SupplierForm(companies=companies)
    try:
        if form.is_right(lambda: prepare(form.body.data or "")):
            words = prepare(form.body.data)
            subject, key = subject_of(form.subject.data), key_of(form.token.data)
            with writing() as session:
                opened = services.open_supplier_thread(
                    session, actor, parent_no=no, org_no=form.org_no.data, kind=form.kind.data, subject=subject,
                    words=words, key=key, mail_batch_s=mail_batch_s(),
                )  # fmt: skip
            flash(_("已向供应商发起会话；您现在写的内容供应商可见，客户看不到"), "success")
            flash(form.token.data or "", "sent")
            return redirect(f"/threads/{opened}", 303)
    except Invalid as error:
        form.take(error)
    return render_template("threads/supplier.html", t=thread, form=form), 422
