"""Single wishes made comparable: which grades serve or are near, which sizes are neighbours, under which facts a mill or place is found.

What was understood of a text is decided in `understanding`; how wishes are compared in `wants`.
"""

from __future__ import annotations

from functools import lru_cache

from portal.materials.grades import canonical_grade, grade_key
from portal.materials.serving import near_grades, serving_grades
from portal.materials.specs import Spec, read_spec
from portal.materials.text import fold
from portal.search.facts import measures_of, short_place
from portal.search.terms import parse
from portal.search.wants import COIL, LARGEST, Fact, Grade, Size

# The usual steps of bars and wire, thousandths of mm: the neighbours of a size are the ones beside it.
_BARS = tuple(
    int(float(size) * 1000) for size in "5.5 6 6.5 7 8 9 10 11 12 14 16 18 20 22 25 28 30 32 36 40 45 50".split()
)
_BAR_CATEGORIES = ("rebar", "rebar-coil", "wire-rod", "round-bar")

# Elsewhere: how far off a neighbour may be, permille.
_NEAR = {
    "diameter": 100, "nominal": 260, "thickness": 130, "width": 100, "height": 130, "length": 350, "side": 130, "web": 150, "flange": 150,
    "model": 130,
}  # fmt: skip


def category_fact(code: str, said: str) -> Fact:
    return Fact("category", (code,), parse(said), everywhere=said.isascii())


def mill_fact(value: str, said: str) -> Fact:
    return Fact("mill", (fold(value),), parse(said), everywhere=said.isascii())


def place_fact(value: str, said: str) -> Fact:
    return Fact("place", (short_place(value),), parse(said), everywhere=said.isascii())


def deliver_place(value: str) -> str:
    return short_place(value)


@lru_cache(maxsize=2048)
def grade_wish(grade: str, category: str | None, said: str) -> Grade:
    """The grade with those that serve for it and those of its family, of all that are known."""
    wanted = grade_key(canonical_grade(grade, category))
    serving = dict.fromkeys(grade_key(name) for name, _reason in serving_grades(category, grade))
    near = dict.fromkeys(grade_key(name) for name in near_grades(category, grade))
    return Grade(
        exact=(wanted,),
        serves=tuple(name for name in serving if name != wanted),
        near=tuple(name for name in near if name != wanted and name not in serving),
        terms=parse(said),
    )


@lru_cache(maxsize=4096)
def size_wishes(spec: str, category: str | None) -> tuple[Size, ...]:
    """What a written spec asks for in each measure; none when it cannot be read again."""
    found: Spec | None = read_spec(spec, category)
    if found is None:
        return ()
    return tuple(_size(each.slot, each.low, each.high, category) for each in measures_of(found))


def _size(slot: str, low: int, high: int, category: str | None) -> Size:
    if slot == "length" and low == COIL:
        return Size(slot, low, high, low, high)
    if slot == "diameter" and (category is None or category in _BAR_CATEGORIES) and low in _BARS and high in _BARS:
        first, last = _BARS.index(low), _BARS.index(high)
        return Size(slot, low, high, _BARS[max(0, first - 1)], _BARS[min(len(_BARS) - 1, last + 1)])
    off = _NEAR[slot]
    return Size(slot, low, high, low * (1000 - off) // 1000, min(LARGEST, high * (1000 + off) // 1000))
