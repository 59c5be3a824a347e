"""Every notice that leaves by mail can be answered, and the answer goes where its writer may put it at that moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

import portal
from portal.accounts.models import User
from portal.core.clock import now
from portal.core.mail import reply_of, send_mail
from portal.core.outbox import Job
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.mailroom.addresses import CUSTOMER, NOTE, STAFF, ReplyAddresses
from portal.mailroom.sight import unseen
from portal.notifications.jobs import mail_sender
from portal.notifications.mail import Rendered
from portal.notifications.telling import mailer
from portal.orders.models import Quotation
from portal.organisations.actors import actor_of
from portal.organisations.models import Membership
from portal.threads.models import Thread, ThreadNote
from tests.factories.listings import make_listing
from tests.factories.notices import tell_one
from tests.factories.orders import line_of, make_order
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_thread
from tests.integration.mailroom.test_mail_in import House


@pytest.fixture
def house(app: Flask, database: Database) -> House:
    return House(app, database)


def leaving(house: House, payload: dict[str, Any]) -> EmailMessage:
    """The mail a job sends."""
    sent: list[EmailMessage] = []
    sender = mail_sender(
        house.room.settings,
        render=lambda template, *, locale, context: Rendered(template, str(context)),
        deliver=lambda message, _settings: sent.append(message),
        leave_path=lambda _user, _topics: "/unsubscribe/x",
        replies=house.room.addresses,
    )
    sender(house.database, payload)
    return sent[0]


def noticed(house: House, user: User, *links: str) -> str:
    """Where a mail of notices with these links is answered to."""
    with house.database.reading() as session:
        actor = actor_of(session, user.id)
    assert actor is not None
    payload = {"to": user.email, "template": "email/x", "reply": reply_of(actor, links, to_colleagues=True)}
    return str(leaving(house, payload)["Reply-To"])


def threads(house: House) -> list[Thread]:
    with house.database.reading() as session:
        return list(session.scalars(select(Thread).where(Thread.id > house.thread_id + 1).order_by(Thread.id)))


def test_a_notice_of_a_case_is_answered_into_its_thread(house: House) -> None:
    to = noticed(house, house.customer, f"/threads/{house.no}")
    assert house.bring(house.mail(house.customer.email, to, "收到")) == "posted"
    assert house.bodies()[-1] == "收到"


def test_what_colleagues_answer_to_a_notice_stays_among_them(
    house: House, sign_in: Callable[[User], FlaskClient]
) -> None:
    to = noticed(house, house.owner, f"/threads/{house.no}")
    before = house.bodies()
    assert house.bring(house.mail(house.owner.email, to, "底价 3650，别告诉客户")) == "posted"
    assert house.bodies() == before
    with house.database.reading() as session:
        assert session.scalars(select(ThreadNote.body)).all() == ["底价 3650，别告诉客户"]
        assert not [job for job in session.scalars(select(Job)) if "3650" in str(job.payload)]
    assert "3650" not in sign_in(house.customer).get(f"/threads/{house.no}").text
    assert "3650" in sign_in(house.owner).get(f"/threads/{house.no}").text


def test_an_answer_of_staff_to_many_things_goes_to_the_desk(house: House) -> None:
    assert noticed(house, house.owner, f"/threads/{house.no}", f"/threads/{house.other_no}") == "desk@portal.test"
    assert noticed(house, house.owner, "/desk?view=active&whose=mine") == "desk@portal.test"


def test_a_notice_of_a_listing_opens_one_thread_about_it(house: House) -> None:
    with house.database.writing() as session:
        no = make_listing(session, make_organisation(session)).no
    to = noticed(house, house.customer, f"/listings/{no}")
    assert house.bring(house.mail(house.customer.email, to, "还有多少？", Subject="回复：降价")) == "opened"
    assert house.bring(house.mail(house.customer.email, to, "补充：要 12 米的")) == "posted"
    (thread,) = threads(house)
    assert (thread.kind, thread.subject, thread.opened_by) == ("inquiry", "降价", house.customer.id)
    assert (thread.subject_kind, thread.subject_no) == ("listing", no)
    assert thread.subject_title
    assert house.bodies(thread.no) == ["还有多少？", "补充：要 12 米的"]


def test_a_listing_that_may_be_seen_no_more_is_not_named(house: House) -> None:
    with house.database.writing() as session:
        no = make_listing(session, make_organisation(session), status="draft").no
    to = noticed(house, house.customer, f"/listings/{no}")
    assert house.bring(house.mail(house.customer.email, to)) == "opened"
    (thread,) = threads(house)
    assert (thread.subject_kind, thread.subject_no, thread.subject_title) == ("", "", "")


def test_another_mail_opens_another_thread(house: House) -> None:
    first = noticed(house, house.customer, "/me/matches")
    with time_machine.travel(now() + timedelta(hours=1)):
        second = noticed(house, house.customer, "/me/matches")
        for at, to in enumerate((first, second, first)):
            house.bring(house.mail(house.customer.email, to, f"第 {at} 封"))
    assert [house.bodies(thread.no) for thread in threads(house)] == [["第 0 封", "第 2 封"], ["第 1 封"]]


def test_an_address_grows_old(house: House) -> None:
    to = noticed(house, house.customer, f"/threads/{house.no}")
    with time_machine.travel(now() + timedelta(days=181)):
        assert house.bring(house.mail(house.customer.email, to)) == "refused"
    (told,) = house.jobs("email/mailroom/refused")
    assert told["to"] == house.customer.email


@pytest.mark.parametrize("about", ["listing", "case"])
def test_a_stolen_address_is_of_no_use(house: House, about: str) -> None:
    to = noticed(house, house.customer, f"/threads/{house.no}" if about == "case" else "/me/matches")
    before = house.bodies(), len(threads(house))
    assert house.bring(house.mail(house.stranger.email, to)) == "refused"
    assert (house.bodies(), len(threads(house))) == before
    assert not house.jobs("email/mailroom/refused")


def test_a_colleague_may_not_answer_in_anothers_name(house: House) -> None:
    with house.database.writing() as session:
        colleague = make_member(session, session.get_one(type(house.org), house.org.id))
    assert house.bring(house.mail(colleague.email, noticed(house, house.customer, "/me/matches"))) == "refused"
    assert not threads(house)


@pytest.mark.parametrize("moves", [False, True])
def test_after_leaving_the_company_its_notices_are_answered_no_more(house: House, moves: bool) -> None:
    to = noticed(house, house.customer, "/me/matches")
    with house.database.writing() as session:
        session.query(Membership).filter_by(user_id=house.customer.id).update({"ended_at": now()})
        if moves:
            session.add(Membership(user_id=house.customer.id, org_id=make_organisation(session).id, role="manager"))
    assert house.bring(house.mail(house.customer.email, to)) == "refused"
    assert not threads(house)


def test_who_only_reads_opens_nothing(house: House) -> None:
    to = noticed(house, house.customer, "/me/matches")
    with house.database.writing() as session:
        session.query(Membership).filter_by(user_id=house.customer.id).update({"role": "viewer"})
    assert house.bring(house.mail(house.customer.email, to)) == "refused"
    assert not threads(house)


def test_mail_about_an_account_is_answered_to_the_desk_at_most(house: House, database: Database) -> None:
    with database.writing() as session:
        send_mail(
            session, house.customer.email, "accounts/reset", locale="zh-CN", url="/password/reset/secret", hours=2
        )
    with database.reading() as session:
        payload = session.scalars(select(Job.payload).where(Job.name == "mail.send")).one()
    assert leaving(house, payload)["Reply-To"] == "desk@portal.test"
    house.room = replace(house.room, addresses=ReplyAddresses("secret", ""))
    assert leaving(house, payload)["Reply-To"] is None


def test_without_a_desk_address_no_mail_has_one_to_answer_to(house: House) -> None:
    house.room = replace(house.room, addresses=ReplyAddresses("secret", ""))
    payload = {
        "to": "a@b.cn",
        "template": "email/x",
        "reply": reply_of(Actor(user_id=1, org_id=2), ["/threads/T1A2B3C4D"]),
    }
    assert leaving(house, payload)["Reply-To"] is None


def test_the_mail_of_notices_says_what_they_were_about(house: House, worker: Worker) -> None:
    with house.database.writing() as session:
        tell_one(session, house.customer, house.owner, no=house.no)
    worker.drain()
    with house.database.writing() as session:
        for user in (house.customer, house.owner):
            mailer(actor_of, unseen)(session, {"user_id": user.id, "topic": "orders"})
    replies = [job["reply"] for job in house.jobs("email/notifications/notices")]
    assert [(one["user_id"], one["manner"], one["links"]) for one in replies] == [
        (house.customer.id, CUSTOMER, [f"/threads/{house.no}"]),
        (house.owner.id, NOTE, [f"/threads/{house.no}"]),
    ]
    assert [one["org_id"] for one in replies] == [house.org.id, 0]


def test_a_notice_of_an_order_is_answered_into_its_thread(house: House) -> None:
    with house.database.writing() as session:
        thread = session.get_one(Thread, house.thread_id)
        order = make_order(session, house.owner, house.customer, thread, line_of())
        quotation = session.scalars(select(Quotation.no).order_by(Quotation.id.desc()).limit(1)).one()
    for link, text in ((f"/orders/{order}", "周五能到吗"), (f"/quotations/{quotation}", "好的")):
        to = noticed(house, house.customer, link)
        assert house.bring(house.mail(house.customer.email, to, text)) == "posted"
        assert house.bodies()[-1] == text


@pytest.mark.parametrize(
    ("links", "about"),
    [
        (["/threads/T1A2B3C4D"], "T1A2B3C4D"),
        (["/listings/S1A2B3C4D/matches", "/listings/S1A2B3C4D"], "S1A2B3C4D"),
        (["/orders/O1A2B3C4D", "/orders/O1A2B3C4E"], ""),
        (["/claims/Y1A2B3C4D#x"], "Y1A2B3C4D"),
        (["/desk/recovery/B1A2B3C4D"], "B1A2B3C4D"),
        (["/threads/T1A2B3C4D", "/me/matches"], ""),
        (["/search?q=/threads/T1A2B3C4D"], ""),
        (["/listings/S1A2B3C4DE"], ""),
        ([], ""),
    ],
)
def test_what_a_mail_is_about(links: list[str], about: str) -> None:
    addresses = ReplyAddresses("secret", "desk@portal.test")
    assert addresses.object_of(links) == about
    for manner in (CUSTOMER, STAFF, NOTE):
        address = addresses.make(about=about, user_id=2**40, org_id=2**31, manner=manner)
        if not address:
            assert manner != CUSTOMER
            assert about[:1] in ("", "S", "D")
            continue
        assert len(address.partition("@")[0]) <= 64
        reply = addresses.read(address.upper())
        assert reply is not None
        assert (reply.about, reply.user_id, reply.org_id, reply.manner) == (about, 2**40, 2**31, manner)
        assert abs(reply.sent_at - now()) < timedelta(minutes=1)


def test_staff_who_may_not_see_a_complaint_write_no_note_into_it(house: House) -> None:
    with house.database.writing() as session:
        thread = make_thread(session, kind="complaint")
        clerk = make_staff(session)
        no = thread.no
    assert house.bring(house.mail(clerk.email, noticed(house, clerk, f"/threads/{no}"))) == "refused"
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ThreadNote)) == 0


def test_every_mail_job_says_who_may_answer_in_one_form() -> None:
    """A mail job that spells its `reply` by itself is one the mail's worker cannot read."""
    root = Path(portal.__file__).parent
    by_hand = [str(path) for path in root.rglob("*.py") if '"reply": {' in path.read_text(encoding="utf-8")]
    assert not by_hand
