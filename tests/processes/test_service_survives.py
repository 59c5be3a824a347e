"""The service centre through kill -9 of worker and web: mails in, promises looked after, standards changed, threads merged, pairs kept."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal import create_app
from portal.casework.models import Recovery
from portal.config import ROOT
from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.outbox import Job, enqueue
from portal.core.uow import Database
from portal.mailroom.models import Mail
from portal.mailroom.services.keeping import store
from portal.mailroom.services.sorting import Mailroom
from portal.matching.jobs import FEED
from portal.matching.services.keeping import Keeper
from portal.notifications.models import Notice
from portal.standards.books import book_of
from portal.standards.promises import Amount, Policy
from portal.standards.services import save_policy
from portal.standards.terms import DAYS
from portal.threads import services
from portal.threads.models import Message, Thread
from portal.threads.words import key_of, prepare
from tests.factories.people import actor, make_member, make_organisation, make_session, make_staff
from tests.integration.matching.test_keeping import assert_right, make_market
from tests.processes.browsers import Browser, signed_in_headers
from tests.processes.conftest import RunningPortal
from tests.processes.test_trade_survives import WEB, WORKER, _until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
THREADS, MAILS, PAIRS = 110, 24, 5


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    running = RunningPortal(tmp_path_factory.mktemp("portal"))
    running.environment |= {"PORTAL_MAIL_IN": "desk@portal.test"}
    yield running
    running.stop()


def _idle(database: Database, *names: str) -> bool:
    with database.reading() as session:
        return not session.scalars(select(Job.id).where(Job.name.in_(names)).limit(1)).all()


def _count(database: Database, query: object) -> Counter[object]:
    with database.reading() as session:
        return Counter(session.scalars(query))  # type: ignore[call-overload]


def _letter(number: int, sender: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "desk@portal.test", f"询价 {number}"
    message["Message-ID"] = f"<letter-{number}@far.test>"
    message.set_content(f"第 {number} 封：要 {number} 吨螺纹钢。")
    return message.as_bytes()


def test_mails_promises_standards_and_merges_survive(fresh: RunningPortal) -> None:
    """What is begun while nobody runs is done by a worker that is killed over and over, once each."""
    app: Flask = create_app(fresh.settings)
    database: Database = app.extensions["portal.database"]
    fresh.start()  # makes the tables
    fresh.kill(WORKER)
    with database.writing() as session:
        org = make_organisation(session)
        person, head = make_member(session, org), make_staff(session, "supervision", "sales")
        writers = [make_member(session, make_organisation(session)) for _ in range(4)]
        tokens = [make_session(session, one) for one in (head, person)]
    numbers: list[str] = []
    with time_machine.travel(now() - timedelta(days=30)), database.writing() as session:
        people = [actor(session, make_member(session, org)) for _ in range(4)]
        for at in range(THREADS):
            words = prepare(f"旧 {at} 在吗")
            numbers.append(
                services.open_thread(
                    session, people[at % 4], kind="inquiry", subject="旧", words=words, key=key_of(None)
                )
            )
    room: Mailroom = app.extensions["portal.mailroom"]
    for number in range(MAILS):
        store(database, room.files, _letter(number, writers[number % 4].email))
    headers = [signed_in_headers(app, token) for token in tokens]

    def merge(at: int) -> None:
        gone, kept = numbers[2 * at], numbers[2 * at + 1]
        with Browser(fresh.port, headers[0]) as staff, Browser(fresh.port, headers[1]) as customer:
            for what in range(3):
                data = {"body": f"补充 {at}-{what}", "token": f"merging-{at:03}-{what:03}"}
                while (customer.post(f"/threads/{gone}/messages", data) or (0,))[0] not in (200, 201):
                    time.sleep(0.2)
            while not _merged(database, gone):
                staff.post(f"/threads/{gone}/merge", {"other": kept}, as_script=False)
                time.sleep(0.2)

    merging = [threading.Thread(target=merge, args=(at,)) for at in range(PAIRS)]
    for each in merging:
        each.start()
    piped = [_letter(1000 + at, writers[at].email) for at in range(3)]
    for at, letter in enumerate(piped):
        _pipe(fresh, letter, kill_after_s=0.4 + 0.5 * at)
        fresh.kill(WEB if at % 2 else WORKER)
    for each in merging:
        each.join(90)
        assert not each.is_alive()
    for letter in piped:  # the mail server brings again what was not taken
        _pipe(fresh, letter)
    with database.writing() as session:  # a changed standard is reckoned for every open thread
        policy = Policy("inquiry", first=Amount(45), next=Amount(50), resolve=Amount(3, DAYS))
        save_policy(session, actor(session, head), policy, version=book_of(session).version)
    jobs = ("mailroom.sort", "threads.reckon", "casework.broken", "notices.tell")
    _until(lambda: _idle(database, *jobs) and _all_looked_at(database), kill=lambda: fresh.kill(WORKER))

    letters = {f"第 {number} 封：要 {number} 吨螺纹钢。" for number in (*range(MAILS), *range(1000, 1003))}
    bodies = _count(database, select(Message.body).where(Message.body.like("第 % 封%")))
    assert bodies == Counter(dict.fromkeys(letters, 1))
    assert _count(database, select(Mail.outcome)) == {"opened": MAILS + 3}
    said = _count(database, select(Message.body).where(Message.body.like("补充 %")))
    assert said == Counter({f"补充 {at}-{what}": 1 for at in range(PAIRS) for what in range(3)})
    assert (
        _count(database, select(AuditEvent.action).where(AuditEvent.action == "thread.merged"))["thread.merged"]
        == PAIRS
    )
    with database.reading() as session:
        rows = session.execute(select(Message.thread_id, func.count()).group_by(Message.thread_id))
        counted = {row[0]: row[1] for row in rows}
        for thread in session.scalars(select(Thread)):
            assert thread.message_count == counted.get(thread.id, 0), thread.no
        still_open = select(Thread).where(Thread.status == "open", Thread.merged_into_id.is_(None))
        assert {thread.promised_by for thread in session.scalars(still_open)} == {book_of(session).version}
    broken = _count(
        database,
        select(AuditEvent.subject).where(
            AuditEvent.action == "promise.broken", AuditEvent.facts["promise"].as_string() == "first"
        ),
    )
    assert set(broken.values()) == {1}
    assert len(broken) >= THREADS - 2 * PAIRS
    assert set(_count(database, select(Recovery.thread_id)).values()) == {1}
    told = _count(database, select(Notice.key).where(Notice.user_id == head.id))
    assert set(told.values()) == {1}
    assert sum(":first:late:" in str(key) for key in told) >= THREADS - 2 * PAIRS
    database.engine.dispose()


def _merged(database: Database, no: str) -> bool:
    with database.reading() as session:
        return session.scalar(select(Thread.merged_into_id).where(Thread.no == no)) is not None


def _all_looked_at(database: Database) -> bool:
    with database.reading() as session:
        waiting = select(func.count()).select_from(Thread).where(Thread.watch_at <= now())
        return not session.scalar(waiting)


def _pipe(portal: RunningPortal, letter: bytes, *, kill_after_s: float | None = None) -> None:
    """As a mail server pipes a mail; killed outright after a while, as when the machine goes down."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "mail-in"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | portal.environment,
        stdin=subprocess.PIPE,
        stdout=portal.log,
        stderr=portal.log,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(letter)
        process.stdin.close()
        if kill_after_s is None:
            assert process.wait(60) == 0
            return
        time.sleep(kill_after_s)
        process.kill()


def test_pairs_are_kept_as_if_nobody_had_been_killed(fresh: RunningPortal) -> None:
    app: Flask = create_app(fresh.settings)
    database: Database = app.extensions["portal.database"]
    fresh.start()
    with database.writing() as session:
        ids = make_market(session, random.Random(5), 160)
    for start in range(0, len(ids), 40):
        with database.writing() as session:
            for listing in ids[start : start + 40]:
                enqueue(session, FEED, {"id": listing})
        time.sleep(0.3)
        fresh.kill(WORKER)
    _until(lambda: _idle(database, FEED), kill=lambda: fresh.kill(WORKER))
    assert_right(database, Keeper(app.extensions["portal.landed"]))
    database.engine.dispose()
