"""Hostile texts are trimmed in time that grows with their length, and never more is said than was written."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.mailroom.reading import read
from portal.mailroom.trimming import trim

SIZE = 1_000_000
HOSTILE: dict[str, Callable[[], str]] = {
    "one line": lambda: "a" * SIZE,
    "marks": lambda: ">" * SIZE,
    "heads": lambda: "From:\n" * (SIZE // 6),
    "heads with address": lambda: "发件人: a@b.cn\n\n" * (SIZE // 14),
    "colons": lambda: "On 2026-01-01 :\n" * (SIZE // 16),
    "starts": lambda: "On 2026 a\n" * (SIZE // 10),
    "attributions": lambda: "On 1 Jan 2026, <a@b.cn> wrote:\n> x\ny\n" * (SIZE // 38),
    "dashes": lambda: "-" * SIZE,
    "lines of dashes": lambda: "--\n" * (SIZE // 3),
    "underscores": lambda: "__\nx\n" * (SIZE // 5),
    "pipes": lambda: "|\n" * (SIZE // 2) + "签名由 网易邮箱大师 定制",
    "addresses": lambda: "a@" * (SIZE // 2),
    "spaces": lambda: " " * SIZE + "x",
    "newlines": lambda: "\n" * SIZE,
    "answers between": lambda: "> q\na\n" * (SIZE // 6),
    "sent from": lambda: "Sent from my iPhone\n\n" * (SIZE // 21),
    "regards": lambda: "Regards\n" * (SIZE // 8),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_takes_seconds_at_most(name: str) -> None:
    text = HOSTILE[name]()
    begun = time.process_time()
    trim(text)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("html", ["<div>" * 150_000, "<blockquote>a" * 80_000, "<" * SIZE, "<a " * 300_000, "<!--" * 250_000, "&" * SIZE, "</div>" * 150_000], ids=lambda text: text[:8])  # fmt: skip
def test_hostile_html_takes_seconds_at_most(html: str) -> None:
    begun = time.process_time()
    read(f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{html}".encode()).new_text()
    assert time.process_time() - begun < 8


@given(st.text(alphabet="ab>\n -:：发件人写道@.<1", max_size=300))
@settings(max_examples=200, deadline=None)
def test_nothing_is_made_up(text: str) -> None:
    written = {line.strip() for line in text.replace("\r", "\n").split("\n")}
    assert {line.strip() for line in trim(text).split("\n")} <= written | {""}


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(data: bytes) -> None:
    read(data).new_text()
    read(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + data).new_text()
