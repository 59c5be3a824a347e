"""Single wishes made comparable: which grades serve or are near, which sizes are neighbours, under which facts a mill or place is found.

What was understood of a text is decided in `understanding`; how wishes are compared in `wants`.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from portal.materials.grades import canonical_grade, grade_key
from portal.materials.serving import near_grades, serving_grades
from portal.materials.specs import Spec, read_spec, surroundings
from portal.materials.substances import CHEMICALS, offered_as, substance
from portal.materials.text import fold
from portal.search.facts import Measured, measures_of, short_place, substance_value
from portal.search.terms import parse
from portal.search.wants import COIL, LARGEST, SLOT_OF, Fact, Grade, Size

# How far off a neighbour may be, permille, where no standard's series says more.
_NEAR = {
    "diameter": 170, "nominal": 260, "thickness": 250, "width": 100, "height": 130, "length": 350, "side": 170, "web": 150, "flange": 150,
    "model": 130,
}  # fmt: skip


def category_fact(code: str, said: str, product: str = "") -> Fact:
    """product: what it is called in its category; of chemicals only the one named will do."""
    value = substance_value(product) if code == CHEMICALS and offered_as(substance(product)) else code
    return Fact("category", (value,), parse(said), everywhere=said.isascii())


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
    """What a written spec asks for in each measure; none when it states none."""
    found: Spec | None = read_spec(spec, category)
    if found is None:
        return ()
    by_slot = {SLOT_OF[dimension]: ends for dimension, ends in surroundings(found).items() if dimension in SLOT_OF}
    return tuple(_size(each, by_slot.get(each.slot)) for each in measures_of(found))


@lru_cache(maxsize=4096)
def spec_words(spec: str, category: str | None) -> tuple[str, ...]:
    """What a spec says in words: a surface, a coating, washed sand. A coil is a length."""
    found = read_spec(spec, category)
    return tuple(word for measure in found.measures for word in measure.words if word != "C") if found else ()


def _size(wanted: Measured, around: tuple[Decimal, Decimal] | None) -> Size:
    low, high = wanted.low, wanted.high
    if low != high or low == COIL:  # a range says itself how far it goes
        return Size(wanted.slot, low, high, low, high)
    off = _NEAR[wanted.slot]
    if wanted.slot == "diameter" and around is not None and (around[0], around[1]) != _tenth(low):
        off = 0  # the series of bars: the sizes beside it
    lowest, highest = (int(end * 1000) for end in around) if around else (low, high)
    return Size(
        wanted.slot,
        low,
        high,
        min(lowest, low * (1000 - off) // 1000),
        min(LARGEST, max(highest, high * (1000 + off) // 1000)),
    )


def _tenth(value: int) -> tuple[Decimal, Decimal]:
    return Decimal(value) * 9 / 10000, Decimal(value) * 11 / 10000
