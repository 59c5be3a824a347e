"""Service standards as people meet them: the public page, the desk's settings, what stands on a thread."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.remembered import forget
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.standards import services as standards
from portal.standards.books import book_of
from portal.standards.models import ServiceDay, ServicePolicy
from portal.threads import services
from portal.threads.models import Thread
from portal.threads.queries.achieved import Done, figures_of
from tests.factories.people import actor, make_member, make_organisation, make_staff
from tests.integration.threads.people import open_, say

SignIn = Callable[[User], FlaskClient]
WEDNESDAY = datetime.fromisoformat("2026-11-18T09:10:00+08:00")
POLICY = {
    "version": "0", "kind": "inquiry", "tier": "", "priority": "", "first": "20", "first_unit": "m", "next": "45",
    "next_unit": "m", "resolve": "2", "resolve_unit": "d",
}  # fmt: skip


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    with database.writing() as session:
        company = make_organisation(session, no="C7K2M9", kind="buyer", name="苏州宏越机械")
        return {
            "buyer": make_member(session, company, name="周采购"),
            "sales": make_staff(session, "sales", name="李业务"),
            "supervisor": make_staff(session, "supervision", name="孙监督"),
            "admin": make_staff(session, "sales", is_admin=True, name="管理员"),
        }


def test_the_standards_stand_there_for_everybody(client: FlaskClient, people: dict[str, User]) -> None:
    page = client.get("/service-standards")
    assert page.status_code == 200
    for words in (
        "首次响应",
        "30 分钟",
        "5 个工作日",
        "战略客户",
        "08:30-12:00 13:30-18:00",
        "近 30 天还没有可以统计的会话",
    ):
        assert words in page.text
    assert 'href="/service-standards"' in client.get("/").text
    for language, words in (("en", "30 min"), ("zh-TW", "服務標準")):
        assert words in client.get("/service-standards", headers={"Accept-Language": language}).text


def test_what_was_achieved_is_told_good_or_bad(
    client: FlaskClient, database: Database, people: dict[str, User]
) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        with database.writing() as session:
            kept, late = open_(session, people["buyer"]), open_(session, people["buyer"])
            open_(session, people["buyer"], kind="claim")
        traveller.shift(timedelta(minutes=12))
        with database.writing() as session:
            say(session, people["sales"], kept, "在的")
        traveller.shift(timedelta(minutes=48))
        with database.writing() as session:
            say(session, people["sales"], late, "在的")
            services.resolve(session, actor(session, people["buyer"]), no=kept)
        forget()
        html = client.get("/service-standards").text
    assert "33% 按时" in html, "one kept, one late, one still open and late already"
    assert "50% 按时" in html, "inquiries"
    assert "0% 按时" in html, "claims: nobody has answered, and it counts"
    assert "一半在 12 分钟内，九成在 1 小时内" in html
    assert "共 3 件，样本少" in html


def test_thirty_and_ninety_days_are_told_apart(
    client: FlaskClient, database: Database, people: dict[str, User]
) -> None:
    """An answer late two months ago counts in ninety days only; one older than that in neither."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        for days, minutes in ((-91, 120), (-62, 120), (-1, 10)):
            traveller.move_to(WEDNESDAY + timedelta(days=days))
            with database.writing() as session:
                no = open_(session, people["buyer"], kind="order")  # promises no solution
            traveller.shift(timedelta(minutes=minutes))
            with database.writing() as session:
                say(session, people["sales"], no, "在的")
        traveller.move_to(WEDNESDAY)
        forget()
        html = client.get("/service-standards").text
    thirty, ninety = html.split("近 90 天实际做到")
    thirty = thirty.split("近 30 天实际做到")[1]
    assert ("100% 按时" in thirty, "共 1 件" in thirty) == (True, True)
    assert ("50% 按时" in ninety, "共 2 件" in ninety, "共 3 件" in ninety) == (True, True, False)


