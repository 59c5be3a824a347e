"""Sheets that go out: a template with drop-downs, and the company's supply in a form that imports again unchanged.

No cell of either can run as a formula: everything but numbers is written as text, and text that begins like a formula gets an
apostrophe, which reading takes off again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from portal.intake.numbered import HELD
from portal.materials.categories import CATEGORIES
from portal.materials.grades import grades_for

TITLES: dict[str, str] = {
    "product": "品名", "grade": "材质", "spec": "规格", "mill": "钢厂", "origin": "产地", "standard": "执行标准", "quantity": "数量",
    "unit": "单位", "price": "单价", "price_remark": "价格说明", "warehouse": "仓库", "city": "城市", "remark": "备注",
}  # fmt: skip
"""The names of our own columns; the trade's, in every language, since they are what is read again."""

NUMBER = "信息编号"
WIDTHS = {"product": 14, "grade": 12, "spec": 16, "mill": 12, "remark": 30, "warehouse": 18, "price_remark": 14}
ROWS_WITH_CHOICES = 1000
_NUMBERS = frozenset({"quantity", "price"})
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def template(warehouses: Sequence[str]) -> bytes:
    """An empty sheet with drop-downs for products, grades, units and warehouses."""
    out, book = new_book()
    sheet = book.add_worksheet("库存报价")
    choices = book.add_worksheet("选项")
    choices.hide()
    head = head_format(book)
    lists = {
        "product": [one.name_zh for one in CATEGORIES],
        "grade": list(dict.fromkeys(grade for one in CATEGORIES for grade in grades_for(one.code)[:6])),
        "unit": ["吨", "件", "支", "张", "卷", "千克", "立方米"],
        "warehouse": list(warehouses)[:500],
    }
    for at, (field, title) in enumerate(TITLES.items()):
        sheet.write_string(0, at, title, head)
        sheet.set_column(at, at, WIDTHS.get(field, 10))
        for row, text in enumerate(lists.get(field, ())):
            choices.write_string(row, at, safe(text))
        if lists.get(field):
            column = chr(ord("A") + at)
            sheet.data_validation(
                1, at, ROWS_WITH_CHOICES, at,
                {"validate": "list", "source": f"=选项!${column}$1:${column}${len(lists[field])}", "error_type": "information",
                 "error_title": "物资通", "error_message": "列表里没有，确定就这样填吗？"},
            )  # fmt: skip
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def export(rows: Iterable[tuple[str, dict[str, str]]]) -> bytes:
    """The company's supply: number and cells of each listing, as `numbered.written` writes them."""
    out, book = new_book()
    sheet = book.add_worksheet("供应信息")
    head = head_format(book)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, title in enumerate([NUMBER, *TITLES.values()]):
        sheet.write_string(0, at, title, head)
    for at, field in enumerate(TITLES, start=1):
        sheet.set_column(at, at, WIDTHS.get(field, 10))
    sheet.set_column(0, 0, 13)
    for row, (no, cells) in enumerate(rows, start=1):
        sheet.write_string(row, 0, no)
        for at, field in enumerate(TITLES, start=1):
            text = cells.get(field, "")
            if not text:
                continue
            if field in _NUMBERS:
                sheet.write_number(row, at, float(text))
            else:
                sheet.write_string(row, at, safe(text), wrapped if "\n" in text else None)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def new_book() -> tuple[io.BytesIO, Any]:
    """An empty workbook that takes no text for a formula, a link or a number, and where it will be written."""
    import xlsxwriter  # only processes that write a workbook pay for it

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return out, xlsxwriter.Workbook(out, options)


def head_format(book: Any) -> Any:
    """How the names of columns look."""
    return book.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1, "border_color": "#C9D2DE"})


if set(TITLES) != set(HELD):  # what is written must be what is read again
    raise RuntimeError("columns of the export and of reading differ")
