"""Public pages: registering a company, confirming, accepting an invitation, the company's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from portal.accounts.addresses import check_email, check_phone, fold_email
from portal.accounts.forms import EmailForm
from portal.accounts.models import User
from portal.accounts.passwords import check_password, hash_password, verify_password
from portal.accounts.services.sessions import begin_session
from portal.core.errors import Conflict, Invalid, NotFound, Throttled
from portal.core.permissions import OrgKind, OrgRole
from portal.materials.regions import cities
from portal.organisations import policies
from portal.organisations.forms import FinishForm, JoinForm, RegisterForm
from portal.organisations.queries import (
    Invited,
    PendingRegistration,
    company_by_no,
    find_invitation,
    find_registration,
)
from portal.organisations.services import members, registration
from portal.organisations.services.registration import CompanyData, PersonData
from portal.web import auth, limits
from portal.web.auth import current_actor
from portal.web.guards import public
from portal.web.i18n import _, locale_tag, say
from portal.web.paths import WANTED, local_path, next_path
from portal.web.uow import reading, writing

bp = Blueprint("organisations", __name__)

OWN = "registration"
"""In the browser's session: the registration made here, so that confirming it here needs no password again."""


@bp.get("/register")
@public
def register() -> Any:
    """The form; somebody signed in has an account already."""
    if current_actor().is_signed_in:
        return redirect(next_path("/me"), 303)
    return _register_page(RegisterForm(kind=request.args.get("kind")))


