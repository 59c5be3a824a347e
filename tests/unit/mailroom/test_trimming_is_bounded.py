"""Hostile texts are trimmed in time that grows with their length, and never more is said than was written."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.mailroom.reading import read
from portal.mailroom.trimming import trim
from tests.unit.mailroom.whole_mails import build, cases

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


BODIES = {
    "marked lines": b"> aaaa bbbb\n",
    "blank lines": b"\n",
    "one line": b"a ",
    "one line of Chinese": "可以，张伟 ".encode(),
    "names": "张伟\n".encode(),
    "visiting cards": "张伟\n天津有限公司\n13800000000\n\n".encode(),
    "bars amid a line": "a ---- 原始邮件 ---- ".encode(),
    "labels alone": "发件人\n".encode(),
    "memo heads": b"a@b.cn\n20/11/2026 15:20\n",
    "lines told amid": b"a On Mon, 2026 x wrote: ",
    "told in Chinese": "。在 2026年 写道：".encode(),
    "words after wrote": b"On 2026 a@b.cn wrote: x ",
    "notices": "重要提示：本邮件\n".encode(),
    "Latin letters": b"gr\xfc\xdfe ",
    "cells": b"<td>a</td>",
    "cells in cells": b"<td>a<p>b<td><p>c</p></td>",
    "flowing lines": b"aaaa \n",
    "flowing answers": b"> a \n>> b \n",
}
LARGE = 400_000


@pytest.mark.parametrize("kind", ["plain; format=flowed", "html"])
@pytest.mark.parametrize("name", BODIES)
def test_four_times_the_length_takes_no_more_than_about_four_times_the_work(name: str, kind: str) -> None:
    head = f"MIME-Version: 1.0\nContent-Type: text/{kind}\n\n".encode()

    def seconds(size: int) -> float:
        data = head + BODIES[name] * (size // len(BODIES[name]))
        begun = time.process_time()
        read(data).new_text()
        return time.process_time() - begun

    seconds(10_000)
    assert seconds(LARGE) < 9 * seconds(LARGE // 4) + 0.1  # with the square of the length it would be sixteen times


@pytest.mark.parametrize("html", ["<div>" * 150_000, "<blockquote>a" * 80_000, "<" * SIZE, "<a " * 300_000, "<!--" * 250_000, "&" * SIZE, "</div>" * 150_000], ids=lambda text: text[:8])  # fmt: skip
def test_hostile_html_takes_seconds_at_most(html: str) -> None:
    begun = time.process_time()
    read(f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{html}".encode()).new_text()
    assert time.process_time() - begun < 8


@given(st.text(alphabet="ab>\n -:：发件人写道@.<1", max_size=300))
@settings(max_examples=200)
def test_nothing_is_made_up(text: str) -> None:
    written = {line.strip() for line in text.replace("\r", "\n").split("\n")}
    assert {line.strip() for line in trim(text).split("\n")} <= written | {""}


WHOLE = [build(case) for case in cases()][::7]


@given(st.sampled_from(WHOLE), st.data())
@settings(max_examples=300)
def test_damaged_mails_are_read(mail: bytes, data: st.DataObject) -> None:
    """Cut short, with pieces doubled, taken out or made nonsense: never an error, and no more than was in it."""
    for _change in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.integers(0, len(mail)))
        last = min(len(mail), first + data.draw(st.integers(0, 60)))
        piece = data.draw(st.sampled_from([b"", b"\n\n", b"\x00", b"\xff\xfe", b"--NX--", b"=", b"\r", mail[first:last] * 2, b"charset=utf-7", b"charset=no-such", b"charset=\"a\x00b\"", b'"']) | st.binary(max_size=12))  # fmt: skip
        mail = mail[:first] + piece + mail[last:]
    text = read(mail[: data.draw(st.integers(0, len(mail)))] if data.draw(st.booleans()) else mail).new_text()
    assert len(text) <= 3 * len(mail) + 100
    text.encode("utf-8", "replace")


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_are_read(data: bytes) -> None:
    read(data).new_text()
    read(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + data).new_text()
