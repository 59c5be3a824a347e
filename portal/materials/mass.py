"""Theoretical mass of a spec: per metre and per piece, by the tables and formulas of `weight`; None where a measure is missing.

Guesses nothing: a range, a list or a size without a wall has no one mass.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from portal.materials import weight
from portal.materials.section_table import H_BEAM_SIZES
from portal.materials.specs import Spec
from portal.materials.specs.standard_sizes import OUTER_BY_DN

_Sizes = dict[str, Decimal]

_DENSITIES: dict[str, Decimal] = {
    "stainless-flat": weight.STAINLESS,
    "copper-sheet": weight.COPPER,
    "brass": weight.BRASS,
    "aluminium-sheet": weight.ALUMINIUM,
}
_FERRITIC = ("430", "409", "410", "43", "44")


def mass_kg(spec: Spec, *, length: Decimal | None = None, grade: str = "") -> Decimal | None:
    """Mass of one piece in kg; length in mm where the spec states none (one metre of a bar: 1000).

    grade: chooses the density where a category has several (stainless 430 is lighter than 304).
    """
    sizes = _single(spec)
    long = sizes.get("length", length)
    per_metre = _per_metre(spec, grade)
    if spec.form == "flat" and long and "width" in sizes and "thickness" in sizes:
        return _plain(weight.plate_kg(sizes["thickness"], sizes["width"], long, density=_density(spec, grade)))
    return None if per_metre is None or not long else _plain(per_metre * long / 1000)


def kg_per_metre(spec: Spec, *, grade: str = "") -> Decimal | None:
    """Mass of a metre in kg, or None when the spec does not determine it."""
    per_metre = _per_metre(spec, grade)
    return _plain(per_metre) if per_metre is not None and spec.form == "sheet" else per_metre


def _per_metre(spec: Spec, grade: str) -> Decimal | None:
    formula = _FORMULAS.get(spec.form)
    if formula is None:
        return None
    try:
        return formula(spec, _single(spec), _density(spec, grade))
    except (KeyError, ValueError):  # a measure is missing, or a wall that leaves no bore
        return None


def volume_m3(spec: Spec) -> Decimal | None:
    """Volume of one piece of timber or one block in m³, None when a measure is missing."""
    sizes = _single(spec)
    third = sizes.get("thickness", sizes.get("height"))
    if spec.form not in ("timber", "board", "block") or third is None or not {"length", "width"} <= sizes.keys():
        return None
    return sizes["length"] * sizes["width"] * third / 1_000_000_000


def _plain(mass: Decimal) -> Decimal:
    """To the gram, without the zeros an exact product trails."""
    grams = mass.quantize(Decimal("0.001")).normalize()
    return grams.quantize(Decimal(1)) if grams.as_tuple().exponent > 0 else grams  # type: ignore[operator]


def _single(spec: Spec) -> _Sizes:
    """The measures that are one value, in mm."""
    return {
        measure.dimension: measure.sizes[0].bounds[0]
        for measure in spec.measures
        if len(measure.values) == 1 and measure.sizes and measure.sizes[0].bounds[0] == measure.sizes[0].bounds[1]
    }


def _density(spec: Spec, grade: str) -> Decimal:
    if spec.category == "stainless-flat" and grade.startswith(_FERRITIC):
        return weight.STAINLESS_430
    return _DENSITIES.get(spec.category or "", weight.STEEL)


def _bar(spec: Spec, sizes: _Sizes, density: Decimal) -> Decimal:
    if spec.category in ("rebar", "rebar-coil"):
        return weight.rebar_kg_per_m(sizes["diameter"])
    return weight.round_kg_per_m(sizes["diameter"], density=density)


def _flat(_spec: Spec, sizes: _Sizes, density: Decimal) -> Decimal:
    return weight.flat_kg_per_m(sizes["width"], sizes["thickness"], density=density)


def _sheet(spec: Spec, sizes: _Sizes, density: Decimal) -> Decimal | None:
    """Chequered plate by its table, never by volume: the lentils are not in the thickness."""
    if spec.category == "checkered":
        per_m2 = weight.checkered_kg_per_m2(sizes["thickness"])
        return None if per_m2 is None else per_m2 * sizes["width"] / 1000
    return weight.plate_kg(sizes["thickness"], sizes["width"], Decimal(1000), density=density)


def _beam(spec: Spec, sizes: _Sizes, _density: Decimal) -> Decimal:
    series = spec.measure("series")
    if "web" not in sizes and series is not None:
        return weight.h_beam_kg_per_m(*H_BEAM_SIZES[series.words[0], sizes["height"], sizes["width"]])
    return weight.h_beam_kg_per_m(sizes["height"], sizes["width"], sizes["web"], sizes["flange"])


def _model(spec: Spec, sizes: _Sizes, _density: Decimal) -> Decimal | None:
    if "model" not in sizes:
        return None
    measure = spec.measure("model")
    mark = measure.sizes[0].mark if measure else ""
    name = f"{sizes['model'].normalize():f}{mark}"
    return weight.channel_kg_per_m(name) if spec.category == "channel" else weight.i_beam_kg_per_m(name)


def _tube(spec: Spec, sizes: _Sizes, density: Decimal) -> Decimal:
    outer = sizes.get("outer_diameter") or OUTER_BY_DN[sizes["nominal_diameter"]]
    per_metre = weight.tube_kg_per_m(outer, sizes["wall"])
    if spec.category == "galvanised-tube":
        return per_metre * weight.zinc_factor(sizes["wall"])
    return per_metre * density / weight.STEEL


_FORMULAS: dict[str, Callable[[Spec, _Sizes, Decimal], Decimal | None]] = {
    "bar": _bar,
    "flat": _flat,
    "sheet": _sheet,
    "square": lambda _spec, sizes, density: weight.square_kg_per_m(sizes["side"], density=density),
    "beam": _beam,
    "angle": lambda _spec, sizes, _density: weight.angle_kg_per_m(sizes["leg"], sizes["other_leg"], sizes["thickness"]),
    "model": _model,
    "tube": _tube,
    "pipe": _tube,
    "hollow": lambda _spec, sizes, _density: weight.hollow_kg_per_m(sizes["height"], sizes["width"], sizes["wall"]),
}
