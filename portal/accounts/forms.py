"""Forms of signing in, passwords, the own profile and the staff list."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.passwords import MAX_LENGTH
from portal.core.permissions import Department
from portal.core.texts import N_
from portal.web.forms import BaseForm, at_most
from portal.web.i18n import _, _l

DEPARTMENT_NAMES = {
    Department.SALES: N_("业务部"),
    Department.WAREHOUSE: N_("仓储部"),
    Department.TRANSPORT: N_("运输部"),
    Department.QUALITY: N_("质量部"),
    Department.SUPERVISION: N_("监督部"),
}

LANGUAGES = [SelectChoice("zh-CN", "简体中文"), SelectChoice("zh-TW", "繁體中文"), SelectChoice("en", "English")]

needed = DataRequired(message=_l("请填写"))


class SignInForm(BaseForm):
    """The sign-in page. What the address looks like is not checked: a wrong one gets the same answer as an unknown one."""

    email = EmailField(_l("邮箱"), [needed, at_most(254)])
    password = PasswordField(_l("密码"), [needed, Length(max=1000, message=_l("密码最多 %(max)d 位"))])


class EmailForm(BaseForm):
    """One address: to reset a password, to send a link again."""

    email = EmailField(_l("邮箱"), [needed, at_most(254)])


class NewPasswordForm(BaseForm):
    """A new password by link. Whether it is good enough is the service's word."""

    password = PasswordField(_l("新密码"), [needed, Length(max=MAX_LENGTH, message=_l("密码最多 %(max)d 位"))])
    again = PasswordField(_l("再输一次"), [needed, EqualTo("password", message=_l("两次输入的密码不一样"))])


class ChangePasswordForm(BaseForm):
    """A new password for somebody who knows the old one."""

    current = PasswordField(_l("现在的密码"), [needed, Length(max=1000, message=_l("密码最多 %(max)d 位"))])
    password = PasswordField(_l("新密码"), [needed, Length(max=MAX_LENGTH, message=_l("密码最多 %(max)d 位"))])
    again = PasswordField(_l("再输一次"), [needed, EqualTo("password", message=_l("两次输入的密码不一样"))])


class ChangeEmailForm(BaseForm):
    """A new address; the password proves that it is not somebody at an open screen."""

    email = EmailField(_l("新邮箱"), [needed, at_most(254)])
    current = PasswordField(_l("现在的密码"), [needed, Length(max=1000, message=_l("密码最多 %(max)d 位"))])


class ProfileForm(BaseForm):
    """Name, telephone, language."""

    name = StringField(_l("姓名"), [needed, at_most(60)])
    phone = StringField(_l("电话"), [at_most(30)])
    locale = SelectField(_l("语言"), choices=LANGUAGES)


class TokenForm(BaseForm):
    """What a new key is for."""

    label = StringField(_l("用途"), [needed, at_most(60)])


class StaffForm(BaseForm):
    """A member of staff and their departments."""

    name = StringField(_l("姓名"), [needed, at_most(60)])
    _email = EmailField(_l("邮箱"), [needed, at_most(254)])  # no field here; fields stand in the order they are made in
    departments = SelectMultipleField(
        _l("部门"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False
    )
    is_admin = BooleanField(_l("系统管理员"))
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments.choices = [SelectChoice(code.value, _(name)) for code, name in DEPARTMENT_NAMES.items()]


class NewStaffForm(StaffForm):
    """Somebody new: the address cannot be changed by others afterwards."""

    email = StaffForm._email
