"""The absent side is told once, of all it missed, and not at all when it read in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import select

from portal.core.clock import now
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.threads import services
from portal.threads.models import Message
from portal.threads.services.reading import VIEWING
from portal.threads.words import key_of, prepare
from tests.factories.people import make_member
from tests.integration.threads.people import Cast, as_actor, note, open_, say


def mails(database: Database, worker: Worker, *, minutes: float = 3) -> list[dict[str, Any]]:
    """The mails that would have been sent after so many minutes; the sending itself is somebody else's."""
    with time_machine.travel(now() + timedelta(minutes=minutes)):
        handler = worker.handlers.by_name["threads.tell"]
        with database.writing() as session:
            due = session.scalars(select(Job).where(Job.name == "threads.tell", Job.run_after <= now())).all()
            for job in due:
                session.delete(job)
            session.flush()
            for job in due:
                handler.run(session, job.payload)
        with database.reading() as session:
            return list(session.scalars(select(Job.payload).where(Job.name == "mail.send").order_by(Job.id)))


def test_the_company_gets_one_mail_for_all_it_missed(database: Database, worker: Worker, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        say(session, cast.sales, no, "在的")
        say(session, cast.sales, no, "报价 3,700")
        note(session, cast.sales, no, "底价 3,600")
    sent = mails(database, worker)
    assert [mail["to"] for mail in sent] == [cast.member.email], "those who take part, not the whole company"
    context = sent[0]["context"]
    assert context["count"] == 2
    assert [message["text"] for message in context["messages"]] == ["在的", "报价 3,700"]
    assert "3,600" not in str(sent)
    assert len(mails(database, worker, minutes=10)) == 1, "and no second one for the same"
    with database.writing() as session:
        say(session, cast.sales, no, "还要吗")
    assert [mail["context"]["count"] for mail in mails(database, worker, minutes=20)] == [2, 1]


def test_who_read_in_time_gets_none(database: Database, worker: Worker, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        answer = say(session, cast.sales, no, "在的")
        services.mark_read(session, as_actor(session, cast.member), no=no, read_to=answer.id)
    assert mails(database, worker) == []


def test_who_has_the_page_open_is_given_longer(database: Database, worker: Worker, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        say(session, cast.sales, no, "在的")
    with time_machine.travel(now() + timedelta(minutes=2)), database.writing() as session:
        services.set_presence(session, as_actor(session, cast.member), no=no, state=VIEWING)
    assert mails(database, worker, minutes=3) == []
    assert len(mails(database, worker, minutes=6)) == 1


def test_an_unconfirmed_address_gets_none(database: Database, worker: Worker, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        say(session, cast.sales, no, "在的")
        session.merge(cast.member).email_confirmed_at = None
    assert mails(database, worker) == []


def test_who_left_the_company_gets_none(database: Database, worker: Worker, cast: Cast) -> None:
    from portal.organisations.models import Membership

    with database.writing() as session:
        no = open_(session, cast.member)
        say(session, cast.sales, no, "在的")
        session.scalars(select(Membership).where(Membership.user_id == cast.member.id)).one().ended_at = now()
    assert [mail["to"] for mail in mails(database, worker)] == [cast.manager.email], "the company goes on hearing"


def test_a_supplier_just_brought_in_hears_of_it(database: Database, worker: Worker, cast: Cast) -> None:
    with database.writing() as session:
        colleague = make_member(session, session.merge(cast.supplier_company), role="member")
        theirs = services.open_supplier_thread(
            session, as_actor(session, cast.sales), parent_no=open_(session, cast.member), org_no=cast.supplier_company.no,
            kind="inquiry", subject="问货", words=prepare("30 吨有吗"), key=key_of(None),
        )  # fmt: skip
    to_supplier = [mail for mail in mails(database, worker) if mail["context"]["no"] == theirs]
    assert [mail["to"] for mail in to_supplier] == [cast.supplier.email], "its manager"
    with database.writing() as session:
        say(session, colleague, theirs, "有")
        say(session, cast.sales, theirs, "好")
    later = [mail["to"] for mail in mails(database, worker, minutes=10) if mail["context"]["no"] == theirs]
    assert later == [cast.supplier.email, colleague.email], "from then on those who take part"


def test_what_nobody_took_is_told_to_its_department(database: Database, worker: Worker, cast: Cast) -> None:
    with database.writing() as session:
        open_(session, cast.member)
    assert {mail["to"] for mail in mails(database, worker)} == {cast.sales.email, cast.admin.email}


def test_what_a_colleague_has_read_is_told_to_nobody_else(database: Database, worker: Worker, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        newest = session.scalars(select(Message.id).order_by(Message.id.desc())).first()
        services.mark_read(session, as_actor(session, cast.admin), no=no, read_to=newest)
    assert mails(database, worker) == []


def test_staff_hear_of_threads_they_own_and_of_no_others(database: Database, worker: Worker, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        services.take_thread(session, as_actor(session, cast.sales), no=no)
        say(session, cast.member, no, "请尽快")
    sent = mails(database, worker, minutes=6)
    assert [(mail["to"], mail["context"]["count"]) for mail in sent] == [(cast.sales.email, 2)]


def test_the_mail_can_be_written_in_every_language(database: Database, worker: Worker, cast: Cast, app: Any) -> None:
    from portal.notifications.rendering import render

    with database.writing() as session:
        no = open_(session, cast.member, subject="询价 螺纹钢")
        say(session, cast.sales, no, "报价\r\n3,700 <b>x</b>")
    (mail,) = mails(database, worker)
    for locale in ("zh-CN", "zh-TW", "en"):
        words = render(app, mail["template"], locale=locale, context=mail["context"])
        assert "询价 螺纹钢" in words.subject
        assert "\n" not in words.subject
        assert f"http://portal.test/threads/{no}" in words.text
        assert "3,700 <b>x</b>" in words.text
