"""What one spec means beside another: the same, one holding the other, near; owns no syntax.

Pipes are compared across their names (4寸, DN100, Φ114), H-beams of a series by the real size (HM300×200 is 294×200×8×12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from portal.materials.section_table import H_BEAM_SIZES
from portal.materials.specs.forms import FORMS
from portal.materials.specs.standard_sizes import around, nominal_of_outer
from portal.materials.specs.values import Measure, Size, Spec

Bounds = tuple[Decimal, Decimal]


def measures(spec: Spec) -> Mapping[str, Bounds]:
    """For each dimension stated in numbers its least and greatest value in mm (DN, model, kg, % where those are its unit)."""
    return {
        measure.dimension: (
            min(size.bounds[0] for size in measure.sizes),
            max(size.bounds[1] for size in measure.sizes),
        )
        for measure in spec.measures
        if measure.sizes
    }


def surroundings(spec: Spec) -> Mapping[str, Bounds]:
    """As `measures`, widened to what counts as near: the neighbouring standard sizes, or a tenth."""
    return {
        dimension: (around(low, dimension, spec.category)[0], around(high, dimension, spec.category)[1])
        for dimension, (low, high) in measures(spec).items()
    }


def same(first: Spec, second: Spec) -> bool:
    """Whether both state the same measures, however written: 12m is 12000, 4寸 is DN100."""
    first, second = _real(first), _real(second)
    return set(first.dimensions) == set(second.dimensions) and all(
        _meaning(measure) == _meaning(_other(second, measure)) for measure in first.measures
    )


def fits(wanted: Spec, offered: Spec) -> bool:
    """Whether all that both state is held by what is offered: Φ18-22 holds Φ20. What the offer leaves open is in `unstated`."""
    wanted, offered = _aligned(wanted, offered)
    shared = _shared(wanted, offered)
    return bool(shared) and all(_holds(_other(offered, measure), measure) for measure in shared)


def unstated(wanted: Spec, offered: Spec) -> tuple[str, ...]:
    """The dimensions wanted of which the offer says nothing."""
    wanted, offered = _aligned(wanted, offered)
    return tuple(dimension for dimension in wanted.dimensions if offered.measure(dimension) is None)


def near(wanted: Spec, offered: Spec) -> bool:
    """Whether each number both state is held, overlaps, is the neighbouring standard size or within a tenth.

    Words do not matter: another coating, surface or letter of a model is near, and a coil can be cut to length.
    """
    wanted, offered = _aligned(wanted, offered)
    shared = [measure for measure in _shared(wanted, offered) if measure.sizes and _other(offered, measure).sizes]
    return bool(shared) and all(_close(measure, _other(offered, measure), wanted.category) for measure in shared)


def _shared(wanted: Spec, offered: Spec) -> list[Measure]:
    """Measures both state; none when their chief dimensions are of two kinds of thing (a bar's diameter, a sheet's thickness)."""
    chief, other = FORMS[wanted.form].dimensions[:1], FORMS[offered.form].dimensions[:1]
    for one, its, another in ((chief, wanted, offered), (other, offered, wanted)):
        if one and its.measure(one[0]) and not another.measure(one[0]) and another.form != "named":
            return []
    return [measure for measure in wanted.measures if offered.measure(measure.dimension)]


def _aligned(wanted: Spec, offered: Spec) -> tuple[Spec, Spec]:
    """Both with H-beams by real size, and pipes by nominal diameter where only one of them is named by it."""
    wanted, offered = _real(wanted), _real(offered)
    if wanted.measure("nominal_diameter") and offered.measure("outer_diameter"):
        return wanted, _by_nominal(offered)
    if wanted.measure("outer_diameter") and offered.measure("nominal_diameter"):
        return _by_nominal(wanted), offered
    return wanted, offered


def _by_nominal(spec: Spec) -> Spec:
    """The spec with DN in place of the outer diameter; as it is when an outer diameter belongs to no pipe size."""
    kept = []
    for measure in spec.measures:
        if measure.dimension != "outer_diameter":
            kept.append(measure)
            continue
        named = [nominal_of_outer(size.low) for size in measure.sizes if size.low == size.high]
        sizes = tuple(Size(nominal, nominal) for nominal in named if nominal is not None)
        if not sizes or len(sizes) < len(measure.values):
            return spec
        kept.append(Measure("nominal_diameter", sizes))
    return replace(spec, form="pipe", measures=tuple(kept))


def _real(spec: Spec) -> Spec:
    """An H-beam named by series and nominal size, by its real one; the series says no more then and goes."""
    series, height, width = spec.measure("series"), spec.measure("height"), spec.measure("width")
    if spec.form != "beam" or not series or not height or not width or len(height.sizes) != 1 or len(width.sizes) != 1:
        return spec
    real = H_BEAM_SIZES.get((series.words[0], height.sizes[0].low, width.sizes[0].low))
    rest = [measure for measure in spec.measures if measure.dimension not in ("series", *_BEAM)]
    if real is None or spec.measure("web"):
        return replace(spec, measures=tuple(one for one in spec.measures if one.dimension != "series"))
    sized = [Measure(dimension, (Size(value, value),)) for dimension, value in zip(_BEAM, real, strict=True)]
    return replace(spec, measures=(*sized, *rest))


_BEAM = ("height", "width", "web", "flange")


def _other(spec: Spec, measure: Measure) -> Measure:
    found = spec.measure(measure.dimension)
    return found if found is not None else Measure(measure.dimension, ())


def _meaning(measure: Measure) -> frozenset[object]:
    return frozenset([*measure.words, *((*size.bounds, _letter(size)) for size in measure.sizes)])


def _letter(size: Size) -> str:
    return size.mark if size.unit == "#" else ""


def _holds(offered: Measure, wanted: Measure) -> bool:
    if not set(wanted.words) <= set(offered.words):
        return False
    return all(any(_within(size, other) for other in offered.sizes) for size in wanted.sizes)


def _within(size: Size, other: Size) -> bool:
    """16# asks for no letter, so 16a# is within it; 16a# asks for one."""
    low, high = size.bounds
    least, most = other.bounds
    return least <= low and high <= most and _letter(size) in ("", _letter(other))


def _close(wanted: Measure, offered: Measure, category: str | None) -> bool:
    return any(_touches(size, other, wanted.dimension, category) for size in wanted.sizes for other in offered.sizes)


def _touches(size: Size, other: Size, dimension: str, category: str | None) -> bool:
    least, most = other.bounds
    low, high = (around(value, dimension, category) for value in size.bounds)
    return least <= high[1] and low[0] <= most
