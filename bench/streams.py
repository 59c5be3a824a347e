"""`python -m bench.streams`: how soon a message reaches the pages that are open, two hundred of them, beside ordinary reading."""

from __future__ import annotations

import argparse
import http.client
import itertools
import secrets
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from bench import colleagues, servers
from bench.market import build
from portal import create_app
from portal.config import Settings
from portal.demo.people import PASSWORD

CUSTOMER = "buyer@example.com"
_GIVE_UP_S = 10.0


class OpenPage:
    """A page left open: its stream is read in a thread of its own, and each message's arrival noted."""

    def __init__(self, port: int, thread_no: str, cookie: str) -> None:
        self.heard: list[float] = []
        self.ready = threading.Event()
        self.status = 0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._connection.request("GET", f"/live?thread={thread_no}", headers={"Cookie": cookie})
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        answer = self._connection.getresponse()
        self.status = answer.status
        self.ready.set()
        try:
            while answer.status == 200 and (line := answer.readline()):
                if line.startswith(b"event: message"):
                    self.heard.append(time.perf_counter())
        except (OSError, ValueError, AttributeError):  # closed at the end
            return


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.streams", description=__doc__)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--messages", type=int, default=30)
    parser.add_argument("--threads", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-streams-") as name, ExitStack() as stack:
        folder = Path(name)
        environ = {"PORTAL_DATA_DIR": str(folder / "data"), "PORTAL_DEMO": "0"}
        market = build(create_app(Settings.from_environment(environ)), listings=1_000, threads=options.threads)
        port = servers.free_port()
        # As `flask --app wsgi serve` starts them; the system shares connections out only roughly, hence room for all on either.
        command = servers.gunicorn("wsgi:app", port, "-k", "gthread", "--threads", "256", "--keep-alive", "0")
        environ["PORTAL_STREAM_CAP"] = "200"
        stack.enter_context(servers.running(command, environ=environ, log=folder / "web.log", port=port))
        worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        stack.enter_context(servers.running(worker, environ=environ, log=folder / "worker.log"))
        return _measure(port, market.thread_no, options)


def _measure(port: int, thread_no: str, options: argparse.Namespace) -> int:
    customer = servers.Browser(port)
    customer.sign_in(CUSTOMER, PASSWORD)
    csrf = customer.csrf(f"/threads/{thread_no}")
    staff = []
    for number in range(1, colleagues.STAFF):
        browser = servers.Browser(port)
        browser.sign_in(colleagues.email(number), PASSWORD)
        staff.append(browser.cookie)
    readers = itertools.cycle([*staff, customer.cookie])
    pages = [OpenPage(port, thread_no, next(readers)) for _ in range(options.streams)]
    if not all(page.ready.wait(30) for page in pages):
        raise RuntimeError("not every stream opened")
    streams = [page for page in pages if page.status == 200]
    time.sleep(1)

    late: list[float] = []
    posting: list[float] = []
    for number in range(options.messages):
        form = {"csrf_token": csrf, "token": secrets.token_hex(12), "body": f"第 {number} 条：今天能提货吗？"}
        began = time.perf_counter()
        customer.send(f"/threads/{thread_no}/messages", form)
        posting.append(time.perf_counter() - began)
        while min(len(page.heard) for page in streams) <= number:
            if time.perf_counter() - began > _GIVE_UP_S:
                raise RuntimeError("a page did not hear of a message")
            time.sleep(0.01)
        late += [page.heard[number] - began for page in streams]
        time.sleep(0.5)
    late.sort()
    middle = statistics.median(late)
    print(
        f"{len(streams)} streams open, {options.threads:,} threads, {len(late):,} arrivals of {options.messages} messages"
    )
    print(f"posted and answered: median {statistics.median(posting) * 1000:.0f} ms")
    print(
        f"from pressing the button to the open page: median {middle * 1000:.0f} ms (1,000 allowed), p95 "
        f"{late[int(len(late) * 0.95)] * 1000:.0f} ms, last {late[-1] * 1000:.0f} ms; "
        f"{middle / statistics.median(posting):.1f} x the answer itself"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
