"""Grades under every writing, with what is known of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.demo.data.products import PRODUCTS
from portal.materials.categories import CATEGORIES
from portal.materials.grade_patterns import PATTERNS
from portal.materials.grade_table import ROWS
from portal.materials.grades import (
    GRADES,
    canonical_grade,
    find_grades,
    grade_key,
    grade_table,
    grades_for,
    predecessor,
    read_grade,
    successor,
)
from portal.materials.text import fold_characters

CODES = {entry.code for entry in CATEGORIES}


@pytest.mark.parametrize(
    ("category", "typed", "written"),
    [
        ("rebar", "三级", "HRB400"),
        ("rebar", "三級抗震", "HRB400E"),
        ("rebar", "ＨＲＢ　400 E", "HRB400E"),
        ("rebar", "hrb-400e", "HRB400E"),
        ("rebar", "四级", "HRB500"),
        ("rebar", "二级", "HRB335"),
        ("wire-rod", "一级", "HPB300"),
        ("plate", "q345qd", "Q345qD"),
        ("plate", "q355gjc", "Q355GJC"),
        ("plate", "Q355B-Z25", "Q355B-Z25"),
        ("plate", "Q355NHB", "Q355NHB"),
        ("plate", "NM 400", "NM400"),
        ("round-bar", "45号钢", "45#"),
        ("round-bar", "42crmo", "42CrMo"),
        ("seamless", "20号", "20#"),
        ("seamless", "12CR1MOVG", "12Cr1MoVG"),
        ("galvanised", "dx51d+z", "DX51D+Z"),
        ("galvanised", "DX51D", "DX51D+Z"),
        ("galvanised", "DX51D+Z100", "DX51D+Z100"),
        ("cold-rolled", "spcc-sd", "SPCC-SD"),
        ("silicon", "50w470", "50W470"),
        ("stainless-flat", "SUS304", "304"),
        ("stainless-flat", "06Cr19Ni10", "304"),
        ("stainless-flat", "022cr17ni12mo2", "316L"),
        ("stainless-flat", "304/2b", "304/2B"),
        ("cement", "PO42.5", "P·O 42.5"),
        ("cement", "P.O 42.5R", "P·O 42.5R"),
        ("cement", "p．o４２．５", "P·O 42.5"),
        ("cement", "P·Ⅱ 52.5", "P·II 52.5"),
        ("cement", "PSA32.5", "P·S·A 32.5"),
        ("cement", "42.5", "42.5"),
        ("concrete", "c30p8", "C30P8"),
        ("copper-sheet", "t2", "T2"),
        ("brass", "hpb59-1", "HPb59-1"),
        ("copper-cathode", "1号铜", "1#"),
        ("copper-cathode", "Cu-CATH-1", "A级"),
        ("aluminium-ingot", "Al99.70", "A00"),
        ("aluminium-sheet", "6061T6", "6061-T6"),
        ("aluminium-sheet", "5754-H111", "5754-H111"),
        ("zinc-ingot", "Zn99.995", "0#"),
        ("bricks", "a3.5b06", "A3.5 B06"),
        ("timber", "樟子松", "樟子松"),
        ("chemicals", "sg5", "SG-5"),
        ("rebar", " 新牌号9 ", "新牌号9"),
    ],
)
def test_grade_has_one_writing(category: str, typed: str, written: str) -> None:
    assert canonical_grade(typed, category) == written


def test_tables_name_known_categories_and_every_category_has_grades() -> None:
    for row in ROWS:
        assert set(row.categories.split()) <= CODES, row
    for pattern in PATTERNS:
        assert pattern.categories <= CODES, pattern
    for code in CODES:
        assert grades_for(code), code
        assert any(code in grade.categories for grade in grade_table()), code


def test_no_writing_stands_for_two_grades_of_a_category() -> None:
    seen: dict[tuple[str, str], str] = {}
    for grade in grade_table():
        for name in (grade.name, *grade.aliases):
            for category in grade.categories:
                assert seen.setdefault((grade_key(name), category), grade.name) == grade.name, (name, category)


def test_canonical_writing_reads_to_itself() -> None:
    for grade in grade_table():
        for category in grade.categories:
            assert canonical_grade(grade.name, category) == grade.name


def test_suggestions_and_sample_goods_are_read() -> None:
    unread = {
        (code, grade)
        for code, grade in [
            *((code, grade) for code, found in GRADES.items() for grade in found),
            *((product.category, grade) for product in PRODUCTS for grade in product.grades),
        ]
        if read_grade(grade, code) is None and read_grade(grade.partition("/")[0], code) is None
    }
    assert unread <= {("aggregate", "5-25mm"), ("aggregate", "10-20mm")}  # sizes, which the sample lists as grades


def test_what_replaced_what_keeps_the_quality_letter() -> None:
    assert successor("Q345B") == "Q355B"
    assert predecessor("Q355B") == "Q345B"
    assert successor("HPB235") == "HPB300"
    assert successor("HRB335") == ""
    assert successor("Q345R") == ""
    assert successor("Q345qD") == ""
    assert successor("Q355B") == ""


def test_standard_and_edition_are_known() -> None:
    for name, category, standard, dropped in (
        ("HRB400E", "rebar", "GB/T 1499.2-2024", ""),
        ("Q235B", "plate", "GB/T 700-2006", ""),
        ("Q355B", "plate", "GB/T 1591-2018", ""),
        ("Q345B", "plate", "GB/T 1591-2008", "GB/T 1591-2018"),
        ("HRB335", "rebar", "GB/T 1499.2-2007", "GB/T 1499.2-2018"),
        ("P·O 42.5", "cement", "GB 175-2023", ""),
    ):
        grade = read_grade(name, category)
        assert grade is not None
        assert (grade.standard, grade.dropped) == (standard, dropped)


def test_without_a_category_only_what_can_be_nothing_else_is_read() -> None:
    assert read_grade("Q235B") is not None
    assert read_grade("HRB400E") is not None
    assert read_grade("1#") is None
    for ambiguous in ("304", "6061", "45#", "T2", "C30", "25"):
        assert read_grade(ambiguous) is None


@pytest.mark.parametrize(
    ("text", "category", "found"),
    [
        ("三级抗震螺纹25 12米", "rebar", [("三级抗震", "HRB400E")]),
        ("hrb 400 e 螺纹 25", "rebar", [("hrb 400 e", "HRB400E")]),
        ("HRB400E25", "rebar", [("hrb400e", "HRB400E")]),
        ("Φ25HRB400", "rebar", [("hrb400", "HRB400")]),
        ("3.0*1500*CQ235B", "hot-rolled", [("q235b", "Q235B")]),
        ("水泥 P·O 42.5 散装", "cement", [("p.o 42.5", "P·O 42.5")]),
        ("304/2B 1.0*1219*C", "stainless-flat", [("304", "304")]),
        ("无缝管 Φ219*8 20#", "seamless", [("20#", "20#")]),
        ("螺纹25 3700以下", "rebar", []),
    ],
)
def test_grades_are_found_inside_running_text(text: str, category: str, found: list[tuple[str, str]]) -> None:
    folded = fold_characters(text)
    assert [(folded[one.start : one.end], one.grade.name) for one in find_grades(folded, category)] == found


@given(text=st.text(max_size=60), category=st.none() | st.sampled_from(sorted(CODES)))
def test_any_text_is_a_grade_or_kept_as_typed(text: str, category: str | None) -> None:
    written = canonical_grade(text, category)
    assert canonical_grade(written, category) == written
    for found in find_grades(fold_characters(text), category):
        assert 0 <= found.start < found.end


@pytest.mark.parametrize("text", ["1" * 1_000_000, "a." * 100_000, "q2" * 100_000, "三级" * 50_000, "h 4 " * 50_000])
def test_long_text_takes_bounded_time(text: str) -> None:
    started = time.perf_counter()
    find_grades(text, "rebar")
    find_grades(text)
    read_grade(text)
    assert time.perf_counter() - started < 1.0
