"""A place is found as people write it, and never guessed where several have the name."""

from __future__ import annotations

import pytest

from portal.materials.places import (
    code_of,
    covering,
    exactness,
    find_place,
    lies_in,
    place_ends,
    place_name,
    places_called,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("佛山", "4406"), ("佛山市", "4406"), ("佛山 ", "4406"), ("440606", "440606"), ("440600", "4406"), ("440000", "44"),
        ("广东省佛山市顺德区", "440606"), ("广东 佛山 顺德", "440606"), ("廣東佛山順德", "440606"), ("佛山顺德", "440606"),
        ("顺德", "440606"), ("乐从", "4406"), ("天津", "12"), ("天津东丽", "120110"), ("天津市天津市东丽区", "120110"), ("1201", "12"),
        ("石家庄长安区", "130102"), ("吉林", "2202"), ("吉林省", "22"), ("河北", "13"), ("foshan", "4406"), ("浦东", "310115"),
        ("济源", "419001"), ("河南济源", "419001"), ("昆山", "320583"), ("江苏昆山", "320583"), ("天津港", "12"), ("朝阳", "2113"),
    ],
)  # fmt: skip
def test_place_is_found_as_it_is_written(text: str, code: str) -> None:
    found = find_place(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "text", ["", "乌有", "999999", "44060", "佛山市顺德区乐从大道88号", "河北某地", "1", "'; DROP TABLE"]
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert find_place(text) is None


def test_a_street_behind_a_city_or_district_may_be_overlooked() -> None:
    found = find_place("佛山市顺德区乐从大道88号", loose=True)
    assert found is not None
    assert found.code == "440606"
    assert find_place("河北某地", loose=True) is None  # a province alone says nothing of where


@pytest.mark.parametrize(("text", "codes"), [("通州", ["110112", "320612"]), ("长安区", ["130102", "610116"])])
def test_of_several_places_none_is_guessed(text: str, codes: list[str]) -> None:
    assert [one.code for one in places_called(text)] == codes
    assert find_place(text) is None


def test_a_place_lies_in_the_regions_around_it() -> None:
    assert covering("440606") == ("440606", "4406", "44")
    assert lies_in("440606", "44")
    assert not lies_in("44", "440606")
    assert not lies_in("44", "")


def test_a_municipality_is_as_exact_as_a_city() -> None:
    assert [exactness(code) for code in ("13", "12", "1301", "120110", "130102")] == [1, 2, 2, 3, 3]


def test_codes_of_a_warehouse_are_as_exact_as_its_names() -> None:
    assert code_of("天津", "天津", "北辰") == "120113"
    assert code_of("广东", "佛山", "某镇") == "4406"
    assert code_of("", "佛山") == "4406"
    assert code_of("", "") == ""


def test_a_rates_end_keeps_code_province_and_city() -> None:
    assert place_ends("顺德") == ("440606", "广东", "佛山")
    assert place_ends("广东") == ("44", "广东", "广东")
    assert place_ends("天津") == ("12", "天津", "天津")
    assert place_ends("济源") == ("419001", "河南", "济源")
    assert place_ends("乌有") == ("", "", "")


def test_names_say_the_whole_way_down() -> None:
    assert [place_name(code) for code in ("440606", "4406", "12", "120110", "2202", "xx")] == [
        "广东佛山顺德区", "广东佛山", "天津", "天津东丽区", "吉林吉林市", "xx",
    ]  # fmt: skip
