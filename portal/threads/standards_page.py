"""What `/service-standards` shows: the standards as they are written, and what was achieved, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.calendar import is_workday
from portal.standards.books import Book
from portal.standards.calendar import WorkCalendar, write_hours
from portal.standards.promises import Policy
from portal.standards.said import amount_words
from portal.standards.terms import KINDS, PRIORITIES, PROMISES, TIERS
from portal.threads.queries.achieved import ALL, Figure, Figures
from portal.web.i18n import _

FEW = 10
"""Fewer than so many say little, and the page says so."""
AHEAD_D = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """A standard in words: for whom beyond everybody, and the three amounts."""

    kind: str
    who: str
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words. share: '' where there is none; tone says how good it is."""

    share: str
    tone: str
    took: str
    count: str


def rules_of(policies: Sequence[Policy]) -> tuple[list[Rule], list[Rule]]:
    """What holds for everybody, by kind; and what is better for some."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    sorted_ = sorted(
        policies,
        key=lambda one: (
            order.get(one.kind, 99),
            list(TIERS).index(one.tier) if one.tier in TIERS else 99,
            one.priority,
        ),
    )
    rules = [
        (
            one,
            Rule(
                str(_(KINDS.get(one.kind, one.kind))),
                _who(one),
                tuple(amount_words(amount) for amount in (one.first, one.next, one.resolve)),
            ),
        )
        for one in sorted_
    ]
    return [rule for one, rule in rules if not (one.tier or one.priority)], [
        rule for one, rule in rules if one.tier or one.priority
    ]


def _who(policy: Policy) -> str:
    parts = [str(_(TIERS[policy.tier]))] if policy.tier in TIERS and policy.tier else []
    if policy.priority:
        parts.append(str(_("标为%(name)s的", name=_(PRIORITIES.get(policy.priority, policy.priority)))))
    return " · ".join(parts)


def table_of(figures: Figures, book: Book) -> list[tuple[str, list[Cell]]]:
    """All kinds together, then each kind of which there is anything."""
    day_s = int(book.calendar.day_length.total_seconds())
    rows = [(str(_("全部")), [_cell(figures.get((ALL, what)), day_s) for what in PROMISES])]
    for kind, words in KINDS.items():
        if any((kind, what) in figures for what in PROMISES):
            rows.append((str(_(words)), [_cell(figures.get((kind, what)), day_s) for what in PROMISES]))
    return rows


def _cell(figure: Figure | None, day_s: int) -> Cell:
    if figure is None:
        return Cell("", "", "", "")
    share = figure.share
    took = ""
    if figure.median_s is not None and figure.ninety_s is not None:
        took = str(
            _(
                "一半在 %(half)s内，九成在 %(most)s内",
                half=spent(figure.median_s, day_s),
                most=spent(figure.ninety_s, day_s),
            )
        )
    count = max(figure.promised, figure.done)
    words = _("共 %(n)s 件，样本少", n=count) if count < FEW else _("共 %(n)s 件", n=count)
    tone = "" if share is None else "ok" if share >= 95 else "warn" if share >= 80 else "danger"
    return Cell("" if share is None else f"{share}%", tone, took, str(words))


def spent(seconds: int, day_s: int) -> str:
    """Working time in words: `18 分钟`, `3.5 小时`, `1.5 个工作日`."""
    if seconds < 3600:
        return str(_("%(n)s 分钟", n=max(1, -(-seconds // 60))))
    if seconds < day_s:
        return str(_("%(n)s 小时", n=f"{seconds / 3600:.1f}".removesuffix(".0")))
    return str(_("%(n)s 个工作日", n=f"{seconds / day_s:.1f}".removesuffix(".0")))


def unlike_days(calendar: WorkCalendar, today: date) -> list[tuple[date, str]]:
    """The days to come that are not like their weekday: off though a weekday, worked though a weekend, or with other hours."""
    found = []
    for number in range(AHEAD_D):
        day = today + timedelta(days=number)
        hours = calendar.hours_of(day)
        usual = (
            calendar.week.workday
            if day.weekday() < 5
            else (calendar.week.saturday, calendar.week.sunday)[day.weekday() - 5]
        )
        if hours == usual and (is_workday(day) == (day.weekday() < 5) or not hours):
            continue
        if hours != usual:
            words = _("休息") if not hours else _("上班") if hours == calendar.week.workday else write_hours(hours)
            found.append((day, str(words)))
    return found
