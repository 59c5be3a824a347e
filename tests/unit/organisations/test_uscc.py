"""Codes of companies: read as typed, refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.organisations.uscc import check_uscc, make_uscc, sample_uscc

GOOD = "91110000600037341L"


@pytest.mark.parametrize(
    "typed", [GOOD, " 91110000 600037341l ", "９１１１００００６０００３７３４１Ｌ", "91110000-600037341-L"]
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert check_uscc(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "18 位"),
        ("9111000060003734", "16 位"),
        ("91110000600037342L", "逐位核对"),
        ("9111000060003734IL", "没有 I"),
        ("A1110000600037341L", "前 8 位"),
        ("统一社会信用代码统一社会信用代码统一", "前 8 位"),
    ],
)
def test_a_wrong_code_is_refused_with_its_reason(typed: str, word: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_uscc(typed)
    assert refused.value.field == "uscc"
    assert word in refused.value.message % refused.value.params


@given(st.integers(min_value=0, max_value=999_999))
def test_sample_codes_are_good_ones(number: int) -> None:
    code = sample_uscc(number)
    assert check_uscc(code) == code == make_uscc(code[:17])


@given(st.integers(min_value=0, max_value=17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(position: int, digit: str) -> None:
    wrong = GOOD[:position] + digit + GOOD[position + 1 :]
    if wrong != GOOD:
        with pytest.raises(Invalid):
            check_uscc(wrong)
