"""The queue's order and counts, and the desk's work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.uow import Database
from portal.threads import queries, services
from portal.threads.queries import QueueFilter
from portal.threads.services import Work
from tests.factories.listings import make_listing
from tests.integration.threads.people import Cast, as_actor, open_, say


def queue(database: Database, person: object, **wanted: str) -> list[str]:
    with database.reading() as session:
        actor = as_actor(session, person)  # type: ignore[arg-type]
        return [row.thread.no for row in queries.list_queue(session, actor, wanted=QueueFilter(**wanted)).items]


def test_who_has_waited_longest_comes_first(database: Database, cast: Cast) -> None:
    numbers = []
    for minutes in (30, 50, 10):
        with time_machine.travel(now() - timedelta(minutes=minutes)), database.writing() as session:
            numbers.append(open_(session, cast.member, subject=f"{minutes}"))
    assert queue(database, cast.sales) == [numbers[1], numbers[0], numbers[2]]
    with database.writing() as session:
        say(session, cast.member, numbers[1], "催一下")
    assert queue(database, cast.sales)[0] == numbers[1], "asking again does not lose one's place"
    with database.writing() as session:
        say(session, cast.sales, numbers[1], "来了")
    assert queue(database, cast.sales) == [numbers[0], numbers[2]]
    assert queue(database, cast.sales, view="active") == [numbers[0], numbers[2], numbers[1]]


def test_filters_and_counts(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        inquiry, claim = open_(session, cast.member), open_(session, cast.member, kind="claim")
        complaint = open_(session, cast.member, kind="complaint")
        services.take_thread(session, as_actor(session, cast.quality), no=claim)
    assert queue(database, cast.sales) == [inquiry, claim]
    assert queue(database, cast.supervisor) == [inquiry, claim, complaint]
    assert queue(database, cast.sales, department="quality") == [claim]
    assert queue(database, cast.sales, kind="inquiry") == [inquiry]
    assert queue(database, cast.quality, whose="mine") == [claim]
    assert queue(database, cast.sales, whose="unassigned") == [inquiry]
    assert queue(database, cast.sales, words="宏越") == [inquiry, claim]
    with database.reading() as session:
        counts = queries.count_queue(session, as_actor(session, cast.quality), wanted=QueueFilter())
        assert (counts.waiting, counts.mine, counts.unassigned, counts.active) == (2, 1, 1, 2)


def test_the_second_to_take_is_told(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        assert services.take_thread(session, as_actor(session, cast.sales), no=no)
        assert not services.take_thread(session, as_actor(session, cast.sales), no=no)
    with database.writing() as session, pytest.raises(Conflict):
        services.take_thread(session, as_actor(session, cast.quality), no=no)
    with database.writing() as session, pytest.raises(NotFound):
        services.take_thread(session, as_actor(session, cast.stranger), no=no)
    with database.writing() as session, pytest.raises(Forbidden):
        services.take_thread(session, as_actor(session, cast.member), no=no)


def test_a_stale_save_is_refused(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        version = queries.find_thread(session, as_actor(session, cast.sales), no).version
    work = Work("waiting_customer", None, "transport", "high")
    with database.writing() as session:
        services.change_work(session, as_actor(session, cast.sales), no=no, version=version, work=work)
    with database.writing() as session, pytest.raises(Conflict):
        services.change_work(session, as_actor(session, cast.quality), no=no, version=version, work=work)
    for bad in (Work("nonsense", None, "sales", "normal"), Work("open", cast.member.id, "sales", "normal")):
        with database.writing() as session, pytest.raises(Invalid):
            services.change_work(session, as_actor(session, cast.sales), no=no, version=version + 1, work=bad)


def test_the_company_sees_its_owner_and_nothing_of_departments(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        staff = as_actor(session, cast.sales)
        version = queries.find_thread(session, staff, no).version
        services.change_work(
            session, staff, no=no, version=version, work=Work("open", cast.quality.id, "quality", "urgent")
        )
    with database.reading() as session:
        customer = as_actor(session, cast.member)
        thread = queries.find_thread(session, customer, no)
        assert [step.kind for step in queries.list_steps(session, customer, thread)] == ["opened", "assigned"]
        staff = as_actor(session, cast.sales)
        assert [step.kind for step in queries.list_steps(session, staff, thread)] == [
            "opened", "assigned", "department", "priority",
        ]  # fmt: skip


def test_a_colleague_brought_in_sees_the_complaint(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, kind="complaint")
    with database.reading() as session, pytest.raises(NotFound):
        queries.find_thread(session, as_actor(session, cast.sales), no)
    with database.writing() as session, pytest.raises(NotFound):
        services.bring_in(session, as_actor(session, cast.sales), no=no, user_id=cast.sales.id)
    with database.writing() as session:
        supervisor = as_actor(session, cast.supervisor)
        services.bring_in(session, supervisor, no=no, user_id=cast.sales.id)
        services.bring_in(session, supervisor, no=no, user_id=cast.sales.id)
        with pytest.raises(Invalid):
            services.bring_in(session, supervisor, no=no, user_id=cast.manager.id)
    with database.reading() as session:
        assert queries.find_thread(session, as_actor(session, cast.sales), no).kind == "complaint"
        with pytest.raises(NotFound):
            queries.find_thread(session, as_actor(session, cast.quality), no)


def test_the_room_leads_nobody_where_they_are_refused(
    database: Database, cast: Cast, sign_in: Callable[[User], FlaskClient]
) -> None:
    for person, companies in ((cast.sales, True), (cast.quality, False), (cast.supervisor, True)):
        browser = sign_in(person)
        room = browser.get("/desk").text.split('class="room-nav"')[1].split("</nav>")[0]
        links = re.findall(r'<a href="([^"]+)"', room)
        assert ("/desk/moderation" in links) == companies
        assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_page_for_companies_does_not_tell_staff_of_a_role_in_one(
    database: Database, cast: Cast, sign_in: Callable[[User], FlaskClient]
) -> None:
    answer = sign_in(cast.sales).get("/threads/new")
    assert (answer.status_code, "此页面供企业成员使用" in answer.text, "只能查看" in answer.text) == (403, True, False)


def test_pages_lead_nobody_to_what_refuses_them(
    database: Database, cast: Cast, sign_in: Callable[[User], FlaskClient], client: FlaskClient
) -> None:
    with database.writing() as session:
        listing = make_listing(session).no
    offer, ask, reach = "/me/listings/new?kind=supply", f"/threads/new?listing={listing}", "/desk/threads/new?listing="
    visitor = client.get("/supply").text
    assert offer in visitor, "who will register may be a supplier"
    for person, shown in ((cast.member, {ask}), (cast.supplier, {offer, ask}), (cast.sales, {reach})):
        browser = sign_in(person)
        page = browser.get(f"/listings/{listing}").text
        assert {link for link in (offer, ask, reach) if f'"{link}' in page} == shown
    staff = sign_in(cast.sales)
    for path in ("/help", "/warehouses", "/freight"):
        assert "/threads/new" not in staff.get(path).text, path
