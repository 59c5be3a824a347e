"""`/desk/insight`: the figures of a time as charts with their tables, and the same as CSV or workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from portal.accounts.queries import StaffView, list_staff
from portal.core.clock import SHANGHAI, now
from portal.core.errors import NotFound
from portal.insight.export import as_csv, as_workbook
from portal.insight.periods import MOST_D, USUAL, Period, read_period
from portal.insight.policies import Scope, scope_for
from portal.insight.queries import Insight, insight_of
from portal.insight.tables import COST, RATIO, SCORE, SHARE, TOOK, tables_of, totals, worded
from portal.prices.chart import HEIGHT, WIDTH
from portal.standards.books import book_of
from portal.standards.terms import DEPARTMENTS
from portal.threads.policies import supervises
from portal.web.auth import current_actor
from portal.web.forms import whole
from portal.web.guards import staff
from portal.web.i18n import _
from portal.web.uow import reading

bp = Blueprint("insight_desk", __name__)
PAGE = "/desk/insight"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Shown:
    scope: Scope
    period: Period
    errors: dict[str, str]
    found: Insight
    staff: list[StaffView]
    day_s: int

    @property
    def people(self) -> dict[int, str]:
        return {one.id: one.name for one in self.staff}

    def address(self, path: str = PAGE, **changes: Any) -> str:
        values: dict[str, Any] = {"department": self.scope.department}
        if self.scope.person is not None:
            values["person"] = self.scope.person
        if self.period.usual:
            values["days"] = self.period.usual
        else:
            values |= {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        return path + "?" + urlencode({key: value for key, value in (values | changes).items() if value})


def _read() -> _Shown:
    actor, wanted = current_actor(), request.args
    person = whole(wanted.get("person", "")) or None
    if wanted.get("person") and person is None:
        raise NotFound("没有这个人的统计")
    scope = scope_for(actor, department=wanted.get("department", "")[:20], person=person)
    period, errors = read_period(wanted, now().astimezone(SHANGHAI).date())
    with reading() as session:
        colleagues = list_staff(session) if supervises(actor) else []
        if supervises(actor) and scope.person is not None and scope.person not in {one.id for one in colleagues}:
            raise NotFound("没有这个人的统计")
        found = insight_of(session, actor, scope=scope, period=period)
        day_s = int(book_of(session).calendar.day_length.total_seconds())
    return _Shown(scope, period, errors, found, colleagues, day_s)


@bp.get("/desk/insight")
@staff()
def index() -> str:
    """For supervision the house, a department or a person; for everybody else their own."""
    shown, actor = _read(), current_actor()
    figures = totals(shown.found)
    kinds = {
        "first": TOOK, "first_ninety": TOOK, "resolve": TOOK, "resolve_ninety": TOOK, "again": SHARE, "handed": RATIO,
        "score": SCORE, "cost": COST,
    }  # fmt: skip
    tables = tables_of(shown.found, shown.period, shown.scope, shown.people)
    kept = (
        request.args if shown.errors else {"from": shown.period.first.isoformat(), "to": shown.period.last.isoformat()}
    )
    return render_template(
        "insight/index.html",
        scope=shown.scope, period=shown.period, whole=supervises(actor), name=shown.people.get(shown.scope.person or 0, actor.name),
        errors={key: _(words) for key, words in shown.errors.items()}, typed={name: kept.get(name, "") for name in ("from", "to")},
        figures={key: worded(value, kinds.get(key, ""), shown.day_s) for key, value in figures.items()},
        tables=[(table, table.worded(shown.day_s), shown.address(f"{PAGE}.csv", table=table.key)) for table in tables],
        periods=[(_("近 %(n)s 天", n=days), shown.address(days=days, **{"from": "", "to": ""}), shown.period.usual == days, None) for days in USUAL],
        departments=[(key, _(words)) for key, words in DEPARTMENTS.items()], people=list(shown.people.items()),
        workbook_url=shown.address(f"{PAGE}.xlsx"), sizes=(WIDTH, HEIGHT), most=MOST_D,
    )  # fmt: skip


@bp.get("/desk/insight.csv")
@staff()
def download_table() -> Response:
    """One table."""
    shown = _read()
    for table in tables_of(shown.found, shown.period, shown.scope, shown.people):
        if table.key == request.args.get("table", "open"):
            return _file(as_csv(table), "text/csv", f"{table.key}.csv")
    raise NotFound("没有这个表")


@bp.get("/desk/insight.xlsx")
@staff()
def download_workbook() -> Response:
    """All tables, a sheet each."""
    shown = _read()
    return _file(as_workbook(tables_of(shown.found, shown.period, shown.scope, shown.people)), XLSX, "insight.xlsx")


def _file(content: bytes, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "private, no-store"}
    return Response(content, mimetype=mimetype, headers=headers)
