"""A complaint is not there for whom it is about, whatever their office; and who complained unnamed stays so for all but supervision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import ApiToken, User, secret_hash
from portal.casework import queries as casework
from portal.casework import services as recovering
from portal.casework.queries import RecoveryFilter
from portal.config import Settings
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.numbers import new_token
from portal.core.outbox import Job
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.notifications.models import Notice
from portal.organisations.models import Organisation
from portal.threads import queries, services
from portal.threads.models import Thread
from portal.threads.queries.about import about_choices
from portal.threads.services import Work, relating, tagging, tasks
from portal.threads.words import key_of, prepare
from tests.factories.mail import clear_mail, mails
from tests.factories.people import actor, make_member, make_organisation, make_staff

SignIn = Callable[[User], FlaskClient]
SUBJECT, WORDS, COMPANY, SHORT, PERSON = "投诉主旨暗语", "投诉正文暗语", "隐名物资有限公司", "隐名物资", "钱隐名"
TASK, TAG, DRAFT = "投诉任务暗语", "投诉标签暗语", "投诉草稿暗语"


@dataclass
class Case:
    no: str
    id: int
    company: Organisation
    person: User
    accused: User
    supervisor: User
    guest: User
    recovery: str
    other: str = ""
    """The company's ordinary thread, which supervision tied to it."""


def complain(database: Database, *, about: str, anonymous: bool, accused: User, person: User, **people: User) -> Case:
    with database.writing() as session:
        said = actor(session, person)
        no = services.open_thread(
            session, said, kind="complaint", subject=SUBJECT, words=prepare(WORDS), key=key_of(None), about=about,
            is_anonymous=anonymous,
        )  # fmt: skip
        thread = session.scalars(select(Thread).where(Thread.no == no)).one()
        services.bring_in(session, actor(session, people["supervisor"]), no=no, user_id=people["guest"].id)
        services.post_note(
            session, actor(session, people["supervisor"]), no=no, words=prepare("内部意见"), key=key_of(None)
        )
        _worked_on(session, actor(session, people["supervisor"]), no, thread.org_id)
        made = recovering.open_recovery(session, thread_id=thread.id, cause_kind="complaint")
        assert made
        company = session.get(Organisation, thread.org_id)
        assert company
        other = session.scalars(select(Thread.no).where(Thread.org_id == company.id, Thread.kind == "inquiry")).first()
    return Case(no, thread.id, company, person, accused, people["supervisor"], people["guest"], made, other or "")


def _worked_on(session: Session, said: Actor, no: str, org_id: int) -> None:
    """All the desk's tools, and ties to the company's ordinary thread from either side."""
    tasks.add_task(session, said, no=no, title=TASK, department="supervision", assignee_id=None, due_at=None)
    tagging.set_tags(session, said, no=no, tags=[TAG])
    tagging.watch_thread(session, said, no=no, on=True)
    services.save_draft(session, said, no=no, body=DRAFT, is_note=True, key="")
    for other in session.scalars(select(Thread.no).where(Thread.org_id == org_id, Thread.kind == "inquiry")):
        relating.link(session, said, no=no, other_no=other)
        relating.link(session, said, no=other, other_no=no)


@pytest.fixture(params=["supervisor", "admin", "department"])
def case(request: pytest.FixtureRequest, database: Database) -> Case:
    """A complaint about somebody who would read it: a supervisor, an administrator, one of the department."""
    with database.writing() as session:
        company = make_organisation(session, kind="buyer", name=COMPANY, short_name=SHORT, city="苏州")
        person = make_member(session, company, role="member", name=PERSON)
        accused = (
            make_staff(session, "sales", is_admin=True, name="被投诉")
            if request.param == "admin"
            else make_staff(
                session, "quality" if request.param == "department" else "supervision", "supervision", name="被投诉"
            )
        )
        supervisor = make_staff(session, "supervision", name="公正")
        guest = make_staff(session, "sales", name="来协助")
        inquiry = services.open_thread(
            session, actor(session, person), kind="inquiry", subject="询价", words=prepare("请报价"), key=key_of(None)
        )
        services.take_thread(session, actor(session, accused), no=inquiry)
    about = "d:quality" if request.param == "department" else f"u:{accused.id}"
    return complain(
        database, about=about, anonymous=True, accused=accused, person=person, supervisor=supervisor, guest=guest
    )


