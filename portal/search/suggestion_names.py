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
    """A name. code: of a product. counted: what of the offer makes it weigh more (see `weights`)."""

    shown: Suggestion
    weight: int
    code: str = ""
    counted: str = ""


Keyed = tuple[Entry, tuple[str, ...]]
"""A name with the other keys it is found under."""


def standard_entries() -> Iterator[Keyed]:
    """The trade's own names; of two with one name the first counts."""
    for each in CATEGORIES:
        yield Entry(Suggestion(each.name_zh, "product"), 40, each.code, f"product={each.code}"), (each.name_en,)
        for alias in each.aliases:
            yield Entry(Suggestion(alias, "product", each.name_zh), 25, each.code, f"product={each.code}"), ()
    usual = {grade for grades in (*GRADES.values(), *SURFACES.values()) for grade in grades}
    table = {grade.name: grade.aliases for grade in grade_table() if not grade.dropped}
    for name in dict.fromkeys([*sorted(usual), *table]):
        yield Entry(Suggestion(name, "grade"), 10 if name in usual else 6, "", f"grade={name}"), table.get(name, ())
    for mill in MILLS:
        yield Entry(Suggestion(mill.short, "mill"), 10, "", f"mill={mill.short}"), (mill.name,)
        for alias in mill.aliases:
            yield Entry(Suggestion(alias, "mill", mill.short), 5, "", f"mill={mill.short}"), ()
    for place in cities():
        yield Entry(Suggestion(place.short, "city"), 8, "", f"city={place.short}"), (place.name,)
    for market, city in MARKETS.items():
        yield Entry(Suggestion(market, "city", city), 4, "", f"city={city}"), ()


def own_entries(offer: OnOffer, additions: Sequence[Addition]) -> Iterator[Keyed]:
    """Names only this portal has: staff's words first, then what is on offer."""
    names = {each.code: each.name_zh for each in CATEGORIES}
    for word, named, value, _note in additions:
        if kind := KIND_OF_FIELD.get(named):
            meant = names.get(value, value)
            shown = Suggestion(word, kind, "" if fold(word) == fold(meant) else meant)
            yield Entry(shown, 20, value if kind == "product" else ""), ()
    for kind, values in (("grade", offer.grades), ("mill", offer.mills), ("spec", offer.specs)):
        for value in values:
            yield Entry(Suggestion(value, kind), 0 if kind == "spec" else 10, "", f"{kind}={value}"), ()


def weights(offer: OnOffer) -> dict[str, int]:
    """What is on offer weighs more, but not as much more: 1 → 3, 100 → 21, 10,000 → 42. A city goes before names that begin with it."""
    found: dict[str, int] = {}
    for kind, values in (
        ("product", offer.categories), ("grade", offer.grades), ("mill", offer.mills), ("spec", offer.specs)
    ):  # fmt: skip
        found |= {f"{kind}={value}": count.bit_length() * 3 for value, count in values.items()}
    return found | {f"city={city}": 10 + count.bit_length() * 6 for city, count in offer.cities.items() if count}
