"""The public page of service standards: what is promised, and what was really achieved."""

from __future__ import annotations

from flask import render_template

from portal.core.clock import SHANGHAI, now
from portal.standards.books import book_of
from portal.standards.calendar import write_hours
from portal.standards.said import day_words
from portal.standards.terms import PROMISES
from portal.threads.queries.achieved import achieved
from portal.threads.standards_page import rules_of, table_of, unlike_days
from portal.threads.views.blueprint import bp
from portal.web.guards import public
from portal.web.i18n import _
from portal.web.uow import reading

PERIODS = (30, 90)


@bp.get("/service-standards")
@public
def service_standards() -> str:
    """The same for everybody: nobody's own figures, and nothing of one case."""
    with reading() as session:
        book = book_of(session)
        figures = [(days, achieved(session, days)) for days in PERIODS]
    everybody, some = rules_of(book.policies)
    week = book.calendar.week
    return render_template(
        "threads/standards.html",
        everybody=everybody,
        some=some,
        promises=[_(words) for words in PROMISES.values()],
        periods=[(days, table_of(found, book), bool(found)) for days, found in figures],
        hours=[
            (_("工作日"), write_hours(week.workday)),
            (_("周六"), write_hours(week.saturday) or _("休息")),
            (_("周日"), write_hours(week.sunday) or _("休息")),
        ],
        days=[(day_words(day), words) for day, words in unlike_days(book.calendar, now().astimezone(SHANGHAI).date())],
    )
