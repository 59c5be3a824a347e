"""Quotes as they are published, our own and a month that nobody here wrote: each row's cells are read for what its columns say."""

from __future__ import annotations

import csv
import io
import re

import pytest

from portal.materials.reading import read
from tests.beside import outside
from tests.factories.quotes import QUOTES

_CATEGORIES = {"螺纹钢": "rebar", "盘螺": "rebar-coil", "高线": "wire-rod", "圆钢": "round-bar"}
_SPEC = re.compile(r"Ф\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?")
_GRADE = re.compile(r"(?:HRB|HPB|Q)\d{3}E?")
_COLUMNS = ("品名", "规格", "材质", "钢厂", "价格", "涨跌", "备注")


@pytest.fixture(scope="module", params=[23, 5_801], ids=["ours", "a published month"])
def rows(request: pytest.FixtureRequest) -> list[dict[str, str]]:
    """The rows whose columns hold what their headings say."""
    text = QUOTES if request.param == 23 else outside("trade/steel_quotes_2014-12.csv").read_text(encoding="utf-8-sig")
    found = [
        row
        for row in csv.DictReader(io.StringIO(text, newline=""))
        if row["品名"] in _CATEGORIES and _SPEC.fullmatch(row["规格"]) and _GRADE.fullmatch(row["材质"])
    ]
    assert len(found) >= request.param
    return found


def test_every_row_is_read_with_its_titles_and_without(rows: list[dict[str, str]]) -> None:
    wrong = []
    for row in rows:
        # Written from the columns alone: the diameter sign is the Greek letter, the rest stands as typed.
        right = (_CATEGORIES[row["品名"]], row["材质"], row["规格"].replace("Ф", "Φ"))
        titled = " ".join(f"{column}：{row[column]}" for column in _COLUMNS if row[column] not in ("", "-"))
        plain = "\t".join(row[column] for column in _COLUMNS)
        for text in (titled, plain):
            reading = read(text)
            if (reading.category, reading.grade, reading.spec) != right:
                wrong.append(f"{text!r}: {(reading.category, reading.grade, reading.spec)}")
    assert not wrong, f"{len(wrong)} of {2 * len(rows)}\n" + "\n".join(wrong[:20])


def test_the_price_of_a_row_is_its_own_and_no_remark_makes_one(rows: list[dict[str, str]]) -> None:
    wrong = []
    for row in rows:
        text = "\t".join(row[column] for column in _COLUMNS if column != "涨跌")
        reading = read(text)
        right = int(row["价格"]) if row["价格"].isdigit() else None
        if (reading.price_min, reading.price_max) != (right, right):
            wrong.append(f"{text!r}: {(reading.price_min, reading.price_max)}")
    assert not wrong, f"{len(wrong)} of {len(rows)}\n" + "\n".join(wrong[:20])
