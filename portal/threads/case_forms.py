"""Forms of the desk's work on a case: hand-offs, tasks, outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from portal.core.clock import SHANGHAI
from portal.threads.forms import choices
from portal.threads.models import DEPARTMENTS
from portal.threads.services.handing import MAX_WORDS
from portal.threads.services.tasks import MAX_TITLE
from portal.web.forms import BaseForm, at_most
from portal.web.i18n import _, _l


def moment(local: datetime | None) -> datetime | None:
    """What a form means by a time: Shanghai's."""
    return local.replace(tzinfo=SHANGHAI) if local else None


class HandOffForm(BaseForm):
    """Asking another department."""

    department = SelectField(_l("转给"), [DataRequired(_l("请选择部门"))])
    reason = TextAreaField(_l("原因"), [DataRequired(_l("请填写转办原因")), at_most(MAX_WORDS)])
    asked = TextAreaField(_l("需要的结果"), [DataRequired(_l("请填写需要对方给出什么结果")), at_most(MAX_WORDS)])
    said = StringField(_l("客户看到的话"), [at_most(60)])

    def __init__(self, *args: Any, without: str = "", **kwargs: Any) -> None:
        super().__init__(*args, prefix="handoff-", **kwargs)
        known = [(key, words) for key, words in choices(DEPARTMENTS) if key != without]
        self.department.choices = [("", str(_("请选择"))), *known]


class TaskForm(BaseForm):
    """A task for somebody."""

    title = StringField(_l("要做什么"), [DataRequired(_l("请填写要做什么")), at_most(MAX_TITLE)])
    department = SelectField(_l("部门"))
    assignee_id = SelectField(_l("指定同事"))
    due_at = DateTimeLocalField(_l("截止时间"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])

    def __init__(self, *args: Any, staff: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, prefix="task-", **kwargs)
        self.department.choices = choices(DEPARTMENTS)
        self.assignee_id.choices = [("", str(_("不指定"))), *staff]


class OutcomeForm(BaseForm):
    """What came of a hand-off or a task, or why it goes back."""

    outcome = TextAreaField(_l("结果或原因"), [at_most(MAX_WORDS)])
