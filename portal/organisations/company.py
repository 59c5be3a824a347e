"""A member's pages of their company, below `/me/organisation`."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError

from portal.accounts.addresses import check_email, check_phone, fold_email
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.files import FileStore
from portal.core.permissions import Actor, OrgKind
from portal.materials.regions import cities
from portal.organisations import policies, queries
from portal.organisations.forms import CompanyForm, InviteForm, LicenceForm, ProfileForm
from portal.organisations.models import VERIFIED
from portal.organisations.services import members, profile, registration, verification
from portal.organisations.services.profile import ProfileData
from portal.organisations.services.registration import CompanyData
from portal.organisations.uscc import check_uscc
from portal.web import limits
from portal.web.auth import current_actor
from portal.web.downloads import send_upload
from portal.web.forms import whole
from portal.web.guards import manager, member, signed_in
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("organisations_company", __name__)


@bp.get("/me/organisation")
@member
def show() -> Any:
    """The company: its profile, whether it is verified, its people."""
    return _page()


def _page(
    invite_form: InviteForm | None = None, licence_form: LicenceForm | None = None, error: str = "", status: int = 200
) -> Any:
    actor = current_actor()
    with reading() as db:
        company = queries.own_company(db, actor)
        people = queries.list_members(db, company.id)
        invitations = queries.list_invitations(db, company.id) if actor.is_manager else []
    return (
        render_template(
            "organisations/show.html",
            company=company,
            refusal=refusal_lines(company.refusal),
            kind=_(policies.KIND_NAMES[OrgKind(company.kind)]),
            people=people,
            invitations=invitations,
            roles={code.value: _(name) for code, name in policies.ROLE_NAMES.items()},
            invite_form=invite_form or InviteForm(formdata=None),
            licence_form=licence_form or LicenceForm(formdata=None),
            error=error,
        ),
        status,
    )


def refusal_lines(refusal: str) -> list[str]:
    """The reasons in the reader's language; what staff wrote themselves stays as it is."""
    known = set(policies.REFUSAL_REASONS.values())
    return [str(_(line)) if line in known else line for line in refusal.split("\n") if line]


@bp.route("/me/organisation/edit", methods=["GET", "POST"])
@manager
def edit() -> Any:
    """The profile. A save on top of somebody else's shows both and loses neither."""
    actor = current_actor()
    with reading() as db:
        company = queries.own_company(db, actor)
    form = ProfileForm(
        company=company.name, uscc=company.uscc, short_name=company.short_name, kind=company.kind, city=company.city,
        address=company.address, phone=company.phone, intro=company.intro, version=str(company.version),
    )  # fmt: skip
    locked = company.verification == VERIFIED
    if locked:  # not part of the form then, whatever is posted
        form.company.data, form.uscc.data = company.name, company.uscc
    saved, status = None, 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(
                lambda: None if locked else check_uscc(form.uscc.data or ""),
                lambda: check_phone(form.phone.data) if form.phone.data else "",
            ):
                _save(actor, form)
                anew = profile.needs_new_check(company, form.kind.data)
                flash(_("已保存。企业改为供应商，正在重新审核") if anew else _("已保存"), "success")
                return redirect(url_for("organisations_company.show"), 303)
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(say(error))
            form.version.data = str(company.version)  # saving again is a decision made with both in view
            saved, status = company, 409
    return (
        render_template(
            "organisations/edit.html",
            form=form,
            locked=locked,
            checks_kind=locked and company.kind == OrgKind.BUYER,
            saved=saved,
            saved_kind=_(policies.KIND_NAMES[OrgKind(company.kind)]),
            cities=[city.short for city in cities()],
        ),
        status,
    )


def _save(actor: Actor, form: ProfileForm) -> None:
    data = ProfileData(
        name=form.company.data, uscc=form.uscc.data, short_name=form.short_name.data or "", kind=form.kind.data,
        city=form.city.data, address=form.address.data or "", phone=form.phone.data or "", intro=form.intro.data or "",
    )  # fmt: skip
    version = whole(form.version.data)
    with writing() as db:
        profile.change_profile(db, actor, version=version, data=data)


@bp.route("/me/organisation/new", methods=["GET", "POST"])
@signed_in
def new() -> Any:
    """Register a company as somebody who has an account and no company."""
    actor = current_actor()
    if actor.org_id is not None or actor.is_staff:
        return redirect("/me/organisation" if actor.org_id else "/desk", 303)
    form, status = CompanyForm(), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: check_uscc(form.uscc.data or "")):
                data = CompanyData(
                    name=form.company.data, uscc=form.uscc.data, kind=form.kind.data, city=form.city.data
                )
                limits.count(policies.REGISTER_PER_NETWORK, limits.network())
                with writing() as db:
                    registration.found_company(db, actor, registration.check_company(db, data))
                flash(_("企业已登记。上传营业执照后，我们会尽快审核"), "success")
                return redirect(url_for("organisations_company.show"), 303)
        except Invalid as error:
            form.take(error)
        except IntegrityError:  # somebody registered the same company at this moment
            form.take(Invalid("uscc", "这家企业已经注册，请联系贵公司的管理员邀请您加入"))
    return render_template("organisations/new.html", form=form, cities=[city.short for city in cities()]), status


