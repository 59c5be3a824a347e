"""What must hold of every text: order and signs change nothing, canonical forms read back, nothing breaks the parser or holds it up."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.materials.reading import LIMIT, Reading, read
from portal.materials.reading.rewriting import readable
from portal.materials.text import fold_characters
from tests.unit.materials.test_reading import cases

BOUND_S = 0.25  # far above what it takes, so that a busy machine does not fail it; a search for quadratic steps
_FIELDS = (
    "category",
    "product_name",
    "grade",
    "spec",
    "mill",
    "city",
    "quantity_t",
    "price_min",
    "price_max",
    "conditions",
)

# Parts whose words each say one thing; a line is any of them in any order.
_GOODS = (
    ("螺纹钢", ("HRB400E", "三级抗震"), ("Φ25×12m", "25 12米", "Φ18-22", "16/20")),
    ("盘螺", ("HRB400",), ("Φ8", "8-10")),
    ("热卷", ("Q235B", "SPHC"), ("3.0*1500*C", "5.75×1500×C")),
    ("中厚板", ("Q355B", "NM400"), ("20*2200*10000",)),
    ("H型钢", ("Q235B",), ("H300*300*10*15",)),
    ("槽钢", ("Q235B",), ("16#×9m", "20a#")),
    ("角钢", ("Q355B",), ("∠50*5", "63*63*6")),
    ("无缝管", ("20#", "Q355B"), ("Φ219*8",)),
    ("焊管", ("Q235B",), ("DN100*4.0",)),
    ("不锈钢板", ("304", "316L"), ("1.5*1219*C",)),
)
_OTHERS = (
    ("", "沙钢", "敬业", "首钢"), ("", "天津", "佛山", "乐从"), ("", "100吨", "33.5t"), ("", "3700以下", "≥3600", "3600-3700", "价格3700"), ("", "现货"), ("", "含税", "不含税"), ("", "理计"),
)  # fmt: skip


def said(reading: Reading) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in _FIELDS}


@st.composite
def lines(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    name, grades, specs = draw(st.sampled_from(_GOODS))
    parts = [name, draw(st.sampled_from(grades)), draw(st.sampled_from(specs))]
    parts += [part for others in _OTHERS if (part := draw(st.sampled_from(others)))]
    return parts, draw(st.permutations(parts))


@given(lines())
@settings(max_examples=300)
def test_order_of_words_does_not_matter(line: tuple[list[str], list[str]]) -> None:
    usual, other = line
    assert said(read(" ".join(usual))) == said(read(" ".join(other)))


_BY = "×xX*＊✕╳✖"
_TO = "-~～—–－至"
_DIAMETER = "ΦφФфØø∅⌀"


@given(
    st.sampled_from(_BY), st.sampled_from(_TO), st.sampled_from(_DIAMETER), st.booleans(), st.booleans(), st.booleans()
)
@settings(max_examples=300)
def test_kinds_of_signs_do_not_matter(by: str, to: str, diameter: str, wide: bool, spaced: bool, old: bool) -> None:
    gap = " " if spaced else ""
    for line in (
        "三级抗震螺纹钢 Φ25×12m 天津 3600-3700 100吨",
        "热轧卷板 3.0×1500×C Q235B 上海 3700以内",
        "螺纹钢 Φ18-22 HRB400E 含税",
        "无缝管 Φ219×8 20# 理计",
    ):
        typed = line.replace("×", f"{gap}{by}{gap}").replace("-", to).replace("Φ", f"{diameter}{gap}")
        if old:
            typed = typed.translate(str.maketrans("级纹钢热轧卷无缝税内计", "級紋鋼熱軋捲無縫稅內計"))
        if wide:
            typed = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in typed)
        assert said(read(typed)) == said(read(line)), typed


@pytest.mark.parametrize("text", [text for text, _expected in cases()])
def test_what_was_read_reads_back_to_itself(text: str) -> None:
    first = read(text)
    guessed = {span.field for span in first.spans if span.sure <= 0.6}  # a lone word in a full quote line
    mill = None if "mill" in guessed else first.mill
    parts = (first.product_name, first.grade, first.spec, mill, first.city, *first.conditions)
    again = read(" ".join(part for part in parts if part))
    if first.category is None:
        return
    assert again.mill == mill, again.text
    for field in ("category", "grade", "spec", "city", "conditions"):
        assert getattr(again, field) == getattr(first, field), (field, again.text)


@given(st.text(max_size=300))
@settings(max_examples=500)
def test_any_text_is_answered(text: str) -> None:
    sound(text)


_PIECES = st.sampled_from(
    "螺纹 三级 25 Φ × * - / 3700 以下 吨 米 . , # 0 9 送到 天津 沙 钢 E HRB P·O 42.5 % ± ( ) 不 级 — 〇 万 千 k t C kg 元 \n \x00 é ﷺ 𠮷 ½ ㎜ Ⅲ".split(
        " "
    )
)


@given(st.lists(_PIECES, max_size=60).map("".join))
@settings(max_examples=500)
def test_any_jumble_of_the_trades_pieces_is_answered(text: str) -> None:
    sound(text)


@given(st.lists(_PIECES, max_size=60).map("".join), st.sampled_from(["rebar", "plate", "brass", "timber", None]))
@settings(max_examples=300)
def test_rewriting_for_specs_keeps_every_place(text: str, category: str | None) -> None:
    folded = fold_characters(text)
    assert len(readable(folded, folded, category)) == len(folded)


def sound(text: str) -> Reading:
    """The reading of a text, checked for what holds of all of them."""
    begin = time.process_time()
    reading = read(text)
    assert time.process_time() - begin < BOUND_S
    assert reading.text == text
    for span in reading.spans:
        assert text[span.start : span.end] == span.text
    assert reading.price_min is None or reading.price_min > 0
    assert reading.quantity_t is None or reading.quantity_t >= 0
    json.dumps(reading.as_json())
    return reading


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000, "1 " * 500_000, "1*" * 500_000, "螺" * 100_000, "a" * 50_000, "(" * 10_000, "Φ" * 10_000, "-" * 10_000, "3700以" * 10_000, "1,000," * 10_000,
        "送到" * 5_000, " " * 100_000, "\n" * 100_000, "1.1.1." * 10_000, "hrb" * 10_000, "p.o" * 10_000, "三千" * 10_000, "不" * 10_000, "1-" * 10_000, "元/" * 10_000,
        "＊" * 10_000, "天津到" * 5_000, "99%" * 5_000, "2024-" * 5_000, "ﷺ" * 5_000, "\u0301" * 10_000, "0" * 999 + "吨", "9" * 9 + "吨", "0吨", "0元", "0以下",
    ],
    ids=lambda text: f"{text[:6]!r}…{len(text)}",
)  # fmt: skip
def test_a_long_or_odd_text_is_answered_within_its_bound(text: str) -> None:
    assert sound(text).cut == (len(text) > LIMIT)


def test_every_naughty_string_is_answered_within_its_bound(naughty: Sequence[str]) -> None:
    for text in naughty:
        sound(text)
        sound(f"螺纹25 {text} 天津 3700以下")
