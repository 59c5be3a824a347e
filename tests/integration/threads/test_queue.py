"""The queue's filters, views kept, and many threads worked on at once, each by its own right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.organisations.models import Organisation
from portal.threads import queries
from portal.threads.desk.wanted import address_of, asked_again, kept_of, wanted_of
from portal.threads.models import Thread
from portal.threads.queries import QueueFilter
from portal.threads.services import handing, tagging, views
from portal.threads.services.many import do_many
from tests.integration.threads.people import Cast, as_actor, open_, say


def queue(database: Database, person: Any, **wanted: Any) -> list[str]:
    with database.reading() as session:
        actor = as_actor(session, person)
        page, counts = queries.queue_and_counts(session, actor, wanted=QueueFilter(**wanted))
        assert page.total == counts.here or wanted.get("words")
        return [row.thread.no for row in page.items]


def change(database: Database, no: str, **values: Any) -> None:
    with database.writing() as session:
        session.execute(update(Thread).where(Thread.no == no).values(**values))


@pytest.fixture
def numbers(database: Database, cast: Cast) -> list[str]:
    with database.writing() as session:
        return [open_(session, cast.member, subject=f"第 {n}") for n in range(3)]


def test_what_is_due_first_comes_first(database: Database, cast: Cast, numbers: list[str]) -> None:
    one, two, three = numbers
    change(database, one, due_at=now() + timedelta(hours=3))
    change(database, two, due_at=now() - timedelta(hours=1))
    change(database, three, due_at=None)
    assert queue(database, cast.sales) == [two, one, three]
    assert queue(database, cast.sales, view="overdue") == [two]
    with database.reading() as session:
        counts = queries.count_queue(session, as_actor(session, cast.sales), wanted=QueueFilter())
    assert (counts.waiting, counts.overdue, counts.here) == (3, 1, 3)


def test_pages_go_on_from_what_is_due_to_what_is_not(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        numbers = [open_(session, cast.member, subject=f"{n}") for n in range(7)]
    for place, no in enumerate(numbers):
        change(database, no, due_at=now() + timedelta(hours=place) if place < 4 else None)
    change(database, numbers[6], waiting_since=now() - timedelta(days=1))
    wanted = [*numbers[:4], numbers[6], numbers[4], numbers[5]]
    with database.reading() as session:
        actor = as_actor(session, cast.sales)
        pages = [
            [row.thread.no for row in queries.list_queue(session, actor, wanted=QueueFilter(), page=n, size=3).items]
            for n in (1, 2, 3, 4)
        ]
        counts = queries.count_queue(session, actor, wanted=QueueFilter(view="resolved"))
    assert pages == [wanted[:3], wanted[3:6], wanted[6:], []]
    assert (counts.waiting, counts.unassigned, counts.active, counts.here) == (7, 7, 7, 0)


def test_every_filter_narrows(database: Database, cast: Cast, numbers: list[str]) -> None:
    one, two, three = numbers
    change(database, one, priority="urgent", owner_id=cast.sales.id)
    change(database, two, tags=",急单,发票,", department="transport")
    with database.writing() as session:
        session.execute(update(Organisation).where(Organisation.id == cast.company.id).values(tier="key"))
        tagging.watch_thread(session, as_actor(session, cast.quality), no=three, on=True)
    assert queue(database, cast.sales, priority="urgent") == [one]
    assert queue(database, cast.sales, owner=cast.sales.id) == [one]
    assert queue(database, cast.sales, tag="发票") == [two]
    assert queue(database, cast.sales, tag="发") == [], "a tag is a whole word"
    assert queue(database, cast.sales, tag="发票", department="sales") == []
    assert set(queue(database, cast.sales, tier="key")) == set(numbers)
    assert queue(database, cast.sales, tier="strategic") == []
    assert queue(database, cast.quality, view="active", whose="watched") == [three]
    assert queue(database, cast.sales, words="第 1", view="active") == [two]
    with database.reading() as session:
        assert queries.known_tags(session) == ("发票", "急单")


def test_what_was_handed_over_is_in_the_others_queue(database: Database, cast: Cast, numbers: list[str]) -> None:
    with database.writing() as session:
        sales = as_actor(session, cast.sales)
        it = handing.hand_off(session, sales, no=numbers[0], department="quality", reason="r", asked="a")
    assert queue(database, cast.quality, view="handed") == [numbers[0]]
    assert queue(database, cast.sales, view="handed") == []
    with database.writing() as session:
        handing.give_back(session, as_actor(session, cast.quality), no=numbers[0], hand_off_id=it, reason="不归我们")
    assert queue(database, cast.quality, view="handed") == []


def test_snoozed_until_its_time_or_until_the_company_writes(database: Database, cast: Cast, numbers: list[str]) -> None:
    one, two, _three = numbers
    soon = now() + timedelta(hours=2)
    with database.writing() as session:
        sales = as_actor(session, cast.sales)
        for no in (one, two):
            tagging.snooze(session, sales, no=no, until=soon)
        for wrong in (now() - timedelta(minutes=1), now() + timedelta(days=100)):
            with pytest.raises(Invalid):
                tagging.snooze(session, sales, no=one, until=wrong)
        with pytest.raises(Forbidden):
            tagging.snooze(session, as_actor(session, cast.member), no=one, until=soon)
    assert set(queue(database, cast.sales, view="snoozed")) == {one, two}
    assert queue(database, cast.sales) == [numbers[2]]
    with database.writing() as session:
        say(session, cast.member, one, "还有一件事")
    assert queue(database, cast.sales, view="snoozed") == [two]
    with time_machine.travel(soon + timedelta(seconds=1)):
        assert two in queue(database, cast.sales)
        with database.writing() as session:
            for job in session.scalars(select(Job).where(Job.name == "threads.wake")).all():
                tagging.wake(session, job.payload)
        with database.reading() as session:
            keys = [job.payload["key"] for job in session.scalars(select(Job).where(Job.name == "notices.tell"))]
    assert len([key for key in keys if key.startswith("wake:")]) == 1, "the one that woke by itself was no news"


def test_many_at_once_each_by_its_own_right(database: Database, cast: Cast, numbers: list[str]) -> None:
    with database.writing() as session:
        complaint = open_(session, cast.member, kind="complaint")

    def do(what: str, value: str = "", who: Any = cast.sales) -> tuple[int, int]:
        with database.writing() as session:
            return do_many(session, as_actor(session, who), numbers=[*numbers, complaint, "NONE"], do=what, value=value)

    assert do("assign", str(cast.quality.id)) == (3, 2)
    assert do("assign", str(cast.quality.id)) == (0, 2)
    assert do("tag", "急单") == (3, 2)
    assert do("tag", "急单") == (0, 2)
    assert do("priority", "high") == (3, 2)
    assert do("take") == (0, 5)
    assert do("resolve") == (3, 2)
    assert do("resolve", who=cast.supervisor) == (1, 1)
    for what, value in (("assign", "x"), ("assign", ""), ("priority", "x"), ("tag", " "), ("delete", "")):
        with pytest.raises(Invalid):
            do(what, value)
    with pytest.raises(Invalid):
        do("assign", str(cast.member.id))
    with database.reading() as session:
        threads = session.scalars(select(Thread).where(Thread.no.in_(numbers))).all()
        assert {(t.owner_id, t.priority, t.tags, t.status) for t in threads} == {
            (cast.quality.id, "high", ",急单,", "resolved")
        }


def test_many_are_given_to_somebody_but_for_a_complaint_about_them(
    database: Database, cast: Cast, numbers: list[str]
) -> None:
    with database.writing() as session:
        complaint = open_(session, cast.member, kind="complaint")
        session.execute(update(Thread).where(Thread.no == complaint).values(about=f"u:{cast.quality.id}"))
    with database.writing() as session:
        supervisor = as_actor(session, cast.supervisor)
        given = do_many(session, supervisor, numbers=[complaint, *numbers], do="assign", value=str(cast.quality.id))
    assert given == (3, 1)
    with database.reading() as session:
        owners = session.execute(select(Thread.no, Thread.owner_id).where(Thread.no.in_([complaint, *numbers])))
        assert {row.no: row.owner_id for row in owners} == {complaint: None, **dict.fromkeys(numbers, cast.quality.id)}


def test_tags_are_clean_and_few(database: Database, cast: Cast, numbers: list[str]) -> None:
    with database.writing() as session:
        sales = as_actor(session, cast.sales)
        tagging.set_tags(session, sales, no=numbers[0], tags=["急单，发票", " 急单 ", ""])
        assert queries.find_thread(session, sales, numbers[0]).tags == ",急单,发票,"
        for wrong in (["x" * 21], [str(n) for n in range(9)]):
            with pytest.raises(Invalid):
                tagging.set_tags(session, sales, no=numbers[0], tags=wrong)
        tagging.set_tags(session, sales, no=numbers[0], tags=[])
        assert queries.find_thread(session, sales, numbers[0]).tags == ""
        with pytest.raises(NotFound):
            tagging.set_tags(session, as_actor(session, cast.stranger), no=numbers[0], tags=["x"])


def test_views_are_ones_own_or_shared(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        sales, quality = as_actor(session, cast.sales), as_actor(session, cast.quality)
        own = views.keep_view(session, sales, name=" 我的  急单 ", query="tag=x", shared=False)
        shared = views.keep_view(session, sales, name="超时", query="view=overdue", shared=True)
        assert [view.name for view in queries.kept_views(session, sales)] == ["我的 急单", "超时"]
        assert [(view.id, view.own) for view in queries.kept_views(session, quality)] == [(shared, False)]
        for view in (own, shared):
            with pytest.raises(NotFound):
                views.drop_view(session, quality, view_id=view)
        views.drop_view(session, as_actor(session, cast.supervisor), view_id=shared)
        with pytest.raises(NotFound):
            views.drop_view(session, as_actor(session, cast.supervisor), view_id=own)
        with pytest.raises(Invalid):
            views.keep_view(session, sales, name=" ", query="", shared=False)
        with pytest.raises(Forbidden):
            views.keep_view(session, as_actor(session, cast.member), name="x", query="", shared=False)


def test_an_address_says_what_is_asked_and_nothing_else() -> None:
    wanted = wanted_of({"view": "overdue", "kind": "nonsense", "owner": "7", "tag": "急,单", "q": " 螺纹 ", "x": "y"})
    assert wanted == QueueFilter(view="overdue", owner=7, tag="急单", words="螺纹")
    assert wanted_of(kept_of(wanted)) == wanted
    assert address_of({"view": "overdue"}, page=2) == "/desk?view=overdue&page=2"
    assert asked_again("view=overdue&next=//evil&owner=7") == "view=overdue&owner=7"
    assert asked_again("&".join(f"a{n}=1" for n in range(99))) == ""