def key_for(database: Database, user: User) -> dict[str, str]:
    raw = new_token()
    with database.writing() as session:
        session.add(ApiToken(token_hash=secret_hash(raw), user_id=user.id, label="程序", created_at=now()))
    return {"Authorization": f"Bearer {raw}"}


def pages(app: Flask, case: Case) -> list[str]:
    """Every address that answers GET, with the thread's number and the recovery's in it."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in (
            "live.stream",
            "assets.file",
            "health.metrics",
            "insight_desk.download_workbook",
        ):
            continue
        values = {
            name: 1 if "int" in type(rule._converters[name]).__name__.lower() else case.no for name in rule.arguments
        }
        if "recovery" in rule.rule and "no" in values:
            values["no"] = case.recovery
        built = rule.build(values, append_unknown=False)
        assert built
        found.append(built[1])
    searched = [
        f"/desk?q={word}&view={view}" for word in (SUBJECT, WORDS, COMPANY, case.no) for view in ("waiting", "active")
    ]
    lists = [
        f"/desk?view={view}" for view in ("waiting", "active", "overdue", "snoozed", "resolved", "closed", "handed")
    ]
    about = [f"/desk/system/audit?subject=thread:{case.id}", "/desk/system/audit?action=thread", f"/threads?q={WORDS}"]
    beside = [
        f"/threads/{case.other}{part}"
        for part in ("", "/case", "/side", "/customer", "/answers", "/pick", "/quotations", "/rating")
    ]
    return [
        *found,
        *beside,
        *searched,
        *lists,
        *about,
        "/desk/recovery?state=all",
        "/desk/recovery.csv?state=all",
        "/desk/rows?view=active",
    ]


def test_it_is_on_no_page_for_whom_it_is_about(app: Flask, database: Database, sign_in: SignIn, case: Case) -> None:
    browser, faults = sign_in(case.accused), []
    for path in pages(app, case):
        with browser.get(path) as answer:
            text = answer.get_data(as_text=True)
            words = (SUBJECT, WORDS, TASK, TAG, DRAFT, case.no, case.recovery, f"thread:{case.id}")
            shown = [word for word in words if word in text]
            if (path.startswith(("/threads/", "/desk/recovery/")) and case.no in path) or case.recovery in path:
                shown = [word for word in (SUBJECT, WORDS) if word in text]
                if answer.status_code == 200:
                    shown.append("200")
            asked = [word for word in shown if word in path]  # a search field shows what was typed
            if set(shown) - set(asked):
                faults.append((path, shown))
    assert faults == []


def test_supervision_finds_it_there(app: Flask, sign_in: SignIn, case: Case) -> None:
    """The test above looks in the right places."""
    browser = sign_in(case.supervisor)
    for path in ("/desk?view=active", f"/threads/{case.no}", f"/desk?q={WORDS}", f"/desk/recovery/{case.recovery}"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert SUBJECT in answer.text
    assert COMPANY in browser.get(f"/threads/{case.no}").text


def test_no_program_of_theirs_reads_it(app: Flask, database: Database, client: FlaskClient, case: Case) -> None:
    headers = key_for(database, case.accused)
    assert SUBJECT not in client.get("/api/v1/threads?size=100", headers=headers).text
    for path in ("", "/messages"):
        assert client.get(f"/api/v1/threads/{case.no}{path}", headers=headers).status_code == 404
    assert client.post(f"/api/v1/threads/{case.no}/messages", headers=headers, json={"body": "x"}).status_code == 404
    assert SUBJECT in client.get("/api/v1/threads?size=100", headers=key_for(database, case.supervisor)).text


def test_they_can_do_nothing_to_it(database: Database, sign_in: SignIn, case: Case) -> None:
    browser = sign_in(case.accused)
    work = {"status": "closed", "owner_id": "", "department": "sales", "priority": "low", "version": "1"}
    for path, data in (
        ("messages", {"body": "x"}), ("messages", {"body": "x", "as": "note"}), ("take", {}), ("work", work), ("guests", {"user_id": str(case.accused.id)}),
        ("resolve", {}), ("reopen", {}), ("read", {"to": "1"}), ("presence", {"state": "viewing"}), ("rating", {"quality": "5", "speed": "5", "attitude": "5"}),
        ("supplier", {}), ("handoffs", {"department": "sales", "reason": "x", "asked": "x"}), ("tasks", {"title": "x", "department": "sales"}),
    ):  # fmt: skip
        assert browser.post(f"/threads/{case.no}/{path}", data=data).status_code == 404, path
    assert browser.post(f"/desk/recovery/{case.recovery}", data={"version": "1"}).status_code == 404


def test_no_mail_no_notice_no_count_and_no_stream_tell_them(
    database: Database, worker: Worker, settings: Settings, case: Case
) -> None:
    clear_mail(settings)
    with database.writing() as session:
        said = actor(session, case.supervisor)
        services.post_note(session, said, no=case.no, words=prepare("请看 @被投诉"), key=key_of(None))
        session.execute(Job.__table__.update().values(run_after=now() - timedelta(minutes=1)))  # type: ignore[attr-defined]
    worker.drain()
    told = [mail for mail in mails(settings) if case.no in mail.text or SUBJECT in mail.subject + mail.text]
    assert case.accused.email not in {mail.to for mail in told}
    with database.reading() as session:
        notices = session.scalars(select(Notice).where(Notice.user_id == case.accused.id)).all()
        assert [n for n in notices if case.no in n.link or case.recovery in n.link or SUBJECT in str(n.values)] == []
        who = actor(session, case.accused)
        assert queries.watch(session, who, case.no) == frozenset()
        seen = queries.count_queue(session, who, wanted=queries.QueueFilter(view="active"))
        all_of_it = queries.count_queue(
            session, actor(session, case.supervisor), wanted=queries.QueueFilter(view="active")
        )
        assert (seen.active, all_of_it.active) == (1, 2)
        assert casework.count_causes(session, who, wanted=RecoveryFilter(state="all")) == []
        assert casework.list_recoveries(session, who, wanted=RecoveryFilter(state="all")).total == 0
        assert casework.count_causes(session, actor(session, case.supervisor), wanted=RecoveryFilter(state="all"))


def test_nobody_hands_it_to_them(database: Database, case: Case) -> None:
    with database.writing() as session:
        said = actor(session, case.supervisor)
        with pytest.raises(Invalid):
            services.bring_in(session, said, no=case.no, user_id=case.accused.id)
        version = session.scalars(select(Thread.version).where(Thread.no == case.no)).one()
        with pytest.raises(Invalid):
            services.change_work(
                session, said, no=case.no, version=version, work=Work("open", case.accused.id, "supervision", "normal")
            )
        with pytest.raises(NotFound):
            services.bring_in(session, actor(session, case.accused), no=case.no, user_id=case.accused.id)


def test_a_thread_that_became_theirs_all_the_same_counts_for_nothing(database: Database, case: Case) -> None:
    with database.writing() as session:
        session.execute(Thread.__table__.update().where(Thread.no == case.no).values(owner_id=case.accused.id))  # type: ignore[attr-defined]
    with database.reading() as session:
        who = actor(session, case.accused)
        with pytest.raises(NotFound):
            queries.find_thread(session, who, case.no)
        assert queries.list_threads(session, who, wanted=queries.ListFilter())[0].total == 1
        assert SUBJECT not in {row.subject for row in queries.recent_threads(session, who)}
        assert queries.count_unread(session, who) == 1  # the inquiry


def test_who_was_brought_in_learns_no_name(app: Flask, database: Database, sign_in: SignIn, case: Case) -> None:
    browser, faults = sign_in(case.guest), []
    with database.writing() as session:
        services.post_message(
            session, actor(session, case.person), no=case.no, words=prepare("再补充"), key=key_of(None)
        )
        services.set_presence(session, actor(session, case.person), no=case.no, state="typing")
        services.mark_read(session, actor(session, case.person), no=case.no, read_to=10**6)
    assert WORDS in browser.get(f"/threads/{case.no}").text
    for path in pages(app, case):
        if not (case.no in path or path.startswith(("/threads", "/desk"))) or path.startswith(
            ("/desk/moderation", "/desk/companies")
        ):
            continue
        with browser.get(path) as answer:
            text = answer.get_data(as_text=True)
        # The company's ordinary thread is theirs to see; the complaint's pieces must not say whose it is.
        if case.no in path and "q=" not in path:
            found = [
                word
                for word in (COMPANY, SHORT, PERSON, case.company.no, "苏州", case.person.email)
                if word in _own(text)
            ]
            if found:
                faults.append((path, found))
    assert faults == []
    assert SUBJECT not in browser.get(f"/desk?q={COMPANY}&view=active").text.replace(f'value="{COMPANY}"', "")
    assert "匿名客户" in browser.get("/desk?view=active&kind=complaint").text
    assert COMPANY not in browser.get("/desk?view=active&kind=complaint").text
    assert SHORT not in browser.get("/desk?view=active&kind=complaint").text


def _own(text: str) -> str:
    """A thread's page without the list of other threads beside it."""
    begin, end = text.find('class="panel talk-list"'), text.find('class="panel talk-main"')
    return text if begin < 0 else text[:begin] + text[end:]


