"""Which form a shape has, and whether its numbers are possible: `Φ219×8` is a tube, `Φ25×12m` a bar."""

from __future__ import annotations

from portal.materials.specs.forms import BOUNDS, CATEGORY_BOUNDS, CATEGORY_FORMS, FORMS, NAMES, UNITS
from portal.materials.specs.positions import READERS, Group, as_lengths, top_of, unit_of
from portal.materials.specs.shapes import Shape
from portal.materials.specs.values import Measure, Word


def interpret(shape: Shape, category: str | None) -> tuple[str, tuple[Measure, ...]] | None:
    """The form and the measures a shape stands for in a category, or None when it can be none of its forms."""
    codes = _any_form(shape) if category is None else CATEGORY_FORMS.get(category, ())
    if category is not None and len(codes) > 2:  # bars, sheets and tubes of one metal: signs and proportions go first
        likely = [code for code in _any_form(shape) if code in codes]
        codes = (*likely, *(code for code in codes if code not in likely))
    for code in codes:
        parts = READERS[code](shape)
        if parts is not None and all(_possible(dimension, group, category) for dimension, group in parts):
            return code, tuple(Measure(dimension, group) for dimension, group in parts)
    return _named(shape, category)


def _named(shape: Shape, category: str | None) -> tuple[str, tuple[Measure, ...]] | None:
    """A single measure that says itself what it is: 厚20, 宽1500, 12m."""
    if len(shape.groups) != 1:
        return None
    group = shape.groups[0]
    dimension = shape.sign if shape.sign in NAMES else ""
    if not dimension and shape.sign == "" and unit_of(group) == "m":
        dimension = "length"
    if not dimension:
        return None
    if category is not None:
        dimension = _own_dimension(dimension, category)
    if dimension == "length":
        group = as_lengths(group)
    if not dimension or not _possible(dimension, group, category):
        return None
    return "named", (Measure(dimension, group),)


def _own_dimension(dimension: str, category: str) -> str:
    """The dimension as this category has it: 厚 of a tube is its wall."""
    has = {one for code in CATEGORY_FORMS.get(category, ()) for one in FORMS[code].dimensions}
    for code in (dimension, *_ALIKE.get(dimension, ())):
        if code in has:
            return code
    return ""


_ALIKE: dict[str, tuple[str, ...]] = {
    "thickness": ("wall",),
    "wall": ("thickness",),
    "diameter": ("outer_diameter",),
    "outer_diameter": ("diameter",),
}


def _possible(dimension: str, group: Group, category: str | None) -> bool:
    low, high = CATEGORY_BOUNDS.get((category, dimension), BOUNDS[dimension])
    lengths = dimension == "length"
    for value in group:
        if isinstance(value, Word):
            if not lengths or len(group) > 1:
                return False
            continue
        least, most = value.bounds
        if not low <= least <= most <= high or value.unit not in UNITS.get(dimension, ("",)):
            return False
    return bool(group)


def _any_form(shape: Shape) -> tuple[str, ...]:
    """Forms a shape may have while nobody says what thing it is: only what its signs and proportions tell."""
    groups = shape.groups
    count = len(groups)
    if shape.sign == "diameter" or shape.sign == "outer_diameter":
        if unit_of(groups[0]) in ("寸", "分"):
            return ("pipe",)
        if shape.sign == "outer_diameter":
            return ("tube",)
        long = count == 2 and (unit_of(groups[1]) == "m" or top_of(groups[1]) >= 1000)
        return ("bar",) if count == 1 or long else ("tube", "bar")
    if shape.sign == "nominal_diameter" or (not shape.sign and unit_of(groups[0]) in ("寸", "分")):
        return ("pipe",)
    if shape.sign in ("beam", "angle"):
        return (shape.sign,) if count > 1 else ()
    if shape.sign == "square":
        return ("square",) if count == 1 else ("hollow", "square")
    if shape.sign == "thickness" and count > 1:
        return ("sheet",)
    if shape.sign or count == 1:
        return ()
    if count > 3:
        return ("beam",)
    if isinstance(groups[-1][0], Word) or top_of(groups[0]) < top_of(groups[1]):
        return ("sheet",)
    return ("block",) if count == 3 else ("flat",)