def test_a_complaint_moves_no_public_figure(client: FlaskClient, database: Database, people: dict[str, User]) -> None:
    """Neither its row nor the totals, late or answered or settled: a small house has few of them."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        with database.writing() as session:
            asked = open_(session, people["buyer"])
        traveller.shift(timedelta(minutes=12))
        with database.writing() as session:
            say(session, people["sales"], asked, "在的")
        forget()
        before = client.get("/service-standards").text
        with database.writing() as session:
            late, done = (open_(session, people["buyer"], kind=kind) for kind in ("complaint", "suggestion"))
            assert late
            say(session, people["supervisor"], done, "收到")
            services.resolve(session, actor(session, people["buyer"]), no=done)
        traveller.shift(timedelta(hours=5))
        forget()
        after = client.get("/service-standards").text
    figures = re.compile(r'<table class="table standards-table">.*?</table>', re.DOTALL)
    assert figures.findall(after) == figures.findall(before) != []
    assert "投诉和建议不计入公开数字" in after


def test_shares_never_flatter() -> None:
    at = datetime(2026, 11, 18, tzinfo=UTC)
    many = [Done("inquiry", "first", at, 60, True)] * 999 + [Done("inquiry", "first", at, 6000, False)]
    figure = figures_of(many)["", "first"]
    assert (figure.share, figure.promised, figure.median_s, figure.ninety_s) == (99, 1000, 60, 60)
    assert figures_of([Done("order", "resolve", at, 60, None)])["order", "resolve"].share is None
    assert [figures_of([Done("order", "next", at, n, True) for n in range(1, 11)])["", "next"].ninety_s] == [9]


def test_supervision_changes_a_standard_and_open_threads_follow(
    sign_in: SignIn, database: Database, people: dict[str, User], worker: Worker
) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        browser = sign_in(people["supervisor"])
        with database.writing() as session:
            no = open_(session, people["buyer"])
        page = browser.get("/desk/settings/standards?kind=inquiry&tier=&priority=").text
        assert re.search(r'<input[^>]* id="first"[^>]* value="30"', page)
        assert browser.post("/desk/settings/standards", data=POLICY).status_code == 303
        worker.drain()
    with database.reading() as session:
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        assert thread.first_due_at == WEDNESDAY + timedelta(minutes=20)
        assert (
            session.scalars(select(AuditEvent).where(AuditEvent.action == "standards.policy_set")).one().facts["first"]
            == "20m"
        )
        assert (
            session.scalars(select(ServicePolicy).where(ServicePolicy.replaced_at.is_not(None))).one().first_amount
            == 30
        )
    with time_machine.travel(WEDNESDAY, tick=False):
        page = browser.get("/desk/settings/standards").text
        assert "20 分钟" in page.split("修改记录")[0]
        assert "孙监督" in page, "who changed it stands there"
        assert "询价 · 首次响应 20 分钟 · 后续回复 45 分钟" in page.split("修改记录")[1], "and what"
        assert "20 分钟" in browser.get("/service-standards").text
        gone = {"version": "1", "kind": "inquiry", "tier": "key", "priority": ""}
        assert browser.post("/desk/settings/standards/remove", data=gone).status_code == 303
        with database.reading() as session:
            assert book_of(session).promise(kind="inquiry", tier="key", priority="").first == timedelta(minutes=20)


def test_what_was_typed_wrong_stays_and_says_why(sign_in: SignIn, people: dict[str, User]) -> None:
    browser = sign_in(people["supervisor"])
    answer = browser.post("/desk/settings/standards", data=POLICY | {"first": "0"})
    assert (answer.status_code, "请填写正整数" in answer.text, 'value="45"' in answer.text) == (422, True, True)
    answer = browser.post("/desk/settings/standards", data=POLICY | {"resolve": "200"})
    assert (answer.status_code, "请填写 1 到 90 之间的整数" in answer.text) == (422, True)
    answer = browser.post("/desk/settings/calendar", data={"version": "0", "workday": "18:00-8:00"})
    assert (answer.status_code, "时段的结束时间要晚于开始时间" in answer.text, "18:00-8:00" in answer.text) == (
        422,
        True,
        True,
    )
    day = {"d-version": "0", "d-day": "2026-12-24", "d-kind": "hours", "d-hours": ""}
    answer = browser.post("/desk/settings/calendar/days", data=day)
    assert (answer.status_code, "请填写当天的上班时段" in answer.text) == (422, True)


def test_no_calendar_puts_a_promise_out_of_reach(sign_in: SignIn, database: Database, people: dict[str, User]) -> None:
    """Of the shortest days and the longest promise something can still be written to us."""
    browser, hours = sign_in(people["supervisor"]), "/desk/settings/calendar"
    for short in ("00:00-00:01", "8:30-8:45 9:00-9:14"):
        answer = browser.post(hours, data={"version": "0", "workday": short})
        assert (answer.status_code, "合计不能少于 30 分钟" in answer.text, short in answer.text) == (422, True, True)
    assert browser.post(hours, data={"version": "0", "workday": "8:30-8:45 9:00-9:15"}).status_code == 303
    longest = POLICY | {
        "version": "1",
        "tier": "",
        "first": "6000",
        "next": "6000",
        "resolve": "6000",
        "resolve_unit": "m",
    }
    assert browser.post("/desk/settings/standards", data=longest).status_code == 303
    with database.writing() as session:
        no = open_(session, make_member(session, make_organisation(session)))
        found = session.scalars(select(Thread.resolve_due_at).where(Thread.no == no)).one()
        assert found is not None
        assert found > datetime.now(UTC) + timedelta(days=200)


def test_two_people_do_not_write_over_each_other(sign_in: SignIn, people: dict[str, User]) -> None:
    first, second = sign_in(people["supervisor"]), sign_in(people["admin"])
    assert first.post("/desk/settings/standards", data=POLICY).status_code == 303
    answer = second.post("/desk/settings/standards", data=POLICY | {"first": "25"})
    assert (answer.status_code, "同事刚刚改过" in answer.text, 'value="25"' in answer.text) == (409, True, True)
    assert second.post("/desk/settings/calendar", data={"version": "0", "workday": "9:00-17:00"}).status_code == 409


def test_a_calendar_is_set_day_by_day(sign_in: SignIn, database: Database, people: dict[str, User]) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        browser = sign_in(people["supervisor"])
        assert (
            browser.post(
                "/desk/settings/calendar?department=warehouse", data={"version": "0", "workday": "8:00-20:00"}
            ).status_code
            == 303
        )
        day = {"d-version": "1", "d-day": "2026-12-31", "d-kind": "hours", "d-hours": "8:30-12:00", "d-name": "年终"}
        assert browser.post("/desk/settings/calendar/days", data=day).status_code == 303
        page = browser.get("/desk/settings/calendar").text
        assert "年终" in page
        assert "2026-12-31 周四" in page
        assert "工作日 08:00-20:00" in browser.get("/desk/settings/calendar?department=warehouse").text
        with database.reading() as session:
            book = book_of(session)
        begin = datetime.fromisoformat("2026-12-31T11:30:00+08:00")
        assert book.calendar.after(begin, timedelta(hours=1)) == datetime.fromisoformat("2027-01-04T09:00:00+08:00")
        assert book.calendar_of("warehouse").hours_of(date(2026, 11, 18)) == (
            (timedelta(hours=8), timedelta(hours=20)),
        )
        assert book.calendar_of("sales") is book.calendar
        gone = {"version": "2", "day": "2026-12-31"}
        assert browser.post("/desk/settings/calendar/days/remove", data=gone).status_code == 303
        assert "年终" not in browser.get("/desk/settings/calendar").text.split("修改记录")[0]


def test_announced_days_are_brought_in_once_and_never_over_the_staffs(
    database: Database, people: dict[str, User]
) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        with database.writing() as session:
            standards.save_day(
                session, actor(session, people["supervisor"]), department="", day=date(2026, 10, 1), kind="work", version=0
            )  # fmt: skip
        standards.keep_announced(database)
        standards.keep_announced(database)
        with database.reading() as session:
            days = {one.day: one for one in session.scalars(select(ServiceDay).where(ServiceDay.replaced_at.is_(None)))}
            assert standards.version_of(session) == 2
    assert days[date(2026, 10, 1)].kind == "work"
    assert (days[date(2026, 2, 14)].kind, days[date(2026, 2, 14)].name) == ("work", "春节")
    assert days[date(2026, 10, 2)].source == "announced"


def test_nobody_else_changes_anything(sign_in: SignIn, database: Database, people: dict[str, User]) -> None:
    paths = ("/desk/settings/standards", "/desk/settings/calendar", "/desk/settings/calendar/days",
             "/desk/settings/standards/remove", "/desk/settings/calendar/days/remove")  # fmt: skip
    for who, status in (("sales", 403), ("buyer", 404)):
        browser = sign_in(people[who])
        for path in paths:
            assert browser.post(path, data=POLICY).status_code == status, (who, path)
        for path in paths[:2]:
            assert browser.get(path).status_code == status
    assert sign_in(people["buyer"]).post("/desk/companies/C7K2M9/tier", data={"tier": "strategic"}).status_code == 404
    with database.reading() as session:
        assert standards.version_of(session) == 0


def test_a_customer_comes_into_another_tier(
    sign_in: SignIn, database: Database, people: dict[str, User], worker: Worker
) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        with database.writing() as session:
            no = open_(session, people["buyer"])
        browser = sign_in(people["sales"])
        assert browser.post("/desk/companies/C7K2M9/tier", data={"tier": "gold"}).status_code == 303
        assert browser.post("/desk/companies/C7K2M9/tier", data={"tier": "strategic"}).status_code == 303
        assert 'value="strategic" selected' in browser.get("/desk/companies/C7K2M9").text
        worker.drain()
    with database.reading() as session:
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        assert thread.first_due_at == WEDNESDAY + timedelta(minutes=15)
    with time_machine.travel(WEDNESDAY, tick=False):
        buyer = sign_in(people["buyer"])
        assert "战略客户" not in buyer.get(f"/threads/{no}").text + buyer.get("/me/organisation").text


def test_a_thread_says_when_the_next_word_is_due(sign_in: SignIn, database: Database, people: dict[str, User]) -> None:
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        with database.writing() as session:
            no = open_(session, people["buyer"])
        buyer, sales = sign_in(people["buyer"]), sign_in(people["sales"])
        assert "今天 09:40 前回复" in buyer.get(f"/threads/{no}").text
        assert "今天 09:40 前回复" in buyer.get("/threads").text
        assert "今天 09:40 前回复" in sales.get(f"/threads/{no}/side").text
        traveller.shift(timedelta(minutes=60))
        page = buyer.get(f"/threads/{no}").text
        assert "应于今天 09:40 前回复，已超时，正在催办" in page
        assert "已报监督部门" not in page, "what we do among ourselves stays with us"
        with database.writing() as session:
            say(session, people["sales"], no, "在的")
        assert "明天 09:10 前解决" in buyer.get(f"/threads/{no}").text
        with database.writing() as session:
            services.resolve(session, actor(session, people["buyer"]), no=no)
        assert "前解决" not in buyer.get(f"/threads/{no}").text
