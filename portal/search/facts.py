"""What a document states in a form that can be compared: category, mill, places and grade as facts, measures as numbers.

The same for every engine; which fact or measure a question wants is in `wants`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from portal.core.documents import SearchDocument
from portal.materials.grades import canonical_grade, grade_key, read_grade
from portal.materials.mills import MILLS, find_mill, groups_of
from portal.materials.regions import city_of, find_region, province_of
from portal.materials.specs import Size, Spec, read_spec
from portal.materials.substances import CHEMICALS, offered_as, substance
from portal.materials.text import fold
from portal.search.wants import COIL, LARGEST, SLOT_OF

_LONGEST = 60
_SEVERAL = re.compile(r"[/,、，;；\s]+")


@dataclass(frozen=True, slots=True)
class Measured:
    """One slot: from, to, in thousandths; members when it is one of several values and not all between (6/8/10)."""

    slot: str
    low: int
    high: int
    members: tuple[int, ...] = ()


def place(document: SearchDocument) -> tuple[str, str]:
    """City and province as facets show them: short names, a market's or district's city."""
    city = city_of(document.city) or document.city.strip()
    return city, document.region.strip() or province_of(document.city)


def facts_of(document: SearchDocument) -> list[str]:
    """`mill=沙钢`, `place=佛山`, …, each once; `mill=` where nothing is stated."""
    values: dict[str, list[str]] = {
        "kind": [document.kind],
        "category": [document.category, *_substances(document)],
        "mill": mills(document.mill),
        "place": places(document),
        "grade": grades(document.grade, document.category),
        "from": _ends(document.city, document.region) if document.kind == "freight" else [],
        "to": _ends(document.to_city, "") if document.kind == "freight" else [],
    }
    return [
        f"{name}={value}"
        for name, found in values.items()
        for value in dict.fromkeys(found)
        if value or len(found) == 1
    ]


def substance_value(name: str) -> str:
    """How a chemical stands among categories: `chemicals/烧碱`."""
    return f"{CHEMICALS}/{name}"


def _substances(document: SearchDocument) -> list[str]:
    if document.category != CHEMICALS:
        return []
    name = (document.product_name or document.title)[:_LONGEST]
    return [substance_value(each) for each in offered_as(substance(name))]


def _ends(city: str, region: str) -> list[str]:
    """One end of a way: the place as typed, its city, its province."""
    found = [fold(city), city_of(city), region or province_of(city)]
    return [short_place(name) for name in found if name]


def places(document: SearchDocument) -> list[str]:
    """Every place it is in or leads to: as typed, its city, its province."""
    found = [fold(document.city), *place(document)]
    if document.to_city:
        found += [fold(document.to_city), city_of(document.to_city), province_of(document.to_city)]
    return [short_place(name) for name in found if name] or [""]


@lru_cache(maxsize=8192)
def short_place(name: str) -> str:
    """The name as facts have it: short, simplified."""
    region = find_region(name)
    folded = fold(name)
    return (
        region.short if region is not None and folded in (fold(region.name), fold(region.short)) else folded[:_LONGEST]
    )


@lru_cache(maxsize=8192)
def mills(text: str) -> list[str]:
    """The mill as typed, as the table has it, and the group it names itself after (首钢迁钢 → 首钢)."""
    folded = fold(text)[:_LONGEST]
    if not folded:
        return [""]
    known = find_mill(folded)
    if known is None:
        for length in (3, 2):
            if len(folded) > length + 1 and province_of(folded[:length]):
                known = find_mill(folded[length:])
                break
    if known is None:
        return [folded, *(short for short in _shorts() if folded.startswith(short))]
    return [folded, fold(known.short), *(fold(short) for short in groups_of(known))]


@lru_cache(maxsize=1)
def _shorts() -> tuple[str, ...]:
    return tuple(fold(mill.short) for mill in MILLS)


@lru_cache(maxsize=8192)
def grades(text: str, category: str) -> list[str]:
    """Its grades as they are compared: whole, without its surface (304/2B → 304), and each of several (HRB400/HRB400E)."""
    text = text.strip()[:_LONGEST]
    if not text:
        return [""]
    kind = category or None
    found = [grade_key(canonical_grade(text, kind))]
    if read_grade(text, kind) is None:
        parts = [part for part in _SEVERAL.split(text) if part.strip()]
        found += [grade_key(grade.name) for part in parts if (grade := read_grade(part, kind)) is not None]
    return list(dict.fromkeys(found))


def measures_in(document: SearchDocument) -> tuple[Measured, ...]:
    """What its spec states; where it has none, what stands in the place of its grade (gravel 5-25mm)."""
    return measured(document.spec, document.category) or measured(document.grade, document.category)


@lru_cache(maxsize=16384)
def measured(spec: str, category: str) -> tuple[Measured, ...]:
    """The measures a spec states, one for each slot; none where it cannot be read."""
    found = read_spec(spec, category or None) if spec else None
    return () if found is None else measures_of(found)


def measures_of(spec: Spec) -> tuple[Measured, ...]:
    """A spec's measures by slot. A coil has a length of 0."""
    by_slot: dict[str, Measured] = {}
    for measure in spec.measures:
        slot = SLOT_OF.get(measure.dimension)
        if slot is None or slot in by_slot:
            continue
        ends = sorted((_number(size, size.bounds[0]), _number(size, size.bounds[1])) for size in measure.sizes)
        if ends:
            single = len(ends) > 1 and all(low == high for low, high in ends)
            members = tuple(dict.fromkeys(low for low, _high in ends)) if single else ()
            by_slot[slot] = Measured(slot, ends[0][0], max(high for _low, high in ends), members)
        elif slot == "length" and "C" in measure.words:
            by_slot[slot] = Measured(slot, COIL, COIL)
    return tuple(by_slot.values())


def _number(size: Size, value: Decimal) -> int:
    """Thousandths; of a model the letter counts as well: 20a is 20 001, 20b 20 002."""
    letter = ord(size.mark[0].lower()) - ord("a") + 1 if size.unit == "#" and size.mark[:1].isalpha() else 0
    return max(0, min(LARGEST, int(value * 1000) + letter))
