"""Specs are read as people write them, written in one way, and re-read to themselves."""

from __future__ import annotations

import pytest

from portal.materials.specs import read_spec, write_spec


@pytest.mark.parametrize(
    ("typed", "category", "written"),
    [
        ("Ф 25 X 12 米", "rebar", "Φ25×12m"),
        ("Ф16/18-22/25", "rebar", "Φ16/18-22/25"),
        ("3.0*1500*C", "hot-rolled", "3.0×1500×C"),
        ("20＊2200＊10000", "plate", "20×2200×10000"),
        ("∠50*5", "angle", "∠50×50×5"),
    ],
)
def test_spec_is_written_in_one_way(typed: str, category: str, written: str) -> None:
    spec = read_spec(typed, category)
    assert spec is not None
    assert write_spec(spec) == written
    assert read_spec(written, category) == spec
