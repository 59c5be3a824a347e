"""Theoretical mass agrees with the printed tables of the standards."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from portal.materials import weight


@pytest.mark.parametrize(
    ("diameter", "mass"),
    [
        ("6", "0.222"),
        ("10", "0.617"),
        ("14", "1.21"),
        ("20", "2.47"),
        ("20.0", "2.47"),
        ("25", "3.85"),
        ("40", "9.87"),
        ("50", "15.42"),
    ],
)
def test_rebar_mass_is_the_standard_table(diameter: str, mass: str) -> None:
    assert weight.rebar_kg_per_m(D(diameter)) == D(mass)


def test_rebar_of_an_unlisted_diameter_is_computed() -> None:
    assert weight.rebar_kg_per_m(D("6.5")) == D("0.260")
    with pytest.raises(ValueError, match="positive"):
        weight.rebar_kg_per_m(D(0))


def test_sections_and_tubes_agree_with_their_tables() -> None:
    assert weight.tube_kg_per_m(D(219), D(8)) == D("41.6")  # GB/T 17395: 41.63
    assert weight.hollow_kg_per_m(D(100), D(50), D(3)) == D("6.60")  # GB/T 6728: 6.602
    assert weight.hollow_kg_per_m(D(100), D(100), D(4)) == D("11.7")  # GB/T 6728: 11.73
    assert weight.h_beam_kg_per_m(D(300), D(300), D(10), D(15), radius=D(13)) == D("93.0")  # GB/T 11263: 93.0
    assert weight.i_beam_kg_per_m("20a#") == D("27.9")
    assert weight.channel_kg_per_m("16#") == D("19.8")
    assert weight.channel_kg_per_m("99") is None


def test_angle_mass_is_within_three_per_cent_of_the_table() -> None:
    computed = weight.angle_kg_per_m(D(50), D(50), D(5))
    assert D("0.97") * D("3.77") < computed <= D("3.77")


def test_plate_mass_is_volume_times_density() -> None:
    assert weight.plate_kg(D(20), D(2200), D(10000)) == D(3454)
    assert weight.plate_kg(D(3), D(1220), D(2440), density=weight.ALUMINIUM) == D("24.201384")


@pytest.mark.parametrize(("outer", "wall"), [("20", "10"), ("20", "0"), ("20", "-1")])
def test_impossible_walls_are_refused(outer: str, wall: str) -> None:
    with pytest.raises(ValueError, match="wall"):
        weight.tube_kg_per_m(D(outer), D(wall))


def test_price_by_theory_is_made_comparable() -> None:
    assert weight.comparable_price(D(3700), underweight=D("0.03")) == D("3814.43")
    with pytest.raises(ValueError, match="share"):
        weight.comparable_price(D(3700), underweight=D(1))
