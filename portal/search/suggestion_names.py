"""The names suggestions are made of, each with its weight: the trade's tables, what is on offer, staff's words.

How they are found while somebody types stands in `suggestions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portal.materials.categories import CATEGORIES
from portal.materials.grades import GRADES, SURFACES, grade_table
from portal.materials.mills import MILLS
from portal.materials.regions import MARKETS, cities
from portal.materials.text import fold

Addition = tuple[str, str, str, str]
"""(word, field, value, note), as the lexicon takes them."""

KIND_OF_FIELD = {"category": "product", "grade": "grade", "mill": "mill", "market": "city", "city": "city"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """kind: product, grade, spec, mill, city, past or common; note: what a word stands for, where it does not say so itself."""

    text: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OnOffer:
    """What the public can find now, the most frequent first, from the index: value → how many.

    own: category → its grades and specs.
    """

    categories: Mapping[str, int] = field(default_factory=dict)
    grades: Mapping[str, int] = field(default_factory=dict)
    specs: Mapping[str, int] = field(default_factory=dict)
    mills: Mapping[str, int] = field(default_factory=dict)
    cities: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, tuple[Sequence[str], Sequence[str]]] = field(default_factory=dict)


NOTHING_ON_OFFER = OnOffer()


@dataclass(frozen=True, slots=True)
class Entry:
    shown: Suggestion
    weight: int
    code: str = ""  # of a product


def entries(offer: OnOffer, additions: Sequence[Addition]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Each name with the other keys it is found under; of two with one name the first counts."""
    yield from _products(offer)
    usual = {grade for grades in (*GRADES.values(), *SURFACES.values()) for grade in grades}
    table = {grade.name: grade.aliases for grade in grade_table() if not grade.dropped}
    for grade in dict.fromkeys([*offer.grades, *sorted(usual), *table]):
        weight = (10 if grade in usual else 6) + _weight(offer.grades.get(grade, 0))
        yield Entry(Suggestion(grade, "grade"), weight), table.get(grade, ())
    for mill in MILLS:
        weight = 10 + _weight(offer.mills.get(mill.short, 0))
        yield Entry(Suggestion(mill.short, "mill"), weight), (mill.name,)
        for alias in mill.aliases:
            yield Entry(Suggestion(alias, "mill", mill.short), weight - 5), ()
    for name, count in offer.mills.items():
        yield Entry(Suggestion(name, "mill"), 10 + _weight(count)), ()
    for place in cities():
        yield Entry(Suggestion(place.short, "city"), _city_weight(offer, place.short)), (place.name,)
    for market, city in MARKETS.items():
        yield Entry(Suggestion(market, "city", city), _city_weight(offer, city) // 2), ()
    for spec, count in offer.specs.items():
        yield Entry(Suggestion(spec, "spec"), _weight(count)), ()
    names = {each.code: each.name_zh for each in CATEGORIES}
    for word, named, value, _note in additions:
        if kind := KIND_OF_FIELD.get(named):
            meant = names.get(value, value)
            shown = Suggestion(word, kind, "" if fold(word) == fold(meant) else meant)
            yield Entry(shown, 20, value if kind == "product" else ""), ()


def _products(offer: OnOffer) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for each in CATEGORIES:
        weight = 40 + _weight(offer.categories.get(each.code, 0))
        yield Entry(Suggestion(each.name_zh, "product"), weight, each.code), (each.name_en,)
        for alias in each.aliases:
            yield Entry(Suggestion(alias, "product", each.name_zh), weight - 15, each.code), ()


def _city_weight(offer: OnOffer, city: str) -> int:
    """Before other names of mills that begin with the city's."""
    count = offer.cities.get(city, 0)
    return 18 + 2 * _weight(count) if count else 8


def _weight(count: int) -> int:
    """More on offer weighs more, but not as much more: 1 → 3, 100 → 21, 10,000 → 42."""
    return count.bit_length() * 3
