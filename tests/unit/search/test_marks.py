"""Hits are marked in titles without changing them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.marks import marked
from portal.search.query import parse


@pytest.mark.parametrize(
    ("typed", "title", "shown"),
    [
        ("螺纹钢 25", "三级抗震螺纹钢 HRB400E Φ25×12m", "三级抗震[螺纹钢] HRB400E Φ[25]×12m"),
        ("hrb400", "螺紋鋼ＨＲＢ４００Ｅ", "螺紋鋼[ＨＲＢ４００]Ｅ"),
        ("螺纹", "螺紋鋼", "[螺紋]鋼"),
        ("φ25*12m", "Φ25×12m", "[Φ25×12m]"),
        ("热轧卷", "热轧板卷", "[热轧]板[卷]"),
        ("25", "12500 25 2.25", "12500 [25] 2.25"),
        ("304/2b", "304 冷轧板 2B", "[304] 冷轧板 [2B]"),
        ("无此", "螺纹钢", "螺纹钢"),
        ("螺纹钢", "天钢 · 钢材库", "天钢 · 钢材库"),
        ("", "螺纹钢", "螺纹钢"),
    ],
)
def test_hits_are_marked(typed: str, title: str, shown: str) -> None:
    assert "".join(f"[{piece}]" if hit else piece for piece, hit in marked(title, parse(typed))) == shown


@given(typed=st.text(max_size=60), title=st.text(max_size=60))
def test_marking_never_changes_the_text(typed: str, title: str) -> None:
    assert "".join(piece for piece, _hit in marked(title, parse(typed))) == title
