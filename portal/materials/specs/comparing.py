"""What one spec means beside another: the same, one holding the other, near; owns no syntax."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from portal.materials.specs.values import Measure, Size, Spec

_TENTH = Decimal("0.1")
Bounds = tuple[Decimal, Decimal]


def measures(spec: Spec) -> Mapping[str, Bounds]:
    """For each dimension stated in numbers its least and greatest value in mm (DN, model number, kg, % where those are its unit)."""
    return {
        measure.dimension: (
            min(size.bounds[0] for size in measure.sizes),
            max(size.bounds[1] for size in measure.sizes),
        )
        for measure in spec.measures
        if measure.sizes
    }


def same(first: Spec, second: Spec) -> bool:
    """Whether both state the same measures, however written: 12m is 12000, 4寸 is DN100."""
    return set(first.dimensions) == set(second.dimensions) and all(
        _meaning(measure) == _meaning(_other(second, measure)) for measure in first.measures
    )


def fits(wanted: Spec, offered: Spec) -> bool:
    """Whether all that both state is held by what is offered; what the offer leaves open is in `unstated`."""
    shared = [measure for measure in wanted.measures if offered.measure(measure.dimension)]
    return bool(shared) and all(_holds(_other(offered, measure), measure) for measure in shared)


def unstated(wanted: Spec, offered: Spec) -> tuple[str, ...]:
    """The dimensions wanted of which the offer says nothing."""
    return tuple(dimension for dimension in wanted.dimensions if offered.measure(dimension) is None)


def near(wanted: Spec, offered: Spec) -> bool:
    """Whether each measure both state is held, overlaps or is within a tenth."""
    shared = [measure for measure in wanted.measures if offered.measure(measure.dimension)]
    return bool(shared) and all(_close(measure, _other(offered, measure)) for measure in shared)


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
    low, high = size.bounds
    least, most = other.bounds
    return least <= low and high <= most and _letter(size) == _letter(other)


def _close(wanted: Measure, offered: Measure) -> bool:
    if not wanted.sizes or not offered.sizes:
        return _holds(offered, wanted)
    return any(_touches(size, other) for size in wanted.sizes for other in offered.sizes)


def _touches(size: Size, other: Size) -> bool:
    low, high = size.bounds
    least, most = other.bounds
    return least <= high * (1 + _TENTH) and low * (1 - _TENTH) <= most
