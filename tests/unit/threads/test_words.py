"""What may be said, and how it is stored."""

from __future__ import annotations

import pytest

from portal.core.errors import Invalid
from portal.threads.words import key_of, prepare, subject_of


def test_words_are_rendered_and_cannot_run() -> None:
    words = prepare("**好**的 <script>alert(1)</script> [x](javascript:alert(1))\n\n- 一\n- 二")
    assert "<strong>好</strong>" in words.html
    assert "<li>一</li>" in words.html
    assert "<script" not in words.html
    assert "href" not in words.html
    assert words.excerpt.startswith("好的")


@pytest.mark.parametrize("body", ["", "   ", "\n\n"])
def test_nothing_is_no_message(body: str) -> None:
    with pytest.raises(Invalid) as failed:
        prepare(body)
    assert failed.value.field == "body"


def test_files_alone_are_a_message() -> None:
    words = prepare("", file_names=("质保书.pdf",))
    assert (words.body, words.html, words.excerpt) == ("", "", "质保书.pdf")


def test_ten_thousand_characters_and_no_more() -> None:
    assert len(prepare("字" * 10_000).body) == 10_000
    with pytest.raises(Invalid):
        prepare("字" * 10_001)


def test_a_subject_is_one_line() -> None:
    assert subject_of("  询价\n螺纹\t钢 ") == "询价 螺纹 钢"
    for bad in ("", " \n ", "字" * 101):
        with pytest.raises(Invalid):
            subject_of(bad)


def test_a_key_is_short_and_plain() -> None:
    assert key_of("abcdEFGH-_12") == "abcdEFGH-_12"
    assert len(key_of("")) >= 8
    for bad in ("short", "x" * 41, "with space1", "中文键中文键中文键", "abcdefgh\n"):
        with pytest.raises(Invalid):
            key_of(bad)
