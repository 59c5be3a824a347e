"""Whoever left a company, or a department, is neither shown nor sent what they were told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.mailroom.sight import unseen
from portal.notifications.models import Notice
from portal.notifications.telling import digester, mailer
from portal.organisations.actors import actor_of
from portal.organisations.models import Membership
from portal.organisations.services import members
from tests.factories.listings import make_listing
from tests.factories.notices import tell_one
from tests.factories.orders import line_of, make_order
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_thread

SECRET = "机密主题"
SIGN_IN = Callable[[User], FlaskClient]


class House:
    """A member told of their company's thread and order, of its listing's matches, and of a listing anybody sees."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self.database = database
        with database.writing() as session:
            self.org = make_organisation(session)
            self.boss = make_member(session, self.org)
            self.member = make_member(session, self.org, role="member")
            own = make_listing(session, self.org).no
            other = make_listing(session, make_organisation(session)).no
            thread = make_thread(session, self.org, self.member)
            order = make_order(session, make_staff(session), self.member, thread, line_of())
            no = thread.no
            tell_one(session, self.member, key="a", no=SECRET, topic="service", link=f"/threads/{no}")
            tell_one(session, self.member, key="b", no=SECRET, topic="matches", link=f"/listings/{own}/matches")
            tell_one(session, self.member, key="c", no=SECRET, topic="matches", link="/me/matches")
            tell_one(session, self.member, key="e", no=SECRET, topic="orders", link=f"/orders/{order}")
            tell_one(session, self.member, key="d", no="公开信息", topic="watches", link=f"/listings/{other}")
        worker.drain()

    def leave(self) -> None:
        with self.database.writing() as session:
            boss = actor_of(session, self.boss.id)
            assert boss is not None
            members.remove(session, boss, user_id=self.member.id)

    def sent(self) -> str:
        """What mail went out to the member."""
        with self.database.reading() as session:
            jobs = session.scalars(select(Job.payload).where(Job.name == "mail.send")).all()
        return str([job for job in jobs if job["to"] == self.member.email])


@pytest.fixture
def house(database: Database, worker: Worker) -> House:
    return House(database, worker)


def test_all_of_it_is_shown_to_who_still_belongs_there(house: House, sign_in: SIGN_IN) -> None:
    page = sign_in(house.member).get("/me/notifications").text
    assert page.count(SECRET) >= 4
    assert "公开信息" in page


def test_who_left_is_shown_only_what_anybody_may_see(house: House, sign_in: SIGN_IN, worker: Worker) -> None:
    house.leave()
    page = sign_in(house.member).get("/me/notifications").text
    assert SECRET not in page
    assert "公开信息" in page
    worker.drain()  # and soon it is gone, and counts no more
    with house.database.reading() as session:
        assert session.scalars(select(Notice.key).where(Notice.user_id == house.member.id)).all() == ["d"]
        assert session.get_one(User, house.member.id).unread_notices == 1


@pytest.mark.parametrize("digest", [True, False])
@pytest.mark.parametrize("moved", [True, False])
def test_no_mail_tells_of_a_company_its_reader_left(house: House, digest: bool, moved: bool) -> None:
    house.leave()
    with house.database.writing() as session:
        if moved:
            org = make_organisation(session)
            session.add(Membership(user_id=house.member.id, org_id=org.id, role="manager"))
    with time_machine.travel(now() + timedelta(days=8)), house.database.writing() as session:
        if digest:
            digester(actor_of, unseen)(session, {"user_id": house.member.id})
        else:
            for topic in ("service", "matches", "orders", "watches"):
                mailer(actor_of, unseen)(session, {"user_id": house.member.id, "topic": topic})
    sent = house.sent()
    assert "公开信息" in sent
    assert "/threads/" not in sent
    assert "/orders/" not in sent
    assert "/listings/" in sent
    assert "/matches" not in sent.replace("/me/matches", "")
    assert moved or SECRET not in sent  # a count of matches names nothing of the company


def test_who_left_supervision_reads_nothing_of_complaints(database: Database, worker: Worker, sign_in: SIGN_IN) -> None:
    with database.writing() as session:
        clerk = make_staff(session, "supervision")
        no = make_thread(session, kind="complaint").no
        tell_one(session, clerk, no=SECRET, topic="service", link=f"/threads/{no}")
    worker.drain()
    assert SECRET in sign_in(clerk).get("/me/notifications").text
    with database.writing() as session:
        session.execute(update(User).where(User.id == clerk.id).values(departments="sales"))
    assert SECRET not in sign_in(clerk).get("/me/notifications").text
    with database.writing() as session:
        mailer(actor_of, unseen)(session, {"user_id": clerk.id, "topic": "service"})
        assert not session.scalars(select(Job.id).where(Job.name == "mail.send")).all()
