"""Recoveries: opened once an occasion, promised to the customer, closed by supervision after the follow-up; causes counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.accounts.models import User
from portal.casework import queries, services
from portal.casework.models import Recovery, RecoveryCause
from portal.casework.queries import RecoveryFilter
from portal.casework.services import RecoveryWork
from portal.core.audit import AuditEvent
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.mailroom.sight import unseen
from portal.notifications.models import Notice
from portal.threads import services as threads
from portal.threads.models import Message, Thread
from portal.threads.services.watching import watch_promises
from tests.factories.people import actor
from tests.integration.threads.people import Cast, open_

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def cause(database: Database) -> int:
    with database.writing() as session:
        row = RecoveryCause(name="答复不及时")
        session.add(row)
        session.flush()
        return row.id


def begun(database: Database, cast: Cast, *, kind: str = "inquiry", occasion: str = "breach") -> tuple[str, str]:
    """A thread that sales are in charge of, and its recovery."""
    with database.writing() as session:
        no = open_(session, cast.member, kind=kind)
        taker = cast.supervisor if kind == "complaint" else cast.sales
        threads.take_thread(session, actor(session, taker), no=no)
        thread = session.scalars(select(Thread.id).where(Thread.no == no)).one()
        made = services.open_recovery(session, thread_id=thread, cause_kind=occasion)
    assert made
    return no, made


def work(**values: Any) -> RecoveryWork:
    given = {"cause_id": None, "note": "内部原因", "apology": "非常抱歉", "promise": "明天补发 2 吨", "remedy": "supplement",
             "cost": Decimal("7200.50"), "follow_up_on": now().astimezone(SHANGHAI).date() + timedelta(days=7)}  # fmt: skip
    return RecoveryWork(**(given | values))


def do(database: Database, verb: Any, person: User, no: str, version: int, **values: Any) -> None:
    with database.writing() as session:
        verb(session, actor(session, person), no=no, version=version, **values)


def stored(database: Database, no: str) -> Recovery:
    with database.reading() as session:
        return session.scalars(select(Recovery).where(Recovery.no == no)).one()


def test_it_opens_once_for_a_thread_and_an_occasion(database: Database, cast: Cast) -> None:
    no, made = begun(database, cast)
    with database.writing() as session:
        thread = session.scalars(select(Thread.id).where(Thread.no == no)).one()
        assert services.open_recovery(session, thread_id=thread, cause_kind="breach") == made
        assert services.open_recovery(session, thread_id=thread, cause_kind="claim") != made
        assert services.open_recovery(session, thread_id=999_999, cause_kind="breach") is None
        with pytest.raises(ValueError, match="occasion"):
            services.open_recovery(session, thread_id=thread, cause_kind="mood")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Recovery)) == 2
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "recovery.opened")).all()
    assert len(events) == 2


def test_a_complaint_opens_one_by_itself_and_supervision_hears_of_it(
    database: Database, cast: Cast, worker: Worker
) -> None:
    with database.writing() as session:
        open_(session, cast.member, kind="complaint")
        open_(session, cast.member, kind="suggestion")
    worker.drain()
    with database.reading() as session:
        assert [r.occasion for r in session.scalars(select(Recovery))] == ["complaint"]
        told = session.scalars(select(Notice.user_id).where(Notice.link.startswith("/desk/recovery/"))).all()
    assert told == [cast.supervisor.id]


def test_a_broken_promise_opens_one_by_itself(database: Database, cast: Cast, worker: Worker) -> None:
    with database.writing() as session:
        open_(session, cast.member)
    watch_promises(database)
    worker.drain()
    with time_machine.travel(now() + timedelta(days=30)):
        watch_promises(database)
        worker.drain()
    with database.reading() as session:
        assert {r.occasion for r in session.scalars(select(Recovery))} == {"breach"}


def test_who_is_in_charge_hears_of_it_and_finds_it_beside_the_conversation(
    database: Database, cast: Cast, sign_in: SignIn, worker: Worker
) -> None:
    no, made = begun(database, cast)
    worker.drain()
    with database.reading() as session:
        told = set(session.scalars(select(Notice.user_id).where(Notice.link == f"/desk/recovery/{made}")))
    assert told == {cast.sales.id, cast.supervisor.id}
    said = f"会话 {no} 需要服务补救"
    for person in (cast.sales, cast.supervisor):
        assert said in sign_in(person).get("/me/notifications").text
    link = f'href="/desk/recovery/{made}"'
    for person, there in ((cast.sales, True), (cast.supervisor, True), (cast.quality, False)):
        assert (link in sign_in(person).get(f"/threads/{no}/case?part=1").text) == there
    assert sign_in(cast.sales).get(f"/desk/recovery/{made}").status_code == 200
    says = f"会话 {no} 需要服务补救"
    assert says in sign_in(cast.sales).get("/me/notifications").text
    with database.reading() as session:
        everybody = (cast.sales, cast.supervisor, cast.quality, cast.member)
        seers = [one for one in everybody if not unseen(session, actor(session, one), [f"/desk/recovery/{made}"])]
    assert seers == [cast.sales, cast.supervisor], "their mails go by the same rule"
    assert link not in sign_in(cast.member).get(f"/threads/{no}").text
    with database.writing() as session:
        session.execute(update(Thread).where(Thread.no == no).values(owner_id=cast.quality.id))
    assert said not in sign_in(cast.sales).get("/me/notifications").text, "in charge no more"


def test_from_opening_to_closing(database: Database, cast: Cast, cause: int) -> None:
    _no, made = begun(database, cast)
    do(database, services.save_recovery, cast.sales, made, 1, work=work(apology="", promise=""))
    do(database, services.save_recovery, cast.supervisor, made, 2, work=work(cause_id=cause))
    do(database, services.promise_recovery, cast.sales, made, 3, work=work(cause_id=cause))
    assert stored(database, made).state == "promised"
    with database.reading() as session:
        said = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert said
    assert (said.by_staff, said.author_id) == (True, cast.sales.id)
    assert "非常抱歉" in said.body
    assert "明天补发 2 吨" in said.body
    with pytest.raises(Invalid):  # before the follow-up
        do(database, services.close_recovery, cast.supervisor, made, 4, customer_said="可以")
    with time_machine.travel(now() + timedelta(days=7)):
        with pytest.raises(Forbidden):
            do(database, services.close_recovery, cast.sales, made, 4, customer_said="可以")
        with pytest.raises(Invalid):
            do(database, services.close_recovery, cast.supervisor, made, 4, customer_said="  ")
        do(database, services.close_recovery, cast.supervisor, made, 4, customer_said="这次处理得不错")
    row = stored(database, made)
    assert (row.state, row.customer_said, row.closed_by) == ("closed", "这次处理得不错", cast.supervisor.id)
    with pytest.raises(Forbidden):
        do(database, services.save_recovery, cast.supervisor, made, 5, work=work())


def test_without_promise_or_cause_it_is_not_closed(database: Database, cast: Cast, cause: int) -> None:
    _no, made = begun(database, cast)
    with pytest.raises(Invalid):
        do(database, services.close_recovery, cast.supervisor, made, 1, customer_said="好")
    today = now().astimezone(SHANGHAI).date()
    do(database, services.promise_recovery, cast.supervisor, made, 1, work=work(follow_up_on=today))
    with pytest.raises(Invalid) as refused:
        do(database, services.close_recovery, cast.supervisor, made, 2, customer_said="好")
    assert refused.value.field == "cause_id"
    do(database, services.save_recovery, cast.supervisor, made, 2, work=work(follow_up_on=today, cause_id=cause))
    do(database, services.close_recovery, cast.supervisor, made, 3, customer_said="好")


@pytest.mark.parametrize("missing", ["apology", "promise", "follow_up_on"])
def test_what_the_customer_must_hear_is_not_left_out(database: Database, cast: Cast, missing: str) -> None:
    _no, made = begun(database, cast)
    empty = None if missing == "follow_up_on" else ""
    with pytest.raises(Invalid) as refused:
        do(database, services.promise_recovery, cast.sales, made, 1, work=work(**{missing: empty}))
    assert refused.value.field == missing
    assert stored(database, made).state == "open"


def test_what_was_promised_is_not_unsaid(database: Database, cast: Cast) -> None:
    _no, made = begun(database, cast)
    do(database, services.promise_recovery, cast.sales, made, 1, work=work())
    do(database, services.save_recovery, cast.sales, made, 2, work=work(promise="不补了", apology="", cost=Decimal(1)))
    row = stored(database, made)
    assert (row.promise, row.apology, row.cost) == ("明天补发 2 吨", "非常抱歉", Decimal("1.00"))


def test_the_cause_is_for_supervision_to_find(database: Database, cast: Cast, cause: int) -> None:
    _no, made = begun(database, cast)
    with pytest.raises(Invalid) as refused:
        do(database, services.save_recovery, cast.sales, made, 1, work=work(cause_id=cause))
    assert refused.value.field == "cause_id"


def test_a_stale_form_overwrites_nobody(database: Database, cast: Cast, sign_in: SignIn) -> None:
    _no, made = begun(database, cast)
    do(database, services.save_recovery, cast.sales, made, 1, work=work(note="同事写的"))
    with pytest.raises(Conflict):
        do(database, services.save_recovery, cast.supervisor, made, 1, work=work(note="我写的"))
    answer = sign_in(cast.supervisor).post(
        f"/desk/recovery/{made}", data={"version": "1", "note": "我写的", "cause_id": "", "remedy": ""}
    )
    assert answer.status_code == 409
    assert "同事写的" in answer.text
    assert "我写的" in answer.text


@pytest.mark.parametrize("who", ["quality", "member", "manager", "stranger", "supplier"])
def test_it_is_not_there_for_others(database: Database, cast: Cast, sign_in: SignIn, who: str) -> None:
    _no, made = begun(database, cast)
    person = getattr(cast, who)
    with pytest.raises(NotFound):
        do(database, services.save_recovery, person, made, 1, work=work())
    browser = sign_in(person)
    assert browser.get(f"/desk/recovery/{made}").status_code == 404
    assert browser.post(f"/desk/recovery/{made}", data={"version": "1"}).status_code == 404
    assert browser.get("/desk/recovery").status_code in (403, 404)
    assert browser.get("/desk/recovery.csv").status_code in (403, 404)


def test_the_customer_reads_the_promise_and_nothing_inner(
    database: Database, cast: Cast, sign_in: SignIn, cause: int
) -> None:
    no, made = begun(database, cast)
    do(database, services.save_recovery, cast.supervisor, made, 1, work=work(cause_id=cause, note="内部原因"))
    before = sign_in(cast.member).get(f"/threads/{no}").text
    assert "补救" not in before
    do(database, services.promise_recovery, cast.supervisor, made, 2, work=work(cause_id=cause))
    page = sign_in(cast.member).get(f"/threads/{no}").text
    assert "我们正在补救：明天补发 2 吨" in page
    for inner in ("内部原因", "答复不及时", "7,200", "7200", made):
        assert inner not in page


def test_the_list_counts_causes_and_sums_their_cost(
    database: Database, cast: Cast, sign_in: SignIn, cause: int, count_queries: list[str]
) -> None:
    for _ in range(3):
        _no, made = begun(database, cast)
        do(
            database,
            services.save_recovery,
            cast.supervisor,
            made,
            1,
            work=work(cause_id=cause, cost=Decimal("100.10")),
        )
    begun(database, cast, occasion="rating")
    with database.reading() as session:
        found = queries.count_causes(session, actor(session, cast.supervisor), wanted=RecoveryFilter())
    assert [(c.name, c.count, c.still_open, c.cost) for c in found] == [
        ("答复不及时", 3, 3, Decimal("300.30")),
        (None, 1, 1, Decimal(0)),
    ]
    browser = sign_in(cast.supervisor)
    count_queries.clear()
    page = browser.get("/desk/recovery")
    assert len(count_queries) <= 6
    assert page.text.count('class="cell-title"') == 4
    assert "300.30" in page.text
    assert browser.get("/desk/recovery?occasion=rating").text.count('class="cell-title"') == 1
    assert browser.get(f"/desk/recovery?cause={cause}").text.count('class="cell-title"') == 3
    assert browser.get("/desk/recovery?cause=none").text.count('class="cell-title"') == 1
    assert browser.get("/desk/recovery?state=closed").text.count('class="cell-title"') == 0
    assert browser.get("/desk/recovery?state=due").text.count('class="cell-title"') == 0


def test_nothing_in_the_export_is_a_formula(database: Database, cast: Cast, sign_in: SignIn) -> None:
    with database.writing() as session:
        no = open_(session, cast.member, subject="=HYPERLINK(1)")
        thread = session.scalars(select(Thread.id).where(Thread.no == no)).one()
        services.open_recovery(session, thread_id=thread, cause_kind="breach")
    answer = sign_in(cast.supervisor).get("/desk/recovery.csv")
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text


def test_supervision_keeps_the_list_of_causes(database: Database, cast: Cast, sign_in: SignIn, cause: int) -> None:
    browser = sign_in(cast.supervisor)
    assert browser.post("/desk/recovery/causes", data={"name": "装车错误"}).status_code == 303
    assert browser.post("/desk/recovery/causes", data={"name": " 装车错误 "}).status_code == 422
    assert browser.post("/desk/recovery/causes", data={"name": ""}).status_code == 422
    assert browser.post(f"/desk/recovery/causes/{cause}", data={"do": "retire"}).status_code == 303
    with database.reading() as session:
        assert [(name, gone) for _id, name, gone in queries.list_causes(session)] == [
            ("装车错误", False),
            ("答复不及时", True),
        ]
    _no, made = begun(database, cast)
    with pytest.raises(Invalid):
        do(database, services.save_recovery, cast.supervisor, made, 1, work=work(cause_id=cause))
    assert sign_in(cast.sales).post("/desk/recovery/causes", data={"name": "x"}).status_code == 403


def test_supervision_opens_one_by_number(database: Database, cast: Cast, sign_in: SignIn) -> None:
    with database.writing() as session:
        no = open_(session, cast.member)
    browser = sign_in(cast.supervisor)
    answer = browser.post("/desk/recovery/open", data={"no": no.lower()})
    assert answer.status_code == 303
    assert browser.get(answer.headers["Location"]).status_code == 200
    assert browser.post("/desk/recovery/open", data={"no": "T0000"}).status_code == 422


def test_a_house_begins_with_causes_and_keeps_its_own(database: Database) -> None:
    services.begin_causes(database)
    with database.writing() as session:
        count = session.scalar(select(func.count()).select_from(RecoveryCause))
        session.execute(RecoveryCause.__table__.delete().where(RecoveryCause.name != "客户原因"))  # type: ignore[attr-defined]
    services.begin_causes(database)
    with database.reading() as session:
        assert count
        assert count > 5
        assert session.scalars(select(RecoveryCause.name)).all() == ["客户原因"]
