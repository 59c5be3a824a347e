"""Forms of a letter at the desk: into a thread, an answer by mail, laid aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from portal.mailroom.people import Candidate
from portal.mailroom.services.handling import MAX_ANSWER, MAX_REASON
from portal.threads.models import KINDS
from portal.threads.words import MAX_SUBJECT
from portal.web.forms import BaseForm, at_most
from portal.web.i18n import _, _l


class PlaceForm(BaseForm):
    """Whose letter it is, and the thread it becomes."""

    person = RadioField(_l("客户"), validate_choice=False)
    kind = SelectField(_l("类型"))
    subject = StringField(_l("主题"), [at_most(MAX_SUBJECT)])
    no = StringField(_l("放进已有会话"), [at_most(20)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(key, str(_(words))) for key, words in KINDS.items()]

    def offer(self, people: Sequence[Candidate]) -> None:
        """These to choose from. Whom it may belong to is asked when it is placed: staff may have looked for somebody else."""
        self.person.choices = [
            (str(one.user_id), f"{one.name} · {one.org_name}（{one.org_no}） · {one.email} · {_(one.why)}")
            for one in people
        ]


class AnswerForm(BaseForm):
    """An answer to somebody who has no company here."""

    body = TextAreaField(_l("答复"), [DataRequired(_l("请填写内容")), at_most(MAX_ANSWER)])


class LayAsideForm(BaseForm):
    """Why nothing becomes of it."""

    reason = StringField(_l("原因"), [DataRequired(_l("请写明不处理的原因")), at_most(MAX_REASON)])