@bp.post("/me/organisation/licence")
@manager
def upload_licence() -> Any:
    """Take the picture or PDF of the business licence."""
    form = LicenceForm()
    upload = request.files.get("licence")
    store: FileStore = current_app.extensions["portal.files"]
    try:
        if not form.validate():
            return _page(licence_form=form, status=422)
        if upload is None or not upload.filename:
            raise Invalid("licence", "请选择文件")
        taken = store.take(cast(BinaryIO, upload.stream), upload.filename, field="licence", max_bytes=10 * 1024 * 1024)
        if not taken.media_type.startswith("image/") and taken.media_type != "application/pdf":
            raise Invalid("licence", "请上传图片或 PDF")
        with writing() as db:
            verification.set_licence(db, current_actor(), taken=taken)
    except Invalid as error:
        form.take(error)
        return _page(licence_form=form, status=422)
    flash(_("营业执照已上传"), "success")
    return redirect(url_for("organisations_company.show"), 303)


@bp.get("/me/organisation/licence")
@member
def licence() -> Any:
    """The own company's licence."""
    with reading() as db:
        company = queries.own_company(db, current_actor())
    if company.licence_token is None or company.licence_type is None:
        raise NotFound("文件不存在")
    return send_upload(company.licence_token, name=company.licence_name or "licence", media_type=company.licence_type)


@bp.post("/me/organisation/submit")
@manager
def submit_again() -> Any:
    """Ask to be looked at again."""
    try:
        with writing() as db:
            verification.submit_again(db, current_actor())
    except (Invalid, Conflict) as error:
        return _page(error=say(error), status=error.status)
    flash(_("已重新提交，审核结果会发邮件通知"), "success")
    return redirect(url_for("organisations_company.show"), 303)


@bp.post("/me/organisation/invitations")
@manager
def invite() -> Any:
    """Ask a colleague to join."""
    form = InviteForm()
    actor = current_actor()
    try:
        if not form.is_right(lambda: check_email(form.email.data or "")):
            return _page(invite_form=form, status=422)
        limits.count(policies.INVITE_PER_COMPANY, str(actor.org_id))
        limits.count(policies.INVITE_PER_ADDRESS, f"{actor.org_id} {fold_email(form.email.data)}")
        with writing() as db:
            members.invite(db, actor, email=form.email.data, role=form.role.data)
    except Invalid as error:
        form.take(error)
        return _page(invite_form=form, status=422)
    flash(_("邀请已发到 %(email)s", email=form.email.data), "success")
    return redirect(url_for("organisations_company.show"), 303)


@bp.post("/me/organisation/invitations/<int:invitation_id>/withdraw")
@manager
def withdraw(invitation_id: int) -> Any:
    """Take an invitation back."""
    with writing() as db:
        members.withdraw(db, current_actor(), invitation_id=invitation_id)
    flash(_("邀请已撤回"), "success")
    return redirect(url_for("organisations_company.show"), 303)


@bp.post("/me/organisation/members/<int:user_id>/role")
@manager
def change_role(user_id: int) -> Any:
    """Give a colleague another role."""
    try:
        with writing() as db:
            members.change_role(db, current_actor(), user_id=user_id, role=request.form.get("role", ""))
    except (Invalid, Conflict) as error:
        return _page(error=say(error), status=error.status)
    flash(_("角色已修改"), "success")
    return redirect(url_for("organisations_company.show") if user_id != current_actor().user_id else "/me", 303)


@bp.post("/me/organisation/members/<int:user_id>/remove")
@manager
def remove(user_id: int) -> Any:
    """End a colleague's membership."""
    try:
        with writing() as db:
            members.remove(db, current_actor(), user_id=user_id)
    except Conflict as error:
        return _page(error=say(error), status=error.status)
    flash(_("已移出企业"), "success")
    return redirect(url_for("organisations_company.show") if user_id != current_actor().user_id else "/me", 303)


@bp.post("/me/organisation/leave")
@member
def leave() -> Any:
    """Leave the company."""
    try:
        with writing() as db:
            members.leave(db, current_actor())
    except Conflict as error:
        return _page(error=say(error), status=error.status)
    flash(_("您已退出企业"), "success")
    return redirect("/me", 303)
