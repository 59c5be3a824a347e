"""What the search log keeps of a text: one form, bounded, nobody's address or telephone."""

from __future__ import annotations

import time

import pytest

from portal.search.log import LONGEST, kept


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("螺紋鋼 HRB400E", "螺纹钢 hrb400e"),
        ("Φ25×12m", "φ25*12m"),
        ("ＨＲＢ４００", "hrb400"),
        ("20*2200*10000", "20*2200*10000"),
        ("三级螺纹25 12米 天津 3700以下", "三级螺纹25 12m 天津 3700以下"),
        ("  螺纹钢 \n 天津 ", "螺纹钢 天津"),
    ],
)
def test_the_trades_words_and_measures_are_kept(typed: str, folded: str) -> None:
    assert kept(typed)[0] == folded


@pytest.mark.parametrize(
    "personal",
    [
        "wang@example.com", "ＷＡＮＧ＠example.com", "wang @ example.com", "13800138000", "138-0013-8000", "138 0013 8000",
        "138.0013.8000", "+86 13800138000", "１３８００１３８０００", "138\u200b0013\u200b8000", "022-12345678", "(022)12345678",
        "400-800-8000", "120101199001011234", "12010119900101123X", "一三八零零一三八零零零", "QQ1234567",
    ],
)  # fmt: skip
def test_addresses_and_telephones_are_not_kept(personal: str) -> None:
    folded, shown = kept(f"螺纹钢 {personal} 天津")
    for text in (folded, shown):
        assert "螺纹钢" in text
        assert "天津" in text
        assert "@" not in text
        assert "example" not in text
        assert not any(part in text for part in ("138", "8000", "1234", "一三八"))


def test_a_text_of_nothing_but_a_telephone_leaves_nothing() -> None:
    assert kept("13800138000") == ("", "")
    assert kept(" \u202e\x00 ") == ("", "")


@pytest.mark.parametrize(
    "typed", ["钢" * 50_000, "ﷺ" * 300, "1" * 999, "a@" * 5000, "@" * 5000, "(0" * 5000, "\ud83d" * 300]
)
def test_long_and_hostile_texts_are_cut_at_once(typed: str) -> None:
    began = time.perf_counter()
    folded, shown = kept(typed)
    assert time.perf_counter() - began < 0.1
    assert len(folded) <= LONGEST
    assert len(shown) <= LONGEST
    folded.encode()
    shown.encode()
