"""Mass of a spec agrees with the tables of the standards; where a measure is missing there is none."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from portal.materials.mass import kg_per_metre, mass_kg, volume_m3
from portal.materials.specs import Spec, read_spec


def spec(text: str, category: str) -> Spec:
    found = read_spec(text, category)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("category", "typed", "per_metre"),
    [
        ("rebar", "Φ25×12m", "3.85"),  # GB/T 1499.2-2024, table 3
        ("rebar", "Φ6", "0.222"),
        ("round-bar", "Φ50", "15.4"),  # GB/T 702-2017
        ("square-bar", "□20", "3.14"),
        ("flat-bar", "50×5", "1.96"),
        ("angle", "∠50×5", "3.77"),  # GB/T 706-2016, table A.3
        ("angle", "∠63×6", "5.72"),
        ("angle", "∠100×10", "15.1"),
        ("angle", "∠100×63×8", "9.88"),  # table A.4
        ("channel", "16a#", "17.2"),  # table A.2
        ("channel", "12.6#", "12.3"),
        ("i-beam", "20a#", "27.9"),  # table A.1
        ("h-beam", "H300×300×10×15", "93.0"),  # GB/T 11263
        ("h-beam", "HM300×200", "55.8"),
        ("h-beam", "H200×100×5.5×8", "20.9"),
        ("h-beam", "H400×200×8×13", "65.4"),
        ("h-beam", "HN350×175", "49.4"),
        ("seamless", "Φ219×8", "41.6"),  # GB/T 17395
        ("welded-tube", "DN100×4.0", "10.9"),  # GB/T 3091
        ("welded-tube", "4寸×4.0", "10.9"),
        ("hollow-section", "□100×50×3", "6.60"),  # GB/T 6728
    ],
)
def test_mass_of_a_metre_is_the_tables(category: str, typed: str, per_metre: str) -> None:
    assert kg_per_metre(spec(typed, category)) == D(per_metre)


@pytest.mark.parametrize(
    ("category", "typed", "mass"),
    [
        ("rebar", "Φ25×12m", "46.2"),
        ("plate", "20×2200×10000", "3454"),
        ("stainless-flat", "1.0×1219×2438 2B", "23.567"),
        ("aluminium-sheet", "3×1220×2440", "24.201"),
        ("checkered", "4.5×1500×6000", "327.6"),  # by its table, not by volume
        ("channel", "16a#×9m", "154.8"),
        ("copper-sheet", "3×600×1500", "24.192"),
    ],
)
def test_mass_of_a_piece(category: str, typed: str, mass: str) -> None:
    assert mass_kg(spec(typed, category)) == D(mass)


def test_length_may_be_told_apart() -> None:
    assert mass_kg(spec("Φ25", "rebar"), length=D(9000)) == D("34.65")
    assert mass_kg(spec("Φ25×12m", "rebar"), length=D(9000)) == D("46.2")  # what is stated wins


def test_density_follows_the_grade() -> None:
    plate = spec("1.0×1219×2438 2B", "stainless-flat")
    light, heavy = mass_kg(plate, grade="430"), mass_kg(plate, grade="304")
    assert light is not None
    assert heavy is not None
    assert light < heavy


@pytest.mark.parametrize(
    ("category", "typed"),
    [
        ("rebar", "Φ25"),
        ("rebar", "Φ18-22×12m"),
        ("rebar", "Φ6/8/10×12m"),
        ("hot-rolled", "3.0×1500×C"),
        ("checkered", "4.75×1500×6000"),
        ("welded-tube", "DN100"),
        ("channel", "16b#"),
        ("cement", "散装"),
        ("timber", "4000×100×50"),
    ],
)
def test_where_a_measure_is_missing_there_is_no_mass(category: str, typed: str) -> None:
    assert mass_kg(spec(typed, category)) is None


def test_zinc_makes_a_tube_heavier() -> None:
    black, white = kg_per_metre(spec("DN50×3.5", "welded-tube")), kg_per_metre(spec("DN50×3.5", "galvanised-tube"))
    assert black is not None
    assert white == black * D("1.036")  # GB/T 3091-2015


def test_volume_of_timber_and_blocks() -> None:
    assert volume_m3(spec("4000×100×50", "timber")) == D("0.02")
    assert volume_m3(spec("600×240×200", "bricks")) == D("0.0288")
    assert volume_m3(spec("Φ25×12m", "rebar")) is None
