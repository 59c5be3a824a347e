"""`python -m bench [--quick]`: throughput of the portal's pages as a share of a bare Flask page's, interleaved in one run."""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from bench import colleagues, reference, servers
from bench.driver import Result, drive, get, post
from bench.market import Market, build
from portal import create_app
from portal.config import ROOT, Settings
from portal.demo.people import PASSWORD

CUSTOMER = "buyer@example.com"


@dataclass(slots=True)
class Page:
    """What is measured. floor, aim: the share of the reference's throughput to keep and to reach."""

    name: str
    port: int
    pid: int
    next_request: Callable[[], bytes]
    status: int = 200
    floor: float = 0
    aim: float = 0
    results: list[Result] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(result.rate for result in self.results)

    @property
    def p95_ms(self) -> float:
        times = sorted(itertools.chain.from_iterable(result.times for result in self.results))
        return times[int(len(times) * 0.95)] * 1000 if times else 0

    @property
    def cpu_ms(self) -> float:
        """Of the server's workers, for one answer: says more than the rate when the machine is busy with something else."""
        answers = sum(len(result.times) + len(result.wrong) for result in self.results)
        return sum(result.cpu_s for result in self.results) / answers * 1000 if answers else 0

    def measure(self, options: argparse.Namespace) -> None:
        """One turn."""
        before = servers.cpu_seconds(self.pid)
        result = drive(
            self.port, self.next_request, status=self.status, seconds=options.seconds, connections=options.connections
        )
        result.cpu_s = servers.cpu_seconds(self.pid) - before
        self.results.append(result)

    @property
    def wrong(self) -> list[bytes]:
        return [answer for result in self.results for answer in result.wrong]


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        pages = _start(Path(folder), stack, options)
        for page in pages:  # templates compiled, caches filled, on every worker
            drive(page.port, page.next_request, status=page.status, seconds=0.5, connections=options.connections)
        for _ in range(options.rounds):
            for page in pages:
                page.measure(options)
    _print(pages, options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three short rounds: a rough figure in half a minute")
    parser.add_argument("--rounds", type=int, default=0, help="rounds over all pages (default 7, quick 3)")
    parser.add_argument(
        "--seconds", type=float, default=0, help="how long each page is driven in a round (default 2, quick 0.7)"
    )
    parser.add_argument("--connections", type=int, default=8, help="connections at once (default 8)")
    parser.add_argument("--listings", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=1_000)
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 7)
    options.seconds = options.seconds or (0.7 if options.quick else 2.0)
    return options


def _start(folder: Path, stack: ExitStack, options: argparse.Namespace) -> list[Page]:
    """Build the data, start the servers, sign the customer in; the pages to measure, the reference first."""
    began = time.monotonic()
    table = folder / "reference.db"
    reference.make_table(table)
    environ = {"PORTAL_DATA_DIR": str(folder / "data"), "PORTAL_DEMO": "0", "PORTAL_STREAM_CAP": "60"}
    market = build(create_app(Settings.from_environment(environ)), listings=options.listings, threads=options.threads)
    print(f"{options.listings:,} listings, {options.threads:,} threads: built in {time.monotonic() - began:.1f} s")

    ref_port, port = servers.free_port(), servers.free_port()
    bare = servers.gunicorn("bench.reference:create_app()", ref_port, "-k", "sync")
    # Elsewhere than in the project, whose gunicorn.conf.py is not the reference's.
    environ_of_bare = {"BENCH_TABLE": str(table), "PYTHONPATH": str(ROOT)}
    ref_pid = stack.enter_context(
        servers.running(bare, environ=environ_of_bare, log=folder / "reference.log", port=ref_port, folder=folder)
    )
    # As `flask --app wsgi serve` starts them.
    command = servers.gunicorn(
        "wsgi:app", port, "-k", "gthread", "--threads", "128", "--keep-alive", "0", "--graceful-timeout", "5"
    )
    pid = stack.enter_context(servers.running(command, environ=environ, log=folder / "web.log", port=port))
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    stack.enter_context(servers.running(worker, environ=environ, log=folder / "worker.log"))
    return [
        Page("reference: bare Flask, 20 rows, 1 SELECT", ref_port, ref_pid, lambda: get("/")),
        # No floor hangs on it: what is left of a page when even opening the database is not counted.
        Page("the same, one connection kept", ref_port, ref_pid, lambda: get("/kept")),
        *_pages(port, pid, market),
    ]


def _pages(port: int, pid: int, market: Market) -> list[Page]:
    browser = servers.Browser(port)
    browser.sign_in(CUSTOMER, PASSWORD)
    thread = f"/threads/{market.thread_no}"
    csrf = browser.csrf(thread)
    search = "/search?q=" + quote("螺纹钢 HRB400E")
    numbers = itertools.count()
    targets = itertools.cycle(market.post_to)

    def message() -> bytes:
        number = next(numbers)
        form = {"csrf_token": csrf, "token": f"bench-key-{number:08d}", "body": f"第 {number} 条：请问今天能提货吗？"}
        return post(f"/threads/{next(targets)}/messages", urlencode(form).encode(), cookie=browser.cookie)

    colleague = servers.Browser(port)
    colleague.sign_in(colleagues.SALES, PASSWORD)
    desk = get("/desk", cookie=colleague.cookie)

    def page(path: str, floor: float, aim: float) -> Page:
        request = get(path, cookie=browser.cookie)
        return Page(f"GET {path}", port, pid, lambda: request, floor=floor, aim=aim)

    pages = [
        page("/supply", 0.30, 0.45),
        page(f"/listings/{market.listing_no}", 0.30, 0.45),
        page(search, 0.25, 0.35),
        page(thread, 0.30, 0.45),
        Page("POST a message", port, pid, message, status=303, floor=0.20, aim=0.33),
        Page("GET /desk, as one of twenty staff", port, pid, lambda: desk, floor=0.30, aim=0.45),
    ]
    pages[2].name = "GET /search?q=螺纹钢 HRB400E"
    return pages


def _print(pages: list[Page], options: argparse.Namespace) -> None:
    base = pages[0]
    print(f"{options.rounds} rounds of {options.seconds:g} s, {options.connections} connections, signed-in customer\n")
    print(f"{'page':<44}{'req/s':>8}{'p95 ms':>8}{'CPU ms':>8}{'ratio':>8}{'floor':>7}{'aim':>6}")
    for page in pages:
        line = f"{_padded(page.name, 44)}{page.rate:>8.0f}{page.p95_ms:>8.1f}{page.cpu_ms:>8.2f}"
        if page is not base:
            # Each round has its own reference: what else the machine does falls on both.
            ratio = statistics.median(
                mine.rate / its.rate for mine, its in zip(page.results, base.results, strict=True)
            )
            if not page.floor:
                print(f"{line}{ratio:>8.2f}")
                continue
            mark = "BELOW THE FLOOR" if ratio < page.floor else "reaches the aim" if ratio >= page.aim else ""
            line += f"{ratio:>8.2f}{page.floor:>7.2f}{page.aim:>6.2f}  {mark}"
        print(line)
        if page.wrong:
            print(f"    {len(page.wrong)} wrong answers, for instance: {page.wrong[0][:120]!r}")


def _padded(text: str, width: int) -> str:
    """Chinese characters take two columns."""
    return text + " " * max(1, width - len(text) - sum(ord(char) > 0x2E80 for char in text))


if __name__ == "__main__":
    raise SystemExit(main())
