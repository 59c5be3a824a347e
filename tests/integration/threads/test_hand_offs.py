"""Hand-offs between departments and tasks beside each other; the customer's side of it stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.standards.services import save_day, version_of
from portal.threads import queries, services
from portal.threads.casefile import HandOff, Task
from portal.threads.queries import ThreadView
from portal.threads.queries.case import list_hand_offs
from portal.threads.services import assigning, handing, pressing, tasks
from portal.threads.steps import steps_of
from tests.factories.people import make_staff
from tests.integration.threads.people import Cast, as_actor, open_, say


def handed(database: Database, cast: Cast, no: str, to: str = "quality") -> int:
    with database.writing() as session:
        return handing.hand_off(
            session, as_actor(session, cast.sales), no=no, department=to, reason="要看质保书", asked="能否补书", said="核对质保书"
        )  # fmt: skip


def thread_of(database: Database, cast: Cast, no: str) -> ThreadView:
    with database.reading() as session:
        return queries.find_thread(session, as_actor(session, cast.sales), no)


def told(database: Database, key: str) -> set[int]:
    with database.reading() as session:
        jobs = session.scalars(select(Job.payload).where(Job.name == "notices.tell"))
        return {user for payload in jobs if payload["key"] == key for user in payload["to"]}


@pytest.fixture
def no(database: Database, cast: Cast) -> str:
    with database.writing() as session:
        number = open_(session, cast.member)
        services.take_thread(session, as_actor(session, cast.sales), no=number)
        return number


def test_a_hand_off_leaves_the_owner_and_comes_back_with_an_outcome(database: Database, cast: Cast, no: str) -> None:
    it = handed(database, cast, no)
    assert told(database, f"handoff:{it}") == {cast.quality.id}
    assert thread_of(database, cast, no).department == "sales", "not before it is accepted"
    with database.writing() as session, pytest.raises(Forbidden):
        handing.accept(session, as_actor(session, cast.sales), no=no, hand_off_id=it)
    with database.writing() as session:
        handing.accept(session, as_actor(session, cast.quality), no=no, hand_off_id=it)
    moved = thread_of(database, cast, no)
    assert (moved.department, moved.owner_id) == ("quality", cast.sales.id)
    with database.writing() as session, pytest.raises(Invalid):
        handing.finish(session, as_actor(session, cast.quality), no=no, hand_off_id=it, outcome=" ")
    with database.writing() as session:
        handing.finish(session, as_actor(session, cast.quality), no=no, hand_off_id=it, outcome="已补")
    back = thread_of(database, cast, no)
    assert (back.department, back.owner_id) == ("sales", cast.sales.id)
    assert told(database, f"handoff:{it}:done") == {cast.sales.id}
    with database.writing() as session, pytest.raises(Conflict):
        handing.give_back(session, as_actor(session, cast.quality), no=no, hand_off_id=it, reason="晚了")


def test_the_company_reads_what_was_done_and_nothing_of_the_clock(database: Database, cast: Cast, no: str) -> None:
    it = handed(database, cast, no)
    with database.writing() as session:
        handing.accept(session, as_actor(session, cast.quality), no=no, hand_off_id=it)
        handing.finish(session, as_actor(session, cast.quality), no=no, hand_off_id=it, outcome="内部结论")
    with database.reading() as session:
        member = as_actor(session, cast.member)
        steps = queries.list_steps(session, member, queries.find_thread(session, member, no))
    kinds = [step.kind for step in steps]
    assert "handed" in kinds
    assert "handed_done" in kinds
    assert not {"accepted", "escalated", "handed_back", "task"} & set(kinds)
    assert all(set(step.facts) <= {"to", "said", "name"} for step in steps)
    assert "内部结论" not in str(steps)
    assert "要看质保书" not in str(steps)


def test_the_company_reads_who_has_it_until_it_comes_back(database: Database, cast: Cast, no: str, app: Flask) -> None:
    def timeline(who: User) -> str:
        with app.test_request_context(), database.reading() as session:
            person = as_actor(session, who)
            thread = queries.find_thread(session, person, no)
            return "\n".join(
                text for text, _, _ in steps_of(person, thread, queries.list_steps(session, person, thread))
            )

    with database.writing() as session:
        say(session, cast.sales, no, "有货")
    assert "等您确认" in timeline(cast.member)
    first, second = handed(database, cast, no), handed(database, cast, no, "transport")
    assert "等您确认" not in timeline(cast.member), "the next word is ours"
    assert timeline(cast.member).count("部门处理中，有结果会告诉您") == 2
    assert "等待客户确认" in timeline(cast.sales)
    with database.writing() as session:
        handing.give_back(session, as_actor(session, cast.quality), no=no, hand_off_id=first, reason="不归我们")
        handing.give_back(session, as_actor(session, cast.sales), no=no, hand_off_id=second, reason="不用了")
    seen = timeline(cast.member)
    assert "质量部门已转回负责人" in seen
    assert "等您确认" in seen
    assert cast.quality.name not in seen
    assert "不归我们" not in seen
    assert f"{cast.quality.name} 退回转办" in timeline(cast.sales)


def test_the_same_department_is_asked_once_and_two_may_work_at_once(database: Database, cast: Cast, no: str) -> None:
    handed(database, cast, no)
    with pytest.raises(Conflict):
        handed(database, cast, no)
    handed(database, cast, no, "transport")


def test_nobody_accepts_so_supervision_hears_and_then_it_comes_back(database: Database, cast: Cast, no: str) -> None:
    it = handed(database, cast, no)

    def state(days: float) -> tuple[str, bool]:
        with time_machine.travel(now() + timedelta(days=days)):
            pressing.watch_hand_offs(database)
        with database.reading() as session:
            row = session.scalars(select(HandOff).where(HandOff.id == it)).one()
            return row.state, row.escalated_at is not None

    assert state(0) == ("asked", False)
    assert state(30) == ("asked", True)
    assert {cast.supervisor.id, cast.sales.id} <= told(database, f"handoff:{it}:lapsed")
    assert state(30) == ("asked", True), "once"
    assert state(60) == ("returned", True)
    assert cast.sales.id in told(database, f"handoff:{it}:returned")
    assert len(told(database, f"handoff:{it}:late")) >= 2


def test_a_department_has_a_clock_of_its_own(database: Database, cast: Cast, no: str) -> None:
    with database.writing() as session:
        quality = as_actor(session, cast.quality)
        rule = {"department": "quality", "version": 0, "mode": "never"}
        assigning.set_rule(session, quality, **rule, accept_minutes=10, work_minutes=60)
        with pytest.raises(Conflict):
            assigning.set_rule(session, quality, **rule, accept_minutes=10, work_minutes=60)
        with pytest.raises(Forbidden):
            assigning.set_rule(session, as_actor(session, cast.sales), **rule, accept_minutes=10, work_minutes=60)
    with time_machine.travel("2026-11-23T03:30:00+00:00"):  # Monday 11:30: half an hour before lunch
        handed(database, cast, no)
    with database.reading() as session:
        (it,) = list_hand_offs(session, queries.find_thread(session, as_actor(session, cast.sales), no))
    assert it.accept_by.isoformat() == "2026-11-23T03:40:00+00:00"
    assert it.due_at.isoformat() == "2026-11-23T06:00:00+00:00", "lunch does not count"


def test_a_warning_at_three_quarters_goes_to_who_has_it_now(database: Database, cast: Cast, no: str) -> None:
    """Monday 14:00: half an hour to accept, four hours to finish (Tuesday's first hour included: 18:00)."""
    begin = datetime.fromisoformat("2026-11-23T14:00+08:00")

    def at(minutes: int) -> None:
        with time_machine.travel(begin + timedelta(minutes=minutes), tick=False):
            pressing.watch_hand_offs(database)

    with time_machine.travel(begin, tick=False):
        it = handed(database, cast, no)
    at(22)
    assert not told(database, f"handoff:{it}:near:asked")
    at(23)
    assert told(database, f"handoff:{it}:near:asked") == {cast.quality.id}
    with time_machine.travel(begin + timedelta(minutes=25)), database.writing() as session:
        handing.accept(session, as_actor(session, cast.quality), no=no, hand_off_id=it)
        make_staff(session, "quality")
    at(179)
    assert not told(database, f"handoff:{it}:near:accepted")
    at(180)
    at(181)
    assert told(database, f"handoff:{it}:near:accepted") == {cast.quality.id}, (
        "who accepted, and nobody else of the department"
    )
    assert not told(database, f"handoff:{it}:late")
    with database.reading() as session:
        said = [job.payload for job in session.scalars(select(Job).where(Job.name == "notices.tell"))]
    assert [one["values"]["due"] for one in said if ":near:" in one["key"]] == ["11-23 14:30", "11-23 18:00"]
    at(241)
    assert {cast.quality.id, cast.supervisor.id, cast.sales.id} <= told(database, f"handoff:{it}:late")


def test_what_is_late_already_is_not_warned_of(database: Database, cast: Cast, no: str) -> None:
    it = handed(database, cast, no)
    with time_machine.travel(now() + timedelta(days=30)):
        pressing.watch_hand_offs(database)
    assert not told(database, f"handoff:{it}:near:asked")
    assert told(database, f"handoff:{it}:lapsed")


def test_a_departments_clock_is_reckoned_anew_when_its_time_changes(
    database: Database, cast: Cast, no: str, worker: Worker
) -> None:
    with time_machine.travel("2026-11-23T14:00:00+08:00", tick=False):
        it = handed(database, cast, no)
        with database.writing() as session:
            quality = as_actor(session, cast.quality)
            rule = {"department": "quality", "version": 0, "mode": "never"}
            assigning.set_rule(session, quality, **rule, accept_minutes=60, work_minutes=120)
        worker.drain()
        with database.reading() as session:
            row = session.get_one(HandOff, it)
            assert [f"{at.astimezone(SHANGHAI):%H:%M}" for at in (row.accept_by, row.due_at, row.warn_at or now())] == [
                "15:00", "16:00", "14:45",
            ]  # fmt: skip
        with database.writing() as session:
            off = {"department": "quality", "day": date(2026, 11, 23), "kind": "off", "hours": "", "name": "盘点"}
            save_day(session, as_actor(session, cast.supervisor), **off, version=version_of(session))
        worker.drain()
    with database.reading() as session:
        row = session.get_one(HandOff, it)
        assert row.due_at.astimezone(SHANGHAI).isoformat()[:16] == "2026-11-24T10:30", "the department is off that day"


def test_complaints_stay_with_supervision(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        complaint = open_(session, cast.member, kind="complaint")
        supervisor = as_actor(session, cast.supervisor)
        with pytest.raises(Invalid):
            handing.hand_off(session, supervisor, no=complaint, department="sales", reason="r", asked="a")
        with pytest.raises(NotFound):
            handing.hand_off(
                session, as_actor(session, cast.sales), no=complaint, department="supervision", reason="r", asked="a"
            )
        with pytest.raises(Invalid):
            tasks.add_task(
                session, supervisor, no=complaint, title="x", department="sales", assignee_id=cast.sales.id, due_at=None
            )


def test_tasks_are_given_reminded_of_and_done(database: Database, cast: Cast, no: str) -> None:
    with database.writing() as session:
        sales = as_actor(session, cast.sales)
        task = tasks.add_task(
            session, sales, no=no, title="核实 运费", department="quality", assignee_id=cast.quality.id,
            due_at=now() + timedelta(hours=1),
        )  # fmt: skip
        with pytest.raises(NotFound):
            tasks.add_task(
                session, as_actor(session, cast.stranger), no=no, title="x", department="sales", assignee_id=None, due_at=None
            )  # fmt: skip
    assert told(database, f"task:{task}") == {cast.quality.id}
    tasks.remind_of_tasks(database)
    assert not told(database, f"task:{task}:due")
    with time_machine.travel(now() + timedelta(hours=2)):
        tasks.remind_of_tasks(database)
        tasks.remind_of_tasks(database)
    assert told(database, f"task:{task}:due") == {cast.quality.id}
    with database.writing() as session:
        quality = as_actor(session, cast.quality)
        tasks.finish_task(session, quality, no=no, task_id=task, outcome="120 元/吨")
        with pytest.raises(Conflict):
            tasks.finish_task(session, quality, no=no, task_id=task, outcome="again")
        with pytest.raises(NotFound):
            tasks.finish_task(session, quality, no=open_(session, cast.member), task_id=task, outcome="other thread")
        assert session.get(Task, task).outcome == "120 元/吨"  # type: ignore[union-attr]


def test_what_was_written_for_something_a_colleague_was_faster_with_is_not_lost(
    database: Database, cast: Cast, no: str, sign_in: Callable[[User], FlaskClient]
) -> None:
    it, browser = handed(database, cast, no), sign_in(cast.quality)
    with database.writing() as session:
        task = tasks.add_task(
            session, as_actor(session, cast.sales), no=no, title="核实", department="quality", assignee_id=None, due_at=None
        )  # fmt: skip
        quality = as_actor(session, cast.quality)
        handing.accept(session, quality, no=no, hand_off_id=it)
        handing.finish(session, quality, no=no, hand_off_id=it, outcome="已补")
        tasks.finish_task(session, quality, no=no, task_id=task, outcome="已核实")
    for path in (f"handoffs/{it}/done", f"handoffs/{it}/back", f"tasks/{task}/done"):
        late = browser.post(f"/threads/{no}/{path}", data={"outcome": "我查了一下午<b>"})
        assert (late.status_code, "我查了一下午&lt;b&gt;" in late.text) == (409, True), path


def test_a_task_is_told_of_at_three_quarters_and_when_late(database: Database, cast: Cast, no: str) -> None:
    begin = datetime.fromisoformat("2026-11-23T14:00+08:00")
    with time_machine.travel(begin, tick=False), database.writing() as session:
        task = tasks.add_task(
            session, as_actor(session, cast.sales), no=no, title="核实运费", department="quality", assignee_id=None,
            due_at=begin + timedelta(hours=4),
        )  # fmt: skip
    for minutes, near, late in ((179, False, False), (180, True, False), (240, True, True)):
        with time_machine.travel(begin + timedelta(minutes=minutes), tick=False):
            tasks.remind_of_tasks(database)
        assert told(database, f"task:{task}:near") == ({cast.quality.id} if near else set())
        assert told(database, f"task:{task}:due") == ({cast.quality.id, cast.sales.id} if late else set())


def test_no_task_tells_somebody_of_what_they_may_not_see(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, kind="complaint")
        tasks.add_task(
            session, as_actor(session, cast.supervisor), no=no, title="核实", department="sales", assignee_id=None,
            due_at=now() + timedelta(hours=1),
        )  # fmt: skip
    with time_machine.travel(now() + timedelta(days=9)):
        tasks.remind_of_tasks(database)
    with database.reading() as session:
        jobs = session.scalars(select(Job.payload).where(Job.name == "notices.tell"))
        people = {user for payload in jobs if payload["key"].startswith("task:") for user in payload["to"]}
    assert cast.sales.id not in people
    assert cast.supervisor.id in people


def test_new_threads_take_turns_or_go_to_whom_has_least(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        second = make_staff(session, "sales", name="钱业务")
        assigning.set_rule(
            session, as_actor(session, cast.supervisor), department="sales", version=0, mode="round", accept_minutes=30,
            work_minutes=60,
        )  # fmt: skip

    def opened() -> int | None:
        with database.writing() as session:
            number = open_(session, cast.member)
            thread = queries.find_thread(session, as_actor(session, cast.sales), number)
            assigning.assign_new(session, {"thread_id": thread.id})
            assigning.assign_new(session, {"thread_id": thread.id})
            return queries.find_thread(session, as_actor(session, cast.sales), number).owner_id

    turns = [opened() for _ in range(4)]
    people = {cast.sales.id, second.id, cast.admin.id}
    assert set(turns[:3]) == people
    assert turns[3] == turns[0]
    with database.writing() as session:
        assigning.set_rule(
            session, as_actor(session, cast.sales), department="sales", version=1, mode="least", accept_minutes=30,
            work_minutes=60,
        )  # fmt: skip
    assert opened() != turns[0], "that one has two"


@pytest.mark.parametrize("mode", ["round", "least"])
def test_new_threads_go_to_who_is_there_whenever_they_signed_in(
    app: Flask, database: Database, cast: Cast, sign_in: Callable[[User], FlaskClient], mode: str
) -> None:
    """Who signed in this morning and still works is there; who left has nothing new, whatever their turn or load."""
    with database.writing() as session:
        gone = make_staff(session, "sales", name="钱业务")
        assigning.set_rule(
            session, as_actor(session, cast.sales), department="sales", version=0, mode=mode, accept_minutes=30,
            work_minutes=60,
        )  # fmt: skip
        signed_in = now() - timedelta(hours=4)
        session.execute(update(User).where(User.id.in_([gone.id, cast.sales.id])).values(last_seen_at=signed_in))
        for _number in range(2):  # and has more to do than the others
            services.take_thread(session, as_actor(session, cast.sales), no=open_(session, cast.member))
    assert sign_in(cast.sales).get("/desk").status_code == 200
    app.extensions["portal.seen"].flush()
    for _number in range(3):
        with database.writing() as session:
            number = open_(session, cast.member)
            thread = queries.find_thread(session, as_actor(session, cast.sales), number)
            assigning.assign_new(session, {"thread_id": thread.id})
            assert queries.find_thread(session, as_actor(session, cast.sales), number).owner_id == cast.sales.id
    with time_machine.travel(now() + timedelta(minutes=31)), database.reading() as session:
        chosen = {
            assigning.choose(session, assigning.DeskRule(department="sales", mode="round", last_user_id=last))
            for last in (None, cast.sales.id, cast.admin.id)
        }
        assert {one[0] for one in chosen if one} == {cast.sales.id, cast.admin.id, gone.id}, "nobody there: all"
