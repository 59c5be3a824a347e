"""Whatever is killed comes back, nothing stays behind, and the data are ours alone."""

from __future__ import annotations

import time

import psutil

from tests.processes.conftest import RunningPortal


def test_nobody_else_on_the_machine_reads_the_data(portal: RunningPortal) -> None:
    kept = [path for path in portal.folder.rglob("*") if path.name != "serve.log"]
    assert {"portal.db", "secret_key", "search_index"} <= {path.name for path in kept}
    assert [path for path in kept if path.exists() and path.stat().st_mode & 0o077] == []


def test_a_killed_worker_is_started_again(portal: RunningPortal) -> None:
    first = {process.pid for process in portal.children("worker")}
    portal.kill("flask --app wsgi worker")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not ({process.pid for process in portal.children("worker")} - first):
        time.sleep(0.2)
    assert {process.pid for process in portal.children("worker")} - first


def test_a_killed_web_server_is_started_again(portal: RunningPortal) -> None:
    portal.kill("gunicorn")
    portal.wait_ready(30)


def test_nothing_outlives_a_killed_supervisor(portal: RunningPortal) -> None:
    assert portal.process is not None
    children = portal.children("wsgi")
    assert len(children) >= 3
    portal.process.kill()
    portal.process.wait()
    _gone, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []


def test_ctrl_c_stops_all_quickly(portal: RunningPortal) -> None:
    portal.start()
    children = portal.children("wsgi")
    began = time.monotonic()
    portal.stop()
    assert time.monotonic() - began < 15
    assert [child for child in children if child.is_running()] == []
