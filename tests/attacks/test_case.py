"""Attacks on what the desk does with a case: what a colleague could learn on the way, and whom a notice reaches that should not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.accounts.models import User
from portal.casework.models import Claim, Recovery
from portal.casework.rules import Rules
from portal.casework.services import claim_moves, recovering
from portal.casework.services.claiming import ClaimFacts, raise_claim
from portal.core.audit import AuditEvent
from portal.core.clock import now, today
from portal.core.numbers import new_number
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.help.models import HelpArticle
from portal.notifications.models import Notice
from portal.organisations.models import Membership, Organisation
from portal.threads import services
from portal.threads.casefile import Absence, Task
from portal.threads.models import Message, Thread
from portal.threads.services import absences, tasks
from tests.attacks.world import browsers, build, state
from tests.factories.people import actor, make_member, make_organisation, make_staff
from tests.factories.threads import make_message, make_thread

SignIn = Callable[[User], FlaskClient]
WORDS = "投诉正文暗语"


@pytest.fixture
def firm(database: Database) -> tuple[Organisation, User]:
    with database.writing() as session:
        org = make_organisation(session)
        return org, make_member(session, org)


def complaint(database: Database, firm: tuple[Organisation, User], **values: object) -> Thread:
    with database.writing() as session:
        return make_thread(session, *firm, kind="complaint", body=WORDS, subject="投诉", **values)


def test_who_complained_is_not_found_out_by_trying_to_merge(
    database: Database, sign_in: SignIn, firm: tuple[Organisation, User]
) -> None:
    """A colleague brought into an unnamed complaint gets one answer, whosesoever the other thread is."""
    unnamed = complaint(database, firm, is_anonymous=True)
    with database.writing() as session:
        guest = make_staff(session, "transport")
        theirs, others = make_thread(session, *firm), make_thread(session)
        head = make_staff(session, "supervision")
        services.bring_in(session, actor(session, head), no=unnamed.no, user_id=guest.id)
    browser, said = sign_in(guest), set()
    for other in (theirs.no, others.no):
        for gone, into in ((unnamed.no, other), (other, unnamed.no)):
            answer = browser.post(f"/threads/{gone}/merge", data={"other": into}, follow_redirects=True)
            said.add(("同一企业" in answer.text, "不能合并" in answer.text))
    assert said == {(False, True)}


def test_a_complaint_becomes_no_help_article(
    database: Database, sign_in: SignIn, firm: tuple[Organisation, User]
) -> None:
    """A draft is read by all staff: by whom it is about too."""
    thread = complaint(database, firm)
    with database.writing() as session:
        head = make_staff(session, "supervision")
        message = make_message(session, session.merge(thread), head, body=WORDS)
    answer = sign_in(head).post(f"/threads/{thread.no}/pick", data={"do": "article", "message": str(message.id)})
    assert answer.status_code == 422
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HelpArticle)) == 0


def test_a_deputy_does_not_count_what_is_hidden_from_them(
    database: Database, worker: Worker, firm: tuple[Organisation, User]
) -> None:
    with database.writing() as session:
        away, deputy = make_staff(session, "supervision"), make_staff(session, "supervision")
        make_thread(session, *firm, owner_id=away.id)
        hidden = make_thread(session, *firm, owner_id=away.id, kind="complaint", about=f"u:{deputy.id}")
        tasks.add_task(
            session,
            actor(session, away),
            no=hidden.no,
            title=WORDS,
            department="supervision",
            assignee_id=away.id,
            due_at=None,
        )
        session.add(
            Absence(
                user_id=away.id, deputy_id=deputy.id, since=now() - timedelta(hours=1), until=now() + timedelta(days=1)
            )
        )
    absences.hand_over(database)
    worker.drain()
    with database.reading() as session:
        (notice,) = session.scalars(select(Notice).where(Notice.user_id == deputy.id))
        assert notice.values["n"] == 1
        assert session.scalar(select(Absence.handed_count)) == 1
        (event,) = session.scalars(select(AuditEvent.facts).where(AuditEvent.action == "absence.handed_over"))
        assert (event["threads"], event["tasks"]) == (1, 0)
        assert session.scalar(select(Task.assignee_id)) is None


def test_who_may_not_see_a_thread_any_more_is_reminded_of_no_task(
    database: Database, worker: Worker, firm: tuple[Organisation, User]
) -> None:
    """Somebody with a task moved into the department that is complained about."""
    thread = complaint(database, firm, about="d:quality")
    with database.writing() as session:
        head, colleague = make_staff(session, "supervision"), make_staff(session, "supervision")
        task = tasks.add_task(
            session, actor(session, head), no=thread.no, title=WORDS, department="supervision", assignee_id=colleague.id,
            due_at=now() + timedelta(hours=1),
        )  # fmt: skip
    worker.drain()
    with database.writing() as session:
        session.execute(Notice.__table__.delete())  # type: ignore[attr-defined]
        session.execute(update(User).where(User.id == colleague.id).values(departments="quality,supervision"))
        session.execute(update(Task).where(Task.id == task).values(due_at=now() - timedelta(hours=1)))
    tasks.remind_of_tasks(database)
    worker.drain()
    with database.reading() as session:
        assert session.scalars(select(Notice.user_id)).all() == []


def test_who_left_the_company_is_told_nothing_of_its_claims_and_recoveries(
    database: Database, worker: Worker, firm: tuple[Organisation, User]
) -> None:
    rules = Rules()
    facts = ClaimFacts(
        kind="quality", order_no="", delivered_on=today().date(), delivery_place="", listing_no="", heats="", bundles="", amount=1,  # type: ignore[arg-type]
        stated=None, weighed=None, what="裂", unused=True, identifiable=True,
    )  # fmt: skip
    with database.writing() as session:
        org, boss = firm
        gone = make_member(session, org, role="member")
        head = make_staff(session, "supervision")
        thread = make_thread(session, org, gone, kind="claim")
        claim = raise_claim(session, actor(session, gone), thread_no=thread.no, facts=facts, rules=rules)
        recovery = recovering.open_recovery(session, thread_id=thread.id, cause_kind="found")
        session.execute(update(Membership).where(Membership.user_id == gone.id).values(ended_at=now()))
        said = actor(session, head)
        claim_moves.move_claim(
            session, said, no=claim, move="investigate", version=1, terms=claim_moves.Terms(), rules=rules
        )
        work = recovering.RecoveryWork(
            cause_id=None, note="", apology="抱歉", promise="补发", remedy="", cost=None, follow_up_on=today().date()
        )
        recovering.promise_recovery(session, said, no=recovery or "", version=1, work=work)
    worker.drain()
    with database.reading() as session:
        told = set(
            session.scalars(
                select(Notice.user_id).where(Notice.key.like("claim:%") | Notice.key.like("recovery:%:promised"))
            )
        )
        assert gone.id not in told
        assert boss.id in told, "the managers hear of it where nobody else is left"
        assert session.scalar(select(Recovery.state)) == "promised"


@pytest.mark.parametrize(
    "year", ["0001-01-01T00:00", "9999-12-31T23:59", "2199-01-01T00:00", "10000-01-01T00:00", "2026-02-30T00:00"]
)
def test_moments_nobody_means(database: Database, sign_in: SignIn, firm: tuple[Organisation, User], year: str) -> None:
    with database.writing() as session:
        thread, clerk = make_thread(session, *firm), make_staff(session, "sales")
    browser = sign_in(clerk)
    data = {"task-title": "核实", "task-department": "sales", "task-assignee_id": "", "task-due_at": year}
    assert browser.post(f"/threads/{thread.no}/tasks", data=data).status_code in (303, 422)
    away = {"user_id": str(clerk.id), "deputy_id": "", "since": year, "until": "9999-12-31T23:59"}
    assert browser.post("/desk/duty/absences", data=away).status_code in (303, 422)
    answer = browser.post(f"/threads/{thread.no}/snooze", data={"for": "own", "until": year})
    assert answer.status_code == 422
    for path in (f"/threads/{thread.no}/case", "/desk/duty", "/desk", f"/threads/{thread.no}"):
        assert browser.get(path).status_code == 200


def test_parts_of_one_case_are_not_had_through_another(app: Flask, database: Database, sign_in: SignIn) -> None:
    """For staff too, who see both: an address whose parts do not belong together is none."""
    world = build(app, database)
    o = world.objects
    with database.writing() as session:
        other = make_thread(session, make_organisation(session), make_member(session))
        message = session.scalars(select(Message.id).where(Message.thread_id == other.id)).one()
        thread = make_thread(session, kind="claim")
        claim = Claim(
            no=new_number("Y"), thread_id=thread.id, raised_by=thread.opened_by, kind="quality", delivered_on=today().date(), amount=1,
            what="裂", window_days=5, last_day=today().date(), days_late=0,
        )  # fmt: skip
        session.add(claim)
    browser, before = browsers(app, database, world, sign_in)["admin"], state(database)
    posts: list[tuple[str, dict[str, str], int]] = [
        (f"/threads/{other.no}/handoffs/{o['handoff']}/accept", {}, 404), (f"/threads/{other.no}/handoffs/{o['accepted']}/done", {"outcome": "好"}, 404),
        (f"/threads/{other.no}/handoffs/{o['handoff']}/back", {"outcome": "好"}, 404), (f"/threads/{other.no}/tasks/{o['task']}/done", {"outcome": "好"}, 404),
        (f"/threads/{o['thread']}/pick", {"do": "split", "message": str(message), "kind": "order", "subject": "拆"}, 422),
        (f"/threads/{o['thread']}/pick", {"do": "article", "message": str(message)}, 404), (f"/threads/{o['thread']}/messages/{message}/edit", {"body": "改"}, 404),
        (f"/claims/{claim.no}/tests/{o['claim_test']}", {"ordered_by": "seller", "lab": "检验所"}, 404),
        (f"/threads/{o['thread']}/merge", {"other": o["thread"]}, 422), (f"/threads/{o['thread']}/merge", {"other": other.no}, 422),
        (f"/threads/{o['thread']}/merge", {"other": o["offer"]}, 422), (f"/threads/{o['offer']}/merge", {"other": o["thread"]}, 422),
        (f"/threads/{o['thread']}/merge", {"other": o["claim"]}, 422), (f"/threads/{o['thread']}/links", {"other": "T00000000"}, 422),
    ]  # fmt: skip
    for path, data, status in posts:
        assert browser.post(path, data=data).status_code == status, path
    for path in (f"/claims/{claim.no}/files/{o['claim_file']}/claim.pdf", f"/threads/{other.no}/messages/{o['mailed']}/mail",
                 f"/threads/{other.no}/files/{o['note_file']}/{o['note_file_name']}", f"/threads/{other.no}/messages/{o['message']}/history"):  # fmt: skip
        assert browser.get(path).status_code == 404, path
    after = state(database)
    assert [name for name in after if after[name] != before[name] and name != "audit_events"] == []
