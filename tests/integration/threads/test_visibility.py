"""The clause for lists and the predicate for one say the same, and nothing of a hidden thread comes through."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from portal.core.errors import NotFound
from portal.core.uow import Database
from portal.threads import queries, services
from portal.threads.models import KINDS, Thread
from portal.threads.policies import visible_to
from portal.threads.queries import ListFilter, QueueFilter
from portal.threads.words import key_of, prepare
from tests.integration.threads.people import Cast, as_actor, note, open_, say

EVERYBODY = ("manager", "member", "viewer", "stranger", "supplier", "sales", "quality", "supervisor", "admin")


def test_clause_and_predicate_agree_for_everybody(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        numbers = [open_(session, cast.member, kind=kind) for kind in KINDS]
        numbers += [open_(session, cast.manager, kind="complaint"), open_(session, cast.stranger)]
        services.bring_in(session, as_actor(session, cast.supervisor), no=numbers[5], user_id=cast.quality.id)
        numbers.append(
            services.open_supplier_thread(
                session, as_actor(session, cast.sales), parent_no=numbers[0], org_no=cast.supplier_company.no,
                kind="inquiry", subject="问货", words=prepare("有货吗"), key=key_of(None),
            )
        )  # fmt: skip
    with database.reading() as session:
        for name in EVERYBODY:
            actor = as_actor(session, getattr(cast, name))
            listed = set(session.scalars(select(Thread.no).where(visible_to(actor))))
            found = set()
            for no in numbers:
                try:
                    queries.find_thread(session, actor, no)
                except NotFound:
                    continue
                found.add(no)
            assert listed == found, name


def test_supplier_and_customer_never_learn_of_each_other(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, subject="给宏越三厂的板", body="送到宏越三厂")
        staff = as_actor(session, cast.sales)
        theirs = services.open_supplier_thread(
            session, staff, parent_no=no, org_no=cast.supplier_company.no, kind="inquiry", subject="问货",
            words=prepare("304 有货吗"), key=key_of(None),
        )  # fmt: skip
    with database.reading() as session:
        customer, supplier = as_actor(session, cast.manager), as_actor(session, cast.supplier)
        for actor, own, other in ((customer, no, theirs), (supplier, theirs, no)):
            with pytest.raises(NotFound):
                queries.find_thread(session, actor, other)
            thread = queries.find_thread(session, actor, own)
            assert queries.pair_of(session, actor, thread) == []
            assert [line.no for line in queries.recent_threads(session, actor)] == [own]
            steps = queries.list_steps(session, actor, thread)
            assert all(step.kind != "supplier" for step in steps)
        shown = queries.find_thread(session, supplier, theirs)
        assert "宏越" not in shown.subject + shown.org_name + shown.opener_name + shown.subject_title
        pair = queries.pair_of(session, as_actor(session, cast.sales), shown)
        assert [other.no for other in pair] == [no]


def test_supplier_must_be_another_company_that_supplies(database: Database, cast: Cast) -> None:
    from portal.core.errors import Forbidden, Invalid

    with database.writing() as session:
        no = open_(session, cast.supplier)
        staff = as_actor(session, cast.sales)

        def invite(org_no: str, parent: str = no) -> str:
            return services.open_supplier_thread(
                session, staff, parent_no=parent, org_no=org_no, kind="inquiry", subject="问", words=prepare("问"), key=key_of(None)
            )  # fmt: skip

        for org_no in ("NONE", cast.company.no, cast.supplier_company.no):
            with pytest.raises(Invalid):
                invite(org_no)
        customers = open_(session, cast.member)
        theirs = invite(cast.supplier_company.no, customers)
        with pytest.raises(Forbidden):
            invite(cast.supplier_company.no, theirs)


def test_notes_reach_no_customer_by_any_query(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        before = session.execute(select(Thread.last_message_at, Thread.message_count, Thread.status)).one()
        note(session, cast.sales, no, "底价密语三千")
        session.expire_all()
        after = session.execute(select(Thread.last_message_at, Thread.message_count, Thread.status)).one()
        assert before == after
    with database.reading() as session:
        for person in (cast.manager, cast.member, cast.viewer):
            actor = as_actor(session, person)
            thread = queries.find_thread(session, actor, no)
            messages, _more = queries.list_messages(session, thread)
            assert [message.body for message in messages] == ["请报价"]
            page, _open = queries.list_threads(session, actor, wanted=ListFilter(words="密语"))
            assert page.total == 0
            assert queries.count_unread(session, actor) == 0
        staff = as_actor(session, cast.quality)
        assert queries.list_queue(session, staff, wanted=QueueFilter(words="密语")).total == 1


def test_customers_cannot_write_notes(database: Database, cast: Cast) -> None:
    from portal.core.errors import Forbidden

    with database.writing() as session:
        no = open_(session, cast.member)
    with database.writing() as session, pytest.raises(Forbidden):
        note(session, cast.manager, no, "x")
    with database.writing() as session, pytest.raises(NotFound):
        note(session, cast.stranger, no, "x")


def test_a_file_belongs_to_its_thread_and_a_notes_file_to_staff(database: Database, cast: Cast) -> None:
    from portal.core.files import TakenFile

    def taken(name: str) -> TakenFile:
        return TakenFile(
            token=f"{name}-token", name=f"{name}.pdf", media_type="application/pdf", size=3, sha256="0" * 64
        )

    with database.writing() as session:
        one, two = open_(session, cast.member), open_(session, cast.member)
        staff = as_actor(session, cast.sales)
        services.post_message(session, staff, no=one, words=prepare("见附件"), key=key_of(None), files=[taken("a")])
        services.post_note(session, staff, no=one, words=prepare("内部"), key=key_of(None), files=[taken("b")])
    with database.reading() as session:
        customer, staff = as_actor(session, cast.member), as_actor(session, cast.quality)
        here, there = (queries.find_thread(session, customer, no) for no in (one, two))
        messages, _ = queries.list_messages(session, here)
        (shown,) = queries.list_files(session, here, messages=messages)
        assert queries.find_file(session, customer, here, shown.id).name == "a.pdf"
        with pytest.raises(NotFound):
            queries.find_file(session, customer, there, shown.id)
        notes = queries.list_notes(session, here)
        (inner,) = queries.list_files(session, here, notes=notes)
        assert queries.find_file(session, staff, here, inner.id).name == "b.pdf"
        with pytest.raises(NotFound):
            queries.find_file(session, customer, here, inner.id)


def test_search_finds_two_character_words_within_ones_own_threads(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, subject="询价", body="需要螺纹钢 30 吨，100%_合格")
        say(session, cast.sales, no, "天津有货")
        open_(session, cast.stranger, subject="螺纹", body="螺纹钢")
    with database.reading() as session:
        actor = as_actor(session, cast.viewer)

        def found(words: str) -> list[str]:
            return [t.no for t in queries.list_threads(session, actor, wanted=ListFilter(words=words))[0].items]

        assert found("螺纹") == [no]
        assert found("天津 螺纹") == [no]
        assert found(no.lower()) == [no]
        assert found("100%_合") == [no]
        assert found("100__合") == []
        assert found("没有") == []
        assert found("'; DROP") == []


def test_what_is_unread_and_what_is_promised_stand_in_one_row(database: Database, cast: Cast, sign_in: Any) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
        say(session, cast.sales, no, "在查，稍后答复")
    page = sign_in(cast.member).get("/threads").text
    row = re.search(rf'<a class="thread" href="/threads/{no}".*?</a>', page, re.DOTALL)
    assert row
    assert "前解决" in row[0]
    assert re.search(r'<b class="badge"[^>]*>1</b>', row[0])
