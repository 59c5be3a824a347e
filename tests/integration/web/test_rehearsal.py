"""What a web server answers to itself before it forks: shared by all, seen by nobody."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from structlog.testing import capture_logs

from portal.core.audit import request_id
from portal.core.uow import Database
from portal.web.rehearsal import rehearse


def test_it_is_neither_counted_nor_logged_and_leaves_nothing_open(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[dict[str, Any]] = []
    monkeypatch.setattr(app.extensions["portal.metrics"], "observe", lambda **each: counted.append(each))
    assert app.extensions["portal.search"].engine.load() in {True, False}
    before, id_before = set(threading.enumerate()), request_id.get("")
    with capture_logs() as lines:
        rehearse(app, "/search?q=螺纹&page=2")
    assert lines == []
    assert counted == []
    assert request_id.get("") == id_before
    assert set(threading.enumerate()) <= before
    assert database.engine.pool.checkedin() == 0  # type: ignore[attr-defined]
    assert app.extensions["portal.search.log"]._counts == {}


def test_the_first_page_that_fails_ends_it(app: Flask) -> None:
    with capture_logs() as lines:
        rehearse(app, "/no-such-page", "/neither")
    assert [(line["event"], line["path"]) for line in lines] == [("rehearsal ended", "/no-such-page")]
