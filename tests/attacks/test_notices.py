"""Notices are one person's own, and a mailed link ends mail and does nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.notifications.leaving import LASTS_S, Leaving
from portal.notifications.models import Notice, NoticeSetting
from tests.factories.notices import tell_one
from tests.factories.people import make_user

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def people(database: Database) -> list[User]:
    with database.writing() as session:
        found = [make_user(session), make_user(session)]
        session.expunge_all()
    return found


def paces(database: Database) -> dict[tuple[int, str], str]:
    with database.reading() as session:
        rows = session.execute(select(NoticeSetting.user_id, NoticeSetting.topic, NoticeSetting.pace))
        return {(row.user_id, row.topic): row.pace for row in rows}


def test_anothers_notices_are_neither_shown_nor_read(
    database: Database, worker: Worker, people: list[User], sign_in: SignIn
) -> None:
    with database.writing() as session:
        tell_one(session, people[0], no="GEHEIM")
    worker.drain()
    with database.reading() as session:
        notice_id = session.scalars(select(Notice.id)).one()
    stranger = sign_in(people[1])
    assert "GEHEIM" not in stranger.get("/me/notifications").text
    for path in ("open", "read"):
        assert stranger.post(f"/me/notifications/{notice_id}/{path}").status_code == 404
    stranger.post("/me/notifications/read")
    with database.reading() as session:
        assert session.scalars(select(Notice.read_at)).one() is None
        assert session.scalars(select(User.unread_notices).where(User.id == people[0].id)).one() == 1


def test_a_link_for_something_else_or_forged_or_old_ends_nothing(
    app: Flask, database: Database, people: list[User], client: FlaskClient
) -> None:
    secret, victim = app.config["PORTAL"].secret_key, people[0].id
    good = Leaving(secret).path(victim, ["orders"])
    with time_machine.travel(now().timestamp() - LASTS_S - 60):
        old = Leaving(secret).path(victim, ["orders"])
    other_salt = URLSafeTimedSerializer(secret, salt="else").dumps([victim, ["orders"]])
    strange = URLSafeTimedSerializer(secret, salt="notices.unsubscribe").dumps({"user": victim})
    for path in (
        Leaving("another key").path(victim, ["orders"]),
        old,
        f"/unsubscribe/{other_salt}",
        f"/unsubscribe/{strange}",
        good[:-2],
        good.replace(good[14], "x", 1),
        "/unsubscribe/" + "A" * 4000,
    ):
        assert client.get(path).status_code == 404, path
        assert client.post(path, data={"what": "all"}).status_code == 404, path
    assert paces(database) == {}


def test_a_link_ends_mail_of_its_own_person_only(
    app: Flask, database: Database, people: list[User], client: FlaskClient, sign_in: SignIn
) -> None:
    link = Leaving(app.config["PORTAL"].secret_key).path(people[0].id, ["orders"])
    for look in (client.get, client.head, client.options):
        assert look(link).status_code == 200
    assert paces(database) == {}
    sign_in(people[1]).post(link, data={"user_id": people[1].id})
    assert paces(database) == {(people[0].id, "orders"): "never"}
    client.post(link, data={"what": "all"})
    assert {key for key, pace in paces(database).items() if pace == "never" and key[0] == people[0].id} == {
        (people[0].id, topic) for topic in ("matches", "searches", "watches", "orders", "stock", "service")
    }
    assert all(user_id == people[0].id for user_id, _topic in paces(database))
