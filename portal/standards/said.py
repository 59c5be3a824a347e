"""Amounts, days and changes of the standards in the reader's words. Owns no table and no rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from portal.standards.books import OFF, OWN_HOURS, WORK
from portal.standards.promises import Amount
from portal.standards.terms import DAYS, KINDS, PRIORITIES, PROMISES, TIERS
from portal.web.i18n import LOCALES, _, _n, locale_tag

HOUR = 60


def amount_words(amount: Amount | None) -> str:
    """`30 分钟`, `2 小时`, `1 个工作日`, `—`."""
    if amount is None:
        return "—"
    if amount.unit == DAYS:
        return str(_n("%(num)d 个工作日", "%(num)d 个工作日", amount.number))
    if amount.number % HOUR == 0:
        return str(_("%(n)s 小时", n=amount.number // HOUR))
    return str(_("%(n)s 分钟", n=amount.number))


def day_words(day: date) -> str:
    """`2026-02-14 周六`: whoever plans thinks in weekdays."""
    return f"{day.isoformat()} {format_date(day, 'EEE', locale=LOCALES[locale_tag()])}"


def kind_words(kind: str, hours: str = "") -> str:
    """What a day is: off, worked, or its own hours."""
    if kind == OWN_HOURS and hours:
        return hours
    return str({OFF: _("休息"), WORK: _("上班"), OWN_HOURS: _("按时段")}.get(kind, kind))


def change_words(subject: str, facts: Mapping[str, Any]) -> str:
    """What a change on record was about: which standard and what it became, or which hours and days."""
    what, _colon, which = subject.partition(":")
    if what == "policy":
        kind, tier, priority = [*which.split("/"), "", ""][:3]
        whom = [str(_(KINDS.get(kind, kind))), _name(TIERS, tier), _name(PRIORITIES, priority)]
        amounts = [f"{_(words)} {_amount(facts[name])}" for name, words in PROMISES.items() if facts.get(name)]
        return " · ".join(part for part in (*whom, *amounts) if part)
    if "day" in facts:
        day = str(facts["day"])
        return f"{day_words(date.fromisoformat(day))} {kind_words(str(facts.get('kind', '')), str(facts.get('hours', '')))}".strip()
    hours = (("workday", _("工作日")), ("saturday", _("周六")), ("sunday", _("周日")))
    return " · ".join(f"{words} {facts[name]}" for name, words in hours if facts.get(name))


def _name(names: Mapping[str, str], key: str) -> str:
    return str(_(names[key])) if key and key in names else ""


def _amount(stored: Any) -> str:
    """An amount as the record keeps it: `20m`, `1d`."""
    words = str(stored)
    return amount_words(Amount(int(words[:-1]), words[-1])) if words[:-1].isdigit() else words
