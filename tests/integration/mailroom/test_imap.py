"""A letter box on a small server in this process: fetched by UID, marked seen only once stored."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator

import pytest

from portal.mailroom.fetching import NotSecure, fetch


class Box(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails = {7: b"Subject: a\r\n\r\none", 9: b"Subject: b\r\n\r\ntwo"}
        self.seen: set[int] = set()

    @property
    def url(self) -> str:
        return f"imap://desk:pass%20word@127.0.0.1:{self.server_address[1]}/INBOX"


class Session(socketserver.StreamRequestHandler):
    server: Box

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("* OK ready")
        for raw in self.rfile:
            tag, command = raw.decode().strip().split(" ", 1)
            word = command.upper()
            if word == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            elif word.startswith("LOGIN") and "pass word" not in command:
                self.say(f"{tag} NO wrong")
                continue
            elif word.startswith("SELECT"):
                self.say("* 2 EXISTS")
            elif word.startswith("UID SEARCH"):
                self.say("* SEARCH " + " ".join(str(uid) for uid in sorted(set(self.server.mails) - self.server.seen)))
            elif found := re.match(r"UID FETCH (\d+) (.+)", word):
                data = self.server.mails[int(found[1])]
                if "SIZE" in found[2]:
                    self.say(f"* 1 FETCH (UID {found[1]} RFC822.SIZE {len(data)})")
                else:
                    self.wfile.write(f"* 1 FETCH (UID {found[1]} BODY[] {{{len(data)}}}\r\n".encode() + data + b")\r\n")
            elif found := re.match(r"UID STORE (\d+) \+FLAGS", word):
                self.server.seen.add(int(found[1]))
            elif word == "LOGOUT":
                self.say("* BYE")
            self.say(f"{tag} OK done")
            if word == "LOGOUT":
                return


@pytest.fixture
def box() -> Iterator[Box]:
    with Box() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_every_unseen_mail_is_brought_once(box: Box) -> None:
    found: list[bytes] = []
    assert fetch(box.url, found.append) == 2
    assert found == [b"Subject: a\r\n\r\none", b"Subject: b\r\n\r\ntwo"]
    assert fetch(box.url, found.append) == 0


def test_what_is_not_stored_stays_unseen(box: Box) -> None:
    def full(_data: bytes) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fetch(box.url, full)
    assert box.seen == set()


def test_no_password_without_tls(monkeypatch: pytest.MonkeyPatch, box: Box) -> None:
    monkeypatch.setattr("portal.mailroom.fetching.LOOPBACK", ())
    with pytest.raises(NotSecure):
        fetch(box.url, print)
