"""Colleagues and customers on one case at the same moment: each thing happens once, nothing is lost, nobody meets a failure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.casework.models import Claim, ClaimNote, ClaimStep, ClaimTest, Rating, Recovery
from portal.casework.rules import Rules
from portal.casework.services import ask_for_rating
from portal.core.clock import now, today
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.organisations.models import Organisation
from portal.threads.casefile import Absence, CannedReply, DeskView, HandOff, Task
from portal.threads.models import Message, Thread, ThreadEvent
from tests.attacks.test_races import at_once, audited, post_all, statuses
from tests.factories.people import make_member, make_organisation, make_staff
from tests.factories.threads import make_message, make_thread

SignIn = Callable[[User], FlaskClient]
MANY = 4


class Office:
    """Two threads of one company, and colleagues enough."""

    def __init__(self, database: Database, sign_in: SignIn) -> None:
        self.database = database
        with database.writing() as session:
            self.org: Organisation = make_organisation(session)
            self.person = make_member(session, self.org)
            self.clerk, self.head = make_staff(session), make_staff(session, "supervision", "quality", "sales")
            self.one, self.two = (make_thread(session, self.org, self.person).no for _ in range(2))
        self.staff = [sign_in(self.head) for _ in range(MANY)]
        self.customers = [sign_in(self.person) for _ in range(MANY)]

    def all(self, query: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(query))

    def count(self, table: Any, *conditions: Any) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

    def thread(self, no: str) -> Thread:
        with self.database.reading() as session:
            return session.scalars(select(Thread).where(Thread.no == no)).one()


@pytest.fixture
def office(database: Database, sign_in: SignIn) -> Office:
    return Office(database, sign_in)


def fine(answers: list[Any]) -> None:
    assert {answer.status_code for answer in answers} <= {200, 201, 303, 403, 404, 409, 422}, statuses(answers)


def test_a_hand_off_is_asked_accepted_and_finished_once(office: Office) -> None:
    data = {"handoff-department": "quality", "handoff-reason": "原因", "handoff-asked": "结果"}
    assert statuses(post_all(office.staff, f"/threads/{office.one}/handoffs", data)) == {303: 1, 409: MANY - 1}
    (its,) = office.all(select(HandOff.id))
    for verb in ("accept", "done"):
        answers = post_all(office.staff, f"/threads/{office.one}/handoffs/{its}/{verb}", {"outcome": "好"})
        assert statuses(answers) == {303: 1, 409: MANY - 1}
    assert [audited(office.database, f"handoff.{what}") for what in ("asked", "accepted", "done")] == [1, 1, 1]


def test_an_owner_is_set_once(office: Office) -> None:
    work = {"status": "open", "department": "sales", "priority": "normal", "version": "1"}
    forms = [work | {"owner_id": str(user.id)} for user in (office.clerk, office.head) * (MANY // 2)]
    assert statuses(post_all(office.staff, f"/threads/{office.one}/work", forms)) == {303: 1, 409: MANY - 1}


def test_closing_loses_no_reply(office: Office) -> None:
    version = str(office.thread(office.one).version)
    closed = {"status": "closed", "owner_id": "", "department": "sales", "priority": "normal", "version": version}
    calls = [lambda: office.staff[0].post(f"/threads/{office.one}/work", data=closed)]
    calls += [
        lambda browser=browser, at=at: browser.post(f"/threads/{office.one}/messages", data={"body": f"还有{at}", "token": f"closing-race-{at}"})  # type: ignore[misc]
        for at, browser in enumerate(office.customers)
    ]  # fmt: skip
    answers = at_once(*calls)
    fine(answers)
    taken = sum(answer.status_code == 303 for answer in answers[1:])
    thread = office.thread(office.one)
    assert office.count(Message, Message.thread_id == thread.id) == thread.message_count == taken + 1
    if thread.status == "closed":
        assert thread.due_at is None


def test_merging_loses_no_message_and_merges_once(office: Office) -> None:
    def post(browser: FlaskClient, no: str, at: int) -> Any:
        return browser.post(f"/threads/{no}/messages", data={"body": f"补充{at}", "token": f"merging-race-{at}"})

    answers = at_once(
        lambda: office.staff[0].post(f"/threads/{office.one}/merge", data={"other": office.two}),
        lambda: office.staff[1].post(f"/threads/{office.one}/merge", data={"other": office.two}),
        lambda: office.staff[2].post(f"/threads/{office.two}/merge", data={"other": office.one}),
        lambda: post(office.customers[0], office.one, 0),
        lambda: post(office.customers[1], office.two, 1),
        lambda: post(office.staff[3], office.one, 2),
    )
    fine(answers)
    assert [answer.status_code for answer in answers[3:]] == [303] * 3
    one, two = office.thread(office.one), office.thread(office.two)
    kept, gone = (two, one) if one.merged_into_id else (one, two)
    assert (kept.merged_into_id, gone.merged_into_id) == (None, kept.id)
    assert office.count(Message, Message.thread_id == kept.id) == kept.message_count == 5
    assert (office.count(Message, Message.thread_id == gone.id), gone.message_count) == (0, 0)
    assert audited(office.database, "thread.merged") == 1


def test_messages_are_split_off_once(office: Office) -> None:
    with office.database.writing() as session:
        thread = session.scalars(select(Thread).where(Thread.no == office.one)).one()
        out = make_message(session, thread, office.person, body="另一件事").id
    data = {"do": "split", "message": str(out), "kind": "order", "subject": "另一件事"}
    answers = post_all(office.staff, f"/threads/{office.one}/pick", data)
    assert statuses(answers) == {303: 1, 422: MANY - 1}
    assert office.count(Thread) == 3


def test_settled_and_opened_again_at_once_is_one_of_the_two(office: Office) -> None:
    office.staff[0].post(f"/threads/{office.one}/resolve")
    verbs = ["reopen", "resolve"] * (MANY // 2)
    fine(post_all(office.customers, [f"/threads/{office.one}/{verb}" for verb in verbs]))
    thread = office.thread(office.one)
    steps = office.all(
        select(ThreadEvent.kind).where(ThreadEvent.thread_id == thread.id, ThreadEvent.kind.in_(("status", "reopened")))
    )
    assert all(one != other for one, other in pairwise(steps)), "each undoes the one before"
    assert (thread.settled_at is None) == (thread.status == "open")


def test_a_settlement_is_rated_once_by_each(office: Office) -> None:
    office.staff[0].post(f"/threads/{office.one}/resolve")
    data = {"quality": "1", "speed": "1", "attitude": "1", "word": "慢"}
    assert statuses(post_all(office.customers, f"/threads/{office.one}/rating", data)) == {303: MANY}
    assert (office.count(Rating), office.count(Recovery), audited(office.database, "rating.given")) == (1, 1, 1)


def test_who_opened_it_is_asked_once_by_however_many_workers(office: Office) -> None:
    office.staff[0].post(f"/threads/{office.one}/resolve")
    thread_id = office.thread(office.one).id

    def ask() -> bool:
        with office.database.writing() as session:
            return ask_for_rating(session, thread_id=thread_id, secret="s", rules=Rules())

    assert sorted(at_once(*[ask] * MANY)) == [False] * (MANY - 1) + [True]
    asked = office.all(select(Job.payload).where(Job.name == "mail.send"))
    assert [one["template"] for one in asked].count("email/casework/rate") == 1


@pytest.fixture
def claim(office: Office) -> str:
    data = {
        "kind": "quality",
        "delivered_on": today().date().isoformat(),
        "amount": "1",
        "what": "裂",
        "token": "one-claim-of-many",
    }
    answers = post_all(office.customers, "/claims/new", data)
    assert statuses(answers) == {303: MANY}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    return str(office.all(select(Claim.no))[0])


def test_a_claim_moves_once(office: Office, claim: str) -> None:
    move = {"version": "1", "remedy": "", "cause_id": "", "words": "缺质保书", "upheld": "yes"}
    ways = [f"/claims/{claim}/move/{verb}" for verb in ("ask", "investigate", "ask", "withdraw")]
    answers = post_all([*office.staff[:3], office.customers[0]], ways, move)
    assert statuses(answers)[303] == 1
    assert set(statuses(answers)) <= {303, 409}
    assert (office.count(ClaimStep), office.all(select(Claim.version))) == (2, [2])


def test_many_and_one_at_once(office: Office) -> None:
    """Two batches in opposite order and one by itself: no batch waits for the other without end."""
    numbers = [office.one, office.two]
    answers = at_once(
        lambda: office.staff[0].post("/desk/bulk", data={"no": numbers, "do": "tag", "tag": "急单"}),
        lambda: office.staff[1].post("/desk/bulk", data={"no": numbers[::-1], "do": "priority", "priority": "high"}),
        lambda: office.staff[2].post("/desk/bulk", data={"no": numbers[::-1], "do": "take"}),
        lambda: office.staff[3].post(f"/threads/{office.one}/take"),
        lambda: office.customers[0].post(f"/threads/{office.two}/messages", data={"body": "在吗"}),
        lambda: office.staff[0].post(f"/threads/{office.two}/links", data={"other": office.one}),
        lambda: office.staff[1].post(f"/threads/{office.one}/links", data={"other": office.two}),
    )
    assert {answer.status_code for answer in answers} <= {303, 409}
    for no in numbers:
        thread = office.thread(no)
        assert (thread.tags, thread.priority, thread.owner_id) == (",急单,", "high", office.head.id)


SOON = (now() + timedelta(days=2)).strftime("%Y-%m-%dT09:00")
LATER = (now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")


@pytest.mark.parametrize(
    ("table", "path", "data"),
    [
        (Task, "/threads/{one}/tasks", {"task-title": "核实", "task-department": "sales", "task-assignee_id": ""}),
        (ClaimNote, "/claims/{claim}/notes", {"words": "调查记录"}),
        (ClaimTest, "/claims/{claim}/tests", {"ordered_by": "seller", "lab": "检验所"}),
        (CannedReply, "/desk/replies/new", {"title": "报价", "body": "您好", "department": "", "version": "0"}),
        (DeskView, "/desk/views", {"name": "我的", "query": "kind=claim"}),
        (Absence, "/desk/duty/absences", {"user_id": "{head}", "deputy_id": "", "since": SOON, "until": LATER}),
        (Recovery, "/desk/recovery/open", {"no": "{one}"}),
    ],
)
def test_a_double_click_writes_one_row(office: Office, claim: str, table: Any, path: str, data: dict[str, str]) -> None:
    known = {"one": office.one, "claim": claim, "head": str(office.head.id)}
    form = {name: value.format(**known) for name, value in data.items()}
    answers = post_all(office.staff, path.format(**known), form)
    assert {answer.status_code for answer in answers} <= {303, 409, 422}, statuses(answers)
    assert office.count(table) == 1
