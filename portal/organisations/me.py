"""The member's home `/me`: what needs doing, and the sections of the other features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, redirect, render_template
from sqlalchemy.orm import Session

from portal.core.permissions import Actor, OrgKind
from portal.organisations import queries
from portal.organisations.models import REFUSED
from portal.web.auth import current_actor
from portal.web.guards import signed_in
from portal.web.i18n import _
from portal.web.me import Section, sections_for
from portal.web.uow import reading

bp = Blueprint("organisations_me", __name__)


@bp.get("/me")
@signed_in
def home() -> Any:
    """What needs doing and what is going on; staff have their desk for that."""
    actor = current_actor()
    if actor.is_staff:
        return redirect("/desk", 303)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the providers are kept on the app itself
    with reading() as db:
        sections = sections_for(app, db, actor)
    return render_template("organisations/home.html", sections=sections)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, with the way to it."""

    text: str
    detail: str
    action: str
    url: str
    tone: str = "info"


def todo(session: Session, actor: Actor) -> Section | None:
    """The section of `/me` on the account and the company."""
    tasks = []
    if not actor.email_confirmed:
        tasks.append(Task(_("请确认邮箱"), _("确认后才能看会员价和发布求购。"), _("重新确认"), "/me/email", "warn"))
    if actor.org_id is None:
        tasks.append(
            Task(
                _("您还没有所属企业"),
                _("登记企业，或请同事邀请您加入。"),
                _("登记企业"),
                "/me/organisation/new",
                "warn",
            )
        )
    elif not actor.org_verified:
        tasks.append(_company_task(queries.own_company(session, actor)))
    return Section("organisations/_todo.html", tasks) if tasks else None


def _company_task(company: queries.CompanyView) -> Task:
    if company.verification == REFUSED:
        return Task(_("企业审核未通过"), _("请按原因修改后重新提交。"), _("查看原因"), "/me/organisation", "danger")
    if company.licence_token is None:
        why = (
            _("现在就可以询价和发布求购；审核通过后，您的企业会显示“已认证”。")
            if company.kind == OrgKind.BUYER
            else _("审核通过后，您发布的供应才会公开。")
        )
        return Task(_("请上传营业执照"), why, _("去上传"), "/me/organisation", "warn")
    return Task(_("企业正在审核"), _("一般一个工作日内完成，结果会发邮件通知。"), _("查看"), "/me/organisation")
