"""Whatever is killed comes back, and nothing stays behind."""

from __future__ import annotations

import time

import psutil

from tests.processes.conftest import RunningPortal


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
