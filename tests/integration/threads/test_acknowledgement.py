"""A new thread is acknowledged once: who answers, by when, when work goes on; on the page, in the mail, and to nobody's harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.live import LiveEvent
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.notifications.rendering import render
from portal.standards import services as standards
from portal.standards.promises import Amount, Policy
from portal.threads import jobs
from portal.threads.casefile import DeskRule
from portal.threads.models import Message, Thread, ThreadEvent
from portal.threads.services.relating import split
from tests.integration.threads.people import Cast, as_actor, open_, say

SignIn = Callable[[User], FlaskClient]


def opened(database: Database, cast: Cast, when: str, *, worked_at: str = "", **how: Any) -> str:
    """Open a thread at a moment in Shanghai and let the worker follow, at once or later."""
    with time_machine.travel(f"{when}+08:00", tick=False), database.writing() as session:
        no = open_(session, cast.member, **how)
    with time_machine.travel(f"{worked_at or when}+08:00", tick=False):
        work(database, no)
    return no


def work(database: Database, no: str) -> None:
    with database.writing() as session:
        jobs.opened(session, {"thread_id": session.scalar(select(Thread.id).where(Thread.no == no))})


def told(database: Database, no: str) -> list[dict[str, Any]]:
    with database.reading() as session:
        query = select(ThreadEvent.facts).join(Thread, Thread.id == ThreadEvent.thread_id)
        return list(session.scalars(query.where(Thread.no == no, ThreadEvent.kind == "acknowledged")))


def mailed(app: Flask, database: Database, no: str) -> list[str]:
    with database.reading() as session:
        payloads = session.scalars(select(Job.payload).where(Job.name == "mail.send")).all()
    found = [one for one in payloads if one["template"] == "email/threads/received" and one["context"]["no"] == no]
    return [render(app, one["template"], locale=one["locale"], context=one["context"]).text for one in found]


def page(sign_in: SignIn, person: User, no: str, when: str) -> str:
    with time_machine.travel(f"{when}+08:00", tick=False):
        return sign_in(person).get(f"/threads/{no}").text


@pytest.mark.parametrize(
    ("when", "says", "mail"),
    [
        # A Tuesday morning.
        ("2026-11-24T09:00", "已收到，由业务部门跟进，今天 09:30 前回复。", ("2026年", "11月24日周二 09:30")),
        # Lunch.
        (
            "2026-11-24T12:10",
            "提交时不在工作时间，今天 13:30 恢复工作；由业务部门跟进，最迟今天 14:00 前回复。",
            ("11月24日周二 13:30 恢复工作", "11月24日周二 14:00"),
        ),
        # After work.
        ("2026-11-24T19:00", "明天 08:30 恢复工作；由业务部门跟进，最迟明天 09:00 前回复。", ("11月25日周三 08:30 恢复工作",)),
        # What begins at the end of a day begins with the next one.
        ("2026-11-24T18:00", "明天 08:30 恢复工作；", ("11月25日周三 08:30",)),
        # Friday evening before 春节: a make-up Saturday first.
        ("2026-02-13T18:30", "明天 08:30 恢复工作；由业务部门跟进，最迟明天 09:00 前回复。", ("2月14日周六 08:30 恢复工作",)),
        # The make-up Saturday itself is worked ...
        ("2026-02-14T10:00", "已收到，由业务部门跟进，今天 10:30 前回复。", ("2月14日周六 10:30",)),
        # ... and after it come nine days off.
        ("2026-02-14T17:50", "已收到，由业务部门跟进，2月24日 08:50 前回复。", ("2月24日周二 08:50",)),
        ("2026-02-14T19:00", "2月24日 08:30 恢复工作；由业务部门跟进，最迟2月24日 09:00 前回复。", ("2月24日周二 08:30",)),
        # An ordinary Sunday.
        ("2026-11-22T10:00", "明天 08:30 恢复工作；", ("11月23日周一 08:30 恢复工作",)),
    ],
)  # fmt: skip
def test_it_says_who_and_when_in_the_houses_calendar(
    app: Flask, database: Database, cast: Cast, sign_in: SignIn, when: str, says: str, mail: tuple[str, ...]
) -> None:
    no = opened(database, cast, when)
    assert says in page(sign_in, cast.member, no, when)
    (text,) = mailed(app, database, no)
    for words in mail[-1:] if mail[0] == "2026年" else mail:
        assert words in text
    assert ("恢复工作" in text) == ("恢复工作" in says)


def test_it_names_who_the_thread_was_given_to(app: Flask, database: Database, cast: Cast, sign_in: SignIn) -> None:
    with database.writing() as session:
        session.add(DeskRule(department="quality", mode="round", accept_minutes=30, work_minutes=60))
    no = opened(database, cast, "2026-11-24T09:00", kind="claim")
    assert "由赵质量（质量部门）跟进" in page(sign_in, cast.member, no, "2026-11-24T09:00")
    assert "跟进人：赵质量" in mailed(app, database, no)[0]


def test_it_is_said_once_and_stays_as_it_was_said(database: Database, cast: Cast, sign_in: SignIn) -> None:
    no = opened(database, cast, "2026-11-24T09:00")
    before = told(database, no)
    with database.writing() as session:
        standards.save_policy(
            session, as_actor(session, cast.supervisor),
            policy=Policy("inquiry", "", "", Amount(5, "m"), Amount(5, "m"), None), version=standards.version_of(session),
        )  # fmt: skip
        say(session, cast.sales, no, "在的")
    work(database, no)
    assert told(database, no) == before
    assert len(before) == 1
    assert "11月24日 09:30 前回复" in page(sign_in, cast.member, no, "2026-11-26T09:00"), "no longer 今天"


def test_it_answers_nothing_and_leaves_nothing_unread(database: Database, cast: Cast) -> None:
    no = opened(database, cast, "2026-11-24T09:00")
    with database.reading() as session:
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        assert thread.status == "open"
        assert thread.waiting_since is not None
        assert thread.first_due_at is not None
        assert (thread.message_count, thread.last_staff_message_id) == (1, 0)
        assert session.scalars(select(Message.by_staff)).all() == [False]


def test_the_open_page_hears_of_it_and_fetches_it(database: Database, cast: Cast, sign_in: SignIn) -> None:
    no = opened(database, cast, "2026-11-24T09:00")
    with database.reading() as session:
        heard = session.scalars(select(LiveEvent.audience).where(LiveEvent.kind == "message")).all()
        newest = session.scalar(select(Message.id))
    assert heard.count(f"thread:{no}") == 2, "the message, and the acknowledgement after it"
    with time_machine.travel("2026-11-24T09:01+08:00", tick=False):
        fragment = sign_in(cast.member).get(f"/threads/{no}/messages?after={newest}").text
    assert 'data-message="ack"' in fragment
    assert "今天 09:30 前回复" in fragment


def test_each_reads_it_in_their_own_language(database: Database, cast: Cast, sign_in: SignIn) -> None:
    no = opened(database, cast, "2026-11-24T19:00")
    with database.writing() as session:
        session.get_one(User, cast.manager.id).locale = "en"
    text = page(sign_in, cast.manager, no, "2026-11-24T19:00")
    assert "Received outside working hours." in text
    assert "提交时" not in text


@pytest.mark.parametrize("kind", ["complaint", "suggestion"])
def test_of_a_complaint_nobody_is_named(app: Flask, database: Database, cast: Cast, sign_in: SignIn, kind: str) -> None:
    with database.writing() as session:
        session.add(DeskRule(department="supervision", mode="round", accept_minutes=30, work_minutes=60))
    no = opened(database, cast, "2026-11-24T09:00", kind=kind)
    assert "已收到，由专人跟进" in page(sign_in, cast.member, no, "2026-11-24T09:00")
    (facts,) = told(database, no)
    assert facts["owner"] == facts["department"] == ""
    assert "孙监督" not in mailed(app, database, no)[0]
    assert "监督" not in mailed(app, database, no)[0]


def test_late_workers_promise_nothing_that_is_past(database: Database, cast: Cast, sign_in: SignIn) -> None:
    no = opened(database, cast, "2026-11-24T09:00", worked_at="2026-11-24T11:00")
    assert "已收到，由业务部门跟进，会尽快回复。" in page(sign_in, cast.member, no, "2026-11-24T11:00")
    other = opened(database, cast, "2026-11-24T07:00", worked_at="2026-11-24T08:45")
    assert told(database, other)[0]["resumes_at"] == "", "work has gone on meanwhile"


def test_what_was_answered_or_settled_or_split_is_not_acknowledged(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        answered = open_(session, cast.member)
        say(session, cast.sales, answered, "在的，3,700")
        own = open_(session, cast.member)
        keep = say(session, cast.member, own, "另外问下运费")
        apart = split(
            session, as_actor(session, cast.sales), no=own, message_ids=[keep.id], kind="transport", subject="运费"
        )
    for no in (answered, apart):
        work(database, no)
        assert told(database, no) == []


def test_who_proved_no_address_gets_no_mail(app: Flask, database: Database, cast: Cast) -> None:
    with database.writing() as session:
        session.get_one(User, cast.member.id).email_confirmed_at = None
    no = opened(database, cast, "2026-11-24T09:00")
    assert len(told(database, no)) == 1
    assert mailed(app, database, no) == []


def test_the_worker_runs_it_after_the_form_was_sent(
    database: Database, cast: Cast, sign_in: SignIn, worker: Worker
) -> None:
    form = {"kind": "inquiry", "subject": "询价", "body": "螺纹钢 30 吨", "token": "0123456789"}
    sent = sign_in(cast.member).post("/threads/new", data=form)
    no = sent.headers["Location"].rsplit("/", 1)[1]
    worker.drain()
    assert len(told(database, no)) == 1
