"""Staff's view of companies: the queue of those to verify, and one company with its history."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.paging import page_number
from portal.core.permissions import OrgKind
from portal.core.texts import N_
from portal.organisations import policies, queries
from portal.organisations.company import refusal_lines
from portal.organisations.forms import RefusalForm
from portal.organisations.models import PENDING
from portal.organisations.services import verification
from portal.organisations.uscc import check_uscc
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.guards import staff
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("organisations_desk", __name__)

PAGE_SIZE = 20

ACTIONS = {
    "organisation.registered": N_("登记企业"),
    "organisation.changed": N_("修改资料"),
    "organisation.verified": N_("认证通过"),
    "organisation.refused": N_("审核未通过"),
    "organisation.submitted_again": N_("重新提交审核"),
    "organisation.licence_set": N_("上传营业执照"),
    "invitation.sent": N_("发出邀请"),
    "invitation.withdrawn": N_("撤回邀请"),
    "member.joined": N_("成员加入"),
    "member.role_changed": N_("修改成员角色"),
    "member.removed": N_("移出成员"),
    "member.left": N_("成员退出"),
    "organisation.tier_set": N_("设置客户等级"),
}


@bp.get("/desk/moderation")
@staff("sales", "supervision")
def moderation() -> str:
    """Companies to verify, longest waiting first; those decided on under tabs of their own."""
    state = request.args.get("state", PENDING)
    if state not in policies.STATE_NAMES:
        state = PENDING
    number = page_number(request.args.get("page"), size=PAGE_SIZE)
    with reading() as db:
        page = queries.list_companies(db, verification=state, number=number, size=PAGE_SIZE)
        counts = queries.count_by_state(db)
    kinds = {code.value: _(name) for code, name in policies.KIND_NAMES.items()}
    tabs = [
        (_(name), f"/desk/moderation?state={key}", key == state, counts.get(key, 0))
        for key, name in policies.STATE_NAMES.items()
    ]
    return render_template(
        "organisations/moderation.html",
        page=page,
        state=state,
        tabs=tabs,
        kinds=kinds,
        url_for_page=lambda number: f"/desk/moderation?state={state}&page={number}",
    )


@bp.get("/desk/companies/<no>")
@staff()
def company(no: str) -> Any:
    """One company: facts, people, history, and the decision."""
    return _page(no)


def _page(no: str, form: RefusalForm | None = None, error: str = "", status: int = 200) -> Any:
    actor = current_actor()
    with reading() as db:
        view = queries.company_by_no(db, actor, no)
        people = queries.list_members(db, view.id)
        history = queries.history_of(db, view.id)
        troubles = current_app.extensions.get("portal.mail_troubles")  # the mailroom's, which stands above
        back = troubles(db, [member.email for member in people]) if troubles else {}
    form = form or RefusalForm(formdata=None)
    form.version.data = str(view.version)
    return (
        render_template(
            "organisations/desk_company.html",
            company=view,
            uscc_fault=_uscc_fault(view.uscc),
            refusal=refusal_lines(view.refusal),
            kind=_(policies.KIND_NAMES[OrgKind(view.kind)]),
            state=_(policies.STATE_NAMES[view.verification]),
            people=people,
            troubles=back,
            roles={code.value: _(name) for code, name in policies.ROLE_NAMES.items()},
            history=[(_(ACTIONS.get(row.action, row.action)), row) for row in history],
            can_verify=policies.can_verify(actor),
            tiers=policies.TIER_NAMES,
            form=form,
            error=error,
        ),
        status,
    )


def _uscc_fault(uscc: str) -> str:
    """What is wrong with the code, "" when its form and check character are right."""
    try:
        check_uscc(uscc)
    except Invalid as error:
        return say(error)
    return ""


@bp.get("/desk/companies/<no>/licence")
@staff()
def licence(no: str) -> Any:
    """The company's business licence."""
    with reading() as db:
        view = queries.company_by_no(db, current_actor(), no)
    if view.licence_token is None or view.licence_type is None:
        raise NotFound("文件不存在")
    return send_upload(view.licence_token, name=view.licence_name or "licence", media_type=view.licence_type)


@bp.post("/desk/companies/<no>/verify")
@staff("sales", "supervision")
def verify(no: str) -> Any:
    """Verify the company as it was shown."""
    try:
        with writing() as db:
            verification.verify(db, current_actor(), no=no, version=_version())
    except Conflict as error:
        return _page(no, error=say(error), status=409)
    flash(_("已通过认证，企业会收到邮件"), "success")
    return redirect(url_for("organisations_desk.moderation"), 303)


@bp.post("/desk/companies/<no>/refuse")
@staff("sales", "supervision")
def refuse(no: str) -> Any:
    """Refuse the company, or take its verification back, with reasons."""
    form = RefusalForm()
    try:
        if not form.validate():
            return _page(no, form, status=422)
        with writing() as db:
            verification.refuse(
                db,
                current_actor(),
                no=no,
                version=_version(),
                reasons=form.reasons.data or [],
                note=form.note.data or "",
            )
    except Invalid as error:
        form.take(error)
        return _page(no, form, status=422)
    except Conflict as error:
        return _page(no, form, error=say(error), status=409)
    flash(_("已退回，企业会收到邮件"), "success")
    return redirect(url_for("organisations_desk.moderation"), 303)


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0
