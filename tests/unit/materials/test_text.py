"""What people type in different widths, scripts and signs folds to one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.materials.text import fold, simplified


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Φ 25 × 12米", "φ25*12m"),
        ("ф25X12M", "φ25*12m"),
        ("Ø25＊12m", "φ25*12m"),
        ("∅25✕12m", "φ25*12m"),
        ("⌀25x12m", "φ25*12m"),
        ("ＨＲＢ４００Ｅ", "hrb400e"),
        ("螺紋鋼", "螺纹钢"),
        ("熱軋捲板", "热轧卷板"),
        ("3.0*1500*C", "3.0*1500*c"),
        ("0.5X1250XC", "0.5*1250*c"),
        ("DX51D+Z80", "dx51d+z80"),
        ("Ф16~25", "φ16-25"),
        ("18－22", "18-22"),
        ("18至22", "18-22"),
        ("P·O 42.5R", "p.o 42.5r"),
        ("304／2B", "304/2b"),
        ("20a#×12m", "20a#*12m"),
        ("20a×12m", "20a*12m"),
        ("max 5", "max 5"),
        ("100平方米", "100平方米"),
        ("一\u3000二\u00a0\t三", "一 二 三"),
        ("a\x00b\u202ec", "a bc"),
    ],
)
def test_equal_writings_fold_to_one(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_by_sign_is_unified_only_between_numbers() -> None:
    assert fold("xx牌 3x5") == "xx牌 3*5"


@given(st.text(max_size=80))
def test_folding_any_text_never_fails_and_is_stable(text: str) -> None:
    once = fold(text)
    assert once == once.strip()
    assert "\x00" not in once
    assert fold(once) == fold(fold(once))


def test_text_without_han_is_returned_untouched() -> None:
    assert simplified("HRB400E") == "HRB400E"
