"""Two threads become one: what the company was promised in either stays promised, and nothing is late by the merging."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.uow import Database
from portal.threads.services import tagging
from portal.threads.services.relating import merge
from portal.threads.services.watching import watch_promises
from tests.integration.threads.people import Cast, as_actor, say
from tests.integration.threads.test_promises import at, dues, opened, row, says, sets


def merged(database: Database, cast: Cast, no: str, into: str, when: str) -> None:
    with at(when), database.writing() as session:
        merge(session, as_actor(session, cast.sales), no=no, into=into)


def test_an_answer_here_answers_no_question_there(database: Database, cast: Cast) -> None:
    gone, kept = opened(database, cast, "18T09:00"), opened(database, cast, "18T09:05")
    says(database, cast.sales, kept, "18T09:15", "有货")
    merged(database, cast, gone, kept, "18T09:20")
    assert dues(database, kept) == "next=18T09:30 resolve=19T09:00", "as it was promised there"
    thread = row(database, kept)
    assert (thread.status, thread.waiting_since) == ("open", row(database, gone).created_at)
    says(database, cast.sales, kept, "18T09:25", "也有货")
    assert (row(database, kept).status, dues(database, kept)) == ("answered", "resolve=19T09:00")


def test_a_settled_thread_that_takes_in_an_open_one_is_not_late_for_what_was_settled(
    database: Database, cast: Cast
) -> None:
    kept = opened(database, cast, "02T09:00")
    sets(database, cast, kept, "02T09:20", "resolved")
    gone = opened(database, cast, "18T09:10")
    merged(database, cast, gone, kept, "18T09:20")
    assert (row(database, kept).status, dues(database, kept)) == ("open", "first=18T09:40 resolve=19T09:10")
    with at("18T09:21"):
        watch_promises(database)
    with database.reading() as session:
        assert session.scalars(select(AuditEvent).where(AuditEvent.action == "promise.broken")).all() == []
    says(database, cast.sales, kept, "18T09:25")
    assert (row(database, kept).status, dues(database, kept)) == ("answered", "resolve=19T09:10")


def test_thanks_in_what_was_settled_ask_for_nothing_after_the_merging(database: Database, cast: Cast) -> None:
    gone, kept = opened(database, cast, "18T09:00"), opened(database, cast, "18T09:05")
    sets(database, cast, gone, "18T09:10", "resolved")
    says(database, cast.sales, kept, "18T09:15")
    says(database, cast.member, gone, "18T09:16", "谢谢")
    merged(database, cast, gone, kept, "18T09:20")
    assert (row(database, kept).status, dues(database, kept)) == ("answered", "resolve=19T09:05")


def test_a_wait_ends_for_a_question_that_comes_in(database: Database, cast: Cast) -> None:
    gone, kept = opened(database, cast, "18T09:00"), opened(database, cast, "18T09:05")
    with at("18T09:10"), database.writing() as session:
        say(session, cast.sales, kept, "请补充规格")
    sets(database, cast, kept, "18T09:10", "waiting_customer")
    with at("18T09:12"), database.writing() as session:
        tagging.snooze(session, as_actor(session, cast.sales), no=kept, until=now() + timedelta(days=1))
    merged(database, cast, gone, kept, "18T09:20")
    thread = row(database, kept)
    assert (thread.status, thread.paused_since, thread.snoozed_until) == ("open", None, None)
    assert dues(database, kept) == "next=18T09:30 resolve=19T09:00"
