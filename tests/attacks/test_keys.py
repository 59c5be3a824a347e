"""Idempotency keys are their owner's and their company's: whoever left gets nothing that was answered on its behalf."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.accounts.models import ApiToken, User, secret_hash
from portal.core.clock import now
from portal.core.numbers import new_token
from portal.core.uow import Database
from portal.organisations.models import Membership
from portal.threads.models import Thread
from tests.factories.people import make_member, make_organisation

BODY = {"kind": "inquiry", "subject": "甲方暗语", "body": "请报价"}


@pytest.fixture
def owner(database: Database) -> tuple[User, str]:
    raw = new_token()
    with database.writing() as session:
        user = make_member(session)
        session.add(ApiToken(token_hash=secret_hash(raw), user_id=user.id, label="程序", created_at=now()))
    return user, raw


def ask(client: FlaskClient, raw: str) -> Any:
    headers = {"Authorization": f"Bearer {raw}", "Idempotency-Key": "key-of-that-day"}
    return client.post("/api/v1/threads", json=BODY, headers=headers)


def leave(database: Database, user: User) -> None:
    with database.writing() as session:
        session.execute(update(Membership).where(Membership.user_id == user.id).values(ended_at=now()))


def test_who_left_does_not_get_the_old_answer_again(
    client: FlaskClient, database: Database, owner: tuple[User, str]
) -> None:
    user, raw = owner
    first = ask(client, raw)
    assert first.status_code == 201
    assert ask(client, raw).headers["Idempotent-Replay"] == "true"
    leave(database, user)
    again = ask(client, raw)
    assert again.status_code == 403
    assert first.json["no"] not in again.text


def test_in_another_company_the_old_key_is_a_new_one(
    client: FlaskClient, database: Database, owner: tuple[User, str]
) -> None:
    user, raw = owner
    first = ask(client, raw)
    leave(database, user)
    with database.writing() as session:
        session.add(Membership(user_id=user.id, org_id=make_organisation(session).id, role="manager"))
    again = ask(client, raw)
    assert again.status_code == 201
    assert "Idempotent-Replay" not in again.headers
    assert again.json["no"] != first.json["no"]
    with database.reading() as session:
        assert session.scalar(select(func.count(Thread.org_id.distinct()))) == 2
