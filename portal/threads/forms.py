"""Forms of threads: opening one, correcting a message, a supplier's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from portal.threads.models import KINDS, RESTRICTED_KINDS
from portal.threads.words import MAX_BODY, MAX_SUBJECT
from portal.web.forms import BaseForm, at_most
from portal.web.i18n import _, _l


def choices(table: dict[str, str]) -> list[tuple[str, str]]:
    """A table of labels as a select wants it, in the reader's language."""
    return [(key, str(_(words))) for key, words in table.items()]


class NewThreadForm(BaseForm):
    """A new thread with its first message."""

    kind = SelectField(_l("类型"))
    subject = StringField(_l("主题"), [DataRequired(_l("请填写主题")), at_most(MAX_SUBJECT)])
    body = TextAreaField(_l("内容"), [at_most(MAX_BODY)])
    about = SelectField(_l("投诉的是"), default="")
    is_anonymous = BooleanField(_l("对其他部门匿名"))
    token = HiddenField()

    def __init__(self, *args: Any, abouts: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(KINDS)
        self.about.choices = [("", str(_("不指明"))), *((key, str(_(name))) for key, name in abouts)]


class ReachForm(BaseForm):
    """Staff's first word to a company."""

    subject = StringField(_l("主题"), [DataRequired(_l("请填写主题")), at_most(MAX_SUBJECT)])
    body = TextAreaField(_l("内容"), [DataRequired(_l("请填写内容")), at_most(MAX_BODY)])
    token = HiddenField()


class EditForm(BaseForm):
    """A correction."""

    body = TextAreaField(_l("内容"), [DataRequired(_l("请填写内容")), at_most(MAX_BODY)])


class SupplierForm(BaseForm):
    """A thread with a supplier, tied to a customer's."""

    org_no = SelectField(_l("供应商"), [DataRequired(_l("请选择供应商"))])
    kind = SelectField(_l("类型"))
    subject = StringField(_l("主题"), [DataRequired(_l("请填写主题")), at_most(MAX_SUBJECT)])
    body = TextAreaField(_l("内容"), [DataRequired(_l("请填写内容")), at_most(MAX_BODY)])
    token = HiddenField()

    def __init__(self, *args: Any, companies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org_no.choices = [("", str(_("请选择"))), *((no, f"{name}（{no}）") for no, name in companies)]
        self.kind.choices = choices({kind: words for kind, words in KINDS.items() if kind not in RESTRICTED_KINDS})
