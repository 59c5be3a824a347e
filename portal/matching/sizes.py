"""How an offered spec stands to a wanted one, and the keys under which specs and grades that may fit find one another. Pure.

Chief measures decide (a bar's diameter, a sheet's thickness, both legs of an angle): another one is another thing. A sheet's width,
a length, a surface or a packing may be talked about: they count against the match and are named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from portal.materials.grades import canonical_grade, grade_key, successor
from portal.materials.serving import family
from portal.materials.specs import Measure, Size, Spec, fits, measures, read_spec, unstated
from portal.materials.specs.forms import CATEGORY_FORMS, FORMS
from portal.materials.specs.standard_sizes import nominal_of_outer
from portal.materials.text import fold

ANY = "*"
"""The key of what may fit every size of its category."""
MOST_KEYS = 40
_SOFT = frozenset(
    ("length", "coating", "surface", "colour", "packing", "shape", "treatment", "placing", "slump", "temper", "piece_weight")
)  # fmt: skip
_STRUCTURAL = re.compile(r"Q\d{3}")
_Z = re.compile(r"-?Z(?:15|25|35)$", re.IGNORECASE)
_SEVERAL = re.compile(r"[、,，;；/]|或")

State = Literal["none", "fits", "part", "off", "unstated", "differs"]


@dataclass(frozen=True, slots=True)
class SizeFit:
    """none: nothing was asked; part: some of the wanted sizes; off: all but the named measures; unstated: nobody can say."""

    state: State
    off: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def size_fit(category: str, wanted: str, offered: str) -> SizeFit:
    """How the offered spec stands to the wanted one, both as typed."""
    if not wanted:
        return SizeFit("none")
    if fold(wanted) == fold(offered):
        return SizeFit("fits")
    want, offer = read_spec(wanted, category), read_spec(offered, category) if offered else None
    if want is None or offer is None:
        return SizeFit("unstated")
    if fits(want, offer):
        return SizeFit("unstated" if _chief(want) in unstated(want, offer) else "fits")
    hard, other = _hard(want), _hard(offer)
    off = tuple(
        measure.dimension
        for measure in want.measures
        if _is_soft(want, measure.dimension) and _clash(want, offer, measure.dimension)
    )
    if not hard.measures:
        return SizeFit("off", off) if off else SizeFit("unstated")
    if fits(hard, other):
        if _chief(hard) in unstated(hard, other):
            return SizeFit("unstated")
        return SizeFit("off" if off else "fits", off)
    if not other.measures:
        return SizeFit("unstated")
    if any(fits(part, other) for part in _parts(hard, other)):
        return SizeFit("part", off)
    return SizeFit("differs")


def _parts(wanted: Spec, offered: Spec) -> list[Spec]:
    """The wanted spec with, in place of its several sizes, what the offer has of them: one spec for each piece both have."""
    chief = _chief(wanted)
    mine, theirs = (spec.measure(chief) if chief else None for spec in (wanted, offered))
    if mine is None or theirs is None:
        return []
    found = []
    for one in mine.sizes:
        for other in theirs.sizes:
            low, high = max(one.bounds[0], other.bounds[0]), min(one.bounds[1], other.bounds[1])
            if low <= high:
                piece = Measure(chief, (Size(low, high, "#" if one.unit == "#" else "", one.mark),))
                found.append(
                    replace(
                        wanted, measures=tuple(piece if measure is mine else measure for measure in wanted.measures)
                    )
                )
    return found


def _chief(spec: Spec) -> str:
    """The first measure of its form that is no soft one."""
    return next((name for name in FORMS[spec.form].dimensions if not _is_soft(spec, name)), "")


def _is_soft(spec: Spec, dimension: str) -> bool:
    return dimension in _SOFT or (dimension == "width" and spec.form == "sheet")


def _hard(spec: Spec) -> Spec:
    return replace(spec, measures=tuple(one for one in spec.measures if not _is_soft(spec, one.dimension)))


def _clash(wanted: Spec, offered: Spec, dimension: str) -> bool:
    """Both state it, and what is offered does not hold what is wanted."""
    one, other = wanted.measure(dimension), offered.measure(dimension)
    if one is None or other is None:
        return False
    if not set(one.words) <= set(other.words):
        return True
    return any(
        not any(least <= low and high <= most for least, most in (size.bounds for size in other.sizes))
        for low, high in (size.bounds for size in one.sizes)
    )


@lru_cache(maxsize=65536)
def size_keys(category: str, spec: str) -> tuple[str, ...]:
    """Keys of a spec: whatever fits it in the same category shares one, or has or is `ANY`. At most forty."""
    read = read_spec(spec, category) if spec else None
    forms = CATEGORY_FORMS.get(category, ())
    if read is None or not (len(forms) == 1 or set(forms) <= {"tube", "pipe"} or set(forms) <= {"model", "section"}):
        return (ANY,)
    chief = _chief(read)
    measure = read.measure(chief) if chief else None
    if measure is None or not measure.sizes or measure.words or read.measure("series") or chief not in measures(read):
        return (ANY,)
    keys: dict[str, None] = {}
    for size in measure.sizes:
        low, high = size.bounds
        if chief in ("outer_diameter", "nominal_diameter"):
            if low != high:
                return (ANY,)
            keys[_pipe(chief, low)] = None
            continue
        if int(high) - int(low) >= MOST_KEYS:
            return (ANY,)
        keys |= {f"{chief}:{number}": None for number in range(int(low), int(high) + 1)}
    return tuple(keys) if len(keys) <= MOST_KEYS else (ANY,)


def _pipe(chief: str, size: Decimal) -> str:
    """Pipes are named by two diameters."""
    nominal = size if chief == "nominal_diameter" else nominal_of_outer(size)
    return f"od:{int(size)}" if nominal is None else f"dn:{int(nominal)}"


@lru_cache(maxsize=8192)
def grade_group(category: str, grade: str) -> str:
    """The key of a grade: what serves for it shares it. Empty where none is stated, or several are."""
    if not grade or len(several(grade, category)) > 1 or category == "cement":  # its classes serve across its families
        return ""
    name = canonical_grade(grade, category)
    if structural := _STRUCTURAL.match(successor(name) or name):  # letters behind it serve one another
        return structural[0].casefold().replace("q345", "q355")  # 16Mn became Q345, which became Q355
    known = family(_Z.sub("", grade), category)
    if known:
        return known[:40]
    return grade_key(name.partition("/")[0])[:40]


@lru_cache(maxsize=8192)
def several(text: str, category: str = "") -> tuple[str, ...]:
    """The names somebody wrote side by side: `沙钢/永钢`; a surface behind a grade (304/2B) belongs to it."""
    parts = tuple(part.strip() for part in _SEVERAL.split(text) if part.strip())
    if category and len(parts) == 2 and "/" in text and not family(parts[1], category):
        return (text,)
    return parts or (text,)
