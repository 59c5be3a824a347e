"""Standards under every writing, with the edition in force."""

from __future__ import annotations

import time

import pytest

from portal.materials.categories import CATEGORIES
from portal.materials.grade_table import ROWS
from portal.materials.standards import STANDARDS, find_standards, in_force, is_superseded, read_standard, standard_of
from portal.materials.text import fold_characters


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("gb1499.2—2018", "GB/T 1499.2-2018"),
        ("ＧＢ／Ｔ 1499.2", "GB/T 1499.2"),
        ("GBT 700-2006", "GB/T 700-2006"),
        ("GB700-88", "GB/T 700-1988"),
        ("gb 175-2023", "GB 175-2023"),
        ("JIS G3101", "JIS G 3101"),
        ("astm a615", "ASTM A615"),
        ("en 10025-2", "EN 10025-2"),
        ("YB/T 5209-2010", "YB/T 5209-2010"),
        ("Q/BQB 403-2003", "Q/BQB 403-2003"),
        ("HRB400", None),
        ("GB", None),
        ("", None),
    ],
)
def test_standard_has_one_writing(typed: str, written: str | None) -> None:
    assert read_standard(typed) == written
    if written:
        assert read_standard(written) == written


def test_edition_in_force_is_known() -> None:
    assert in_force("GB1499.2-2018") == "GB/T 1499.2-2024"
    assert is_superseded("GB 1499.2-2018")
    assert not is_superseded("GB/T 1499.2-2024")
    assert not is_superseded("GB/T 1499.2")
    assert in_force("DIN 17100") == "DIN 17100"


def test_tables_cite_editions_in_force() -> None:
    for entry in CATEGORIES:
        for standard in entry.standards:
            assert standard_of(standard) is not None, standard
            assert in_force(standard) == standard, entry.code
    old = {"GB/T 1499.2-2007", "GB/T 1499.1-2008", "GB/T 1591-2008", "GB 1591-1988", "GB 700-1979", "GB 175-2007"}
    for row in ROWS:
        if row.standard.startswith("GB") and row.standard not in old and standard_of(row.standard):
            assert in_force(row.standard) == row.standard


def test_numbers_are_unique() -> None:
    assert len({standard.code for standard in STANDARDS}) == len(STANDARDS)


def test_standards_are_found_inside_running_text() -> None:
    text = fold_characters("执行GB/T1499.2-2018，附GB 175质保书")
    assert [(text[one.start : one.end], one.name) for one in find_standards(text)] == [
        ("gb/t1499.2-2018", "GB/T 1499.2-2018"),
        ("gb 175", "GB 175"),
    ]


@pytest.mark.parametrize("text", ["gb" * 100_000, "1" * 1_000_000, "gb/t 1" * 100_000])
def test_long_text_takes_bounded_time(text: str) -> None:
    started = time.perf_counter()
    find_standards(text)
    read_standard(text)
    assert time.perf_counter() - started < 1.0
