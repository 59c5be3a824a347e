"""The staff list, for administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from portal.accounts import queries
from portal.accounts.addresses import check_email
from portal.accounts.forms import DEPARTMENT_NAMES, NewStaffForm, StaffForm
from portal.accounts.services import staff
from portal.core.errors import Conflict, Invalid
from portal.core.permissions import Department
from portal.web.auth import current_actor
from portal.web.forms import whole
from portal.web.guards import admin
from portal.web.i18n import _, say
from portal.web.uow import reading, writing

bp = Blueprint("accounts_desk", __name__)


@bp.route("/desk/staff", methods=["GET", "POST"])
@admin
def staff_list() -> Any:
    """Who works here, and the form to engage somebody."""
    form, status = NewStaffForm(), 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(
                lambda: check_email(form.email.data or ""),
                lambda: staff.department_codes(form.departments.data or (), is_admin=form.is_admin.data),
            ):
                with writing() as db:
                    staff.create_staff(
                        db,
                        current_actor(),
                        email=form.email.data,
                        name=form.name.data,
                        departments=form.departments.data or [],
                        is_admin=form.is_admin.data,
                    )
                flash(_("已创建，设置密码的邮件已发出"), "success")
                return redirect(url_for("accounts_desk.staff_list"), 303)
        except Invalid as error:
            form.take(error)
    with reading() as db:
        rows = queries.list_staff(db)
    return render_template("accounts/staff_list.html", form=form, rows=rows, departments=DEPARTMENT_NAMES), status


@bp.route("/desk/staff/<int:user_id>", methods=["GET", "POST"])
@admin
def staff_member(user_id: int) -> Any:
    """One member of staff: name, departments, rights."""
    with reading() as db:
        view = queries.get_staff(db, user_id)
    form = StaffForm(
        name=view.name, departments=list(view.departments), is_admin=view.is_admin, version=str(view.version)
    )
    status = 200
    if form.is_submitted():
        status = 422
        try:
            if form.is_right(lambda: staff.department_codes(form.departments.data or (), is_admin=form.is_admin.data)):
                with writing() as db:
                    staff.change_staff(
                        db,
                        current_actor(),
                        user_id=user_id,
                        version=whole(form.version.data),
                        name=form.name.data,
                        departments=form.departments.data or [],
                        is_admin=form.is_admin.data,
                    )
                flash(_("已保存"), "success")
                return redirect(url_for("accounts_desk.staff_list"), 303)
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            form.form_errors.append(say(error))
            form.version.process_data(str(view.version))
            form.version.raw_data = None
            status = 409
    saved = "、".join(_(DEPARTMENT_NAMES[Department(code)]) for code in view.departments)
    return render_template("accounts/staff_member.html", form=form, view=view, saved_departments=saved), status


@bp.post("/desk/staff/<int:user_id>/disable")
@admin
def disable(user_id: int) -> Any:
    """Somebody leaves; their sessions end at once."""
    with writing() as db:
        staff.disable_staff(db, current_actor(), user_id=user_id)
    flash(_("已停用，对方已退出登录"), "success")
    return redirect(url_for("accounts_desk.staff_list"), 303)


@bp.post("/desk/staff/<int:user_id>/enable")
@admin
def enable(user_id: int) -> Any:
    """Somebody comes back."""
    with writing() as db:
        staff.enable_staff(db, current_actor(), user_id=user_id)
    flash(_("已恢复"), "success")
    return redirect(url_for("accounts_desk.staff_list"), 303)


@bp.post("/desk/staff/<int:user_id>/invite")
@admin
def invite(user_id: int) -> Any:
    """Send the link to set a password once more."""
    with writing() as db:
        staff.invite_again(db, current_actor(), user_id=user_id)
    flash(_("设置密码的邮件已重新发出"), "success")
    return redirect(url_for("accounts_desk.staff_list"), 303)
