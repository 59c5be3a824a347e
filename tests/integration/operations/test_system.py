"""Administrators see what failed, run it again or drop it, and find who did what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.audit import AuditEvent, audit
from portal.core.outbox import DEAD, Job
from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from tests.factories.people import make_staff

SECRET = "/password/reset/topsecrettoken"


@pytest.fixture
def desk(database: Database, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    with database.writing() as session:
        chief = make_staff(session, is_admin=True, name="赵主管")
        session.add(
            Job(
                name="mail.send",
                payload={"to": "li@example.com", "template": "email/accounts/reset", "context": {"url": SECRET}},
                state=DEAD,
                attempts=8,
                error="Traceback …\nConnectionRefusedError: [Errno 111] refused",
            )
        )
    return sign_in(chief)


def job(database: Database) -> Job | None:
    with database.reading() as session:
        return session.scalars(select(Job)).first()


def test_a_dead_letter_is_shown_without_its_secrets(desk: FlaskClient) -> None:
    page = desk.get("/desk/system").text
    assert "ConnectionRefusedError" in page
    assert "email/accounts/reset" in page
    assert "topsecrettoken" not in page
    assert "后台任务没有运行" in page


def test_a_dead_letter_is_run_again(desk: FlaskClient, database: Database) -> None:
    dead = job(database)
    assert dead is not None
    assert desk.post(f"/desk/system/jobs/{dead.id}/run").status_code == 303
    again = job(database)
    assert again is not None
    assert (again.state, again.attempts) == ("pending", 0)
    assert desk.post(f"/desk/system/jobs/{dead.id}/run").status_code == 404


def test_a_dead_letter_is_dropped(desk: FlaskClient, database: Database) -> None:
    dead = job(database)
    assert dead is not None
    assert desk.post(f"/desk/system/jobs/{dead.id}/drop").status_code == 303
    assert job(database) is None
    with database.reading() as session:
        assert "job.dropped" in session.scalars(select(AuditEvent.action)).all()


def test_the_audit_is_searched_and_paged(desk: FlaskClient, database: Database, count_queries: list[str]) -> None:
    with database.writing() as session:
        for number in range(60):
            audit(session, SYSTEM, "test.done", f"thing:{number}", note="<b>100%</b>")
        audit(session, SYSTEM, "other.done", "thing:1")
    page = desk.get("/desk/system/audit?action=test.").text
    assert page.count("test.done") == 50
    assert "other.done" not in page
    assert "<b>100%" not in page
    assert desk.get("/desk/system/audit?subject=thing:1").text.count("thing:1<") == 2
    for text in ("%", "_", "'", "x" * 500):
        assert desk.get("/desk/system/audit", query_string={"actor": text, "before": text}).status_code == 200
    count_queries.clear()
    desk.get("/desk/system/audit")
    assert len(count_queries) <= 4
