"""The desk: the queue of who waits for an answer, and the staff's work on a thread."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request

from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.numbers import new_token
from portal.core.paging import page_number
from portal.threads import models, page, queries, services
from portal.threads.forms import SupplierForm
from portal.threads.listed import short_times, tone_of
from portal.threads.matters import show_matter
from portal.threads.present import STATUS_TONES, waited
from portal.threads.queries import QueueFilter
from portal.threads.services import Work
from portal.threads.views.blueprint import mail_batch_s
from portal.threads.words import key_of, prepare, subject_of
from portal.web.auth import current_actor
from portal.web.forms import clean, whole
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("threads_desk", __name__)
SIZE = 50
VIEWS = ("waiting", "active", "resolved", "closed")


def _wanted() -> QueueFilter:
    def one_of(name: str, known: Any, default: str = "") -> str:
        value = request.args.get(name, default)
        return value if value in known else default

    return QueueFilter(
        view=one_of("view", VIEWS, "waiting"),
        whose=one_of("whose", ("mine", "unassigned")),
        department=one_of("department", models.DEPARTMENTS),
        kind=one_of("kind", models.KINDS),
        side=one_of("side", (models.CUSTOMER, models.SUPPLIER)),
        words=clean(request.args.get("q", "")[:100]),
    )


def _queue() -> dict[str, Any]:
    actor, wanted = current_actor(), _wanted()
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        found = queries.list_queue(session, actor, wanted=wanted, page=number, size=SIZE)
        counts = queries.count_queue(session, actor, wanted=wanted)
    kinds, statuses, departments, priorities = (
        {key: _(words) for key, words in table.items()}
        for table in (models.KINDS, models.STATUSES, models.DEPARTMENTS, models.PRIORITIES)
    )
    when = short_times()
    rows = [
        {
            "no": q.thread.no,
            "url": q.thread.url,
            "org": q.thread.org_name,
            "initial": q.thread.org_name[:1],
            "tone": tone_of(q.thread.org_id),
            "subject": q.thread.subject,
            "excerpt": q.thread.excerpt,
            "by_staff": q.thread.by_staff,
            "kind": kinds[q.thread.kind],
            "department": departments[q.thread.department],
            "status": statuses[q.thread.status],
            "status_tone": STATUS_TONES[q.thread.status],
            "priority": priorities[q.thread.priority] if q.thread.priority in ("high", "urgent") else "",
            "owner": q.thread.owner_name or "",
            "mine": q.thread.owner_id == actor.user_id,
            "waited": waited(q.thread.waiting_since),
            "when": when(q.thread.last_message_at),
            "unread": q.thread.unread,
            "supplier": q.thread.side == models.SUPPLIER,
            "seen_by": "、".join(q.seen_by),
        }
        for q in found.items
    ]
    kept = {
        "view": wanted.view if wanted.view != "waiting" else "",
        "whose": wanted.whose,
        "department": wanted.department,
        "kind": wanted.kind,
        "side": wanted.side,
        "q": wanted.words,
    }

    def address(**changes: object) -> str:
        values = {key: value for key, value in (kept | changes).items() if value}
        return "/desk" + ("?" + urlencode(values) if values else "")

    return {
        "rows": rows,
        "page": found,
        "wanted": wanted,
        "kept": kept,
        "query": urlencode({key: value for key, value in kept.items() if value}),
        "url_for_page": lambda number: address(page=number),
        "tabs": [
            (_("待回复"), address(view="", whose=""), wanted.view == "waiting" and not wanted.whose, counts.waiting),
            (_("我负责的"), address(view="active", whose="mine"), wanted.whose == "mine", counts.mine),
            (_("未分配"), address(view="active", whose="unassigned"), wanted.whose == "unassigned", counts.unassigned),
            (_("全部进行中"), address(view="active", whose=""), wanted.view == "active" and not wanted.whose, counts.active),
            (_("已解决"), address(view="resolved", whose=""), wanted.view == "resolved", counts.resolved),
            (_("已关闭"), address(view="closed", whose=""), wanted.view == "closed", None),
        ],
        "departments": [("", _("全部部门")), *departments.items()],
        "kinds": [("", _("全部类型")), *kinds.items()],
        "sides": [("", _("客户和供应商")), (models.CUSTOMER, _("客户")), (models.SUPPLIER, _("供应商"))],
    }  # fmt: skip


@bp.get("/desk")
@staff()
def queue() -> str:
    """The queue: who has waited longest comes first."""
    return render_template("threads/desk.html", **_queue())


@bp.get("/desk/rows")
@staff()
def queue_rows() -> str:
    """The queue without its frame, for the page to renew it."""
    return render_template("threads/_desk_rows.html", **_queue())


@bp.post("/desk/take")
@staff()
def take_many() -> Any:
    """Take the chosen threads that nobody has."""
    with writing() as session:
        taken, missed = services.take_many(session, current_actor(), numbers=request.form.getlist("no"))
    if taken:
        flash(_("已接手 %(n)s 个会话", n=taken), "success")
    if missed:
        flash(_("%(n)s 个会话已由同事接手", n=missed), "warning")
    back = request.form.get("back", "")
    return redirect(
        "/desk" + (f"?{back}" if back and back.isascii() and "\n" not in back and "\r" not in back else ""), 303
    )


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
        people = [(str(user_id), name) for user_id, name, _departments in queries.staff_choices(session)]
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
            return redirect(f"/threads/{opened}", 303)
    except Invalid as error:
        form.take(error)
    return render_template("threads/supplier.html", t=thread, form=form), 422
