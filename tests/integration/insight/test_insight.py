"""The figures are what was done; and nobody reads a colleague's, nor of a complaint about themselves."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import time_machine
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.casework.models import Rating, Recovery, RecoveryCause
from portal.core.clock import SHANGHAI, now
from portal.core.errors import NotFound
from portal.core.numbers import new_number
from portal.core.remembered import forget
from portal.core.uow import Database
from portal.insight.periods import Period
from portal.insight.policies import Scope, scope_for
from portal.insight.queries import insight_of
from portal.insight.tables import tables_of, totals
from portal.standards.terms import DEPARTMENTS
from portal.threads.casefile import HandOff
from portal.threads.models import Outcome, Thread, ThreadEvent
from tests.factories.people import actor, make_member, make_organisation, make_staff
from tests.factories.threads import make_message, make_thread

SignIn = Callable[[User], FlaskClient]
PATHS = ("/desk/insight", "/desk/insight.csv", "/desk/insight.xlsx")


@dataclass
class Town:
    sales: User
    colleague: User
    supervisor: User
    accused: User
    customer: User


@pytest.fixture
def town(database: Database) -> Town:
    """Two inquiries answered and settled (one opened again), one open and late; a complaint about a supervisor that cost something."""
    moment = now()
    with database.writing() as session:
        company = make_organisation(session, kind="buyer")
        customer = make_member(session, company)
        sales, colleague = make_staff(session, "sales", name="甲业务"), make_staff(session, "sales", name="=乙业务")
        supervisor, accused = (
            make_staff(session, "supervision", name="丙监督"),
            make_staff(session, "supervision", name="丁监督"),
        )
        for owner, took, undone in ((sales, 600, None), (colleague, 3600, moment)):
            thread = make_thread(session, company, customer, owner_id=owner.id)
            make_message(
                session, thread, owner, answers="first", answer_took_s=took, answer_due_at=moment + timedelta(hours=1)
            )
            thread.status = "resolved"
            session.add(
                Outcome(
                    thread_id=thread.id, since=moment - timedelta(hours=2), due_at=None, settled_at=moment - timedelta(seconds=1),
                    took_s=took * 2, owner_id=owner.id, department="sales", undone_at=undone,
                )
            )  # fmt: skip
        late = make_thread(
            session, company, customer, owner_id=sales.id, due_at=moment - timedelta(minutes=1),
            first_due_at=moment - timedelta(minutes=1), created_at=moment - timedelta(days=2),
        )  # fmt: skip
        session.add(
            HandOff(
                thread_id=late.id, from_department="sales", to_department="quality", reason="查", asked="报告", by_id=sales.id,
                by_name="甲业务", accept_by=moment, due_at=moment,
            )
        )  # fmt: skip
        complaint = make_thread(
            session, company, customer, kind="complaint", about=f"u:{accused.id}", owner_id=colleague.id, body="很慢"
        )
        cause = RecoveryCause(name="=服务态度")
        session.add(cause)
        session.flush()
        session.add(
            Recovery(
                no=new_number("B"), thread_id=complaint.id, occasion="complaint", cause_id=cause.id, cost=Decimal("350.50"),
                opened_at=moment - timedelta(seconds=1),
            )
        )  # fmt: skip
    return Town(sales, colleague, supervisor, accused, customer)


def month() -> Period:
    day = now().astimezone(SHANGHAI).date()
    return Period(day - timedelta(days=29), day, 30)


def figures(database: Database, user: User, **wanted: Any) -> tuple[dict[str, Any], dict[str, list[tuple[Any, ...]]]]:
    with database.reading() as session:
        who = actor(session, user)
        scope = scope_for(who, **wanted)
        found = insight_of(session, who, scope=scope, period=month())
    return totals(found), {
        table.key: list(table.rows) for table in tables_of(found, month(), scope, {user.id: user.name})
    }


def test_the_house(app: Any, database: Database, town: Town) -> None:
    with app.test_request_context():
        head, tables = figures(database, town.supervisor)
    assert (head["open"], head["late"]) == (2, 1)
    assert (head["first"], head["first_ninety"]) == (10, 60)
    assert (head["resolve"], head["settled"], head["again"]) == (20, 2, 50)  # opened again is no solution
    assert head["handed"] == Decimal("0.25")
    assert head["cost"] == Decimal("350.50")
    assert [row[1] for row in tables["open"]] == [1, 1, 0, 0, 0]
    assert tables["breaches"][0][1] == 1
    assert tables["causes"] == [("=服务态度", 1, 1, Decimal("350.50"))]
    assert tables["course"][-1][-1] == Decimal("350.50")
    assert [row[0] for row in tables["departments"]] == ["业务", "监督"]


def test_a_complaint_is_not_counted_for_whom_it_is_about(app: Any, database: Database, town: Town) -> None:
    with app.test_request_context():
        head, tables = figures(database, town.accused)
    assert (head["open"], head["cost"]) == (1, 0)
    assert "causes" not in tables
    assert "recovery" not in tables


def test_ones_own(app: Any, database: Database, town: Town) -> None:
    with app.test_request_context():
        head, tables = figures(database, town.sales)
        theirs, _tables = figures(database, town.colleague)
    assert (head["open"], head["late"], head["first"], head["again"]) == (1, 1, 10, 0)
    assert (theirs["open"], theirs["first"], theirs["again"]) == (0, 60, 100)  # the complaint is supervision's to count
    assert set(tables) == {"open", "course", "breaches"}
    assert figures_equal(database, town)


def figures_equal(database: Database, town: Town) -> bool:
    """Supervision reads of a person what that person reads, but for complaints."""
    with database.reading() as session:
        who = actor(session, town.supervisor)
        found = insight_of(session, who, scope=Scope(person=town.sales.id), period=month())
    return found.done["all", "first"].median_s == 600


def test_what_is_due_today_what_customers_gave_and_who_has_how_much(app: Any, database: Database) -> None:
    """Figures of the house, of each person and department, with the names of those they are of."""
    noon = datetime(2026, 11, 18, 12, tzinfo=SHANGHAI)
    midnight = timedelta(hours=12)
    with time_machine.travel(noon, tick=False):
        with database.writing() as session:
            company = make_organisation(session, kind="buyer")
            customer = make_member(session, company)
            sales, quality = make_staff(session, "sales", name="甲业务"), make_staff(session, "quality", name="乙质量")
            supervisor = make_staff(session, "supervision", name="丙监督")
            minute = timedelta(minutes=1)
            for due, owner, department in (
                (-minute, sales, "sales"), (minute, sales, "sales"), (midnight - minute, quality, "quality"),
                (midnight, quality, "quality"),
            ):  # fmt: skip
                make_thread(
                    session, company, customer, owner_id=owner.id, department=department, due_at=noon + due,
                    first_due_at=noon + due,
                )  # fmt: skip
            for owner, department, scores in ((sales, "sales", (5, 4, 3)), (quality, "quality", (1, 5, 5))):
                done = make_thread(session, company, customer, owner_id=owner.id, department=department)
                done.status = "resolved"
                ended = ThreadEvent(thread_id=done.id, kind="status", facts={"status": "resolved"})
                session.add(ended)
                session.flush()
                names = dict(zip(("quality", "speed", "attitude"), scores, strict=True))
                session.add(
                    Rating(
                        thread_id=done.id, closing_id=ended.id, user_id=customer.id, owner_id=owner.id, department=department,
                        **names,
                    )
                )  # fmt: skip
        with app.test_request_context():
            head, tables = figures(database, supervisor)
            with database.reading() as session:
                who = actor(session, supervisor)
                found = insight_of(session, who, scope=Scope(), period=month())
            names_of = {sales.id: sales.name, quality.id: quality.name}
            people = next(one for one in tables_of(found, month(), Scope(), names_of) if one.key == "people").rows
            own, _tables = figures(database, sales)
    assert (head["open"], head["late"], head["today"]) == (4, 1, 2), "due at midnight is due tomorrow"
    assert (head["rated"], head["score"]) == (2, Decimal("3.83"))
    assert tables["ratings"] == [
        ("全部", 2, 1, 3, Decimal("4.50"), 4), ("业务", 1, 0, 5, 4, 3), ("质量", 1, 1, 1, 5, 5),
    ]  # fmt: skip
    breaches = dict(zip(("kind", *DEPARTMENTS, "all"), tables["breaches"][0], strict=True))
    assert (breaches["kind"], breaches["sales"], breaches["quality"], breaches["all"]) == ("询价", 1, 0, 1)
    assert [(row[0], *row[1:5], row[-1]) for row in people] == [
        ("甲业务", 2, 1, 1, 1, 4), ("乙质量", 2, 1, 0, 0, Decimal("3.67")),
    ]  # fmt: skip
    assert (own["open"], own["today"], own["rated"], own["score"]) == (2, 1, 1, 4)


def test_a_department(app: Any, database: Database, town: Town) -> None:
    with app.test_request_context():
        head, tables = figures(database, town.supervisor, department="quality")
    assert (head["open"], head["settled"], head["rated"]) == (0, 0, 0)
    assert "departments" not in tables


def test_who_may_ask_for_whom(database: Database, town: Town) -> None:
    with database.reading() as session:
        sales, supervisor = actor(session, town.sales), actor(session, town.supervisor)
        customer = actor(session, town.customer)
    assert scope_for(sales) == Scope(person=town.sales.id)
    assert scope_for(supervisor) == Scope()
    assert scope_for(supervisor, person=town.sales.id) == Scope(person=town.sales.id)
    for who, wanted in (
        (sales, {"person": town.colleague.id}), (sales, {"department": "sales"}), (customer, {}), (customer, {"person": town.customer.id}),
        (supervisor, {"department": "nobody"}), (supervisor, {"department": "sales", "person": town.sales.id}),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            scope_for(who, **wanted)  # type: ignore[arg-type]


def test_pages_and_exports_refuse_what_is_not_theirs(sign_in: SignIn, town: Town) -> None:
    for path in PATHS:
        assert sign_in(town.customer).get(path).status_code == 404
        for wanted in (
            f"person={town.colleague.id}",
            f"person={town.supervisor.id}",
            "department=sales",
            "person=x",
            "person=999999999999999999999",
        ):
            assert sign_in(town.sales).get(f"{path}?{wanted}").status_code == 404, (path, wanted)
        for wanted in (f"person={town.customer.id}", "person=987654", "department=x"):
            assert sign_in(town.supervisor).get(f"{path}?{wanted}").status_code == 404, (path, wanted)
        own = sign_in(town.sales).get(path)
        assert own.status_code == 200
        for table in ("people", "departments", "causes", "recovery", "nothing"):
            assert sign_in(town.sales).get(f"/desk/insight.csv?table={table}").status_code == 404
    page = sign_in(town.sales).get("/desk/insight").text
    assert "乙业务" not in page
    assert "服务态度" not in page
    whole = sign_in(town.supervisor).get("/desk/insight").text
    assert "乙业务" in whole
    assert "服务态度" in whole
    assert "服务态度" not in sign_in(town.accused).get("/desk/insight").text


def test_a_chart_says_more_than_its_panel_and_has_a_name_a_description_and_a_table(sign_in: SignIn, town: Town) -> None:
    page = sign_in(town.supervisor).get("/desk/insight").text
    panels = re.findall(r'<section class="panel" aria-labelledby="(insight-\w+)">(.*?)</section>', page, re.DOTALL)
    drawn = 0
    for key, panel in panels:
        heading = re.search(rf'<h2 id="{key}">(.*?)</h2>', panel)
        assert heading
        for chart in re.findall(r'<figure class="insight-chart">(.*?)</figure>', panel, re.DOTALL):
            drawn += 1
            name = re.search(r'<b id="([\w-]+)">(.*?)</b>', chart)
            assert name
            assert name[2] != heading[1]
            assert f'role="img" aria-labelledby="{key} {name[1]}" aria-describedby="{name[1]}-desc"' in chart
            assert f'<desc id="{name[1]}-desc">' in chart
            assert '<table class="table">' in panel
    assert drawn >= 6


def test_no_cell_of_an_export_runs(sign_in: SignIn, town: Town) -> None:
    browser = sign_in(town.supervisor)
    rows = list(csv.reader(io.StringIO(browser.get("/desk/insight.csv?table=causes").data.decode("utf-8-sig"))))
    assert rows == [["原因", "会话数", "未结案", "成本（元）"], ["'=服务态度", "1", "1", "350.50"]]
    answer = browser.get("/desk/insight.xlsx")
    assert answer.headers["Cache-Control"] == "private, no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "'=乙业务" in [cell.value for cell in cells]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []


def test_what_was_typed_wrong_stays(sign_in: SignIn, town: Town) -> None:
    page = sign_in(town.supervisor).get("/desk/insight?from=2026-03-09&to=2026-03-01").text
    assert 'value="2026-03-09"' in page
    assert "截止日期不能早于起始日期" in page
    english = sign_in(town.supervisor).get("/desk/insight?from=x", headers={"Accept-Language": "en-GB"})
    assert english.status_code == 200
    assert 'type="text" id="insight-from" name="from" value="x"' in english.text


def test_statements_do_not_grow(database: Database, sign_in: SignIn, town: Town, count_queries: list[str]) -> None:
    browser, seen = sign_in(town.supervisor), []
    for _round in range(2):
        forget()
        count_queries.clear()
        assert browser.get("/desk/insight?days=90").status_code == 200
        seen.append(len(count_queries))
        with database.writing() as session:
            company = make_organisation(session, kind="buyer")
            for number in range(20):
                person = make_staff(session, "sales", name=f"员工{number}")
                thread = make_thread(session, company, make_member(session, company), owner_id=person.id)
                make_message(session, thread, person, answers="first", answer_took_s=number * 60)
    count_queries.clear()
    browser.get("/desk/insight?days=90")
    assert seen[0] == seen[1] <= 16
    assert len(count_queries) <= 6  # remembered for a minute


def test_a_time_long_ago_holds_nothing(app: Any, database: Database, town: Town) -> None:
    day = datetime(2020, 1, 1, tzinfo=SHANGHAI).date()
    with database.reading() as session:
        found = insight_of(session, actor(session, town.supervisor), scope=Scope(), period=Period(day, day))
        assert session.query(Thread).count() == 4
    assert (found.done, found.settled, found.opened, found.recovered, found.causes) == ({}, [], [], [], [])
