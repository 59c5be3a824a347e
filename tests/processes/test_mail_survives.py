"""A mail brought to `mail-in` is a message once, whatever is killed while it is brought and sorted."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from portal import create_app
from portal.core.uow import Database
from portal.mailroom.addresses import CUSTOMER
from portal.mailroom.models import NEW, Mail
from portal.mailroom.services.keeping import store
from portal.mailroom.services.sorting import Mailroom, sort_mail
from portal.threads.models import Message
from tests.factories.people import make_member, make_organisation
from tests.factories.threads import make_thread
from tests.processes.conftest import RunningPortal

MAILS = 20
TRIES = 6


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    running = RunningPortal(tmp_path_factory.mktemp("portal"))
    running.environment["PORTAL_MAIL_IN"] = "desk@portal.test"
    running.start()
    yield running
    running.stop()


def bring(database: Database, room: Mailroom, data: bytes, *, killed_after_s: float | None) -> int:
    """What `mail-in` does, in a process of its own that may be killed: one that was ready, so that the end comes while it works.

    Returns how it ended; 0 where it said that the mail was kept.
    """
    child = os.fork()
    if not child:
        try:
            database.engine.dispose(close=False)
            mail_id, _fresh = store(database, room.files, data)
            sort_mail(database, room, mail_id)
        except BaseException:
            os._exit(75)
        os._exit(0)
    if killed_after_s is not None:
        time.sleep(killed_after_s)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def test_kill_9_while_mail_is_brought_loses_nothing_and_posts_nothing_twice(fresh: RunningPortal) -> None:
    app = create_app(fresh.settings)
    database, room = app.extensions["portal.database"], app.extensions["portal.mailroom"]
    with database.writing() as session:
        org = make_organisation(session)
        person = make_member(session, org)
        no = make_thread(session, org, person).no
        address = room.addresses.make(about=no, user_id=person.id, org_id=org.id, manner=CUSTOMER)
    dice, killed = random.Random(7), 0
    for number in range(MAILS):
        for attempt in range(TRIES):  # the server keeps a mail and comes again until it is told that it was taken
            after = dice.uniform(0, 0.15) if attempt < TRIES - 1 else None
            if bring(database, room, mail(person.email, address, number), killed_after_s=after) == 0:
                break
            killed += 1
        else:
            raise AssertionError("a mail could not be brought at all")
        if number % 7 == 3:
            fresh.kill("worker")
    assert killed
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with database.reading() as session:
            waiting = session.scalar(select(func.count()).select_from(Mail).where(Mail.outcome == NEW))
        if not waiting:
            break
        time.sleep(0.5)
    with database.reading() as session:
        said = Counter(session.scalars(select(Message.body).where(Message.body.startswith("第 "))))
        assert set(session.scalars(select(Mail.outcome))) == {"posted"}
        assert session.scalar(select(func.count()).select_from(Mail)) == MAILS
    database.engine.dispose()
    assert said == {f"第 {number} 封邮件": 1 for number in range(MAILS)}


def mail(sender: str, to: str, number: int) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "回复：询价"
    message["Message-ID"] = f"<{number}@x.cn>"
    message.set_content(f"第 {number} 封邮件")
    return message.as_bytes()
