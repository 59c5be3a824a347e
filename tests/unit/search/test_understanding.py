"""What of a text becomes a condition, what only weighs, what stays words; and what the page may take off again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search.query import SearchQuery
from portal.search.terms import parse
from portal.search.understanding import learn, understood


def parts(text: str, *raw: str) -> dict[str, str]:
    return {piece.part: piece.value for piece in understood(text, raw).pieces}


def facts(text: str) -> set[str]:
    return {f"{fact.name}={value}" for fact in understood(text).wants.facts for value in fact.values}


def test_the_buyers_line_is_taken_apart() -> None:
    found = understood("三级抗震螺纹25 12米 天津 3700以下")
    assert parts("三级抗震螺纹25 12米 天津 3700以下") == {
        "category": "rebar", "grade": "HRB400E", "spec": "Φ25×12m", "place": "天津", "price": "-3700",
    }  # fmt: skip
    wants = found.wants
    assert wants.terms == ()
    assert {f"{fact.name}={fact.values[0]}" for fact in wants.facts} == {"category=rebar", "place=天津"}
    assert wants.grade is not None
    assert wants.grade.exact == ("hrb400e",)
    assert {
        size.slot: (size.low, size.near_low, size.near_high) for size in wants.sizes if size.slot == "diameter"
    } == {"diameter": (25_000, 22_000, 28_000)}
    assert (wants.price_min, wants.price_max) == (None, 370_000)


def test_each_piece_can_be_taken_off_alone() -> None:
    text = "三级螺纹25 12米 天津 3700以下 100吨"
    without = {piece.part: piece.without for piece in understood(text).pieces}
    assert without["category"] == "三级 25 12米 天津 3700以下 100吨"
    assert without["price"] == "三级螺纹25 12米 天津 100吨"
    for part, shorter in without.items():
        assert set(parts(shorter)) >= set(parts(text)) - {part}, part


def test_a_field_can_be_left_as_words() -> None:
    assert parts("天津 螺纹25", "place") == {"category": "rebar", "spec": "Φ25"}
    assert [term.text for term in understood("天津 螺纹25", ("place",)).wants.terms] == ["天津"]
    whole = understood("螺纹25 天津", ("all",))
    assert whole.pieces == ()
    assert whole.wants.terms == parse("螺纹25 天津")


def test_serving_and_near_grades_are_told_apart() -> None:
    grade = understood("HRB400").wants.grade
    assert grade is not None
    assert "hrb400e" in grade.serves
    assert "hrb500" in grade.near
    assert not set(grade.serves) & set(grade.near)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("质保书", ["质保书"]),  # nothing is said about goods
        ("天津恒达物资有限公司", None),
        ("求购 螺纹", []),
        ("lwg", ["lwg"]),
        ("钢", ["钢"]),
    ],
)
def test_what_is_no_condition_stays_words(text: str, terms: list[str] | None) -> None:
    wants = understood(text).wants
    if terms is None:
        assert "place=天津" not in facts(text)
    else:
        assert [term.text for term in wants.terms] == terms


def test_what_a_grade_implies_is_no_condition() -> None:
    assert facts("HRB400E") == set()
    assert facts("三级") == set()
    assert facts("盘螺 HRB400E") == {"category=rebar-coil"}


def test_a_place_of_delivery_weighs_and_is_no_condition() -> None:
    wants = understood("三级螺纹25 送到佛山 100吨 现货").wants
    assert wants.deliver_to == "佛山"
    assert all(fact.name != "place" or fact.kind == "freight" for fact in wants.facts)
    assert wants.quantity_milli == 100_000
    assert len(wants.conditions) >= 1


def test_a_price_stated_outright_is_a_ceiling() -> None:
    wants = understood("螺纹25 3700").wants
    assert (wants.price_min, wants.price_max) == (None, 370_000)


def test_amount_and_price_alone_are_understood() -> None:
    assert not understood("3700以下").wants.hard
    assert understood("3700以下").wants.price_max == 370_000
    assert understood("100吨").wants.quantity_milli == 100_000


def test_a_mistyped_name_is_corrected_and_said_so() -> None:
    found = understood("螺文钢 天津")
    assert [piece.corrected for piece in found.corrected] == ["螺纹钢"]
    assert [piece.corrected for piece in understood("hrb4OO").corrected] == ["HRB400"]
    assert not understood("螺纹钢 天津").corrected
    assert not understood("三级螺纹 HRB400").corrected
    assert facts("景点") == facts("经典") == set()


def test_staffs_words_are_understood_at_once() -> None:
    try:
        learn(7, [("大螺纹", "category", "rebar", ""), ("兴达钢", "mill", "兴达", "")])
        assert facts("大螺纹 兴达钢") == {"category=rebar", "mill=兴达"}
        learn(8, [])
        assert "mill=兴达" not in facts("大螺纹 兴达钢")
    finally:
        learn(0, [])


HOSTILE = [
    "x" * 50_000, "?*" * 5_000, "(" * 2_000, "(a+)+$" * 50, " ".join(f"t{n}" for n in range(10_000)), "1*" * 3_000, "9" * 100_000,
    "钢" * 100_000, "Φ25×" * 5_000, "天津到" * 3_000, "3700以下" * 2_000, "\x00\ufeff\u202e", "\ud800", "a\u0300" * 5_000, "HRB400E" * 900,
    "三级抗震螺纹" * 500, "/" * 10_000, "100吨" * 3_000, "∠50*50*5" * 500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_understood_within_bounds(text: str) -> None:
    understood("螺纹钢")
    began = time.process_time()
    query = SearchQuery(text=text)
    wants = query.wants
    assert time.process_time() - began < 0.1
    assert len(wants.terms) <= 32
    assert len(wants.facts) <= 40
    assert len(wants.sizes) <= 10


@given(text=st.text(max_size=250), raw=st.lists(st.sampled_from(["all", "grade", "place", "nonsense"]), max_size=2))
@settings(max_examples=150)
def test_any_text_is_understood_somehow(text: str, raw: list[str]) -> None:
    query = SearchQuery(text=text, raw=tuple(raw))
    for piece in understood(query.text, query.raw).pieces:
        assert len(piece.without) <= len(query.text)
        assert piece.typed


def test_a_condition_is_found_as_a_word_only() -> None:
    (condition,) = understood("螺纹钢 含税").wants.conditions
    assert [(term.any_of, term.characters) for term in condition] == [(("含税",), ())]
