"""Forms of the desk's settings: a policy, the hours of a calendar, a day."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, NumberRange, Optional

from portal.standards.books import OFF, OWN_HOURS, WORK
from portal.standards.promises import Amount, Policy
from portal.standards.services import MOST_MINUTES
from portal.standards.terms import DEPARTMENTS, KINDS, PRIORITIES, TIERS, UNITS
from portal.web.forms import BaseForm, at_most, whole
from portal.web.i18n import _, _l

LONGEST_HOURS = 120


def _choices(table: dict[str, str], *, every: Any = None) -> list[tuple[str, str]]:
    found = [(key, str(_(words))) for key, words in table.items()]
    return [("", str(every)), *[one for one in found if one[0]]] if every is not None else found


class PolicyForm(BaseForm):
    """What is promised to a kind, tier and priority."""

    version = HiddenField()
    kind = SelectField(_l("类型"))
    tier = SelectField(_l("客户等级"))
    priority = SelectField(_l("优先级"))
    first = IntegerField(_l("首次响应"), [Optional(), NumberRange(1, MOST_MINUTES, _l("请填写正整数"))])
    first_unit = SelectField(_l("单位"))
    next = IntegerField(_l("后续回复"), [Optional(), NumberRange(1, MOST_MINUTES, _l("请填写正整数"))])
    next_unit = SelectField(_l("单位"))
    resolve = IntegerField(_l("问题解决"), [Optional(), NumberRange(1, MOST_MINUTES, _l("请填写正整数"))])
    resolve_unit = SelectField(_l("单位"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = _choices(KINDS)
        self.tier.choices = _choices(TIERS, every=_("所有客户"))
        self.priority.choices = _choices(PRIORITIES, every=_("所有优先级"))
        for unit in (self.first_unit, self.next_unit, self.resolve_unit):
            unit.choices = _choices(UNITS)

    @property
    def policy(self) -> Policy:
        """What was typed; call it after `validate`."""

        def amount(number: Any, unit: Any) -> Amount | None:
            return None if number.data is None else Amount(number.data, unit.data)

        return Policy(
            self.kind.data,
            self.tier.data or "",
            self.priority.data or "",
            amount(self.first, self.first_unit),
            amount(self.next, self.next_unit),
            amount(self.resolve, self.resolve_unit),
        )


class WeekForm(BaseForm):
    """The hours of a week."""

    version = HiddenField()
    workday = StringField(_l("工作日"), [DataRequired(_l("请填写工作日的上班时段")), at_most(LONGEST_HOURS)])
    saturday = StringField(_l("周六"), [at_most(LONGEST_HOURS)])
    sunday = StringField(_l("周日"), [at_most(LONGEST_HOURS)])


class DayForm(BaseForm):
    """A day unlike its weekday."""

    version = HiddenField()
    day = DateField(_l("日期"), [DataRequired(_l("请填写日期"))])
    kind = SelectField(_l("安排"))
    hours = StringField(_l("上班时段"), [at_most(LONGEST_HOURS)])
    name = StringField(_l("说明"), [at_most(60)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            (OFF, str(_("休息"))),
            (WORK, str(_("上班（按工作日时段）"))),
            (OWN_HOURS, str(_("按下面的时段（半天班）"))),
        ]


def version_of(form: BaseForm) -> int:
    """The version a form was made from."""
    return whole(form.version.data)


def department_of(raw: str | None) -> str:
    """A department's code, or the house."""
    return raw if raw in DEPARTMENTS else ""
