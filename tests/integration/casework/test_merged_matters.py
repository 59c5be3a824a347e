"""What is tied to a thread goes along when it is merged: orders, quotations, recoveries, hand-offs, tasks, watchers, drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.casework import services as casework
from portal.casework.models import Recovery
from portal.casework.queries import find_recovery
from portal.core.clock import now
from portal.core.errors import Forbidden
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.orders import queries as orders
from portal.orders import services as quoting
from portal.threads import queries, services
from portal.threads.casefile import DONE, RETURNED, HandOff, Task, ThreadWatcher
from portal.threads.models import Thread, ThreadRead
from portal.threads.queries.case import list_links
from portal.threads.services import handing, relating, tagging, tasks
from portal.threads.words import key_of, prepare
from tests.factories.orders import line_of, make_order, make_quotation
from tests.factories.people import actor
from tests.integration.threads.people import Cast, open_, say


def id_of(session: Any, no: str) -> int:
    found: int = session.scalars(select(Thread.id).where(Thread.no == no)).one()
    return found


def merge(database: Database, cast: Cast, no: str, into: str) -> None:
    with database.writing() as session:
        relating.merge(session, actor(session, cast.sales), no=no, into=into)


def pair(database: Database, cast: Cast) -> tuple[str, str]:
    with database.writing() as session:
        return open_(session, cast.member, body="一"), open_(session, cast.member, body="二")


def test_quotations_and_orders_are_where_the_matter_goes_on(database: Database, cast: Cast, worker: Worker) -> None:
    gone, kept = pair(database, cast)
    with database.writing() as session:
        last = open_(session, cast.member, body="三")
        thread = session.scalars(select(Thread).where(Thread.no == gone)).one()
        order = make_order(session, cast.sales, cast.member, thread, line_of())
        quotation = make_quotation(session, cast.sales, thread, line_of())
    merge(database, cast, gone, kept)
    merge(database, cast, kept, last)  # before anybody heard of the first
    worker.drain()
    with database.writing() as session:
        for person in (cast.member, cast.sales):
            them = actor(session, person)
            assert orders.find_order(session, them, order).thread_no == last
            assert orders.find_quotation(session, them, quotation).thread_no == last
        with pytest.raises(Forbidden):
            quoting.draft_quotation(session, actor(session, cast.sales), thread_no=gone)


def test_recoveries_go_along_and_two_breaches_stay_two(database: Database, cast: Cast, worker: Worker) -> None:
    gone, kept = pair(database, cast)
    with database.writing() as session:
        made = {
            (no, kind): casework.open_recovery(session, thread_id=id_of(session, no), cause_kind=kind)
            for no, kind in ((gone, "breach"), (kept, "breach"), (gone, "found"))
        }
    assert len(set(made.values())) == 3
    merge(database, cast, gone, kept)
    worker.drain()
    with database.reading() as session:
        for no in made.values():
            found, thread = find_recovery(session, actor(session, cast.supervisor), no or "")
            assert (found.thread_no, thread.no) == (kept, kept)
        assert session.scalars(select(Recovery.id).where(Recovery.thread_id == id_of(session, gone))).all() == []


def test_the_desks_own_goes_along(database: Database, cast: Cast) -> None:
    gone, kept = pair(database, cast)
    with database.writing() as session:
        sales = actor(session, cast.sales)
        other = open_(session, cast.member)
        services.take_thread(session, sales, no=gone)
        first = handing.hand_off(session, sales, no=gone, department="quality", reason="一", asked="一")
        again = handing.hand_off(session, sales, no=kept, department="quality", reason="二", asked="二")
        lone = handing.hand_off(session, sales, no=gone, department="transport", reason="三", asked="三")
        task = tasks.add_task(
            session, sales, no=gone, title="核实", department="quality", assignee_id=None, due_at=now() + timedelta(hours=9)
        )  # fmt: skip
        tagging.watch_thread(session, actor(session, cast.quality), no=gone, on=True)
        tagging.watch_thread(session, sales, no=gone, on=True)
        tagging.watch_thread(session, sales, no=kept, on=True)
        relating.link(session, sales, no=gone, other_no=other)
        relating.link(session, sales, no=gone, other_no=kept)
        services.save_draft(session, sales, no=gone, body="写到一半", is_note=False, key="")
        services.save_draft(session, actor(session, cast.member), no=gone, body="旧的", is_note=False, key="")
        services.save_draft(session, actor(session, cast.member), no=kept, body="正在写", is_note=False, key="")
    merge(database, cast, gone, kept)
    with database.reading() as session:
        here = id_of(session, kept)
        offs = {row.id: row for row in session.scalars(select(HandOff).where(HandOff.thread_id == here))}
        assert {first, again, lone} <= set(offs)
        assert (offs[first].state, offs[again].state, offs[lone].state) == (RETURNED, "asked", "asked")
        assert offs[first].outcome
        assert session.get_one(Task, task).thread_id == here
        watching = session.scalars(select(ThreadWatcher.user_id).where(ThreadWatcher.thread_id == here)).all()
        assert sorted(watching) == sorted([cast.sales.id, cast.quality.id])
        sales = actor(session, cast.sales)
        view = queries.find_thread(session, sales, kept)
        assert [link.no for link in list_links(session, sales, view)] == [other]
        assert view.owner_id == cast.sales.id, "the one named owner goes along where the other had none"
        rows = session.execute(select(ThreadRead.user_id, ThreadRead.draft).where(ThreadRead.thread_id == here))
        drafts = {row.user_id: row.draft for row in rows}
        assert (drafts[cast.sales.id], drafts[cast.member.id]) == ("写到一半", "正在写")
    with database.writing() as session:
        quality = actor(session, cast.quality)
        handing.accept(session, quality, no=kept, hand_off_id=again)
        handing.finish(session, quality, no=kept, hand_off_id=again, outcome="可补")
        assert session.get_one(HandOff, again).state == DONE
        with pytest.raises(Forbidden):
            handing.hand_off(
                session, actor(session, cast.sales), no=gone, department="quality", reason="一", asked="一"
            )


def test_a_suppliers_thread_serves_the_one_that_goes_on(database: Database, cast: Cast) -> None:
    gone, kept = pair(database, cast)
    with database.writing() as session:
        sales = actor(session, cast.sales)
        side = services.open_supplier_thread(
            session, sales, parent_no=gone, org_no=cast.supplier_company.no, kind="inquiry", subject="询货", words=prepare("有货吗"), key=key_of(None)
        )  # fmt: skip
    merge(database, cast, gone, kept)
    with database.reading() as session:
        sales = actor(session, cast.sales)
        pairs = queries.pair_of(session, sales, queries.find_thread(session, sales, side))
        assert kept in [one.no for one in pairs]
        assert gone not in [one.no for one in pairs]


def test_an_answer_by_mail_to_the_old_number_reaches_the_new_one(database: Database, cast: Cast) -> None:
    gone, kept = pair(database, cast)
    merge(database, cast, gone, kept)
    with database.writing() as session:
        assert say(session, cast.member, gone, "回邮件").no == kept
        assert session.scalar(select(Thread.message_count).where(Thread.no == gone)) == 0
