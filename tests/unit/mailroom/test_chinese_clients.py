"""Answers of Chinese mail programs, trimmed as a reader would."""

import pytest

from portal.mailroom.trimming import trim
from tests.unit.mailroom.chinese_samples import SAMPLES


def squeezed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


@pytest.mark.parametrize(
    ("text", "expected"), [sample[1:] for sample in SAMPLES], ids=[sample[0] for sample in SAMPLES]
)
def test_new_words_alone(text: str, expected: str) -> None:
    assert squeezed(trim(text)) == squeezed(expected)


@pytest.mark.parametrize(
    ("text", "expected"), [sample[1:] for sample in SAMPLES], ids=[sample[0] for sample in SAMPLES]
)
def test_line_ends_change_nothing(text: str, expected: str) -> None:
    assert squeezed(trim(text.replace("\n", "\r\n"))) == squeezed(expected)


def test_an_answer_between_lines_can_keep_what_it_answers() -> None:
    text = "在 2026-11-20 15:30，物资通 <a@b.cn> 写道：\n> 数量多少？\n\n30 吨。\n"
    assert trim(text, context=True) == "> 数量多少？\n\n30 吨。"
