"""Lines taken for no goods are kept, whatever sheet and chunk they stand in; those that became rows are not among them."""

from __future__ import annotations

from portal.intake.leftovers import MOST, Leftovers
from portal.intake.picking import raw_rows
from portal.intake.tables import read_sheets, read_text


def left(sheets: object) -> Leftovers:
    leftovers = Leftovers()
    list(leftovers.without(raw_rows(leftovers.watch(sheets))))  # type: ignore[arg-type]
    return leftovers


def test_pasted_lines_without_goods_are_kept() -> None:
    found = left([read_text("今日报价，仅供参考\n沙钢 HRB400E 25×12 3720\n随便写点看不懂的\n敬业 三级抗震 12*9 3680")])
    assert found.lines == [["", 1, "今日报价，仅供参考"], ["", 3, "随便写点看不懂的"]]
    assert found.count == 2


def test_titles_headers_and_totals_are_kept_and_rows_are_not() -> None:
    found = left(read_sheets("某公司报价,,\n品名,规格,单价\n螺纹钢,25,3650\n合计,,3650\n高线,8,3700\n".encode()))
    assert [row for _sheet, row, _text in found.lines] == [1, 2, 4]


def test_many_are_counted_and_few_are_kept() -> None:
    noise = "\n".join(f"没有货的一行{'甲' * (number % 3)}" for number in range(1000))
    found = left([read_text(f"{noise}\n沙钢 HRB400E 25×12 3720\n{noise}")])
    assert found.count == 2000
    assert len(found.lines) == MOST