@bp.post("/register")
@public
def do_register() -> Any:
    """Keep what was typed and send the mail. The answer is the same whether or not the address has an account."""
    form = RegisterForm()
    try:
        if not form.is_right(*_checks(form)):
            return _register_page(form, 422)
        company = _company(form)
        who = {"email": check_email(form.email.data), "phone": check_phone(form.phone.data), "name": form.name.data}
        limits.count(policies.REGISTER_PER_NETWORK, limits.network())
        hashed = hash_password(form.password.data)
        with writing() as db:
            session[OWN] = registration.register(
                db,
                company=company,
                who=PersonData(**who, password_hash=hashed, locale=locale_tag()),
                next_path=next_path(""),
            )
    except Invalid as error:
        form.take(error)
        return _register_page(form, 422)
    except Throttled as error:
        form.take(Invalid("", "注册太频繁，请 %(minutes)s 分钟后再试", minutes=-(-error.retry_after_s // 60)))
        return _register_page(form, 429)
    return redirect(url_for("organisations.register_sent"), 303)


def _checks(form: RegisterForm) -> tuple[Callable[[], Any], ...]:
    """What is asked of the values beside their being there."""
    personal = (form.email.data or "", form.name.data or "", form.phone.data or "", form.company.data or "")
    return (
        lambda: _company(form),
        lambda: check_phone(form.phone.data or ""),
        lambda: check_email(form.email.data or ""),
        lambda: check_password(form.password.data or "", field="password", personal=personal),
    )


def _company(form: Any) -> CompanyData:
    data = CompanyData(
        name=form.company.data or "", uscc=form.uscc.data or "", kind=form.kind.data or "", city=form.city.data or ""
    )
    with reading() as db:
        return registration.check_company(db, data)


def _register_page(form: RegisterForm, status: int = 200) -> Any:
    return render_template(
        "organisations/register.html", form=form, cities=[city.short for city in cities()], next=next_path("")
    ), status


@bp.get("/register/sent")
@public
def register_sent() -> str:
    """Look into your letter box."""
    return render_template("organisations/register_sent.html", form=EmailForm())


@bp.get("/register/terms")
@public
def terms() -> str:
    """What one agrees to."""
    return render_template("organisations/terms.html")


@bp.post("/register/resend")
@public
def resend() -> Any:
    """The mail once more; the same answer for every address."""
    form = EmailForm()
    if not form.validate():
        return render_template("organisations/register_sent.html", form=form), 422
    email = fold_email(form.email.data)
    limits.count(policies.RESEND_PER_NETWORK, limits.network())
    limits.count(policies.RESEND_PER_ACCOUNT, email)
    with writing() as db:
        registration.resend(db, email=email)
    flash(_("如果这个邮箱有待确认的注册，邮件已重新发出"), "success")
    return redirect(url_for("organisations.register_sent"), 303)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> Any:
    """Confirm a registration and sign in. Opening the link changes nothing: mail scanners open links.

    In another browser the password is asked for: whoever owns the letter box may not be who filled in the form.
    """
    form, status = FinishForm(), 200
    try:
        with reading() as db:
            pending = find_registration(db, token)
        own = session.get(OWN) == pending.id
        if request.method == "POST":
            status = 422
            if own or (form.validate() and _knows_password(pending, form.password.data, token)):
                return _finish(token, pending.next_path)
    except NotFound:
        return render_template("accounts/dead_link.html", again_url="/register"), 404
    except Conflict as error:
        flash(say(error), "error")
        return redirect(url_for("accounts.login"), 303)
    except Invalid as error:
        form.take(error)
    return render_template("organisations/confirm.html", form=form, pending=pending, own=own), status


def _knows_password(pending: PendingRegistration, typed: str, token: str) -> bool:
    limits.count(policies.FINISH_PER_LINK, token)
    if not verify_password(pending.password_hash, typed):
        raise Invalid("password", "密码不对。忘记了可以重新注册一次")
    return True


def _finish(token: str, onward: str) -> Any:
    with writing() as db:
        user = registration.confirm_registration(db, token=token)
        db.flush()  # the session's row needs the person's id
        opened = _open_session(db, user)
    auth.sign_in(opened)
    flash(_("注册完成。上传营业执照后，我们会尽快审核"), "success")
    return redirect(local_path(onward, "/me"), 303)


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Any:
    """Accept an invitation: as somebody new, or with the account it was sent to."""
    form, status = JoinForm(), 200
    try:
        with reading() as db:
            invited = find_invitation(db, token)
        if request.method == "POST":
            status = 422
            answer = _accept(invited, token, form)
            if answer is not None:
                return answer
    except NotFound:
        return render_template("organisations/dead_invitation.html"), 404
    except Invalid as error:
        form.take(error)
    except Conflict as error:
        form.take(Invalid("", error.message, **error.params))
        status = 409
    role = _(policies.ROLE_NAMES[OrgRole(invited.role)])
    path = url_for("organisations.invitation", token=token)
    return render_template("organisations/invitation.html", form=form, invited=invited, role=role, path=path), status


def _accept(invited: Invited, token: str, form: JoinForm) -> Any:
    actor = current_actor()
    if actor.is_signed_in:
        with writing() as db:
            members.join(db, actor, token=token)
        flash(_("您已加入 %(company)s", company=invited.company), "success")
        return redirect(_onward(), 303)
    if invited.has_account:
        raise Conflict("这个邮箱已经有账号，请登录后再接受邀请")
    personal = (invited.email, form.name.data or "", form.phone.data or "")
    if not form.is_right(
        lambda: check_phone(form.phone.data) if form.phone.data else "",
        lambda: check_password(form.password.data or "", field="password", personal=personal),
    ):
        return None
    phone = check_phone(form.phone.data) if form.phone.data else ""
    hashed = hash_password(form.password.data)
    with writing() as db:
        user = members.join_as_new(
            db, token=token, name=form.name.data, phone=phone, password_hash=hashed, locale=locale_tag()
        )
        db.flush()  # the session's row needs the person's id
        opened = _open_session(db, user)
    onward = _onward()  # signing in empties the cookie
    auth.sign_in(opened)
    flash(_("您已加入 %(company)s", company=invited.company), "success")
    return redirect(onward, 303)


def _onward() -> str:
    """Where this browser was asked to sign in last, so that who joins a company goes on with what they began."""
    return local_path(session.pop(WANTED, None), "/me")


def _open_session(db: Any, user: User) -> str:
    token = begin_session(
        db, user_id=user.id, password_hash=user.password_hash, agent=request.headers.get("User-Agent", "")
    )
    if token is None:  # cannot be: the person was made a moment ago in this transaction
        raise NotFound("链接无效或已过期")
    return token


@bp.get("/companies/<no>")
@public
def company(no: str) -> str:
    """A company's page: public once verified; before, only for its own people and staff."""
    actor = current_actor()
    with reading() as db:
        view = company_by_no(db, actor, no)
    own = actor.is_staff or actor.org_id == view.id
    kind = _(policies.KIND_NAMES[OrgKind(view.kind)])
    return render_template("organisations/company.html", company=view, own=own, kind=kind)
