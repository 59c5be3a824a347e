"""Pages in turn: one at a time, nobody held up for long, everything with a body left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal.web.turns import InTurn


class Pages:
    """An application that notes how many of its pages are in the making at once."""

    def __init__(self, *, takes_s: float = 0.01) -> None:
        self.takes_s = takes_s
        self.now = self.most = 0
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(environ.get("takes_s", self.takes_s))
        with self.lock:
            self.now -= 1
        if environ.get("fails"):
            raise ZeroDivisionError
        return environ.get("body", [b"page"])


def ask(application: InTurn, method: str = "GET", **environ: Any) -> Any:
    return application({"REQUEST_METHOD": method, **environ}, lambda *_: None)


def test_reading_pages_are_made_one_after_the_other() -> None:
    pages = Pages()
    application = InTurn(pages, wait_s=5)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(application), range(16)))
    assert answers == [[b"page"]] * 16
    assert pages.most == 1


def test_writing_requests_do_not_wait_for_a_page() -> None:
    pages = Pages(takes_s=0.1)
    application = InTurn(pages, wait_s=5)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda method: ask(application, method), ["POST", "POST", "PUT", "DELETE"]))
    assert pages.most > 1


def test_a_slow_page_holds_nobody_up_for_long() -> None:
    application = InTurn(Pages(), wait_s=0.05)
    slow = threading.Thread(target=ask, args=(application,), kwargs={"takes_s": 1.0})
    slow.start()
    time.sleep(0.05)
    began = time.perf_counter()
    ask(application)
    assert time.perf_counter() - began < 0.5
    slow.join()


def test_a_page_that_fails_gives_its_turn_back() -> None:
    application = InTurn(Pages(), wait_s=5)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            ask(application, fails=True)
    began = time.perf_counter()
    ask(application)
    assert time.perf_counter() - began < 1


def test_a_stream_runs_outside_the_turn() -> None:
    application = InTurn(Pages(), wait_s=5)

    def endless() -> Iterable[bytes]:
        while True:
            yield b"event"

    stream = iter(ask(application, body=endless()))
    assert next(stream) == b"event"
    began = time.perf_counter()
    ask(application)
    assert time.perf_counter() - began < 1
    assert next(stream) == b"event"
