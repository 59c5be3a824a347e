"""Forms of registration, the company's profile, its people, and verification."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.forms import needed
from portal.accounts.passwords import MAX_LENGTH
from portal.organisations.policies import KIND_NAMES, REFUSAL_REASONS, ROLE_NAMES
from portal.web.forms import BaseForm, at_most
from portal.web.i18n import _, _l

choose = DataRequired(message=_l("请选择"))


class CompanyForm(BaseForm):
    """A company by itself: for somebody who has an account and no company."""

    kind = RadioField(_l("企业类型"), [choose])
    company = StringField(_l("企业名称"), [needed, Length(min=2, max=120, message=_l("2 到 120 个字"))])
    uscc = StringField(_l("统一社会信用代码"), [needed, at_most(40)])
    city = StringField(_l("所在城市"), [needed, at_most(40)], render_kw={"list": "cities"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(code.value, _(name)) for code, name in KIND_NAMES.items()]


class RegisterForm(CompanyForm):
    """A company and its first person."""

    name = StringField(_l("您的姓名"), [needed, at_most(60)])
    phone = StringField(_l("电话"), [needed, at_most(30)])
    email = EmailField(_l("邮箱"), [needed, at_most(254)])
    password = PasswordField(_l("密码"), [needed, Length(max=MAX_LENGTH, message=_l("密码最多 %(max)d 位"))])
    terms = BooleanField(_l("我已阅读并同意服务条款"), [DataRequired(message=_l("请先同意服务条款"))])


class FinishForm(BaseForm):
    """The password again, when a registration is confirmed in another browser than it was made in."""

    password = PasswordField(_l("注册时设置的密码"), [needed, Length(max=1000, message=_l("密码最多 %(max)d 位"))])


class JoinForm(BaseForm):
    """Somebody new who accepts an invitation."""

    name = StringField(_l("您的姓名"), [needed, at_most(60)])
    phone = StringField(_l("电话"), [at_most(30)])
    password = PasswordField(_l("密码"), [needed, Length(max=MAX_LENGTH, message=_l("密码最多 %(max)d 位"))])


class ProfileForm(CompanyForm):
    """The company's profile."""

    short_name = StringField(_l("简称"), [at_most(40)])
    address = StringField(_l("地址"), [at_most(200)])
    phone = StringField(_l("公开电话"), [at_most(30)])
    intro = TextAreaField(_l("企业简介"), [at_most(2000)])
    version = HiddenField()


class InviteForm(BaseForm):
    """Ask a colleague to join."""

    email = EmailField(_l("同事的邮箱"), [needed, at_most(254)])
    role = SelectField(_l("角色"), [choose])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(code.value, _(ROLE_NAMES[code])) for code in reversed(ROLE_NAMES)]
        if self.role.data is None:
            self.role.process_data("member")


class LicenceForm(BaseForm):
    """The business licence as a picture or PDF."""

    licence = FileField(_l("营业执照"))


class RefusalForm(BaseForm):
    """Why a company is refused."""

    reasons = SelectMultipleField(
        _l("原因"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False
    )
    note = TextAreaField(_l("补充说明"), [at_most(1000)])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons.choices = [SelectChoice(code, _(text)) for code, text in REFUSAL_REASONS.items()]
