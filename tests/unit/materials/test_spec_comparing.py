"""What fits, what is near and what is the same, by table."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from portal.materials.specs import Spec, fits, measures, near, read_spec, same, surroundings, unstated


def spec(text: str, category: str | None) -> Spec:
    found = read_spec(text, category)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("category", "wanted", "offered", "degree"),
    [
        # A range or a list holds its sizes, not the other way round.
        ("rebar", "Φ20", "Φ18-22", "fits"),
        ("rebar", "Φ18-22", "Φ20", "near"),
        ("rebar", "Φ8", "Φ6/8/10", "fits"),
        ("rebar", "Φ7", "Φ6/8/10", "near"),
        ("rebar", "Φ16/25", "Φ16/18-22/25", "fits"),
        ("rebar", "Φ28", "Φ16/18-22/25", "near"),
        ("rebar", "Φ32", "Φ16/18-22/25", "apart"),
        # What is not stated stands in no one's way.
        ("rebar", "Φ25×12m", "Φ25", "fits"),
        ("rebar", "Φ25", "Φ25×12m", "fits"),
        ("rebar", "Φ25×12m", "Φ25×9m", "near"),
        ("rebar", "Φ25×12m", "Φ25×12000", "same"),
        ("rebar", "Φ25", "12m", "apart"),
        # The neighbour by the steps of the standard; elsewhere a tenth.
        ("rebar", "Φ22", "Φ25", "near"),
        ("rebar", "Φ20", "Φ25", "apart"),
        ("plate", "16mm", "18×2200×10000", "near"),
        ("plate", "16mm", "20×2200×10000", "apart"),
        ("cold-rolled", "1.0×1250×C", "1.05×1250×C", "near"),
        ("cold-rolled", "1.0×1250×C", "1.2×1250×C", "apart"),
        ("hot-rolled", "3.0×1500", "3.0×1500×C", "fits"),
        ("hot-rolled", "3.0×1500×6000", "3.0×1500×C", "near"),
        ("stainless-flat", "1.0×1219×C 2B", "1.0×1219×C BA", "near"),
        ("stainless-flat", "1.0×1219×C", "1.0×1219×C BA", "fits"),
        ("stainless-flat", "1.0×4×8", "1.0×1219×2438", "same"),
        ("galvanised", "50丝×1000×C", "0.5×1000×C", "same"),
        ("plate", "20×2.2×10", "20×2200×10000", "same"),
        ("galvanised-tube", "1.2寸", "DN32", "same"),
        # Models: no letter asked for is any letter.
        ("channel", "16#", "16a#", "fits"),
        ("channel", "16a#", "16b#", "near"),
        ("channel", "16#", "18#", "near"),
        ("channel", "16#", "20#", "apart"),
        ("channel", "12#", "10-16#", "fits"),
        # Pipes under their three names.
        ("welded-tube", "4寸", "DN100", "same"),
        ("welded-tube", "1-1/2寸", "1.5寸", "same"),
        ("galvanised-tube", "6分", "DN20", "same"),
        ("welded-tube", "DN100×4.0", "Φ114×4", "fits"),
        ("seamless", "Φ108×5", "DN100×5", "fits"),
        ("welded-tube", "DN100×4.0", "Φ219×4", "apart"),
        ("welded-tube", "DN100×4.0", "DN125×4.0", "near"),
        # H-beams by series are their real sizes.
        ("h-beam", "HM300×200", "H294×200×8×12", "same"),
        ("h-beam", "HW300×300", "H300×300×10×15", "same"),
        ("h-beam", "H300×300", "HW300×300", "fits"),
        ("h-beam", "H300×300×10×15", "H350×350×12×19", "apart"),
        ("angle", "∠50×5", "∠50×50×5", "same"),
        ("angle", "∠50×5", "∠56×56×5", "near"),
        ("brass", "Φ20×2500", "3×600×2500", "apart"),
        ("concrete", "180±20", "泵送 180±20", "fits"),
        (None, "3.0×1500×C", "3×1500×C", "same"),
    ],
)
def test_degree_of_agreement(category: str | None, wanted: str, offered: str, degree: str) -> None:
    want, offer = spec(wanted, category), spec(offered, category)
    expected = {"same": (True, True, True), "fits": (False, True, True), "near": (False, False, True)}
    assert (same(want, offer), fits(want, offer), near(want, offer)) == expected.get(degree, (False, False, False))


def test_what_the_offer_leaves_open_is_told() -> None:
    assert unstated(spec("Φ25×12m", "rebar"), spec("Φ18-25", "rebar")) == ("length",)
    assert unstated(spec("Φ25", "rebar"), spec("Φ25×12m", "rebar")) == ()
    assert unstated(spec("DN100×4.0", "welded-tube"), spec("Φ114", "welded-tube")) == ("wall",)


def test_measures_are_ranges_in_millimetres() -> None:
    assert measures(spec("Φ16/18-22/25×12m", "rebar")) == {"diameter": (16, 25), "length": (12000, 12000)}
    assert measures(spec("4寸×3.75", "welded-tube")) == {"nominal_diameter": (100, 100), "wall": (D("3.75"), D("3.75"))}
    assert measures(spec("3.0×1500×C", "hot-rolled")) == {"thickness": (3, 3), "width": (1500, 1500)}
    assert measures(spec("1-2cm", "aggregate")) == {"particle": (10, 20)}
    assert measures(spec("散装", "cement")) == {}


def test_surroundings_reach_to_the_neighbouring_sizes() -> None:
    assert surroundings(spec("Φ22", "rebar")) == {"diameter": (20, 25)}
    assert surroundings(spec("Φ25×12m", "rebar")) == {"diameter": (22, 28), "length": (9000, 12000)}
    assert surroundings(spec("1.0×1250×C", "cold-rolled")) == {"thickness": (D("0.9"), D("1.1")), "width": (1125, 1375)}
    assert surroundings(spec("DN100", "welded-tube")) == {"nominal_diameter": (90, 125)}
