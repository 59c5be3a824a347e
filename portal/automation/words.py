"""Rules in words, for the reader: what must hold, what follows, what a trial found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal.automation import terms
from portal.automation.rules import Actions, Conditions
from portal.materials.categories import category_name
from portal.standards.terms import DEPARTMENTS, PRIORITIES, TIERS
from portal.web.i18n import LOCALES, _, locale_tag


def tier_names() -> dict[str, str]:
    """Tiers as a condition names them: the ordinary one has a name too."""
    return {tier or terms.NORMAL: str(_(words)) for tier, words in TIERS.items()}


def when_words(conditions: Conditions) -> list[str]:
    """Each condition in a few words; one line saying so where there is none."""
    shown = LOCALES[locale_tag()]
    found = [
        _joined(_("类型"), conditions.kinds, terms.RULED_KINDS),
        _joined(_("来自"), conditions.channels, terms.CHANNELS),
        _joined(_("咨询的内容"), conditions.about, terms.ABOUT),
        _listed(_("品类"), [category_name(code, shown) for code in conditions.groups]),
        _listed(_("含有"), [f"“{word}”" for word in conditions.words]),
        _listed(_("客户等级"), [tier_names().get(tier, tier) for tier in conditions.tiers]),
        _listed(_("企业"), conditions.orgs),
        str(_(terms.NEWCOMERS[conditions.newcomer])) if conditions.newcomer in terms.NEWCOMERS else "",
        str(_(terms.HOURS[conditions.hours])) if conditions.hours in terms.HOURS else "",
        _listed(_("语言"), [terms.LANGUAGES.get(tag, tag) for tag in conditions.languages]),
        str(_("数量不少于 %(n)s 吨", n=conditions.at_least)) if conditions.at_least else "",
    ]
    return [words for words in found if words] or [str(_("不限"))]


def then_words(actions: Actions, people: Mapping[int, str], *, reply: str | None = None) -> list[str]:
    """Each action in a few words. people: names by id; reply: the text as it would be sent."""
    said = reply if reply is not None else actions.reply
    found = [
        str(_("分给%(who)s", who=assignee_words(actions.assign, people))) if actions.assign else "",
        _listed(_("标签"), actions.tags),
        str(_("优先级设为%(to)s", to=_(PRIORITIES.get(actions.priority, "")))) if actions.priority else "",
        str(_("自动回复：%(said)s", said=_short(said))) if actions.reply else "",
    ]
    return [words for words in found if words]


def assignee_words(assign: str, people: Mapping[int, str]) -> str:
    """A department or a person; somebody who has left is said to have."""
    if assign.startswith(terms.DEPARTMENT_KEY):
        return str(
            _("%(department)s部门", department=_(DEPARTMENTS.get(assign.removeprefix(terms.DEPARTMENT_KEY), "")))
        )
    return people.get(int(assign.removeprefix(terms.PERSON_KEY) or 0)) or str(_("已离开的同事"))


def _joined(label: Any, values: Iterable[str], names: Mapping[str, str]) -> str:
    return _listed(label, [str(_(names.get(value, value))) for value in values])


def _listed(label: Any, values: Iterable[str]) -> str:
    text = (", " if locale_tag() == "en" else "、").join(values)
    return str(_("%(label)s：%(values)s", label=label, values=text)) if text else ""


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else plain[:60] + "…"
