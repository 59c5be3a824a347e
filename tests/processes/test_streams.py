"""Two hundred pages open at once: each hears of a message, by its stream or by asking, and nobody else waits for them."""

from __future__ import annotations

import http.client
import json
import secrets
import statistics
import threading
import time

from tests.processes.browsers import Browser
from tests.processes.conftest import RunningPortal
from tests.processes.test_nothing_is_lost import House

PAGES = 200
HEARD_WITHIN_S = 2.0
USUALLY_WITHIN_S = 1.0
PAGE_WITHIN_S = 1.0


class OpenPage:
    """A page of a thread left open: holds a stream, or where it is turned away three times asks every now and then, as the script does."""

    def __init__(self, port: int, headers: dict[str, str], thread: str) -> None:
        self.address = (port, headers, thread)
        self.status = 0
        self.heard_at = 0.0
        self.ready = threading.Event()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        _port, headers, no = self.address
        for wait_s in (1, 1, 0):
            self.connection.request("GET", f"/live?thread={no}", headers=headers)
            answer = self.connection.getresponse()
            self.status = answer.status
            if answer.status == 200:
                self._hear(answer)
                return
            answer.read()
            time.sleep(wait_s)
        self._ask(headers, no)

    def _hear(self, answer: http.client.HTTPResponse) -> None:
        while line := answer.readline():
            if line.startswith(b"event: hello"):
                self.ready.set()
            if line.startswith(b"event: message"):
                self.heard_at = time.monotonic()
                return

    def _ask(self, headers: dict[str, str], no: str) -> None:
        with Browser(self.address[0], headers) as browser:
            first = browser.get(f"/live/poll?thread={no}")
            assert first is not None
            last = json.loads(first[1])["last"]
            self.ready.set()
            for _ in range(40):
                time.sleep(1)
                answer = browser.get(f"/live/poll?thread={no}&after={last}")
                if answer and any(event["kind"] == "message" for event in json.loads(answer[1])["events"]):
                    self.heard_at = time.monotonic()
                    return


def test_two_hundred_open_pages_hear_a_message(portal: RunningPortal) -> None:
    house = House(portal)
    no = house.threads[0]
    portal.wait_for_both()
    pages = [OpenPage(portal.port, house.headers[number % len(house.headers)], no) for number in range(PAGES)]
    assert all(page.ready.wait(30) for page in pages)
    assert {page.status for page in pages} <= {200, 503}
    streams = [page for page in pages if page.status == 200]
    assert len(streams) >= 150  # the system shares connections out to the two processes only roughly

    took = []
    with Browser(portal.port, house.headers[1]) as browser:
        for path in ("/supply", f"/threads/{house.threads[1]}", "/threads", "/search?q=HRB400E") * 5:
            began = time.monotonic()
            answer = browser.get(path)
            took.append(time.monotonic() - began)
            assert answer is not None
            assert answer[0] == 200
        said_at = time.monotonic()
        sent = browser.post(f"/threads/{no}/messages", {"body": "有货", "token": secrets.token_hex(12)})
        assert sent is not None
        assert sent[0] in (200, 201)
    for page in pages:
        page.thread.join(30)
    late = [page.heard_at - said_at for page in streams]
    assert min(page.heard_at for page in pages) > 0
    assert statistics.median(late) < USUALLY_WITHIN_S
    assert max(late) < HEARD_WITHIN_S
    assert max(took) < PAGE_WITHIN_S
    for page in pages:
        page.connection.close()
    house.close()
