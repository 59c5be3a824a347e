"""Forms of ratings and recoveries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from portal.casework.rules import REMEDIES
from portal.casework.services import RecoveryWork, Scores
from portal.casework.services.rating import MAX_WORD
from portal.casework.services.recovering import LONGEST
from portal.web.forms import AmountField, BaseForm, at_most, whole
from portal.web.i18n import _, _l


class RatingForm(BaseForm):
    """Three scores and a word."""

    quality = RadioField(_l("解决质量"), [DataRequired(_l("请选 1 到 5 分"))])
    speed = RadioField(_l("处理速度"), [DataRequired(_l("请选 1 到 5 分"))])
    attitude = RadioField(_l("服务态度"), [DataRequired(_l("请选 1 到 5 分"))])
    word = TextAreaField(_l("想说的话"), [at_most(MAX_WORD)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = (_("1 很差"), _("2 较差"), _("3 一般"), _("4 满意"), _("5 很满意"))
        for name in ("quality", "speed", "attitude"):
            self[name].choices = [(str(score), text) for score, text in enumerate(words, 1)]
            self[name].validate_choice = True

    def scores(self) -> Scores:
        """What was chosen; the form is right."""
        return Scores(int(self.quality.data), int(self.speed.data), int(self.attitude.data))


class RecoveryForm(BaseForm):
    """The work on a recovery."""

    version = HiddenField()
    cause_id = SelectField(_l("原因"))
    remedy = SelectField(_l("补救方式"))
    cost = AmountField(_l("补救成本"), [Optional()], places=2)
    follow_up_on = DateField(_l("回访日期"), [Optional()])
    apology = TextAreaField(_l("致歉"), [at_most(LONGEST)])
    promise = TextAreaField(_l("承诺的补救"), [at_most(LONGEST)])
    note = TextAreaField(_l("内部说明"), [at_most(LONGEST)])

    def __init__(self, *args: Any, causes: Sequence[tuple[int, str, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cause_id.choices = [("", _("待认定")), *((str(cause_id), name) for cause_id, name, _retired in causes)]
        self.remedy.choices = [("", _("待定")), *((key, _(words)) for key, words in REMEDIES.items())]

    def work(self) -> RecoveryWork:
        """What was filled in; the form is right."""
        return RecoveryWork(
            cause_id=whole(self.cause_id.data) or None,
            note=self.note.data or "",
            apology=self.apology.data or "",
            promise=self.promise.data or "",
            remedy=self.remedy.data or "",
            cost=self.cost.data,
            follow_up_on=self.follow_up_on.data,
        )


class CloseForm(BaseForm):
    """Closing a recovery."""

    version = HiddenField()
    customer_said = TextAreaField(_l("客户怎么说"), [at_most(LONGEST)])


class CauseForm(BaseForm):
    """A new cause."""

    name = StringField(_l("原因"), [at_most(40)])
