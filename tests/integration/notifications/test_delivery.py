"""Mail reaches the folder or the server, in the reader's language, and never too much of it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.config import Settings
from portal.core.outbox import Job, enqueue
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.notifications import jobs
from portal.notifications.delivery import NotSecure, deliver, send
from portal.notifications.mail import BadAddress, Rendered, compose
from portal.notifications.rendering import render
from tests.factories.mail import clear_mail, mails

RESET = {"template": "email/accounts/reset", "context": {"url": "/password/reset/abc", "hours": 2}}


@pytest.fixture(autouse=True)
def empty_folder(settings: Settings) -> None:
    clear_mail(settings)


def test_a_mail_is_written_in_the_readers_language(app: Flask) -> None:
    texts = {
        tag: render(app, "email/accounts/reset", locale=tag, context=RESET["context"])
        for tag in ("zh-CN", "en", "zh-TW", "xx")
    }
    assert texts["zh-CN"].subject == "重设您在物资通的密码"
    assert texts["en"].subject == "Reset your Middleman password"
    assert texts["zh-TW"].subject != texts["zh-CN"].subject
    assert texts["xx"] == texts["zh-CN"]
    assert "http://portal.test/password/reset/abc" in texts["en"].text


def test_without_a_server_mail_lies_in_the_folder_and_on_the_page(
    database: Database, worker: Worker, settings: Settings, client: FlaskClient
) -> None:
    with database.writing() as session:
        enqueue(session, "mail.send", {"to": "li@example.com", "locale": "zh-CN", **RESET})
    worker.drain()
    (mail,) = mails(settings)
    assert mail.to == "li@example.com"
    assert [path.name for path in settings.mail_dir.iterdir() if not path.name.endswith(".eml")] == []
    page = client.get("/demo/mail").text
    assert "重设您在物资通的密码" in page
    shown = client.get(f"/demo/mail/{mail.name}").text
    assert '<a href="/password/reset/abc">http://portal.test/password/reset/abc</a>' in shown


def test_the_page_is_for_demonstrations_only(app: Flask, client: FlaskClient, settings: Settings) -> None:
    app.config["PORTAL"] = replace(settings, demo=False)
    try:
        assert client.get("/demo/mail").status_code == 404
        assert client.get("/demo/mail/20260101T000000000000-ABCDEF").status_code == 404
    finally:
        app.config["PORTAL"] = settings
    for name in ("../portal", "%2e%2e%2fportal", "x", "20260101T000000000000-ABCDEF"):
        assert client.get(f"/demo/mail/{name}").status_code == 404


def test_one_recipient_gets_only_so_much_in_an_hour(
    database: Database, worker: Worker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PER_HOUR", 2)
    with database.writing() as session:
        for _ in range(3):
            enqueue(session, "mail.send", {"to": "li@example.com", **RESET})
        enqueue(session, "mail.send", {"to": "wang@example.com", **RESET})
    worker.drain()
    assert sorted(mail.to for mail in mails(settings)) == ["li@example.com", "li@example.com", "wang@example.com"]
    with database.reading() as session:
        waiting = session.scalars(select(Job)).one()
    assert waiting.payload["waits"] == 1


def test_what_is_no_address_is_dropped_and_not_tried_again(
    database: Database, worker: Worker, settings: Settings
) -> None:
    with database.writing() as session:
        enqueue(session, "mail.send", {"to": "nobody", **RESET})
    worker.drain()
    assert mails(settings) == []
    with database.reading() as session:
        assert session.scalars(select(Job)).all() == []


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    received: bytes = b""
    lines: list[str]


class _Session(socketserver.StreamRequestHandler):
    """As much SMTP as a test needs."""

    def handle(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            server.lines.append(line.decode().strip())
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (line := self.rfile.readline()) != b".\r\n":
                    server.received += line
            if word == b"RCPT" and b"gone@" in line:
                self.wfile.write(b"550 no such user\r\n")
                continue
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def smtp() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Session)
    server.lines = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def message() -> object:
    return compose(
        Rendered("报价", "正文"),
        sender="物资通 <no-reply@portal.test>",
        to="li@example.com",
        locale="zh-CN",
        base_url="http://portal.test",
    )


def test_a_server_gets_the_mail(smtp: _Server, settings: Settings, tmp_path: Path) -> None:
    port = smtp.server_address[1]
    deliver(message(), replace(settings, data_dir=tmp_path, smtp_url=f"smtp://127.0.0.1:{port}"))  # type: ignore[arg-type]
    got = BytesParser(policy=policy.default).parsebytes(smtp.received)
    assert got["Subject"] == "报价"
    assert any("li@example.com" in line for line in smtp.lines if line.startswith("rcpt"))
    assert not (tmp_path / "mail").exists()


def test_an_address_the_server_refuses_for_good_is_not_tried_again(smtp: _Server, settings: Settings) -> None:
    gone = compose(
        Rendered("a", "b"), sender="a@b.cn", to="gone@example.com", locale="en", base_url="http://portal.test"
    )
    with pytest.raises(BadAddress):
        send(gone, f"smtp://127.0.0.1:{smtp.server_address[1]}")


def test_no_password_goes_out_in_the_clear(smtp: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    port = smtp.server_address[1]
    monkeypatch.setattr("portal.notifications.delivery.LOOPBACK", ())
    with pytest.raises(NotSecure):
        send(message(), f"smtp://user:secret@127.0.0.1:{port}")  # type: ignore[arg-type]
    assert not any("secret" in line or line.startswith("AUTH") for line in smtp.lines)
