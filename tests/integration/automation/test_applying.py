"""Rules at work: exactly once, in one transaction, on what customers write and on nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.automation.models import AutoRule, AutoRun, AutoState
from portal.automation.services import applying
from portal.automation.terms import WRITTEN
from portal.core.clock import now
from portal.core.notices import TELL
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.notifications.rendering import render
from portal.threads import services
from portal.threads.casefile import Absence, DeskRule
from portal.threads.models import Message, Thread
from portal.threads.services.relating import merge, split
from portal.threads.words import key_of, prepare
from tests.integration.automation.steps import (
    EVENING,
    WORKDAY,
    follow,
    keep,
    opened,
    said,
    steps,
    thread,
    watch,
)
from tests.integration.threads.people import Cast, as_actor, open_, say

SignIn = Callable[[User], FlaskClient]


def test_a_new_thread_is_assigned_tagged_prioritised_and_answered(database: Database, cast: Cast) -> None:
    keep(
        database, cast, "夜间大单",
        when={"hours": "out", "at_least": "100", "words": ("螺纹",)},
        then={"assign": f"u:{cast.quality.id}", "tags": ("大单", "夜间"), "priority": "urgent", "reply": "{联系人}您好，{单号}由{负责人}跟进，{我}。{货物}"},
    )  # fmt: skip
    no = opened(database, cast, when=EVENING, body="螺纹钢 120吨")
    found = thread(database, no)
    assert (found.owner_id, found.tags, found.priority) == (cast.quality.id, ",大单,夜间,", "urgent")
    assert found.status == "open"
    assert found.waiting_since is not None
    assert found.first_answered_at is None
    assert found.first_due_at is not None, "an automatic reply stops no clock"
    assert said(database, no)[1:] == [("自动回复", True, f"周采购您好，{no}由赵质量跟进，物资通客服。您咨询的货物")]
    kinds = [(kind, public) for kind, public, _facts in steps(database, no)]
    assert kinds == [("opened", True), ("said", False), ("tags", False), ("tags", False), ("assigned", True), ("priority", False), ("acknowledged", True)]  # fmt: skip
    with database.reading() as session:
        told = session.scalars(select(Job.payload).where(Job.name == TELL)).all()
    assert [one["to"] for one in told] == [[cast.quality.id]]
    other = opened(database, cast, when=WORKDAY, body="螺纹钢 120吨")
    assert thread(database, other).tags == ""
    assert len(said(database, other)) == 1


def test_the_acknowledgement_names_whom_the_rule_chose(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"assign": f"u:{cast.quality.id}", "priority": "urgent"})
    no = opened(database, cast)
    (facts,) = [facts for kind, _public, facts in steps(database, no) if kind == "acknowledged"]
    assert facts["owner"] == "赵质量"
    assert facts["due_at"] == thread(database, no).first_due_at.isoformat()  # type: ignore[union-attr]


def test_a_department_gives_it_out_in_its_own_way(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        session.add(DeskRule(department="quality", mode="least", accept_minutes=30, work_minutes=60))
    keep(database, cast, when={"words": ("质保书",)}, then={"assign": "d:quality"})
    keep(database, cast, when={"words": ("运费",)}, then={"assign": "d:transport"})
    no = opened(database, cast, body="质保书呢")
    assert (thread(database, no).department, thread(database, no).owner_id) == ("quality", cast.quality.id)
    no = opened(database, cast, body="运费多少")
    assert (thread(database, no).department, thread(database, no).owner_id) == ("transport", None), "it gives none out"


def test_while_somebody_is_away_their_deputy_gets_it(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"assign": f"u:{cast.quality.id}"})
    with time_machine.travel(WORKDAY, tick=False), database.writing() as session:
        for since, until, deputy in ((-1, 1, cast.sales), (20, 30, cast.supervisor)):
            days = {"since": now() + timedelta(days=since), "until": now() + timedelta(days=until)}
            session.add(Absence(user_id=cast.quality.id, deputy_id=deputy.id, **days))
    assert thread(database, opened(database, cast)).owner_id == cast.sales.id, "now, not on the next holiday"


def test_who_has_left_gets_nothing_and_the_rest_is_done(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"assign": f"u:{cast.quality.id}", "tags": ("质量",)})
    with database.writing() as session:
        session.get_one(User, cast.quality.id).disabled_at = now()
    no = opened(database, cast)
    assert (thread(database, no).owner_id, thread(database, no).tags) == (None, ",质量,")


def test_it_is_done_once_however_often_the_job_runs(database: Database, cast: Cast, worker: Worker) -> None:
    keep(database, cast, then={"reply": "收到", "tags": ("一次",)})
    no = opened(database, cast)
    for _time in range(3):
        follow(database, no)
    assert [body for _name, by_staff, body in said(database, no) if by_staff] == ["收到"]
    worker.drain()
    assert [body for _name, by_staff, body in said(database, no) if by_staff] == ["收到"]
    assert [kind for kind, _public, _facts in steps(database, no)].count("said") == 1


def test_two_workers_at_once_do_it_once(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"reply": "收到", "tags": ("一次",)})
    with database.writing() as session:
        no = open_(session, cast.member)
    begin = threading.Barrier(4)

    def work() -> None:
        begin.wait()
        follow(database, no)

    workers = [threading.Thread(target=work) for _number in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert [body for _name, by_staff, body in said(database, no) if by_staff] == ["收到"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AutoRun)) == 1


def test_a_worker_that_dies_half_way_has_done_nothing(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, cast, then={"reply": "收到", "tags": ("一次",), "priority": "high"})
    with database.writing() as session:
        no = open_(session, cast.member)
    with monkeypatch.context() as patch:
        patch.setattr("portal.automation.jobs.reply_by_rule", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            follow(database, no)
    assert (thread(database, no).tags, thread(database, no).priority, len(said(database, no))) == ("", "normal", 1)
    follow(database, no)
    assert (thread(database, no).tags, thread(database, no).priority, len(said(database, no))) == (",一次,", "high", 2)


def test_customers_read_the_reply_but_no_rule(database: Database, cast: Cast, sign_in: SignIn) -> None:
    keep(
        database,
        cast,
        "内部规则名暗语",
        then={"reply": "**已收到**<script>alert(1)</script>", "tags": ("标签暗语",), "priority": "high"},
    )
    no = opened(database, cast)
    browser = sign_in(cast.member)
    for address in (f"/threads/{no}", f"/threads/{no}/side", f"/threads/{no}/messages?after=0"):
        text = browser.get(address).text
        assert "暗语" not in text
        assert "<script>alert" not in text
    page = browser.get(f"/threads/{no}").text
    assert "<strong>已收到</strong>" in page
    assert "自动回复" in page
    staff = sign_in(cast.sales).get(f"/threads/{no}").text
    assert "自动规则“内部规则名暗语”已执行" in staff


def test_a_reply_to_the_opening_stands_in_the_mail_of_the_acknowledgement(
    app: Flask, database: Database, cast: Cast, worker: Worker
) -> None:
    """One mail, not two; what is said afterwards is told as ever, without the reply again."""
    keep(database, cast, then={"reply": "我们明早回复{客户}"})
    with database.writing() as session:
        no = open_(session, cast.member)
    worker.drain(lane="default")
    with time_machine.travel(now() + timedelta(minutes=3)):
        worker.drain(lane="default")
    (mail,) = mails_to(database, cast.member)
    assert mail["template"] == "email/threads/received"
    text = render(app, mail["template"], locale=mail["locale"], context=mail["context"]).text
    assert f"自动回复：\n我们明早回复{cast.company.short_name}\n" in text
    assert [body for _name, by_staff, body in said(database, no) if by_staff] == [
        f"我们明早回复{cast.company.short_name}"
    ]
    with database.writing() as session:
        say(session, cast.sales, no, "每吨 3360 元")
    with time_machine.travel(now() + timedelta(minutes=6)):
        worker.drain(lane="default")
    _first, news = mails_to(database, cast.member)
    assert [one["text"] for one in news["context"]["messages"]] == ["每吨 3360 元"]


def test_an_acknowledgement_without_a_reply_speaks_of_none(
    app: Flask, database: Database, cast: Cast, worker: Worker
) -> None:
    with database.writing() as session:
        open_(session, cast.member)
    worker.drain(lane="default")
    (mail,) = mails_to(database, cast.member)
    assert "自动回复" not in render(app, mail["template"], locale=mail["locale"], context=mail["context"]).text


def test_a_later_reply_is_mailed_like_any_message(database: Database, cast: Cast, worker: Worker) -> None:
    keep(database, cast, trigger=WRITTEN, then={"reply": "收到补充"})
    with database.writing() as session:
        no = open_(session, cast.member)
    worker.drain(lane="default")
    watch(database)
    with database.writing() as session:
        say(session, cast.member, no, "再加 5 吨")
    watch(database)
    with time_machine.travel(now() + timedelta(minutes=3)):
        worker.drain(lane="default")
    news = [mail["context"]["messages"] for mail in mails_to(database, cast.member) if "messages" in mail["context"]]
    assert [[one["text"] for one in messages] for messages in news] == [["收到补充"]]


def mails_to(database: Database, person: User) -> list[dict[str, Any]]:
    with database.reading() as session:
        sent = session.scalars(select(Job.payload).where(Job.name == "mail.send").order_by(Job.id))
        return [payload for payload in sent if payload["to"] == person.email]


@pytest.mark.parametrize("kind", ["complaint", "suggestion"])
def test_no_rule_touches_complaints_and_suggestions(database: Database, cast: Cast, kind: str) -> None:
    keep(database, cast, then={"assign": f"u:{cast.sales.id}", "tags": ("碰到",), "priority": "low", "reply": "收到"})
    keep(database, cast, trigger=WRITTEN)
    no = opened(database, cast, kind=kind)
    with database.writing() as session:
        say(session, cast.member, no, "还有一点")
    watch(database)
    found = thread(database, no)
    assert (found.owner_id, found.tags, found.priority, len(said(database, no))) == (None, "", "normal", 2)
    assert "said" not in [kind for kind, _public, _facts in steps(database, no)]


def test_what_staff_open_or_split_off_is_left_alone(database: Database, cast: Cast) -> None:
    keep(database, cast)
    with database.writing() as session:
        sales = as_actor(session, cast.sales)
        own = services.open_for_company(
            session, sales, org_no=cast.company.no, subject="有货", words=prepare("有一批螺纹"), key=key_of(None), matter=services.Matter()
        )  # fmt: skip
        parent = open_(session, cast.member)
        more = say(session, cast.member, parent, "另外问运费")
        apart = split(session, sales, no=parent, message_ids=[more.id], kind="transport", subject="运费")
        aside = services.open_supplier_thread(
            session, sales, parent_no=parent, org_no=cast.supplier_company.no, kind="inquiry", subject="询价", words=prepare("请报价"), key=key_of(None)
        )  # fmt: skip
    for no in (own, apart, aside):
        follow(database, no)
        assert thread(database, no).tags == ""


def test_later_messages_are_looked_at_once_and_only_from_when_the_rule_counts(database: Database, cast: Cast) -> None:
    no = opened(database, cast, body="请报价")
    with database.writing() as session:
        say(session, cast.member, no, "要加急，早先的话")
    rule_id = keep(
        database, cast, trigger=WRITTEN, when={"words": ("加急",)}, then={"priority": "urgent", "reply": "已转加急"}
    )
    watch(database)
    assert thread(database, no).priority == "normal", "what was written before is not looked at"
    with database.writing() as session:
        say(session, cast.sales, no, "要加急吗")
        say(session, cast.member, no, "请加急")
    watch(database)
    watch(database)
    assert thread(database, no).priority == "urgent"
    assert [body for name, _by_staff, body in said(database, no) if name == "自动回复"] == ["已转加急"]
    with database.writing() as session:
        say(session, cast.member, no, "再次请加急")
    watch(database)
    assert [body for name, _by_staff, body in said(database, no) if name == "自动回复"] == ["已转加急"], "once a thread"
    with database.reading() as session:
        runs = session.execute(select(AutoRun.rule_ids, AutoRun.replied_by).order_by(AutoRun.id)).all()
    assert [tuple(run) for run in runs] == [(f",{rule_id},", rule_id), (f",{rule_id},", None)]


def test_what_was_looked_at_is_forgotten_when_it_is_old(database: Database, cast: Cast) -> None:
    keep(database, cast, trigger=WRITTEN, when={"words": ("加急",)})
    no = opened(database, cast, when=WORKDAY)
    with time_machine.travel("2026-11-24T09:05+08:00", tick=False):
        with database.writing() as session:
            posted = say(session, cast.member, no, "请加急")
        watch(database)
        with database.reading() as session:
            state = session.get_one(AutoState, 1)
            assert str(posted.id) in state.done.split()
    with time_machine.travel("2026-11-24T09:10+08:00", tick=False):
        with database.writing() as session:
            later = say(session, cast.member, no, "谢谢，加急")
        watch(database)
        with database.reading() as session:
            state = session.get_one(AutoState, 1)
            assert (state.seen_to, state.done) == (posted.id, str(later.id))


def test_a_later_message_leaves_the_owner_and_opens_nothing_settled(database: Database, cast: Cast) -> None:
    keep(database, cast, trigger=WRITTEN, then={"assign": f"u:{cast.quality.id}", "tags": ("碰到",)})
    no = opened(database, cast)
    settled = opened(database, cast)
    with database.writing() as session:
        services.take_thread(session, as_actor(session, cast.sales), no=no)
        services.resolve(session, as_actor(session, cast.sales), no=settled)
        say(session, cast.member, no, "还有问题")
        say(session, cast.member, settled, "谢谢")
    watch(database)
    assert (thread(database, no).owner_id, thread(database, no).tags) == (cast.sales.id, ",碰到,")
    assert (thread(database, settled).status, thread(database, settled).tags) == ("resolved", "")


def test_a_department_gives_out_what_a_later_message_brings_it(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        session.add(DeskRule(department="quality", mode="least", accept_minutes=30, work_minutes=60))
    keep(database, cast, trigger=WRITTEN, when={"words": ("质保书",)}, then={"assign": "d:quality"})
    no = opened(database, cast)
    assert thread(database, no).owner_id is None
    with database.writing() as session:
        say(session, cast.member, no, "质保书呢")
    watch(database)
    assert (thread(database, no).department, thread(database, no).owner_id) == ("quality", cast.quality.id)


def test_a_second_rule_keeps_the_first_from_no_message(database: Database, cast: Cast) -> None:
    keep(database, cast, trigger=WRITTEN, then={"tags": ("先",)})
    no = opened(database, cast)
    with database.writing() as session:
        say(session, cast.member, no, "还有问题")
    keep(database, cast, "第二条", trigger=WRITTEN, then={"tags": ("后",)})
    watch(database)
    assert ",先," in thread(database, no).tags


def test_an_automatic_reply_counts_as_no_answer_after_a_merge(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"reply": "收到"})
    one, other = opened(database, cast), opened(database, cast)
    with database.writing() as session:
        merge(session, as_actor(session, cast.sales), no=one, into=other)
    found = thread(database, other)
    assert (found.status, found.message_count) == ("open", 4)
    assert found.waiting_since is not None


def test_an_automatic_reply_counts_as_no_answer_when_something_is_split_off(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"reply": "收到"})
    no = opened(database, cast)
    before = thread(database, no)
    with time_machine.travel("2026-11-24T09:05+08:00", tick=False), database.writing() as session:
        more = say(session, cast.member, no, "另外问运费")
        split(session, as_actor(session, cast.sales), no=no, message_ids=[more.id], kind="transport", subject="运费")
    after = thread(database, no)
    assert (after.status, after.first_due_at) == ("open", before.first_due_at)
    assert after.first_due_at is not None


def test_automatic_words_start_no_rule(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"reply": "收到 触发词"})
    keep(database, cast, trigger=WRITTEN, when={"words": ("触发词",)})
    no = opened(database, cast)
    watch(database)
    with database.reading() as session:
        newest = session.scalar(select(func.max(Message.id)))
    assert thread(database, no).tags == ""
    assert newest == thread(database, no).last_staff_message_id


def test_posting_asks_no_rule(database: Database, cast: Cast, count_queries: list[str]) -> None:
    keep(database, cast, trigger=WRITTEN)
    no = opened(database, cast)
    count_queries.clear()
    with database.writing() as session:
        say(session, cast.member, no, "还有问题")
    assert not [statement for statement in count_queries if "automation" in statement]


def test_a_thread_opened_in_the_real_way_is_followed_by_the_worker(
    database: Database, cast: Cast, sign_in: SignIn, worker: Worker
) -> None:
    keep(
        database,
        cast,
        when={"channels": ("page",), "languages": ("zh-CN",), "newcomer": "yes"},
        then={"tags": ("新客户",)},
    )
    form = {"kind": "inquiry", "subject": "询价", "body": "螺纹钢", "token": "0123456789"}
    no = sign_in(cast.member).post("/threads/new", data=form).headers["Location"].rsplit("/", 1)[1]
    worker.drain()
    assert thread(database, no).tags == ",新客户,"
    again = (
        sign_in(cast.member)
        .post("/threads/new", data=form | {"token": "9876543210"})
        .headers["Location"]
        .rsplit("/", 1)[1]
    )
    worker.drain()
    assert thread(database, again).tags == "", "the company has asked before"
    assert applying.RULED in str(steps(database, no))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Thread).where(Thread.channel == "page")) == 2


def test_lists_go_on_showing_what_the_customer_wrote(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"reply": "机器的话"})
    found = thread(database, opened(database, cast, body="客户的话"))
    assert (found.last_message_excerpt, found.last_message_by_staff) == ("客户的话", False)
    assert found.last_staff_message_id > found.last_customer_message_id, "but it is news to the company"


def test_nobody_is_answered_by_a_machine_after_a_person(database: Database, cast: Cast) -> None:
    keep(database, cast, then={"reply": "请稍候", "tags": ("碰到",)})
    with database.writing() as session:
        no = open_(session, cast.member)
        say(session, cast.sales, no, "在的，3,700")
    follow(database, no)
    assert thread(database, no).tags == ",碰到,"
    assert [body for _name, by_staff, body in said(database, no) if by_staff] == ["在的，3,700"]


def test_a_rule_nobody_can_read_keeps_nothing_else_from_going_on(database: Database, cast: Cast) -> None:
    rule_id, later = keep(database, cast), keep(database, cast, trigger=WRITTEN)
    with database.writing() as session:
        session.get_one(AutoRule, rule_id).conditions = {"words": [7]}
        session.get_one(AutoRule, later).conditions = {"words": [7]}
    no = opened(database, cast)
    assert "acknowledged" in [kind for kind, _public, _facts in steps(database, no)]
    with database.writing() as session:
        say(session, cast.member, no, "第一句")
    watch(database)
    with database.writing() as session:
        session.get_one(AutoRule, later).conditions = {}
        say(session, cast.member, no, "第二句")
    watch(database)
    assert thread(database, no).tags == ",碰到,"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AutoRun)) == 1
