"""The form of a rule: when, and, then; and back into the rule it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.automation import terms
from portal.automation.queries import RuleView
from portal.automation.rules import Actions, Conditions, Rule
from portal.automation.services.keeping import MAX_NAME, MAX_REPLY, words_from
from portal.automation.services.trying import DAYS
from portal.automation.words import tier_names
from portal.core.errors import Invalid
from portal.materials.categories import GROUPS, category_name
from portal.standards.terms import DEPARTMENTS, PRIORITIES
from portal.threads.queries.replies import ReplyView
from portal.web.forms import AmountField, BaseForm, at_most
from portal.web.i18n import LOCALES, _, _l, locale_tag


class TicksField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of a few, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _choices(table: dict[str, str], *, none: Any = None) -> list[tuple[str, str]]:
    found = [(key, str(_(words))) for key, words in table.items()]
    return [("", str(none)), *found] if none is not None else found


class RuleForm(BaseForm):
    """A rule. days: of the trial run only; ready: a ready answer to be put into the reply."""

    version = HiddenField()
    name = StringField(_l("规则名称"), [at_most(MAX_NAME)])
    trigger = SelectField(_l("什么时候"))
    active = BooleanField(_l("启用这条规则"))
    stops = BooleanField(_l("符合后不再看后面的规则"))
    kinds = TicksField(_l("会话类型"))
    channels = TicksField(_l("来自"))
    about = TicksField(_l("咨询的内容"))
    groups = TicksField(_l("品类"))
    words = StringField(_l("含有任意一个词"), [at_most(1000)])
    tiers = TicksField(_l("客户等级"))
    newcomer = SelectField(_l("新老客户"), default="")
    hours = SelectField(_l("时间"), default="")
    languages = TicksField(_l("客户使用的语言"))
    orgs = StringField(_l("指定企业（编号）"), [at_most(1000)])
    at_least = AmountField(_l("数量不少于"), maximum="1000000")
    assign = SelectField(_l("分给"), default="")
    priority = SelectField(_l("优先级设为"), default="")
    tags = StringField(_l("加标签"), [at_most(200)])
    reply = TextAreaField(_l("自动回复"), [at_most(MAX_REPLY)])
    ready = SelectField(_l("快捷回复"), default="")
    days = SelectField(_l("试运行范围"), default=str(DAYS[0]))

    def __init__(
        self, *args: Any, people: Sequence[tuple[int, str, str]], ready: Sequence[ReplyView], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._ready = {str(one.id): one.body for one in ready}
        self.ready.choices = [("", str(_("请选择"))), *((str(one.id), _ready_name(one)) for one in ready)]
        self.trigger.choices = _choices(terms.TRIGGERS)
        self.kinds.choices, self.channels.choices = _choices(terms.RULED_KINDS), _choices(terms.CHANNELS)
        self.about.choices = _choices(terms.ABOUT)
        self.groups.choices = [(one.code, category_name(one.code, LOCALES[locale_tag()])) for one in GROUPS]
        self.tiers.choices, self.languages.choices = list(tier_names().items()), list(terms.LANGUAGES.items())
        self.newcomer.choices = _choices(terms.NEWCOMERS, none=_("不限"))
        self.hours.choices = _choices(terms.HOURS, none=_("不限"))
        self.assign.choices = [
            ("", str(_("不指定"))),
            *((terms.DEPARTMENT_KEY + key, str(_("%(department)s部门", department=_(words)))) for key, words in DEPARTMENTS.items()),
            *((f"{terms.PERSON_KEY}{user_id}", name) for user_id, name, _departments in people),
        ]  # fmt: skip
        self.priority.choices = _choices(PRIORITIES, none=_("不改"))
        self.days.choices = [(str(days), str(_("最近 %(days)s 天", days=days))) for days in DAYS]

    def put_ready(self) -> None:
        """Put the chosen ready answer into the reply, below what stands there already. Raises: Invalid("ready")."""
        body = self._ready.get(self.ready.data or "", "")
        typed = (self.reply.data or "").strip()
        if not body:
            raise Invalid("ready", "请选择一条快捷回复")
        if len(typed) + len(body) + 2 > MAX_REPLY:
            raise Invalid("ready", "放不下：自动回复最多 %(max)s 个字", max=MAX_REPLY)
        if body.strip() not in typed:
            self.reply.data = f"{typed}\n\n{body.strip()}".strip()
        self.ready.data = ""

    @property
    def conditions(self) -> Conditions:
        """What was typed; what is no number asks for nothing here and has its complaint."""

        def of(field: Any) -> tuple[str, ...]:
            return tuple(field.data or ())

        amount = self.at_least.data
        return Conditions(
            kinds=of(self.kinds), channels=of(self.channels), about=of(self.about), groups=of(self.groups),
            words=words_from(self.words.data or ""), tiers=of(self.tiers),
            orgs=tuple(no.upper() for word in words_from(self.orgs.data or "") for no in word.split()),
            newcomer=self.newcomer.data or "", hours=self.hours.data or "", languages=of(self.languages),
            at_least="" if amount is None else format(amount.normalize(), "f"),
        )  # fmt: skip

    @property
    def actions(self) -> Actions:
        """What was typed."""
        return Actions(
            assign=self.assign.data or "", tags=words_from(self.tags.data or ""), priority=self.priority.data or "",
            reply=(self.reply.data or "").strip(),
        )  # fmt: skip

    def rule(self, rule_id: int) -> Rule:
        """The rule as it stands in the form."""
        return Rule(
            rule_id, self.name.data or "", self.trigger.data or "", self.conditions, self.actions,
            stops=bool(self.stops.data),
        )  # fmt: skip


def _ready_name(one: ReplyView) -> str:
    return f"{_(DEPARTMENTS[one.department])} · {one.title}" if one.department in DEPARTMENTS else one.title


def stored_fields(view: RuleView | None) -> dict[str, Any]:
    """A kept rule as the form holds it; a new one begins with the first trigger."""
    if view is None:
        return {"version": "0", "trigger": "opened", "active": False}
    kept, conditions = view.rule, asdict(view.rule.conditions)
    for name in ("kinds", "channels", "about", "groups", "tiers", "languages"):
        conditions[name] = list(conditions[name])
    return conditions | {
        "version": str(view.version), "name": kept.name, "trigger": kept.trigger, "active": view.active, "stops": kept.stops,
        "words": "、".join(conditions["words"]), "orgs": "、".join(conditions["orgs"]),
        "at_least": _amount(conditions["at_least"]), "assign": kept.actions.assign,
        "priority": kept.actions.priority, "tags": "、".join(kept.actions.tags), "reply": kept.actions.reply,
    }  # fmt: skip


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None
