"""The figures as tables with their charts, in the reader's words: what the page shows and the exports write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.casework.models.recovery import OCCASIONS
from portal.insight.charts import Chart, Series, drawn
from portal.insight.periods import AGE_NAMES, Period
from portal.insight.policies import Scope
from portal.insight.queries import Amount, Insight
from portal.standards.terms import DEPARTMENTS, FIRST, KINDS, RESOLVE
from portal.threads.queries.achieved import Figure
from portal.threads.standards_page import spent
from portal.web.filters import money
from portal.web.i18n import _

TEXT, COUNT, TOOK, SHARE, RATIO, SCORE, COST = "text", "count", "took", "share", "ratio", "score", "cost"
Cell = str | int | Decimal | None
NONE = Figure()


@dataclass(frozen=True, slots=True)
class Table:
    """rows hold plain values (times in working minutes, shares in per cent); `kinds` say how the page words them."""

    key: str
    title: str
    columns: tuple[tuple[str, str], ...]
    """(name, kind)."""
    rows: Sequence[tuple[Cell, ...]]
    charts: tuple[Chart, ...] = ()
    note: str = ""

    @property
    def heads(self) -> list[str]:
        """The names of the columns as an export writes them, with the unit."""
        units = {TOOK: _("（工作分钟）"), SHARE: "（%）", COST: _("（元）")}
        return [name + units.get(kind, "") for name, kind in self.columns]

    def worded(self, day_s: int) -> list[list[str]]:
        """The rows as the page shows them."""
        return [
            [worded(cell, kind, day_s) for cell, (_name, kind) in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]


def worded(cell: Cell, kind: str, day_s: int) -> str:
    """One value in words; — for none."""
    if cell is None:
        return "—"
    if kind == TOOK:
        return spent(int(cell) * 60, day_s)
    if kind == SHARE:
        return f"{cell}%"
    if kind == COST:
        return f"¥{money(Decimal(cell))}"
    return str(cell)


def minutes(seconds: int | None) -> int | None:
    """Whole minutes; what was begun counts."""
    return None if seconds is None else -(-seconds // 60)


def share(part: int, whole: int) -> int | None:
    """Per cent, whole."""
    return round(100 * part / whole) if whole else None


def mean(total: int, count: int, places: str = "0.01") -> Decimal | None:
    """A mean to two places."""
    return (Decimal(total) / count).quantize(Decimal(places)) if count else None


def tables_of(found: Insight, period: Period, scope: Scope, people: Mapping[int, str]) -> list[Table]:
    """All tables of a page, those without a line left out but the first."""
    one_person = scope.person is not None
    tables = [
        _open(found),
        _course(found, period, with_cost=not one_person),
        _breaches(found, scope),
        _ratings(found, scope),
    ]
    if not one_person:
        departments = [code for code in DEPARTMENTS if scope.department in ("", code)]
        tables.append(
            _whose("departments", _("各部门"), _("部门"), found, "department", {code: str(_(DEPARTMENTS[code])) for code in departments})
        )  # fmt: skip
        tables += [_whose("people", _("各人"), _("姓名"), found, "person", people), _causes(found), _recovery(found)]
    return [table for number, table in enumerate(tables) if table.rows or number == 0]


def totals(found: Insight) -> dict[str, Cell]:
    """The figures at the head of the page."""
    settled, again = _sum(found.settled, 0), _sum(found.settled, 1)
    opened, handed = _sum(found.opened, 0), _sum(found.opened, 1)
    rated = _sum(found.ratings, 0)
    first, resolve = found.done.get(("all", FIRST), NONE), found.done.get(("all", RESOLVE), NONE)
    return {
        "open": sum(one.count for one in found.open),
        "today": sum(one.today for one in found.open),
        "late": sum(one.late for one in found.open),
        "first": minutes(first.median_s),
        "first_ninety": minutes(first.ninety_s),
        "resolve": minutes(resolve.median_s),
        "resolve_ninety": minutes(resolve.ninety_s),
        "again": share(again, settled),
        "settled": settled,
        "handed": mean(handed, opened),
        "score": mean(sum(_sum(found.ratings, place) for place in (2, 3, 4)), rated * 3),
        "rated": rated,
        "cost": sum((amount.values[1] for _occasion, amount in found.recovered), Decimal(0)),
    }


def _sum(amounts: Sequence[Amount], place: int, only: Callable[[Amount], bool] = lambda _one: True) -> int:
    return int(sum(one.values[place] for one in amounts if only(one)))


def _open(found: Insight) -> Table:
    counts = [sum(one.count for one in found.open if one.age == age) for age in range(len(AGE_NAMES))]
    names = [str(_(name)) for name in AGE_NAMES]
    title = _("未结案：已开多久")
    return Table(
        "open", title, ((_("已开"), TEXT), (_("会话数"), COUNT)), list(zip(names, counts, strict=True)),
        _some(drawn(_("会话数，件"), names, [Series(_("会话数"), counts)])),
        _("截至现在，不受所选时间影响。"),
    )  # fmt: skip


def _course(found: Insight, period: Period, *, with_cost: bool) -> Table:
    steps = period.steps
    ends = [*(day - timedelta(days=1) for day in steps[1:]), period.last]
    names = [f"{a:%m-%d}" if a == b else f"{a:%m-%d}~{b:%m-%d}" for a, b in zip(steps, ends, strict=True)]
    rows: list[tuple[Cell, ...]] = []
    for place in range(len(steps)):

        def here(one: Amount, place: int = place) -> bool:
            return one.step == place

        first, resolve = (found.done.get(("step", place, what), NONE) for what in (FIRST, RESOLVE))
        settled, rated = _sum(found.settled, 0, here), _sum(found.ratings, 0, here)
        cost = sum((one.values[1] for _occasion, one in found.recovered if one.step == place), Decimal(0))
        rows.append(
            (
                names[place], _sum(found.opened, 0, here), settled,
                minutes(first.median_s), minutes(first.ninety_s), first.share, minutes(resolve.median_s), minutes(resolve.ninety_s), resolve.share,
                share(_sum(found.settled, 1, here), settled),
                mean(sum(_sum(found.ratings, at, here) for at in (2, 3, 4)), rated * 3),
                *([cost] if with_cost else []),
            )
        )  # fmt: skip
    columns = [
        (_("时段"), TEXT), (_("新开会话"), COUNT), (_("办结会话"), COUNT), (_("首次响应中位"), TOOK), (_("首次响应九成"), TOOK), (_("首次响应按时"), SHARE),
        (_("解决中位"), TOOK), (_("解决九成"), TOOK), (_("解决按时"), SHARE), (_("重新打开率"), SHARE), (_("评分"), SCORE),
    ]  # fmt: skip
    if with_cost:
        columns.append((_("补救成本"), COST))
    starts = [f"{day:%m-%d}" for day in steps]
    half, most = _("中位"), _("九成在此以内")
    charts = [
        drawn(_("新开和办结，件"), starts, [Series(_("新开会话"), _column(rows, 1)), Series(_("办结会话"), _column(rows, 2))]),
        drawn(_("首次响应，工作分钟"), starts, [Series(half, _column(rows, 3)), Series(most, _column(rows, 4))], as_lines=True),
        drawn(_("解决，工作小时"), starts, [Series(half, _column(rows, 6, 60)), Series(most, _column(rows, 7, 60))], as_lines=True),
        drawn(_("评分"), starts, [Series(_("评分"), _column(rows, 10))], as_lines=True),
        drawn(_("补救成本，元"), starts, [Series(_("补救成本"), _column(rows, 11))]) if with_cost else None,
    ]  # fmt: skip
    return Table("course", _("走势"), tuple(columns), rows, tuple(chart for chart in charts if chart))


def _column(rows: Sequence[tuple[Cell, ...]], place: int, over: int = 1) -> list[float | None]:
    return [None if row[place] is None else float(row[place] or 0) / over for row in rows]


def _breaches(found: Insight, scope: Scope) -> Table:
    departments = [code for code in DEPARTMENTS if scope.department in ("", code)]
    rows: list[tuple[Cell, ...]] = []
    for kind, words in KINDS.items():
        broken = [_broken(found.done.get(("cell", kind, code), NONE)) for code in departments]
        if any(("cell", kind, code) in found.done for code in departments):
            rows.append((str(_(words)), *broken, sum(broken)))
    names = [str(row[0]) for row in rows]
    title = _("超时：按类型和部门")
    columns = [(_("类型"), TEXT), *((str(_(DEPARTMENTS[code])), COUNT) for code in departments), (_("合计"), COUNT)]
    return Table(
        "breaches", title, tuple(columns), rows, _some(drawn(_("合计，次"), names, [Series(_("超时次数"), _column(rows, -1))])),
        _("每个没有按时兑现的承诺算一次，还没回复的也算。"),
    )  # fmt: skip


def _broken(figure: Figure) -> int:
    return figure.promised - figure.kept


def _ratings(found: Insight, scope: Scope) -> Table:
    rows: list[tuple[Cell, ...]] = []
    groups: list[tuple[str, Callable[[Amount], bool]]] = [(str(_("全部")), lambda _one: True)]
    if scope.person is None and not scope.department:
        groups += [
            (str(_(words)), lambda one, code=code: one.department == code)  # type: ignore[misc]  # bound, not passed
            for code, words in DEPARTMENTS.items()
        ]
    for name, theirs in groups:
        count, low, *sums = (_sum(found.ratings, place, theirs) for place in range(5))
        if count:
            rows.append((name, count, low, *(mean(total, count) for total in sums)))
    columns = (
        (_("部门"), TEXT), (_("评价"), COUNT), (_("低评分"), COUNT), (_("质量评分"), SCORE), (_("速度评分"), SCORE), (_("态度评分"), SCORE),
    )  # fmt: skip
    parts = [Series(columns[place][0], _column(rows, place)) for place in (3, 4, 5)]
    return Table(
        "ratings",
        _("客户评价"),
        columns,
        rows,
        _some(drawn(_("评分，5 分为满"), [str(row[0]) for row in rows], parts)),
    )


def _whose(key: str, title: str, head: str, found: Insight, part: str, names: Mapping[Any, str]) -> Table:
    """A line for each department or person of whom there is anything."""
    rows: list[tuple[Cell, ...]] = []
    for whose, name in names.items():

        def theirs(one: Any, whose: Any = whose) -> bool:
            return bool(getattr(one, part) == whose)

        open_ = [one for one in found.open if theirs(one)]
        first, resolve = (found.done.get((part, whose, what), NONE) for what in (FIRST, RESOLVE))
        settled, opened = _sum(found.settled, 0, theirs), _sum(found.opened, 0, theirs)
        rated = _sum(found.ratings, 0, theirs)
        row: tuple[Cell, ...] = (
            name, sum(one.count for one in open_), sum(one.today for one in open_), sum(one.late for one in open_),
            _broken(found.done.get(("breaches", part, whose), NONE)),
            minutes(first.median_s), minutes(first.ninety_s), minutes(resolve.median_s), minutes(resolve.ninety_s),
            settled, share(_sum(found.settled, 1, theirs), settled), mean(_sum(found.opened, 1, theirs), opened),
            mean(sum(_sum(found.ratings, at, theirs) for at in (2, 3, 4)), rated * 3),
        )  # fmt: skip
        if any(row[1:]):
            rows.append(row)
    columns = (
        (head, TEXT), (_("未结案"), COUNT), (_("今天到期"), COUNT), (_("已超时"), COUNT), (_("超时次数"), COUNT), (_("首次响应中位"), TOOK),
        (_("首次响应九成"), TOOK), (_("解决中位"), TOOK), (_("解决九成"), TOOK), (_("办结会话"), COUNT), (_("重新打开率"), SHARE), (_("平均转办次数"), RATIO),
        (_("评分"), SCORE),
    )  # fmt: skip
    charts = _some(
        drawn(
            _("未结案和已超时，件"), [str(row[0]) for row in rows],
            [Series(columns[1][0], _column(rows, 1)), Series(columns[3][0], _column(rows, 3))],
        )
    )  # fmt: skip
    return Table(key, title, columns, rows, charts)


def _causes(found: Insight) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (one.name or str(_("待认定")), one.count, one.still_open, one.cost) for one in found.causes
    ]
    title = _("投诉原因")
    chart = drawn(_("会话数，件"), [str(row[0]) for row in rows], [Series(_("会话数"), _column(rows, 1))])
    return Table(
        "causes", title, ((_("原因"), TEXT), (_("会话数"), COUNT), (_("未结案"), COUNT), (_("成本"), COST)), rows, _some(chart)
    )  # fmt: skip


def _recovery(found: Insight) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for occasion, words in OCCASIONS.items():
        theirs = [amount for name, amount in found.recovered if name == occasion]
        if theirs:
            cost = sum((one.values[1] for one in theirs), Decimal(0))
            rows.append((str(_(words)), sum(one.values[0] for one in theirs), cost))
    title = _("补救成本")
    chart = drawn(_("成本，元"), [str(row[0]) for row in rows], [Series(title, _column(rows, 2))])
    return Table("recovery", title, ((_("来由"), TEXT), (_("会话数"), COUNT), (_("成本"), COST)), rows, _some(chart))


def _some(chart: Chart | None) -> tuple[Chart, ...]:
    return (chart,) if chart else ()
