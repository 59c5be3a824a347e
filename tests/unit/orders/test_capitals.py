"""Amounts in Chinese capitals, by the central bank's own examples and the places where noughts go wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.orders.capitals import BOUND, capitals

CASES = [
    ("0", "人民币零元整"),
    ("0.01", "人民币壹分"),
    ("0.10", "人民币壹角整"),
    ("0.15", "人民币壹角伍分"),
    ("1", "人民币壹元整"),
    ("10", "人民币壹拾元整"),
    ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
    ("6007.14", "人民币陆仟零柒元壹角肆分"),
    ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
    ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
    ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "人民币叁佰贰拾伍元零肆分"),
    ("50000.05", "人民币伍万元零伍分"),
    ("100050.30", "人民币壹拾万零伍拾元叁角整"),
    ("1005000", "人民币壹佰万伍仟元整"),
    ("10010010", "人民币壹仟零壹万零壹拾元整"),
    ("100000000", "人民币壹亿元整"),
    ("100001000", "人民币壹亿零壹仟元整"),
    ("100010000", "人民币壹亿零壹万元整"),
    ("20000000000", "人民币贰佰亿元整"),
    ("1000000000001", "人民币壹兆零壹元整"),
    ("219000", "人民币贰拾壹万玖仟元整"),
    ("3650.005", "人民币叁仟陆佰伍拾元零壹分"),
]


@pytest.mark.parametrize(("amount", "words"), CASES)
def test_amount_in_capitals(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@pytest.mark.parametrize("amount", [Decimal("-0.01"), BOUND])
def test_what_no_paper_states(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="bounds"):
        capitals(amount)


_DIGITS = {char: number for number, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(words: str) -> int:
    """Fen, read back from the words the way a clerk does."""
    whole, _yuan, rest = words.removeprefix("人民币").removesuffix("整").rpartition("元")
    fen = 0
    for digit, unit in zip(rest.replace("零", "")[::2], rest.replace("零", "")[1::2], strict=True):
        fen += _DIGITS[digit] * {"角": 10, "分": 1}[unit]
    total = group = digit_now = 0
    for char in whole:
        if char in _DIGITS:
            digit_now = _DIGITS[char]
        elif char in _PLACES:
            group += digit_now * _PLACES[char]
            digit_now = 0
        else:
            total += (group + digit_now) * {"万": 10**4, "亿": 10**8, "兆": 10**12}[char]
            group = digit_now = 0
    return (total + group + digit_now) * 100 + fen


@given(st.integers(0, 10**17))
def test_words_read_back_are_the_amount(fen: int) -> None:
    words = capitals(Decimal(fen) / 100)
    assert read(words) == fen
    assert "零零" not in words
