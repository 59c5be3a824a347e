"""Text to terms: what a document is found under, and what a typed text asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.materials.text import fold
from portal.search.codes import code_runs, index_codes, measures, query_codes, unify
from portal.search.encoding import company_core
from portal.search.query import MAX_TERMS, parse
from portal.search.words import index_words, pinyin, query_words


@pytest.mark.parametrize(
    ("written", "found_under"),
    [
        ("HRB400E", {"hrb400e", "hrb400", "400"}),
        ("Φ25×12m", {"φ25*12m", "25*12000", "25*12m", "φ25", "25", "12000"}),
        ("Φ25*12000", {"25*12000", "φ25"}),
        ("3.0×1500×C", {"3.0*1500*c", "3*1500*c", "3*1500", "1500", "3", "3.0"}),
        ("304/2B", {"304/2b", "304", "2b"}),
        ("DX51D+Z80", {"dx51d+z80", "dx51d", "z80"}),
        ("H300×300×10×15", {"300*300*10*15", "300*300", "h300"}),
        ("∠50×50×5", {"50*50*5", "50*50"}),
        ("20a#", {"20a#", "20a"}),
        ("Ф16-25", {"φ16-25", "16", "25", "φ16", "φ25"}),
        ("P·O 42.5R", {"po42.5r", "po42.5", "po", "42.5"}),
        ("P.S.A 32.5", {"psa32.5", "psa", "32.5"}),
        ("5052-H32", {"5052-h32", "5052", "h32", "5052h32"}),
    ],
)
def test_code_is_found_whole_and_in_its_parts(written: str, found_under: set[str]) -> None:
    found = {term for run in code_runs(unify(fold(written))) for terms in index_codes(run) for term in terms}
    assert found_under <= found


def test_measures_have_one_form() -> None:
    assert measures("φ25*12m") == measures("25*12000") == "25*12000"
    assert measures("3.00*1500*c") == "3*1500*c"
    assert measures("5*100m") == "5*100m"  # no bar is that long


def test_code_with_a_slash_may_stand_in_two_places() -> None:
    assert query_codes("304/2b") == (("304/2b", "3042b"), ("304", "2b"))
    assert query_codes("hrb400e") == (("hrb400e",), ())


def test_trade_words_are_words() -> None:
    assert query_words("热轧卷") == ("热轧卷",)
    assert {"螺纹钢", "螺纹", "抗震"} <= set(index_words("三级抗震螺纹钢"))


def test_mill_is_not_seen_inside_other_names() -> None:
    assert "沙钢" not in index_words("长沙钢材市场")


def test_words_have_full_pinyin_and_initials() -> None:
    assert pinyin("螺纹钢") == ("luowengang", "lwg")
    assert pinyin("重庆") == ("chongqing", "cq")
    assert pinyin("钢") == ()


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("无锡鑫恒达不锈钢有限公司", "鑫恒达"),
        ("江苏宏越金属材料有限公司", "宏越"),
        ("佛山市顺邦不锈钢有限公司", "顺邦"),
    ],
)
def test_company_is_found_by_what_is_peculiar_to_its_name(name: str, core: str) -> None:
    assert company_core(name) == core


def test_query_text_becomes_terms() -> None:
    assert [term.text for term in parse("三級螺紋 HRB400E Φ25×12米 的")] == ["三级螺纹", "hrb400e", "φ25*12m"]
    assert [term.text for term in parse("的")] == ["的"]  # better than nothing
    assert parse("！？……") == ()


def test_query_is_bounded() -> None:
    assert len(parse(" ".join(f"a{number}" for number in range(1000)))) <= MAX_TERMS
    assert sum(len(term.text) for term in parse("x" * 50_000)) <= 200


@given(st.text(max_size=400))
def test_any_text_parses_within_bounds(text: str) -> None:
    terms = parse(text)
    assert len(terms) <= MAX_TERMS
    for term in terms:
        assert term.text
        assert all(term.any_of)


def test_a_denied_condition_is_not_said() -> None:
    assert "含税" not in index_words("不含税")
    assert "含税" in index_words("不含税价和含税价")
    assert "含税" in index_words("含税自提")
