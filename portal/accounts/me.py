"""Pages of one's own account below `/me`: profile, password, address, sessions, keys for programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for

from portal.accounts import policies, queries
from portal.accounts.addresses import check_email, check_phone
from portal.accounts.forms import ChangeEmailForm, ChangePasswordForm, ProfileForm, TokenForm
from portal.accounts.passwords import check_password, hash_password, verify_password
from portal.accounts.services import passwords, profile, sessions, tokens
from portal.core.errors import Invalid
from portal.web import limits
from portal.web.auth import current_actor, current_token
from portal.web.guards import signed_in
from portal.web.i18n import _, locale_tag
from portal.web.uow import reading, writing

bp = Blueprint("accounts_me", __name__)


@bp.route("/me/profile", methods=["GET", "POST"])
@signed_in
def show() -> Any:
    """Name, telephone, language, and the way to everything else."""
    actor = current_actor()
    with reading() as db:
        view = queries.profile_of(db, actor)
        browsers = queries.list_sessions(db, actor, this_token=current_token())
    form = ProfileForm(name=view.name, phone=view.phone, locale=view.locale or locale_tag())
    status = 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: check_phone(form.phone.data) if form.phone.data else ""):
                with writing() as db:
                    profile.update_profile(
                        db, actor, name=form.name.data, phone=form.phone.data or "", locale=form.locale.data
                    )
                session["locale"] = form.locale.data
                flash(_("已保存"), "success")
                return redirect(url_for("accounts_me.show"), 303)
        except Invalid as error:
            form.take(error)
    return render_template("accounts/profile.html", form=form, view=view, browsers=browsers), status


@bp.route("/me/password", methods=["GET", "POST"])
@signed_in
def password() -> Any:
    """Change the own password; other browsers are signed out."""
    form = ChangePasswordForm()
    if not form.is_submitted():
        return render_template("accounts/password.html", form=form)
    actor = current_actor()
    try:
        if form.is_right(
            lambda: check_password(form.password.data or "", field="password", personal=(actor.email, actor.name))
        ):
            old_hash = _prove(form.current.data)
            new_hash = hash_password(form.password.data)
            with writing() as db:
                passwords.change_password(db, actor, old_hash=old_hash, new_hash=new_hash, keep=current_token())
            flash(_("密码已修改，其他设备已退出登录"), "success")
            return redirect(url_for("accounts_me.show"), 303)
    except Invalid as error:
        form.take(error)
    return render_template("accounts/password.html", form=form), 422


@bp.route("/me/email", methods=["GET", "POST"])
@signed_in
def email() -> Any:
    """Ask for another address; it counts once the mail sent there is answered."""
    form = ChangeEmailForm()
    if not form.is_submitted():
        return render_template("accounts/email.html", form=form)
    try:
        if form.is_right(lambda: check_email(form.email.data or "")):
            actor = current_actor()
            new = check_email(form.email.data)
            _prove(form.current.data)
            limits.count(policies.ADD_ADDRESS, str(actor.user_id))
            with writing() as db:
                profile.request_email_change(db, actor, email=new, locale=locale_tag())
            flash(_("确认邮件已发到 %(email)s，打开里面的链接后新邮箱生效", email=new), "success")
            return redirect(url_for("accounts_me.show"), 303)
    except Invalid as error:
        form.take(error)
    return render_template("accounts/email.html", form=form), 422


def _prove(typed: str) -> str | None:
    """The hash of the own password, if that is what was typed. Raises: Invalid("current"), Throttled."""
    actor = current_actor()
    limits.count(policies.CONFIRM_PASSWORD, str(actor.user_id))
    with reading() as db:
        kept = queries.own_credentials(db, actor).password_hash
    if not verify_password(kept, typed):
        raise Invalid("current", "密码不对")
    return kept


@bp.post("/me/sessions/end")
@signed_in
def end_sessions() -> Any:
    """Sign out everywhere but here."""
    with writing() as db:
        sessions.end_own_sessions(db, current_actor(), but=current_token())
    flash(_("其他设备已退出登录"), "success")
    return redirect(url_for("accounts_me.show"), 303)


@bp.route("/me/tokens", methods=["GET", "POST"])
@signed_in
def show_tokens() -> Any:
    """Keys for programs; a new one is shown once, on the answer to its making, and nowhere else."""
    form, new, status = TokenForm(), "", 200
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                with writing() as db:
                    new = tokens.make_token(db, current_actor(), label=form.label.data)
                form, status = TokenForm(formdata=None), 201
        except Invalid as error:
            form.take(error)
    with reading() as db:
        rows = queries.list_tokens(db, current_actor())
    return render_template("accounts/tokens.html", form=form, rows=rows, new=new), status


@bp.post("/me/tokens/<int:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> Any:
    """Revoke a key."""
    with writing() as db:
        tokens.revoke_token(db, current_actor(), token_id=token_id)
    flash(_("令牌已停用"), "success")
    return redirect(url_for("accounts_me.show_tokens"), 303)
