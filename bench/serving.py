"""The portal as it is served, with many listings: how soon what is published is found while readers search, and a rebuild meanwhile."""

from __future__ import annotations

import argparse
import http.client
import itertools
import math
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select

from bench import servers
from bench.driver import Result, drive, get
from bench.market import build
from portal import create_app
from portal.accounts.models import User
from portal.config import ROOT, Settings
from portal.listings.services.drafting import create_draft
from portal.listings.services.lifecycle import publish_listing
from portal.listings.values import ListingValues
from portal.organisations.actors import actor_of

SUPPLIER = "supplier@example.com"
_NEWEST = "/search?kind=supply&sort=newest"
_GIVE_UP_S = 30.0
_LOOK_S = 0.02


def measure(options: argparse.Namespace, questions: Sequence[str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bench-serving-") as name, ExitStack() as stack:
        folder = Path(name)
        environ = {"PORTAL_DATA_DIR": str(folder / "data"), "PORTAL_DEMO": "0"}
        app = create_app(Settings.from_environment(environ))
        began = time.monotonic()
        build(app, listings=options.documents, threads=100)
        print(
            f"\nthe portal with {options.documents:,} listings, {options.readers} readers searching; built in {time.monotonic() - began:.0f} s"
        )
        port = servers.free_port()
        command = servers.gunicorn("wsgi:app", port, "-k", "gthread", "--threads", "128", "--graceful-timeout", "5")
        stack.enter_context(servers.running(command, environ=environ, log=folder / "web.log", port=port))
        worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        stack.enter_context(servers.running(worker, environ=environ, log=folder / "worker.log"))
        time.sleep(2)  # both have read the index
        with readers(port, questions, options.readers) as ended:
            first = _publish(app, port)  # the worker reads its dictionaries at the first one after a start
            waited = sorted(_publish(app, port) for _ in range(options.publish))
        read = ended()
        _say("published", read)
        middle, high = waited[len(waited) // 2], p95(waited)
        print(
            f"published to found by every web process: p50 {middle:.2f} s, p95 {high:.2f} s (2 allowed); "
            f"the first after a start {first:.2f} s"
        )
        with readers(port, questions, options.readers, pause_s=1) as ended:
            seconds, count, peak_mb = _rebuild(environ)
        _say("rebuilt, each reader pausing for a second between two searches", ended())
        print(
            f"rebuild: {count:,} documents in {seconds:.1f} s, {count / seconds:,.0f} a second (700 wanted), "
            f"{peak_mb:.0f} MB at most"
        )
    return {"findable_p95_s": high, "rebuild_per_s": count / seconds, "rebuild_peak_mb": peak_mb}


@contextmanager
def readers(port: int, questions: Sequence[str], count: int, *, pause_s: float = 0) -> Iterator[Any]:
    """So many readers who search, in a process of their own, until the block ends; yields how to get their Result."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_read, args=(theirs, port, list(questions), count, pause_s), daemon=True
    )
    process.start()
    results: list[Result] = []
    try:
        yield lambda: results[0]
    finally:
        mine.send("enough")
        results.append(mine.recv())
        process.join(10)


def _read(pipe: Any, port: int, questions: list[str], count: int, pause_s: float) -> None:
    random.Random(5).shuffle(questions)
    paths = itertools.cycle([f"/search?q={quote(text)}" for text in questions])
    whole = Result()
    began = time.perf_counter()
    while not pipe.poll():
        if pause_s:  # one after the other, as often as so many would ask
            _one(port, next(paths), whole)
            time.sleep(max(0.0, pause_s / count - whole.times[-1]))
        else:
            part = drive(port, lambda: get(next(paths)), status=200, seconds=1, connections=count)
            whole.times += part.times
            whole.wrong += part.wrong
    whole.seconds = time.perf_counter() - began
    pipe.send(whole)


def _one(port: int, path: str, into: Result) -> None:
    began = time.perf_counter()
    status, page = _get(port, path)
    into.times.append(time.perf_counter() - began)
    if status != 200:
        into.wrong.append(page[:400])


def p95(ordered: Sequence[float]) -> float:
    """Of values in ascending order: what 95 of 100 do not exceed."""
    return ordered[math.ceil(len(ordered) * 0.95) - 1]


def _say(what: str, read: Result) -> None:
    times = sorted(read.times)
    print(
        f"while it {what}: {read.rate:.0f} searches a second, p50 {times[len(times) // 2] * 1000:.0f} ms, "
        f"p95 {p95(times) * 1000:.0f} ms, {len(read.wrong)} wrong answers"
    )
    for answer in read.wrong[:1]:
        print(f"    for instance {answer[:120]!r}")


def _publish(app: Flask, port: int) -> float:
    """Publish one listing as its supplier does; how long until three looks in a row show it, whichever process answers."""
    values = ListingValues(
        category="rebar", product_name="螺纹钢", grade="HRB400E", spec="Φ25×12m", quantity=Decimal(100), price=Decimal(3500), city="天津",
        contact_name="李工", contact_phone="138 0000 0000", delivery_terms="delivered", payment_terms="cash",
    )  # fmt: skip
    database = app.extensions["portal.database"]
    with database.writing() as session:
        user = session.scalars(select(User.id).where(User.email == SUPPLIER)).one()
        actor = actor_of(session, user)
        assert actor is not None
        no = publish_listing(session, actor, no=create_draft(session, actor, kind="supply", values=values).no).no
    began = time.perf_counter()
    seen_s, seen = 0.0, 0
    while seen < 3:
        waited = time.perf_counter() - began
        if waited > _GIVE_UP_S:
            raise RuntimeError(f"{no} was not found within {_GIVE_UP_S:.0f} s")
        if _shows(port, f"/listings/{no}"):
            seen_s, seen = seen_s if seen else waited, seen + 1
        else:
            seen = 0
        time.sleep(_LOOK_S)
    return seen_s


def _shows(port: int, link: str) -> bool:
    return link.encode() in _get(port, _NEWEST)[1]


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept": "text/html"})
    answer = connection.getresponse()
    page = answer.read()
    connection.close()
    return answer.status, page


def _rebuild(environ: dict[str, str]) -> tuple[float, int, float]:
    """`flask reindex` beside everything else: seconds, documents, its largest size in MB."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "reindex"]
    began, peak_mb = time.perf_counter(), 0.0
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        peak_mb = max(peak_mb, _largest_mb(process.pid))
        time.sleep(0.05)
    took = time.perf_counter() - began
    said = process.communicate()[0].decode()
    if process.returncode:
        raise RuntimeError(f"reindex failed: {said[-500:]}")
    digits = [int(part.replace(",", "")) for part in said.split() if part.replace(",", "").isdigit()]
    return took, max(digits), peak_mb


def _largest_mb(pid: int) -> float:
    """What the process held at most so far. Not its rusage: that begins with the size of the parent it was forked from."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0
