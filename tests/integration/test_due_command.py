"""`flask due`: the moment and nothing else on the output; one sentence and exit code 2 for what cannot be read."""

from __future__ import annotations

import json

import pytest
from flask import Flask

READ = [
    ("2026-02-13T16:40+08:00", "120", "2026-02-14T09:10:00+08:00"),
    ("2026-02-13T16:40", "120", "2026-02-14T09:10:00+08:00"),
    ("2026-02-13T08:40Z", "120", "2026-02-14T09:10:00+08:00"),
    ("2026-02-13t08:40:00.000z", "120", "2026-02-14T09:10:00+08:00"),
    ("2026-02-13T03:40-05:00", "120", "2026-02-14T09:10:00+08:00"),
    ("2026-02-13T16:40:30+08:00", "120", "2026-02-14T09:10:30+08:00"),
    ("2026-11-18T09:00:00.5+08:00", "60", "2026-11-18T10:00:00.500000+08:00"),
    ("2026-11-18 09:00", "60", "2026-11-18T10:00:00+08:00"),
    ("2026-11-18T12:00+08:00", "1", "2026-11-18T13:31:00+08:00"),
    ("2026-11-18T12:15+08:00", "0", "2026-11-18T13:30:00+08:00"),
    ("2026-11-18T11:00+08:00", "60", "2026-11-18T12:00:00+08:00"),
    ("2026-11-18T24:00+08:00", "1", "2026-11-19T08:31:00+08:00"),
    ("2025-12-31T24:00:00Z", "30", "2026-01-04T09:00:00+08:00"),
    ("2025-12-31T17:30+08:00", "60", "2026-01-04T09:00:00+08:00"),
    ("2026-09-20T10:00+08:00", "60", "2026-09-20T11:00:00+08:00"),
    ("2026-03-29T02:30+01:00", "60", "2026-03-30T09:30:00+08:00"),
    ("2026-12-31T17:00+08:00", "120", "2027-01-04T09:30:00+08:00"),
]
UNREAD = [
    ("", "60"),
    ("tomorrow", "60"),
    ("2026-02-30T09:00", "60"),
    ("2026-11-18T25:00", "60"),
    ("2026-11-18T24:01", "60"),
    ("2026-11-18T24:00:01", "60"),
    ("2026-11-18T09:00+25:00", "60"),
    ("0001-01-01T00:00", "60"),
    ("9999-12-31T24:00", "60"),
    ("2026-11-18T09:00+08:00", ""),
    ("2026-11-18T09:00+08:00", "-1"),
    ("2026-11-18T09:00+08:00", "1.5"),
    ("2026-11-18T09:00+08:00", "abc"),
    ("2026-11-18T09:00+08:00", "999999999"),
    ("2026-11-18T09:00+08:00", "9" * 40),
]


@pytest.mark.parametrize(("start", "minutes", "due"), READ)
def test_the_moment_alone_is_printed(app: Flask, start: str, minutes: str, due: str) -> None:
    run = app.test_cli_runner().invoke(args=["due", "--start", start, "--minutes", minutes, "--json"])
    assert (run.exit_code, run.stdout, run.stderr) == (0, json.dumps({"due_at": due}) + "\n", "")


@pytest.mark.parametrize(("start", "minutes"), UNREAD)
def test_what_cannot_be_read_is_said(app: Flask, start: str, minutes: str) -> None:
    run = app.test_cli_runner().invoke(args=["due", "--start", start, "--minutes", minutes, "--json"])
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr.startswith("Error: ")
    assert len(run.stderr.splitlines()) == 1
