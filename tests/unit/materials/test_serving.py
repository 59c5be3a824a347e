"""Which grade serves where another is wanted: by table, in both directions, with reason and source."""

from __future__ import annotations

import pytest

from portal.materials.grades import grade_table
from portal.materials.serving import REASONS, family, near_grade, near_grades, serves, serving_grades


@pytest.mark.parametrize(
    ("category", "wanted", "offered", "code", "source"),
    [
        ("rebar", "HRB400", "HRB400E", "seismic", "GB/T 1499.2-2024"),
        ("rebar", "三级", "三级抗震", "seismic", "GB/T 1499.2-2024"),
        ("rebar", "HRB335", "HRB400", "dropped", "GB/T 1499.2-2018"),
        ("rebar", "HRB335E", "HRB400E", "dropped", "GB/T 1499.2-2018"),
        ("wire-rod", "HPB235", "HPB300", "successor", "GB/T 1499.1-2008 第1号修改单"),
        ("plate", "Q345B", "Q355B", "successor", "GB/T 1591-2018"),
        ("plate", "Q345B", "Q355D", "successor", "GB/T 1591-2018"),
        ("plate", "16Mn", "Q355B", "successor", "GB/T 1591-1994"),
        ("plate", "Q235", "Q235B", "unstated", "GB/T 700-2006"),
        ("plate", "Q235B", "Q235D", "quality", "GB/T 700-2006"),
        ("h-beam", "Q355B", "Q355C", "quality", "GB/T 1591-2018"),
        ("plate", "Q355B", "Q355B-Z25", "z-direction", "GB/T 5313-2010"),
        ("plate", "Q355B", "Q355D-Z25", "quality", "GB/T 1591-2018"),
        ("plate", "Q345B", "Q355D-Z25", "successor", "GB/T 1591-2018"),
        ("plate", "AH36", "DH36", "quality", "GB/T 712-2022"),
        ("plate", "CCSA", "CCSB", "quality", "GB/T 712-2022"),
        ("plate", "Q345qC", "Q345qE", "quality", "GB/T 714-2015"),
        ("cold-rolled", "DC01", "DC04", "drawing", "EN 10130"),
        ("cold-rolled", "ST12", "DC01", "successor", "EN 10130"),
        ("galvanised", "DX51D+Z", "DX51D+Z275", "unstated", "GB/T 2518-2019"),
        ("cement", "P·O 42.5", "P·O 42.5R", "early", "GB 175-2023"),
        ("cement", "42.5", "P·O 42.5", "class", "GB 175-2023"),
        ("cement", "42.5", "P·C 42.5R", "class", "GB 175-2023"),
        ("concrete", "C30", "C30P6", "impermeability", "GB/T 14902-2012"),
        ("concrete", "C30P6", "C30P8", "impermeability", "GB/T 14902-2012"),
        ("copper-cathode", "1#", "A级", "purity", "GB/T 467-2010"),
        ("aluminium-ingot", "A00", "AL99.85", "purity", "GB/T 1196-2023"),
        ("zinc-ingot", "1#", "0#", "purity", "GB/T 470-2008"),
        ("nickel", "1#", "Ni9996", "equal", "GB/T 6516-2010"),
        ("aluminium-sheet", "5052", "5052-H32", "unstated", "GB/T 3880.1-2023"),
        ("stainless-flat", "304", "304/2B", "unstated", "GB/T 3280-2015"),
        (None, "HRB400", "HRB400E", "seismic", "GB/T 1499.2-2024"),
    ],
)
def test_grade_serves_for_a_reason(category: str | None, wanted: str, offered: str, code: str, source: str) -> None:
    reason = serves(category, wanted, offered)
    assert reason is not None
    assert (reason.code, reason.source) == (code, source)
    assert code in REASONS
    if code != "equal":
        assert serves(category, offered, wanted) is None


@pytest.mark.parametrize(
    ("category", "wanted", "offered"),
    [
        ("rebar", "HRB400", "HRB500"),  # stronger bars change the design
        ("rebar", "HRB400E", "HRB500"),
        ("rebar", "HRB335E", "HRB400"),
        ("rebar", "HRB400", "HRBF400E"),
        ("plate", "Q355B", "Q345B"),
        ("plate", "Q235B", "Q355B"),
        ("plate", "Q345R", "Q355B"),
        ("plate", "Q345B", "Q345R"),
        ("plate", "AH36", "EH32"),
        ("cement", "P·O 42.5", "42.5"),
        ("cement", "P·O 42.5", "P·C 42.5"),
        ("cement", "P·O 42.5", "P·O 52.5"),
        ("concrete", "C30", "C35"),
        ("stainless-flat", "304", "304L"),  # weaker: GB/T 4237-2015
        ("stainless-flat", "304", "316L"),
        ("stainless-flat", "304/2B", "304/BA"),
        ("stainless-flat", "304/2B", "304"),
        ("silicon", "50W600", "50W470"),
        ("chemicals", "32%", "50%"),
        ("aluminium-sheet", "5052-H32", "5052-H34"),
        ("timber", "樟子松", "白松"),
        ("rebar", "不认识", "HRB400"),
    ],
)
def test_grade_does_not_serve(category: str, wanted: str, offered: str) -> None:
    assert serves(category, wanted, offered) is None


def test_every_grade_serves_itself_under_any_writing() -> None:
    for grade in grade_table():
        for category in grade.categories:
            for name in (grade.name, *grade.aliases):
                reason = serves(category, grade.name, name)
                assert reason is not None
                assert reason.code == "same"
    reason = serves("rebar", "新牌号 9", "新牌号9")
    assert reason is not None
    assert reason.code == "same"


def test_grades_of_one_family_are_near() -> None:
    assert near_grade("rebar", "HRB400", "HRB500E")
    assert near_grade("stainless-flat", "304", "304L")
    assert near_grade("cement", "P·O 42.5", "P·C 42.5")
    assert not near_grade("plate", "Q235B", "Q355B")
    assert not near_grade("stainless-flat", "304", "430")
    assert not near_grade("rebar", "不认识", "也不认识")
    assert family("Q390D", "plate") == "low-alloy"
    assert family("不认识", "plate") == ""


def test_grades_that_serve_are_listed_with_their_reasons() -> None:
    assert [(name, reason.code) for name, reason in serving_grades("rebar", "三级")] == [
        ("HRB400", "same"),
        ("HRB400E", "seismic"),
    ]
    assert {"Q345C", "Q355B", "Q355D"} <= {name for name, _reason in serving_grades("plate", "Q345B")}
    assert "DX51D+Z275" in dict(serving_grades("galvanised", "DX51D+Z"))
    assert "C30P12" in dict(serving_grades("concrete", "C30"))
    assert [name for name, _reason in serving_grades("rebar", "不认识")] == ["不认识"]


def test_what_is_near_does_not_serve() -> None:
    assert "HRB500E" in near_grades("rebar", "HRB400")
    assert "HRB400E" not in near_grades("rebar", "HRB400")
    assert near_grades("rebar", "不认识") == ()
    for category, wanted in (("plate", "Q355B"), ("stainless-flat", "304"), ("cement", "P·O 42.5")):
        assert not set(near_grades(category, wanted)) & {name for name, _reason in serving_grades(category, wanted)}
