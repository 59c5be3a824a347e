"""What a thread promises: kept in its row, moved by what is said and set, told once, reckoned anew when standards change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select

from portal.core.audit import AuditEvent
from portal.core.clock import SHANGHAI
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.standards import services as standards
from portal.standards.promises import Amount, Policy
from portal.threads import services
from portal.threads.models import Message, Outcome, Thread, ThreadEvent
from portal.threads.queries import find_thread
from portal.threads.queries.achieved import read_done
from portal.threads.services import Work
from portal.threads.services.posting import add_message
from portal.threads.services.relating import split
from portal.threads.services.watching import watch_promises
from portal.threads.words import key_of, prepare
from tests.integration.threads.people import Cast, as_actor, open_, say


@contextmanager
def at(text: str) -> Iterator[None]:
    """A moment of November 2026 in Shanghai: `18T09:10`."""
    with time_machine.travel(datetime.fromisoformat(f"2026-11-{text}+08:00"), tick=False):
        yield


def row(database: Database, no: str) -> Thread:
    with database.reading() as session:
        return session.scalars(select(Thread).where(Thread.no == no)).one()


def dues(database: Database, no: str) -> str:
    """`first next resolve`, those that run."""
    thread = row(database, no)
    found = {"first": thread.first_due_at, "next": thread.next_due_at, "resolve": thread.resolve_due_at}
    running = [moment for moment in found.values() if moment]
    assert thread.due_at == min(running, default=None)
    return " ".join(f"{what}={moment.astimezone(SHANGHAI):%dT%H:%M}" for what, moment in found.items() if moment)


def opened(database: Database, cast: Cast, when: str = "18T09:10", **how: str) -> str:
    with at(when), database.writing() as session:
        return open_(session, cast.member, **how)


def says(database: Database, person: object, no: str, when: str, body: str = "请问规格？") -> None:
    with at(when), database.writing() as session:
        say(session, person, no, body)  # type: ignore[arg-type]


def sets(database: Database, cast: Cast, no: str, when: str, status: str, *, priority: str = "normal") -> None:
    thread = row(database, no)
    with at(when), database.writing() as session:
        work = Work(status, thread.owner_id, thread.department, priority)
        services.change_work(session, as_actor(session, cast.sales), no=no, version=thread.version, work=work)


def test_a_thread_promises_an_answer_and_a_solution(database: Database, cast: Cast) -> None:
    assert dues(database, opened(database, cast)) == "first=18T09:40 resolve=19T09:10"
    assert dues(database, opened(database, cast, "18T11:45")) == "first=18T13:45 resolve=19T11:45"
    assert dues(database, opened(database, cast, kind="order")) == "first=18T10:10"


def test_what_is_said_moves_the_clock(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.member, no, "18T09:20")
    assert dues(database, no) == "first=18T09:40 resolve=19T09:10", "asking again moves nothing"
    says(database, cast.sales, no, "18T09:30")
    assert dues(database, no) == "resolve=19T09:10"
    says(database, cast.member, no, "18T11:40")
    assert dues(database, no) == "next=18T14:10 resolve=19T09:10"
    says(database, cast.sales, no, "18T14:20")
    assert dues(database, no) == "resolve=19T09:10"
    with database.reading() as session:
        kept = session.execute(
            select(Message.answers, Message.answer_took_s).where(Message.answers != "").order_by(Message.id)
        ).all()
    assert [tuple(one) for one in kept] == [("first", 20 * 60), ("next", 70 * 60)]


def test_the_clock_waits_only_when_we_say_so(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.sales, no, "18T09:30")
    sets(database, cast, no, "18T09:30", "waiting_customer")
    assert dues(database, no) == ""
    says(database, cast.sales, no, "18T10:00", "请补充图纸")
    assert (row(database, no).status, dues(database, no)) == ("waiting_customer", ""), "a reminder leaves us waiting"
    says(database, cast.member, no, "18T10:30")
    assert dues(database, no) == "next=18T11:30 resolve=19T10:10"
    thread = row(database, no)
    assert (thread.status, thread.paused_since) == ("open", None)
    sets(database, cast, no, "18T11:00", "waiting_customer")
    sets(database, cast, no, "18T14:00", "answered")
    assert dues(database, no) == "next=18T14:30 resolve=19T11:40"


def test_thanks_after_the_solution_restart_nothing_and_a_question_does(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.sales, no, "18T09:30")
    with at("18T10:00"), database.writing() as session:
        services.resolve(session, as_actor(session, cast.member), no=no)
    says(database, cast.member, no, "18T10:05", "好的，谢谢！")
    thread = row(database, no)
    assert (thread.status, thread.waiting_since, dues(database, no)) == ("resolved", None, "")
    assert thread.last_message_excerpt == "好的，谢谢！"
    says(database, cast.member, no, "18T11:00", "谢谢，还有20的吗？")
    assert (row(database, no).status, dues(database, no)) == ("open", "next=18T12:00 resolve=19T11:00")


def test_settling_and_opening_again_are_on_record(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.sales, no, "18T09:30")
    for when, verb in (("18T10:00", services.resolve), ("18T11:00", services.reopen), ("18T11:30", services.resolve)):
        with at(when), database.writing() as session:
            verb(session, as_actor(session, cast.member), no=no)
    with database.reading() as session:
        outcomes = session.scalars(select(Outcome).order_by(Outcome.id)).all()
    assert [(one.took_s // 60, one.undone_at is not None) for one in outcomes] == [(50, True), (80, False)]
    assert outcomes[1].due_at is not None
    assert f"{outcomes[1].due_at.astimezone(SHANGHAI):%dT%H:%M}" == "19T10:10", (
        "the hour it lay settled counts for nobody"
    )


def test_an_automatic_word_answers_nothing(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    with at("18T09:11"), database.writing() as session:
        staff = as_actor(session, cast.sales)
        thread = find_thread(session, staff, no, for_update=True)
        add_message(session, staff, thread, words=prepare("已收到"), key="automatic-1", files=(), automatic=True)
    thread = row(database, no)
    assert (thread.status, dues(database, no)) == ("open", "first=18T09:40 resolve=19T09:10")
    assert thread.waiting_since is not None
    says(database, cast.sales, no, "18T09:30")
    assert dues(database, no) == "resolve=19T09:10"


def test_a_hand_over_and_a_new_owner_move_nothing(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    before = dues(database, no)
    thread = row(database, no)
    with at("18T09:20"), database.writing() as session:
        work = Work("open", cast.quality.id, "quality", "normal")
        services.change_work(session, as_actor(session, cast.sales), no=no, version=thread.version, work=work)
    assert dues(database, no) == before == "first=18T09:40 resolve=19T09:10"


def test_a_supplier_is_promised_nothing(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    with at("18T09:20"), database.writing() as session:
        other = services.open_supplier_thread(
            session, as_actor(session, cast.sales), parent_no=no, org_no=cast.supplier_company.no, kind="inquiry",
            subject="询价", words=prepare("有货吗"), key=key_of(None),
        )  # fmt: skip
    says(database, cast.supplier, other, "18T09:30", "有")
    thread = row(database, other)
    assert (thread.due_at, thread.answer_since, thread.watch_at) == (None, None, None)


def test_priority_and_tier_better_a_promise(database: Database, cast: Cast, worker: Worker) -> None:
    no = opened(database, cast)
    sets(database, cast, no, "18T09:12", "open", priority="urgent")
    assert dues(database, no) == "first=18T09:25 resolve=19T09:10"
    sets(database, cast, no, "18T09:13", "open")
    with at("18T09:14"):
        with database.writing() as session:
            standards.set_tier(session, as_actor(session, cast.sales), org_no=cast.company.no, tier="key")
        worker.drain()
    assert dues(database, no) == "first=18T09:30 resolve=19T09:10"
    assert dues(database, opened(database, cast)) == "first=18T09:30 resolve=19T09:10"


def told(database: Database) -> list[tuple[str, list[int]]]:
    """What the bell was told of promises: (`first near`, to whom)."""
    with database.reading() as session:
        jobs = session.scalars(select(Job).where(Job.name == "notices.tell").order_by(Job.id)).all()
    keys = [(job.payload["key"].split(":"), sorted(job.payload["to"])) for job in jobs]
    return [(f"{key[2]} {key[3]}", to) for key, to in keys if key[0] == "promise"]


def test_warnings_and_breaches_are_told_once(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    thread = row(database, no)
    with at("18T09:15"), database.writing() as session:
        services.take_thread(session, as_actor(session, cast.sales), no=no)
    for when in ("18T09:32", "18T09:33", "18T09:34", "18T09:41", "18T09:42"):
        with at(when):
            watch_promises(database)
    everybody = sorted([cast.sales.id, cast.supervisor.id])
    found = told(database)
    assert found == [("first near", [cast.sales.id]), ("first late", everybody)]
    with database.reading() as session:
        audits = session.scalars(select(AuditEvent).where(AuditEvent.action == "promise.broken")).all()
        steps = session.scalars(select(ThreadEvent).where(ThreadEvent.kind == "late")).all()
    assert [one.subject for one in audits] == [f"thread:{thread.id}"]
    assert [(one.public, one.facts) for one in steps] == [(False, {"what": "first"})]
    says(database, cast.sales, no, "18T09:50")
    with at("19T09:10"):
        watch_promises(database)
    assert told(database)[2:] == [("resolve late", everybody)]


def test_a_promise_that_was_eased_is_told_of_again_when_it_breaks(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    sets(database, cast, no, "18T09:11", "open", priority="urgent")
    with at("18T09:30"):
        watch_promises(database)
    sets(database, cast, no, "18T09:31", "open")
    for when in ("18T09:35", "18T09:41", "18T09:42"):
        with at(when):
            watch_promises(database)
    with database.reading() as session:
        late = session.scalars(select(AuditEvent).where(AuditEvent.action == "promise.broken")).all()
    assert [one.facts["due_at"][11:16] for one in late] == ["01:25", "01:40"]


def broken_promises(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        late = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "promise.broken").order_by(AuditEvent.id)
        ).all()
        assert len(late) == len(session.scalars(select(ThreadEvent).where(ThreadEvent.kind == "late")).all())
    return [(one.facts["promise"], one.facts["due_at"][11:16]) for one in late]


def test_a_promise_that_ends_late_unseen_was_broken_all_the_same(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.sales, no, "18T09:41")
    assert broken_promises(database) == [("first", "01:40")], "whether or not the worker looked in between"
    says(database, cast.member, no, "18T09:50")
    says(database, cast.sales, no, "18T10:50", "刚好赶上")
    sets(database, cast, no, "19T09:11", "resolved")
    assert broken_promises(database) == [("first", "01:40"), ("resolve", "01:10")]
    with at("19T09:20"), database.writing() as session:
        services.reopen(session, as_actor(session, cast.member), no=no)
    with at("19T09:21"):
        watch_promises(database)
    assert len(broken_promises(database)) == 2, "and once"


def test_settling_in_silence_betters_no_figure(database: Database, cast: Cast) -> None:
    late, in_time, again = (opened(database, cast) for _number in range(3))
    says(database, cast.sales, again, "18T09:20")
    says(database, cast.member, again, "18T09:30")
    sets(database, cast, in_time, "18T09:30", "closed")
    for no in (late, again):
        sets(database, cast, no, "18T14:00", "closed")
    sets(database, cast, again, "18T14:10", "answered")
    with at("18T14:20"), database.reading() as session:
        since, until = (
            datetime.fromisoformat("2026-11-17T00:00+08:00"),
            datetime.fromisoformat("2026-11-19T00:00+08:00"),
        )
        done = [(one.what, one.kept, one.took_s) for one in read_done(session, since=since, until=until)]
    assert sorted(one for one in done if one[0] != "resolve") == [
        ("first", False, None),
        ("first", True, 10 * 60),
        ("next", False, None),
    ]
    assert len([one for one in done if one[0] == "resolve"]) == 2
    assert broken_promises(database) == [("first", "01:40"), ("next", "02:30")]


def test_thanks_corrected_into_a_question_ask(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.sales, no, "18T09:30")
    sets(database, cast, no, "18T10:00", "resolved")
    with at("18T10:05"), database.writing() as session:
        thanks = say(session, cast.member, no, "好的，谢谢")
    for when, body, status in (("18T10:06", "好的，多谢", "resolved"), ("18T10:07", "谢谢，发票什么时候寄？", "open")):
        with at(when), database.writing() as session:
            services.edit_message(
                session, as_actor(session, cast.member), no=no, message_id=thanks.id, words=prepare(body)
            )
        assert row(database, no).status == status
    assert dues(database, no) == "next=18T11:07 resolve=19T10:07"


def test_a_word_from_before_the_settling_asks_for_nothing_when_it_is_corrected(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.sales, no, "18T09:30")
    with at("18T09:58"), database.writing() as session:
        earlier = say(session, cast.member, no, "那就按这个规格")
    sets(database, cast, no, "18T10:00", "resolved")
    with at("18T10:01"), database.writing() as session:
        services.edit_message(
            session, as_actor(session, cast.member), no=no, message_id=earlier.id, words=prepare("那就按这个规格发？")
        )
    assert (row(database, no).status, dues(database, no)) == ("resolved", "")


def test_nobody_is_told_of_a_complaint_who_may_not_read_it(database: Database, cast: Cast) -> None:
    no = opened(database, cast, kind="complaint")
    with database.writing() as session:
        session.execute(Thread.__table__.update().where(Thread.no == no).values(department="sales"))  # type: ignore[attr-defined]
    with at("18T10:30"):
        watch_promises(database)
    assert {person for _what, to in told(database) for person in to} <= {cast.supervisor.id, cast.admin.id}
    assert told(database)


def test_other_standards_are_reckoned_for_all_open_threads(
    database: Database, cast: Cast, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.threads.services.watching.CHUNK", 2)
    numbers = [opened(database, cast) for _number in range(5)]
    settled = opened(database, cast)
    with at("18T09:12"), database.writing() as session:
        services.resolve(session, as_actor(session, cast.member), no=settled)
    with at("18T09:15"):
        with database.writing() as session:
            policy = Policy("inquiry", first=Amount(60), next=Amount(60), resolve=Amount(2, "d"))
            standards.save_policy(session, as_actor(session, cast.supervisor), policy, version=0)
        worker.drain()
        assert {dues(database, no) for no in numbers} == {"first=18T10:10 resolve=20T09:10"}
        assert dues(database, settled) == ""
        with database.writing() as session:
            standards.save_day(
                session, as_actor(session, cast.supervisor), department="", day=date(2026, 11, 19), kind="off", version=1
            )  # fmt: skip
        worker.drain()
    assert {dues(database, no) for no in numbers} == {"first=18T10:10 resolve=23T09:10"}
    assert dues(database, opened(database, cast, "18T17:45")) == "first=20T09:15 resolve=23T17:45"
    assert {row(database, no).promised_by for no in numbers} == {2}


def test_a_message_costs_no_statement_for_its_promise(database: Database, cast: Cast, count_queries: list[str]) -> None:
    no = opened(database, cast)

    def cost(person: object, when: str, body: str = "好") -> int:
        count_queries.clear()
        says(database, person, no, when, body)
        return len(count_queries)

    owed = cost(cast.member, "18T09:20")
    cost(cast.sales, "18T09:30")
    again = cost(cast.sales, "18T09:31")
    asked = cost(cast.member, "18T09:40")
    assert asked == owed, "a question that starts the clock costs what one costs that does not"
    assert cost(cast.sales, "18T09:41") == again, "keeping a promise is no statement either"
    with at("18T09:42"), database.writing() as session:
        policy = Policy("inquiry", first=Amount(60), next=Amount(90))
        standards.save_policy(session, as_actor(session, cast.supervisor), policy, version=0)
    cost(cast.sales, "18T09:42:30")
    assert cost(cast.member, "18T09:43") == owed, "other standards are read once a process"
    assert dues(database, no) == "next=18T11:13"


def taken_out(database: Database, cast: Cast, no: str, when: str, *, body: str, kind: str = "transport") -> str:
    with at(when), database.writing() as session:
        ids = session.scalars(select(Message.id).join(Thread).where(Thread.no == no, Message.body == body)).all()
        return split(session, as_actor(session, cast.sales), no=no, message_ids=ids, kind=kind, subject="另一件事")


def test_what_is_taken_out_is_not_late_by_that(database: Database, cast: Cast) -> None:
    no = opened(database, cast, "16T09:10")
    says(database, cast.sales, no, "16T09:20")
    says(database, cast.member, no, "16T09:30", "运费多少？")
    says(database, cast.sales, no, "16T09:40")
    with at("16T17:00"):
        watch_promises(database)
    new = taken_out(database, cast, no, "19T10:00", body="运费多少？")
    assert dues(database, new) == "first=19T11:00 resolve=20T10:00"
    assert dues(database, no) == "resolve=17T09:10", "what was answered there stays answered"
    with at("19T10:01"):
        watch_promises(database)
    fresh = row(database, new)
    with database.reading() as session:
        late = session.scalars(select(AuditEvent).where(AuditEvent.action == "promise.broken")).all()
    assert [one for one in late if one.subject == f"thread:{fresh.id}"] == [], "and no recovery is opened over it"
    assert (fresh.waiting_since, fresh.clock_marks) == (fresh.answer_since, 0)


def test_what_is_still_owed_takes_its_time_along(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.sales, no, "18T09:20")
    says(database, cast.member, no, "18T09:40", "运费多少？")
    says(database, cast.member, no, "18T09:50", "库存还有吗？")
    new = taken_out(database, cast, no, "18T10:00", body="运费多少？", kind="claim")
    assert dues(database, new).startswith("next=18T10:40 "), "as it was promised, though a claim has longer"
    assert dues(database, no) == "next=18T10:50 resolve=19T09:10", "what is left is owed since it was asked"
    assert row(database, no).status == row(database, new).status == "open"


def test_what_is_left_is_told_of_when_it_is_late_itself(database: Database, cast: Cast) -> None:
    no = opened(database, cast)
    says(database, cast.sales, no, "18T09:20")
    says(database, cast.member, no, "18T09:30", "运费多少？")
    says(database, cast.member, no, "18T10:40", "库存还有吗？")
    with at("18T10:45"):
        watch_promises(database)
    taken_out(database, cast, no, "18T10:50", body="运费多少？")
    for when in ("18T10:51", "18T11:41", "18T11:42"):
        with at(when):
            watch_promises(database)
    assert broken_promises(database) == [("next", "02:30"), ("next", "03:40")]
