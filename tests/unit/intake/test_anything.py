"""Whatever stands in a sheet, reading ends: with rows or reasons, never with a fault, and in bounded time."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.intake.cells import Refusal
from portal.intake.picking import raw_rows
from portal.intake.rows import CELLS, ReadRow, read_cells
from portal.intake.tables import read_sheets, read_text

PIECES = st.sampled_from(
    "螺纹钢 高线 友钢 Φ 25 16/18-22/25 12*9 HRB400E Q235B 沙钢 敬业 天津 3650 4420/4350/4420 0 -1 +20 涨20 60吨 30件 面议 缺货 （ ） ( ) / - × * , ， ： : ¥ 元/吨 含税 过磅 = @ 合计 品名 规格 单价 1e999 99999999999999999999 ٣ Ⅷ ½ ² 𝟙 \u202e \x00".split(
        " "
    )
)
TEXT = st.lists(PIECES | st.text(max_size=6), max_size=5).map(" ".join) | st.lists(PIECES, max_size=4).map("".join)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(CELLS), TEXT))
def test_any_cells(cells: dict[str, str]) -> None:
    found = read_cells(cells)
    assert found
    for one in found:
        assert isinstance(one, Refusal | ReadRow)
        if isinstance(one, ReadRow):
            assert one.price is None or one.price > 0
            assert one.quantity is None or one.quantity >= 0


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(TEXT, max_size=7), max_size=12))
def test_any_table(lines: list[list[str]]) -> None:
    text = "\n".join("\t".join(line) for line in lines)
    for data in ("品名\t规格\t单价\n" + text, f"品名,规格\n{text}".encode("utf-8", "replace"), text):
        try:
            for raw in raw_rows([read_text(data)] if isinstance(data, str) else read_sheets(data)):
                raw.read()
        except Invalid:
            pass


def test_strings_that_break_software(naughty: Sequence[str]) -> None:
    for text in naughty:
        for name in CELLS:
            for one in read_cells({"product": "螺纹钢", "spec": "25", "price": "3650", name: text}):
                assert isinstance(one, Refusal | ReadRow)
                # A number in the price is the one that stands there.
                assert not isinstance(one, ReadRow) or name == "price" or one.price in (None, 3650)


@pytest.mark.parametrize(
    "text", ["3650/" * 4000, "Φ" * 9000, "(" * 9000, "1-" * 5000, "涨" * 9000, "3650 " * 3000, "品名" * 5000]
)
def test_long_cells_take_no_time(text: str) -> None:
    began = time.perf_counter()
    for name in CELLS:
        read_cells({"product": "螺纹钢", "spec": "25", "price": "3650", name: text[:2000]})
    assert time.perf_counter() - began < 3
