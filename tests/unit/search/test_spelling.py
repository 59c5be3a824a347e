"""One wrong character or key in a longer word is noticed; what merely sounds alike is not."""

from __future__ import annotations

import time

import pytest

from portal.search.spelling import corrections


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("三级抗震螺闻钢", "三级抗震螺纹钢"),
        ("不袖钢板卷", "不锈钢板卷"),
        ("商品混疑土", "商品混凝土"),
        ("luowengamg", "luowengang"),  # a neighbouring key
        ("luowenggang", "luowengang"),  # one too many
        ("luowngang", "luowengang"),  # one too few
        ("luowengnag", "luowengang"),  # two swapped
        ("hrb4o0e", "hrb400e"),
        ("q355bb 天津", "q355b 天津"),
        ("galvanisde", "galvanised"),
    ],
)
def test_one_wrong_character_is_noticed(typed: str, meant: str) -> None:
    assert meant in corrections(typed)


@pytest.mark.parametrize(
    "typed", ["", "景点", "经典旅游", "螺纹钢", "luowengang", "hrb400e", "天津恒达物资有限公司", "abc", "沙刚"]
)
def test_short_right_and_foreign_words_are_left_alone(typed: str) -> None:
    assert corrections(typed) == ()


@pytest.mark.parametrize("typed", ["三级抗震螺闻" * 200, "luowengamg " * 100, "x" * 50_000, "钢" * 50_000, "a1" * 9000])
def test_long_text_is_given_up_soon(typed: str) -> None:
    corrections("螺纹钢板卷")
    began = time.process_time()
    assert len(corrections(typed)) <= 4
    assert time.process_time() - began < 0.1
