"""No customer, by any page, program, stream, mail, notice or export, sees what staff keep among themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.config import Settings
from portal.core.clock import now
from portal.core.live import LiveEvent
from portal.core.outbox import Job
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.notifications.models import Notice
from tests.attacks import secrets
from tests.attacks.secrets import INNERMOST, KEPT, READERS, addresses, people_of, plant, shown_in, words_of
from tests.attacks.world import INNER, World, browsers, build
from tests.factories.mail import clear_mail, mails

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def world(app: Flask, database: Database, settings: Settings) -> World:
    clear_mail(settings)
    made = build(app, database)
    made.objects["staff_id"] = made.people["transport"].id
    plant(app, database, made)
    return made


@pytest.mark.parametrize(
    "who", ["visitor", "a_manager", "a_member", "a_viewer", "b_manager", "supplier", "former", "nobody"]
)
def test_no_address_shows_a_customer_any_of_it(
    app: Flask, database: Database, sign_in: SignIn, worker: Worker, world: World, who: str
) -> None:
    worker.drain()
    browser, faults = browsers(app, database, world, sign_in)[who], []
    headers = {"Authorization": f"Bearer {world.keys[who]}"} if who in world.keys else {}
    for path in addresses(app, database, world):
        with browser.get(path, headers=headers if path.startswith("/api/") else None) as answer:
            assert answer.status_code < 500, path
            found = shown_in(words_of(answer), path, (*INNERMOST, INNER))
            if found:
                faults.append((path, found))
    assert faults == []


def test_staff_find_all_of_it_there(
    app: Flask, database: Database, sign_in: SignIn, worker: Worker, world: World
) -> None:
    """The test above looks in the right places, and for words that stand somewhere."""
    worker.drain()
    people, seen = browsers(app, database, world, sign_in), set[str]()
    for who in ("sales", "supervision"):
        for path in addresses(app, database, world):
            with people[who].get(path) as answer:
                seen |= set(shown_in(words_of(answer), path))
    planted = {word for word in KEPT if word in _sources()} | {*secrets.OTHERS, *READERS, "03-07 03:13", "76,543.21"}
    assert planted - seen == set()


def _sources() -> set[str]:
    """The marks in use: what no line of `secrets` plants is looked for in vain."""
    return {secrets.mark(number) for number in (*range(1, 24), 30, 31, 32)}


def test_no_mail_no_notice_and_no_news_tell_a_customer_of_it(
    database: Database, worker: Worker, settings: Settings, world: World
) -> None:
    with database.writing() as session:
        session.execute(update(Job).values(run_after=now() - timedelta(minutes=1)))
    with time_machine.travel(now() + timedelta(days=2)):
        worker.drain()
    customers = {user.email: who for who, user in people_of(world).items()}
    told = [mail for mail in mails(settings) if mail.to in customers]
    assert told, "a customer was told of an answer"
    raw = {path.stem: path.read_text(encoding="utf-8", errors="replace") for path in settings.mail_dir.glob("*.eml")}
    faults = [
        (customers[mail.to], mail.subject, found)
        for mail in told
        if (found := shown_in(mail.subject + mail.text + raw[mail.name], "", (*INNERMOST, INNER)))
    ]
    with database.reading() as session:
        staff = {user.id for who, user in world.people.items() if user.is_staff}
        for notice in session.scalars(select(Notice).where(Notice.user_id.not_in(staff))):
            faults += [
                ("notice", notice.key, found) for found in [shown_in(f"{notice.says}{notice.values}", "")] if found
            ]
        for event in session.scalars(select(LiveEvent)):
            assert set(event.payload) <= {"thread", "id", "to"}, event.audience
            assert not shown_in(f"{event.kind}{event.payload}", "")
    assert faults == []
