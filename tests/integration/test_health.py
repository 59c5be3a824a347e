"""What machines ask: up, ready, figures; and that the log tells no secrets and takes no dictation."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from portal import create_app, logs
from portal.config import Settings
from portal.core.audit import request_id
from portal.core.clock import now
from portal.core.leases import HEARTBEAT, take_turn
from portal.core.outbox import DEAD, Job, enqueue
from portal.core.uow import Database
from portal.web import health, requests
from portal.web.requests import SECRET_PATHS


def test_up_asks_no_database(client: FlaskClient, count_queries: list[str]) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
    assert count_queries == []


def test_ready_needs_a_living_worker(client: FlaskClient, database: Database) -> None:
    assert client.get("/readyz").status_code == 503
    take_turn(database, HEARTBEAT, 5)
    assert client.get("/readyz").get_json()["checks"]["worker"]["ok"] is True
    with time_machine.travel(now() + timedelta(seconds=31)):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["worker"] == {"ok": False}


def test_ready_says_which_check_failed_and_not_why(
    app: Flask, client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("SELECT 1", {}, Exception("host db.internal refused"))

    take_turn(database, HEARTBEAT, 5)
    checks = dict(app.extensions["portal.checks"])
    monkeypatch.setitem(app.extensions, "portal.checks", checks)
    health.add_check(app, "database", gone)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["database"] == {"ok": False}
    assert b"internal" not in answer.data


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.1.2.3", {}, 200),
        ("::ffff:192.168.1.5", {}, 200),
        ("8.8.8.8", {}, 404),
        ("2001:db8::1", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}, 404),
        ("8.8.8.8", {"Authorization": "Bearer scrape-me"}, 404),
    ],
)
def test_figures_are_for_machines_nearby(
    client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_figures_can_be_read_from_afar_with_the_token(settings: Settings) -> None:
    from dataclasses import replace

    afar = create_app(replace(settings, metrics_token="scrape-me")).test_client()
    for token, status in (("scrape-me", 200), ("guess", 404)):
        answer = afar.get(
            "/metrics", headers={"Authorization": f"Bearer {token}"}, environ_base={"REMOTE_ADDR": "8.8.8.8"}
        )
        assert answer.status_code == status


def test_figures_name_routes_not_addresses_and_jobs_that_wait(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "mail.send", {})
        session.add(Job(name="search.feed", payload={}, state=DEAD))
    client.get("/nowhere/x9f3")
    client.open("/healthz", method="BREW")
    text = client.get("/metrics").text
    assert 'portal_requests_total{method="GET",route="none",status="404"}' in text
    assert "x9f3" not in text
    assert "BREW" not in text
    assert 'portal_jobs_waiting{job="mail.send"} 1' in text
    assert 'portal_jobs_dead{job="search.feed"} 1' in text
    assert re.search(r"^portal_request_seconds_bucket\{", text, re.M)


def test_figures_add_up_over_processes(tmp_path: Path) -> None:
    script = (
        "from portal import create_app; app = create_app()\n"
        "app.extensions['alembic'] and None\n"
        "from portal import models; models.metadata.create_all(app.extensions['portal.database'].engine)\n"
        "c = app.test_client(); c.get('/healthz'); print(c.get('/metrics').text)"
    )
    environment = {"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(tmp_path)}
    texts = [
        subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    counted = [
        re.search(r'portal_requests_total\{method="GET",route="/healthz",status="200"\} (\S+)', t) for t in texts
    ]
    assert [match.group(1) for match in counted if match] == ["1.0", "2.0"]


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    """What the log holds so far, parsed line by line as a log collector would."""
    written = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", written)
        logs.configure()
    monkeypatch.setattr(requests, "log", structlog.get_logger("request"))
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_id(client: FlaskClient, log_lines: Callable[[], list[dict[str, Any]]]) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": "given-by-proxy"})
    (line,) = log_lines()
    assert answer.headers["X-Request-Id"] == line["id"] == "given-by-proxy"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/healthz", 200)


def test_the_log_holds_no_secrets(client: FlaskClient, log_lines: Callable[[], list[dict[str, Any]]]) -> None:
    client.post("/login", data={"email": "a@example.com", "password": "pass-word-1"})
    client.get("/password/reset/reset-token-1?x=query-secret-1")
    client.get("/confirm/confirm-token-1")
    client.get("/invitations/invite-token-1")
    client.get("/api/v1/nothing", headers={"Authorization": "Bearer api-token-1", "Cookie": "portal=cookie-1"})
    text = json.dumps(log_lines())
    for secret in (
        "pass-word-1",
        "reset-token-1",
        "query-secret-1",
        "confirm-token-1",
        "invite-token-1",
        "api-token-1",
        "cookie-1",
    ):
        assert secret not in text, secret


def test_no_visitor_writes_log_lines(client: FlaskClient, log_lines: Callable[[], list[dict[str, Any]]]) -> None:
    client.get('/a%0A{"event": "forged"}%1b[2J%E2%80%A8end', headers={"X-Request-Id": "x\u0085y"})
    (line,) = log_lines()
    assert line["event"] == "request"
    assert line["path"].isprintable()
    assert line["id"].isalnum()


def test_routes_with_a_secret_in_their_address_are_logged_without_it(app: Flask) -> None:
    secret = [rule.rule for rule in app.url_map.iter_rules() if {"token", "secret", "key"} & set(rule.arguments)]
    # A file's token is its name, not a key: each download asks who may have it.
    shown = [rule for rule in secret if not rule.endswith("/files/<token>") and "<" in SECRET_PATHS.sub(r"\1…", rule)]
    assert shown == []


def test_every_line_of_a_request_has_its_id(log_lines: Callable[[], list[dict[str, Any]]]) -> None:
    before = request_id.set("given-by-proxy")
    try:
        structlog.get_logger("anything").warning("index unreadable")
    finally:
        request_id.reset(before)
    assert log_lines()[0]["id"] == "given-by-proxy"


def test_a_librarys_line_is_as_ours_and_tells_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure()
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        logging.getLogger("gunicorn.error").exception(
            "Error handling request %s", '/confirm/key-1?x=key-2\n{"event": "forged"}'
        )
    (line,) = written.getvalue().splitlines()
    said = json.loads(line)
    assert said["level"] == "error"
    assert "RuntimeError: broken" in said["exception"]
    assert "/confirm/…" in said["event"]
    assert "key-" not in line


def test_what_a_statement_was_given_stands_in_no_error(database: Database) -> None:
    with database.reading() as session, pytest.raises(DBAPIError) as failed:
        session.execute(text("SELECT * FROM nowhere WHERE hash = :hash"), {"hash": "secret-hash-1"})
    assert "secret-hash-1" not in str(failed.value)
