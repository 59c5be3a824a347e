"""Ready answers, earlier answers, absences, and what customers looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.answers import words_of
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.listings.looks import Looks, forget_old, looked_at
from portal.threads import queries, services
from portal.threads.casefile import Absence, Task
from portal.threads.models import Thread
from portal.threads.queries.replies import find_precedents, list_replies
from portal.threads.services import absences, assigning, replies, tasks
from portal.threads.services.automatic import post_automatic
from portal.threads.words import prepare
from tests.factories.listings import make_listing
from tests.factories.people import make_staff
from tests.integration.threads.people import Cast, as_actor, open_, say


def test_variables_are_filled_in_and_unknown_ones_refused(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, subject="询价")
        sales = as_actor(session, cast.sales)
        values = replies.values_of(queries.find_thread(session, sales, no), sales)
        filled = replies.fill("{联系人}您好，{客户}的{单号}由{我}处理，{货物}，{未知}", values)
        assert (
            filled
            == f"周采购您好，{cast.company.short_name or cast.company.name}的{no}由李业务处理，{{货物}}，{{未知}}"
        )
        with pytest.raises(Invalid, match="没有变量"):
            replies.check_reply(department="", title="x", body="{价格}")


def test_a_departments_set_is_its_own(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        sales, quality = as_actor(session, cast.sales), as_actor(session, cast.quality)
        given = {"department": "sales", "title": "报价", "body": "含税 {客户}"}
        one = replies.keep_reply(session, sales, reply_id=None, version=0, **given)
        replies.keep_reply(session, quality, reply_id=None, version=0, department="", title="问候", body="您好")
        with pytest.raises(Forbidden):
            replies.keep_reply(session, quality, reply_id=one, version=1, **given)
        with pytest.raises(Forbidden):
            replies.drop_reply(session, quality, reply_id=one)
        with pytest.raises(Conflict):
            replies.keep_reply(session, sales, reply_id=one, version=7, **given)
        assert [row.title for row in list_replies(session, departments=["quality"])] == ["问候"]
        assert [row.title for row in list_replies(session, departments=["sales"], words="含稅")] == ["报价"]
        replies.drop_reply(session, sales, reply_id=one)
        with pytest.raises(NotFound):
            replies.drop_reply(session, sales, reply_id=one)


def test_what_was_answered_before_to_the_like(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        old = open_(session, cast.member, subject="质保书", body="质保书什么时候能寄")
        say(session, cast.sales, old, "质保书随货走，电子版当天发")
        post_automatic(session, no=old, words=prepare("您的来信我们已经收到，工作时间内会有同事回复您"), key="rule-1-1")
        other = open_(session, cast.member, subject="提货", body="几点可以提货")
        say(session, cast.sales, other, "八点半")
        complaint = open_(session, cast.member, kind="complaint", subject="质保书", body="质保书没有")
        say(session, cast.supervisor, complaint, "正在核实")
        for no in (old, other, complaint):
            services.resolve(session, as_actor(session, cast.supervisor), no=no)
        new = open_(session, cast.member, subject="求质保书", body="请问质保书可以先发电子版吗")
        supervisor = as_actor(session, cast.supervisor)
        thread = queries.find_thread(session, supervisor, new)
        found = find_precedents(session, supervisor, thread, words_of("求质保书 请问质保书可以先发电子版吗"))
        assert [one.no for one in found] == [old], "a complaint is no example, and the other has nothing to do with it"
        assert found[0].answer == "质保书随货走，电子版当天发"
        assert find_precedents(session, supervisor, thread, []) == []


def test_absence_hands_over_and_complaints_stay_with_supervision(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        deputy = make_staff(session, "sales", name="钱业务")
        supervisor = as_actor(session, cast.supervisor)
        mine, complaint = open_(session, cast.member), open_(session, cast.member, kind="complaint")
        services.take_thread(session, as_actor(session, cast.sales), no=mine)
        services.bring_in(session, supervisor, no=complaint, user_id=cast.sales.id)
        services.take_thread(session, as_actor(session, cast.sales), no=complaint)
        sales = as_actor(session, cast.sales)
        since, until = now() + timedelta(hours=1), now() + timedelta(days=3)
        plan: dict[str, Any] = {"user_id": cast.sales.id, "since": since, "until": until}
        with pytest.raises(Forbidden):
            absences.plan_absence(session, as_actor(session, cast.quality), deputy_id=None, **plan)
        for wrong in ({"deputy_id": cast.sales.id}, {"deputy_id": cast.member.id}, {"deputy_id": None, "until": since}):
            with pytest.raises(Invalid):
                absences.plan_absence(session, sales, **plan | wrong)
        absences.plan_absence(session, sales, deputy_id=cast.quality.id, **plan)
        with pytest.raises(Invalid):
            absences.plan_absence(session, sales, deputy_id=None, **plan)
        # The deputy is away as well: theirs stands in.
        absences.plan_absence(session, as_actor(session, cast.quality), user_id=cast.quality.id, deputy_id=deputy.id, since=since, until=until)  # fmt: skip

        from_sales = {"department": "sales", "assignee_id": cast.sales.id, "due_at": None}
        own = tasks.add_task(session, supervisor, no=mine, title="核价", **from_sales)
        hidden = tasks.add_task(session, supervisor, no=complaint, title="核实", **from_sales)

    def owners() -> list[int | None]:
        with database.reading() as session:
            return [queries.find_thread(session, supervisor, no).owner_id for no in (mine, complaint)]

    absences.hand_over(database)
    assert owners() == [cast.sales.id, cast.sales.id]
    with time_machine.travel(now() + timedelta(hours=2)):
        absences.hand_over(database)
        absences.hand_over(database)
        assert owners() == [deputy.id, None]
        with database.reading() as session:
            assert [session.get_one(Task, one).assignee_id for one in (own, hidden)] == [deputy.id, None]
        with database.reading() as session:
            away = assigning.away_now(session)
            assert {cast.sales.id, cast.quality.id} == away
            thread = queries.find_thread(session, supervisor, mine)
            chosen = assigning.choose(session, assigning.rule_of(session, "sales"), thread)
            assert chosen is not None
            assert chosen[0] not in away


def test_what_was_settled_and_is_asked_again_during_an_absence_goes_to_who_stands_in(
    database: Database, cast: Cast
) -> None:
    with database.writing() as session:
        deputy = make_staff(session, "sales", name="钱业务")
        sales = as_actor(session, cast.sales)
        asked, taken = open_(session, cast.member), open_(session, cast.member)
        for no in (asked, taken):
            services.take_thread(session, sales, no=no)
            services.resolve(session, sales, no=no)
        absences.plan_absence(
            session, sales, user_id=cast.sales.id, deputy_id=deputy.id, since=now(), until=now() + timedelta(days=3)
        )

    def owners() -> list[int | None]:
        absences.hand_over(database)
        with database.reading() as session:
            return [queries.find_thread(session, sales, no).owner_id for no in (asked, taken)]

    with time_machine.travel(now() + timedelta(minutes=5)):
        assert owners() == [cast.sales.id, cast.sales.id], "what is settled stays with who settled it"
    with time_machine.travel(now() + timedelta(hours=1)), database.writing() as session:
        for no in (asked, taken):
            say(session, cast.member, no, "那 Φ22 的有没有？")
        thread = queries.find_thread(session, sales, taken)
        work = services.Work(thread.status, deputy.id, thread.department, thread.priority)
        services.change_work(session, sales, no=taken, version=thread.version, work=work)
        thread = queries.find_thread(session, sales, taken)
        services.change_work(
            session, sales, no=taken, version=thread.version, work=replace(work, owner_id=cast.sales.id)
        )
    with time_machine.travel(now() + timedelta(hours=2)):
        assert owners() == [deputy.id, cast.sales.id], "who was put in charge since keeps it"
        assert owners() == [deputy.id, cast.sales.id]
    with database.reading() as session:
        jobs = session.scalars(select(Job.payload).where(Job.name == "notices.tell"))
        assert [job["to"] for job in jobs if job["key"].startswith("absence:")] == [[deputy.id]]


def test_looks_are_counted_and_written_later(app: Flask, database: Database, cast: Cast, sign_in: Any) -> None:
    with database.writing() as session:
        listing = make_listing(session, cast.supplier_company)
        draft = make_listing(session, cast.supplier_company, status="draft", is_public=False)
    browser = sign_in(cast.member)
    for _time in range(3):
        assert browser.get(f"/listings/{listing.no}").status_code == 200
    assert browser.get(f"/listings/{draft.no}").status_code == 404
    sign_in(cast.supplier).get(f"/listings/{listing.no}")
    sign_in(cast.sales).get(f"/listings/{listing.no}")
    looks: Looks = app.extensions["portal.looks"]
    looks.flush()
    looks.flush()
    with database.reading() as session:
        assert [(one.no, one.times) for one in looked_at(session, cast.company.id)] == [(listing.no, 3)]
        assert looked_at(session, cast.supplier_company.id) == []
    with time_machine.travel(now() + timedelta(days=91)):
        forget_old(database)
    with database.reading() as session:
        assert looked_at(session, cast.company.id) == []


def test_an_absence_takes_nothing_from_a_colleague_who_was_faster(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given to somebody after it was found among the threads of who is away, and before it was locked."""
    with database.writing() as session:
        deputy, sales = make_staff(session, "sales", name="钱业务"), as_actor(session, cast.sales)
        no = open_(session, cast.member)
        services.take_thread(session, sales, no=no)
        absences.plan_absence(
            session, sales, user_id=cast.sales.id, deputy_id=deputy.id, since=now(), until=now() + timedelta(days=3)
        )
    find = absences.find_thread

    def find_late(session: Session, *args: Any, **kwargs: Any) -> Any:
        session.execute(update(Thread).where(Thread.no == no).values(owner_id=cast.quality.id))
        return find(session, *args, **kwargs)

    with time_machine.travel(now() + timedelta(minutes=5)):
        monkeypatch.setattr(absences, "find_thread", find_late)
        absences.hand_over(database)
    with database.reading() as session:
        assert session.scalar(select(Thread.owner_id).where(Thread.no == no)) == cast.quality.id
        assert session.scalar(select(Absence.handed_count)) == 0