def test_no_program_and_no_mail_names_who_complained(
    database: Database, client: FlaskClient, worker: Worker, settings: Settings, case: Case
) -> None:
    headers = key_for(database, case.guest)
    for path in ("", "/messages"):
        text = client.get(f"/api/v1/threads/{case.no}{path}", headers=headers).text
        assert WORDS in text or SUBJECT in text
        assert not any(word in text for word in (COMPANY, SHORT, PERSON))
    with database.writing() as session:
        session.execute(Thread.__table__.update().where(Thread.no == case.no).values(owner_id=case.guest.id))  # type: ignore[attr-defined]
        services.post_message(
            session, actor(session, case.person), no=case.no, words=prepare("再补充"), key=key_of(None)
        )
        session.execute(Job.__table__.update().values(run_after=now() - timedelta(minutes=1)))  # type: ignore[attr-defined]
    clear_mail(settings)
    worker.drain()
    told = [mail for mail in mails(settings) if mail.to == case.guest.email and case.no in mail.text]
    assert told
    assert not any(word in mail.text + mail.subject for mail in told for word in (COMPANY, SHORT, PERSON))


def test_the_suppliers_form_is_no_way_to_the_name(database: Database, sign_in: SignIn, case: Case) -> None:
    assert sign_in(case.guest).get(f"/threads/{case.no}/supplier").status_code == 404
    with database.writing() as session, pytest.raises(Forbidden):
        services.open_supplier_thread(
            session, actor(session, case.guest), parent_no=case.no, org_no=case.company.no, kind="inquiry", subject="x",
            words=prepare("x"), key=key_of(None),
        )  # fmt: skip


