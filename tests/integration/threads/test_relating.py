"""Threads tied, merged and split: order kept, nothing crosses companies, nothing is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from portal.core.audit import AuditEvent
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.threads import jobs, queries, services
from portal.threads.models import Message, Thread
from portal.threads.queries.case import list_links
from portal.threads.services import relating, tagging
from portal.threads.words import key_of
from tests.factories.people import make_member, make_organisation
from tests.integration.threads.people import Cast, as_actor, note, open_, say


def talk(database: Database, person: Any, no: str) -> list[str]:
    with database.reading() as session:
        actor = as_actor(session, person)
        messages, _more = queries.list_messages(session, queries.find_thread(session, actor, no))
        return [message.body for message in messages]


def test_merged_in_the_order_it_was_said_and_a_pointer_stays(database: Database, cast: Cast) -> None:
    key = key_of(None)
    with database.writing() as session:
        one, two = open_(session, cast.member, body="一"), open_(session, cast.member, body="二")
        say(session, cast.sales, one, "三", key=key)
        say(session, cast.member, two, "四")
        say(session, cast.sales, two, "五", key=key)
        say(session, cast.member, one, "六")
        note(session, cast.sales, one, "备注")
        sales = as_actor(session, cast.sales)
        assert relating.merge(session, sales, no=one, into=two.lower()) == two
    assert talk(database, cast.member, two) == ["一", "二", "三", "四", "五", "六"]
    assert talk(database, cast.member, one) == []
    with database.writing() as session:
        member = as_actor(session, cast.member)
        gone, kept = (queries.find_thread(session, member, no) for no in (one, two))
        assert (gone.status, gone.merged_into_id, kept.status, kept.message_count) == ("closed", kept.id, "open", 6)
        assert kept.waiting_since is not None
        assert len(queries.list_notes(session, kept)) == 1
        posted = say(session, cast.member, one, "七")
        assert posted.no == two, "what is written to the old number is not lost"
        with pytest.raises(Forbidden):
            services.reopen(session, member, no=one)
        old, row = (session.scalars(select(Thread).where(Thread.no == no)).one() for no in (one, two))
        assert (old.due_at, old.waiting_since) == (None, None)
        assert row.due_at is not None
    assert talk(database, cast.member, two)[-1] == "七"


def test_nothing_is_merged_across_companies_nor_a_complaint(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        one = open_(session, cast.member)
        stranger = make_member(session, make_organisation(session))
        theirs, complaint = open_(session, stranger), open_(session, cast.member, kind="complaint")
        claim = open_(session, cast.member, kind="claim")
        sales, supervisor = as_actor(session, cast.sales), as_actor(session, cast.supervisor)
        for actor, no, into in (
            (sales, one, theirs),
            (sales, one, one),
            (sales, one, "TNONE"),
            (sales, one, complaint),
            (supervisor, one, complaint),
            (supervisor, complaint, one),
            (sales, claim, one),
        ):
            with pytest.raises(Invalid):
                relating.merge(session, actor, no=no, into=into)
        with pytest.raises(Forbidden):
            relating.merge(session, as_actor(session, cast.member), no=one, into=claim)
        assert relating.merge(session, sales, no=one, into=claim) == claim
        with pytest.raises(Invalid):
            relating.merge(session, sales, no=one, into=claim)


def test_chosen_messages_go_into_a_thread_of_their_own(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, body="询价")
        say(session, cast.sales, no, "3680")
        freight = say(session, cast.manager, no, "运费多少")
        say(session, cast.sales, no, "稍等")
        sales = as_actor(session, cast.sales)
        thread = queries.find_thread(session, sales, no)
        freight_at = session.scalars(select(Message.created_at).where(Message.id == freight.id)).one()
        every = [message.id for message in queries.list_messages(session, thread)[0]]
        for ids in ([], every, [freight.id, 10**9]):
            with pytest.raises(Invalid):
                relating.split(session, sales, no=no, message_ids=ids, kind="transport", subject="运费")
        with pytest.raises(Invalid):
            relating.split(session, sales, no=no, message_ids=[freight.id], kind="complaint", subject="运费")
        new = relating.split(session, sales, no=no, message_ids=[freight.id], kind="transport", subject="运费")
        fresh = queries.find_thread(session, as_actor(session, cast.member), new)
        assert (fresh.opened_by, fresh.department, fresh.status, fresh.message_count) == (
            cast.manager.id, "transport", "open", 1,
        )  # fmt: skip
        assert queries.find_thread(session, sales, no).message_count == 3
        assert queries.find_thread(session, sales, no).status == "answered", "what was asked here has been answered"
        row = session.scalars(select(Thread).where(Thread.no == new)).one()
        assert row.answer_since == row.waiting_since is not None, "answered once, and owed anew since it was taken out"
        assert row.answer_since > freight_at
        assert row.due_at is not None
        assert [link.no for link in list_links(session, sales, thread)] == [new]
        with pytest.raises(NotFound):
            queries.find_thread(session, as_actor(session, cast.stranger), new)
    assert talk(database, cast.member, new) == ["运费多少"]
    assert talk(database, cast.member, no) == ["询价", "3680", "稍等"]


def test_links_show_only_what_one_may_see(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        one, complaint = open_(session, cast.member), open_(session, cast.member, kind="complaint")
        sales, supervisor = as_actor(session, cast.sales), as_actor(session, cast.supervisor)
        relating.link(session, supervisor, no=one, other_no=complaint)
        relating.link(session, supervisor, no=complaint, other_no=one)
        thread = queries.find_thread(session, sales, one)
        assert list_links(session, sales, thread) == []
        assert [link.no for link in list_links(session, supervisor, thread)] == [complaint]
        with pytest.raises(Invalid):
            relating.link(session, sales, no=one, other_no=complaint)
        relating.link(session, supervisor, no=one, other_no=complaint, on=False)
        assert list_links(session, supervisor, thread) == []


def test_mentions_and_watching(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        no, complaint = open_(session, cast.member), open_(session, cast.member, kind="complaint")
        tagging.watch_thread(session, as_actor(session, cast.quality), no=no, on=True)
        one = note(session, cast.sales, no, "请 @赵质量 看一下，@李业务 @没有这人")
        two = note(session, cast.supervisor, complaint, "@李业务 知道")
        say(session, cast.member, no, "再问")
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        for _time in range(2):
            jobs.tell(session, {"thread_id": thread.id, "side": "staff"})
        told = {
            (job.payload["key"], user)
            for job in session.scalars(select(Job).where(Job.name == "notices.tell"))
            for user in job.payload["to"]
        }
    assert (f"mention:{one.id}", cast.quality.id) in told
    assert (f"mention:{one.id}", cast.sales.id) not in told, "not oneself"
    assert not [key for key, _user in told if key == f"mention:{two.id}"], "who may not see it hears nothing"
    assert [user for key, user in told if key.startswith("watch:")] == [cast.quality.id]


@pytest.mark.parametrize("verb", ["links", "merge"])
def test_a_number_that_cannot_be_is_said_beside_it_and_kept(
    database: Database, cast: Cast, sign_in: Any, verb: str
) -> None:
    with database.writing() as session:
        one, claim = open_(session, cast.member), open_(session, cast.member, kind="complaint")
        gone, into = open_(session, cast.member), open_(session, cast.member)
        relating.merge(session, as_actor(session, cast.sales), no=gone, into=into)
    browser = sign_in(cast.sales)
    for typed in ("T00000000", "C10001", "  t0 ", "", "会话", one.lower(), claim, *([gone] if verb == "merge" else [])):
        answer = browser.post(f"/threads/{one}/{verb}", data={"other": typed})
        assert answer.status_code == 422, typed
        field = re.search(r'<input [^>]*name="other"[^>]*>', answer.text)
        assert field
        assert f'value="{typed.strip()}"' in field[0]
        assert 'aria-describedby="case-other-error"' in field[0]
        assert 'id="case-other-error"' in answer.text
    assert browser.post(f"/threads/{one}/links", data={"other": into}).status_code == 303


def test_wrong_tags_and_times_are_said_beside_what_was_typed(database: Database, cast: Cast, sign_in: Any) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    browser, long = sign_in(cast.sales), "长" * 60
    tags = browser.post(f"/threads/{no}/tags", data={"tags": long})
    assert (tags.status_code, f'value="{long}"' in tags.text, 'id="case-tags-error"' in tags.text) == (422, True, True)
    past = browser.post(f"/threads/{no}/snooze", data={"for": "own", "until": "2020-01-02T03:04"})
    assert past.status_code == 422
    assert 'value="own" selected' in past.text
    assert 'value="2020-01-02T03:04"' in past.text
    assert 'id="case-until-error"' in past.text


def test_the_button_alone_says_that_one_follows(database: Database, cast: Cast, sign_in: Any) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    browser = sign_in(cast.sales)
    answer = browser.post(f"/threads/{no}/watch", data={"on": "1"}, follow_redirects=True)
    assert "已关注" not in answer.text, "no flash repeats it"
    page = browser.get(f"/threads/{no}/case").text
    assert page.count("已关注") == 1
    assert f"关注：{cast.sales.name}" not in page
    browser.post(f"/threads/{no}/watch", data={"on": "0"})
    assert "已关注" not in browser.get(f"/threads/{no}/case").text


def test_a_tie_to_a_complaint_is_seen_by_who_may_know_whose_it_is(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        supervisor, sales = as_actor(session, cast.supervisor), as_actor(session, cast.sales)
        inquiry, complaint = open_(session, cast.member), open_(session, cast.member, kind="complaint")
        session.execute(update(Thread).where(Thread.no == complaint).values(is_anonymous=True))
        services.bring_in(session, supervisor, no=complaint, user_id=cast.sales.id)
        relating.link(session, supervisor, no=inquiry, other_no=complaint)
        for actor, no, seen in (
            (supervisor, inquiry, [complaint]),
            (supervisor, complaint, [inquiry]),
            (sales, inquiry, []),
            (sales, complaint, []),
        ):
            thread = queries.find_thread(session, actor, no)
            assert [one.no for one in list_links(session, actor, thread)] == seen, (actor.name, no)
            assert "linked" not in [one.kind for one in queries.list_steps(session, actor, thread)]
        noted = session.scalars(select(AuditEvent.subject).where(AuditEvent.action == "thread.linked")).all()
        assert noted == [f"thread:{queries.find_thread(session, supervisor, complaint).id}"]
