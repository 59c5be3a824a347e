"""What presses the staff follows the working time as it is now, and ends when the matter is settled."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.core.clock import SHANGHAI
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.standards.services import save_day, version_of
from portal.threads import services
from portal.threads.casefile import HandOff, Task
from portal.threads.models import Thread
from portal.threads.services import handing, pressing, tasks
from tests.integration.threads.people import Cast, as_actor, open_

MONDAY = datetime.fromisoformat("2026-11-23T14:00+08:00")


@pytest.fixture
def no(database: Database, cast: Cast) -> str:
    with time_machine.travel(MONDAY, tick=False), database.writing() as session:
        number = open_(session, cast.member)
        services.take_thread(session, as_actor(session, cast.sales), no=number)
        return number


def test_a_tasks_warning_is_reckoned_anew_when_the_calendar_changes(
    database: Database, cast: Cast, no: str, worker: Worker
) -> None:
    """Monday 14:00 to Tuesday 18:00 are twelve working hours; with Monday off they are eight, and three quarters of them are gone later."""
    begin = MONDAY
    with time_machine.travel(begin, tick=False):
        with database.writing() as session:
            sales = as_actor(session, cast.sales)
            given, warned = (
                tasks.add_task(
                    session, sales, no=no, title=title, department="quality", assignee_id=None, due_at=begin + timedelta(hours=28)
                )
                for title in ("核实运费", "已提醒过")
            )  # fmt: skip
            session.get_one(Task, warned).warn_at = None
        assert warn_at(database, given) == "11-24 15:00"
        with database.writing() as session:
            off = {"department": "quality", "day": date(2026, 11, 23), "kind": "off", "hours": "", "name": "盘点"}
            save_day(session, as_actor(session, cast.supervisor), **off, version=version_of(session))
        worker.drain()
    assert warn_at(database, given) == "11-24 16:00"
    assert warn_at(database, warned) == "", "who was warned is not warned again"


def warn_at(database: Database, task_id: int) -> str:
    with database.reading() as session:
        at = session.get_one(Task, task_id).warn_at
        return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}" if at else ""


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_what_is_settled_presses_nobody(database: Database, cast: Cast, no: str, status: str) -> None:
    begin = MONDAY
    with time_machine.travel(begin, tick=False):
        asked, accepted = (handed(database, cast, no, to) for to in ("quality", "transport"))
        with database.writing() as session:
            handing.accept(session, as_actor(session, cast.admin), no=no, hand_off_id=accepted)
            sales = as_actor(session, cast.sales)
            task = tasks.add_task(
                session, sales, no=no, title="核实运费", department="quality", assignee_id=None, due_at=begin + timedelta(hours=2)
            )  # fmt: skip
            services.resolve(session, sales, no=no)
            session.scalars(select(Thread).where(Thread.no == no)).one().status = status
    with time_machine.travel(begin + timedelta(days=3), tick=False):
        tasks.remind_of_tasks(database)
        pressing.watch_hand_offs(database)
        assert not [key for key in keys_told(database) if re.search(":(near|lapsed|late|due)", key)]
        with database.writing() as session:
            assert session.get_one(HandOff, asked).state == "asked"
            services.reopen(session, as_actor(session, cast.member), no=no)
        tasks.remind_of_tasks(database)
        pressing.watch_hand_offs(database)
        assert {f"task:{task}:due", f"handoff:{asked}:lapsed"} <= keys_told(database), "opened again it goes on"


def keys_told(database: Database) -> set[str]:
    with database.reading() as session:
        return {payload["key"] for payload in session.scalars(select(Job.payload).where(Job.name == "notices.tell"))}


def handed(database: Database, cast: Cast, no: str, to: str) -> int:
    with database.writing() as session:
        return handing.hand_off(
            session, as_actor(session, cast.sales), no=no, department=to, reason="要看质保书", asked="能否补书", said=""
        )