def test_the_form_offers_departments_and_those_dealt_with_and_takes_nothing_else(
    database: Database, sign_in: SignIn, case: Case
) -> None:
    browser = sign_in(case.person)
    page = browser.get("/threads/new?kind=complaint").text
    assert 'value="d:sales"' in page
    data = {"kind": "complaint", "subject": "再投诉", "body": "说明", "is_anonymous": "y"}
    for about in ("u:999999", f"u:{case.guest.id}", "d:nobody", "x", "u:1 OR 1=1"):
        answer = browser.post("/threads/new", data=data | {"about": about})
        assert answer.status_code == 422, about
        assert "说明" in answer.text
    assert browser.post("/threads/new", data=data | {"about": "d:sales"}).status_code == 303
    with database.reading() as session:
        thread = session.scalars(select(Thread).where(Thread.subject == "再投诉")).one()
        assert (thread.about, thread.is_anonymous) == ("d:sales", True)
        names = dict(about_choices(session, actor(session, case.person)))
        assert names[f"u:{case.accused.id}"] == "被投诉"
    assert (
        browser.post("/threads/new", data=data | {"kind": "inquiry", "subject": "问价", "about": "d:sales"}).status_code
        == 303
    )
    with database.reading() as session:
        thread = session.scalars(select(Thread).where(Thread.subject == "问价")).one()
        assert (thread.about, thread.is_anonymous) == ("", False)


def test_a_complaint_nobody_could_read_is_refused_with_the_reason(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        make_staff(session, "supervision", name="只有一位")
        person = make_member(session, role="member")
    data = {"kind": "complaint", "subject": "投诉", "body": "说明", "about": "d:supervision"}
    answer = sign_in(person).post("/threads/new", data=data)
    assert answer.status_code == 422
    assert "没有其他人可以受理" in answer.text
