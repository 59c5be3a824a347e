"""What tests of rules do: keep one, open a thread and let the worker follow, look at what came of it."""

from __future__ import annotations

from typing import Any

import time_machine
from sqlalchemy import select

from portal.automation import jobs
from portal.automation.rules import Actions, Conditions
from portal.automation.services.keeping import keep_rule
from portal.automation.services.watching import watch_messages
from portal.automation.terms import OPENED
from portal.core.uow import Database
from portal.threads.models import Message, Thread, ThreadEvent
from tests.integration.threads.people import Cast, as_actor, open_

WORKDAY = "2026-11-24T09:00+08:00"
EVENING = "2026-11-24T20:00+08:00"


def keep(database: Database, cast: Cast, name: str = "规则", *, trigger: str = OPENED, **how: Any) -> int:
    """when: conditions; then: actions."""
    with database.writing() as session:
        return keep_rule(
            session, as_actor(session, cast.supervisor), rule_id=None, version=0, name=name, trigger=trigger,
            active=how.get("active", True), stops=how.get("stops", False), conditions=Conditions(**how.get("when", {})),
            actions=Actions(**how.get("then", {"tags": ("碰到",)})),
        )  # fmt: skip


def opened(database: Database, cast: Cast, *, when: str = WORKDAY, **how: Any) -> str:
    person = how.pop("person", cast.member)
    with time_machine.travel(when, tick=False):
        with database.writing() as session:
            no = open_(session, person, **how)
        follow(database, no)
    return no


def follow(database: Database, no: str) -> None:
    with database.writing() as session:
        jobs.opened(120)(session, {"thread_id": session.scalar(select(Thread.id).where(Thread.no == no))})


def watch(database: Database) -> None:
    watch_messages(120)(database)


def thread(database: Database, no: str) -> Thread:
    with database.reading() as session:
        return session.scalars(select(Thread).where(Thread.no == no)).one()


def steps(database: Database, no: str) -> list[tuple[str, bool, dict[str, Any]]]:
    """(kind, public, facts), oldest first."""
    with database.reading() as session:
        query = select(ThreadEvent).join(Thread, Thread.id == ThreadEvent.thread_id).where(Thread.no == no)
        return [(row.kind, row.public, row.facts) for row in session.scalars(query.order_by(ThreadEvent.id))]


def said(database: Database, no: str) -> list[tuple[str, bool, str]]:
    """(author, by staff, body), oldest first."""
    with database.reading() as session:
        query = select(Message).join(Thread, Thread.id == Message.thread_id).where(Thread.no == no)
        return [(row.author_name, row.by_staff, row.body) for row in session.scalars(query.order_by(Message.id))]
