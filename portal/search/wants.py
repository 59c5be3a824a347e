"""What a question asks for, as an engine compares it: words, facts, a grade, sizes, and what only weighs. Pure data, pure rules.

How a text becomes this is in `understanding`; how much each thing is worth is in `weights`. Every engine follows these rules:

**Which documents.** All of `terms`, all of `facts`, the `grade` if any, the `sizes` if any.
- A *fact* (category, mill, place) holds when the document has one of the values. Where a document has no fact of that name at all (or the fact
  says `everywhere`: it was said in Latin letters, which may be a name), the words of the fact may be found instead; and where they are each
  a complete name of the document, they hold in any case (the supplier filed 盘螺 under rebar). Facts are terms of their
  own: `mill=沙钢`; a document without any has `mill=`. A fact with a `kind` is a condition for documents of that kind alone.
- The *grade* and the *sizes* together make the tier, the greater of their two: EXACT, SERVES, NEAR. What has none of the three but has their words
  is a hit too, in tier WORDS; else it is no hit. A question without grade and sizes puts everything in tier EXACT.
- Price: see `filtering`; a price in the text is a price condition like any other, over what the audience may know.
- A question with neither terms nor facts nor grade nor sizes, but with a price, amount or condition, is asked of SOFT_KINDS alone.

**In which order**: `weights`. A fact, grade or size found in its own place is worth `weights.FACT`; when its words are found as well, as much as
the least of them if that is more. What is found by words alone is worth the least of its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.search.terms import Term

EXACT, SERVES, NEAR, WORDS = range(4)

FACTS = ("kind", "category", "mill", "place", "grade", "from", "to")
"""Names of facts: `kind=supply`, `category=rebar` (of chemicals also `category=chemicals/烧碱`), `mill=沙钢`, `place=佛山` (city, province,
both ends of a freight rate, which also has `from=` and `to=`), `grade=hrb400e`; folded."""

SOFT_KINDS = ("supply", "demand")

SLOTS = (
    "diameter", "nominal", "thickness", "width", "height", "length", "side", "web", "flange", "model",
)  # fmt: skip
"""Measures a document may have, each from a lowest to a highest: thousandths of mm (DN, a model's number)."""

SLOT_OF: Mapping[str, str] = {
    "diameter": "diameter", "outer_diameter": "diameter", "particle": "diameter", "nominal_diameter": "nominal",
    "thickness": "thickness", "wall": "thickness", "width": "width", "height": "height", "length": "length",
    "leg": "side", "other_leg": "width", "side": "side", "web": "web", "flange": "flange", "model": "model",
}  # fmt: skip
"""Dimension of a category (materials) → slot. No form of a spec has two dimensions in one slot."""

UNKNOWN = -1
COIL = 0  # the length of what is wound up
LARGEST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """A hard condition. values: folded, any of them; terms: how it was said; everywhere, kind: see above."""

    name: str
    values: tuple[str, ...]
    terms: tuple[Term, ...] = ()
    everywhere: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A wanted grade: canonical and folded; those that are it, those that serve for it, those of its family."""

    exact: tuple[str, ...]
    serves: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()

    def tier(self, grades: Sequence[str]) -> int:
        """The best tier of a document's grades; WORDS when it is none of them."""
        for tier, names in ((EXACT, self.exact), (SERVES, self.serves), (NEAR, self.near)):
            if any(grade in names for grade in grades):
                return tier
        return WORDS


@dataclass(frozen=True, slots=True)
class Size:
    """A wanted measure, thousandths, both ends included; the wider pair is what counts as a neighbour."""

    slot: str
    low: int
    high: int
    near_low: int
    near_high: int

    def tier(self, low: int, high: int, members: Sequence[int] = ()) -> int:
        """How an offered measure fits. members: the values offered when not all between the ends are (6/8/10).

        The very same is EXACT; what overlaps the wish SERVES, but a list serves a wish for one value only when it names it; then the
        neighbourhood is NEAR; else WORDS. An offer that does not state this measure (low is UNKNOWN) SERVES, if it states another one wanted.
        """
        if low == UNKNOWN:
            return SERVES
        if self.low == low and high == self.high:
            return EXACT
        if low <= self.high and self.low <= high and (not members or self.low != self.high or self.low in members):
            return SERVES
        return NEAR if low <= self.near_high and self.near_low <= high else WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """Everything a text (or a form) asks for.

    terms: plain words, all needed. conditions: each found in names or body weighs. quantity_milli: thousandths of a tonne.
    price_min, price_max: fen, both included. deliver_to: a city or province; it weighs.
    """

    terms: tuple[Term, ...] = ()
    facts: tuple[Fact, ...] = ()
    grade: Grade | None = None
    sizes: tuple[Size, ...] = ()
    size_terms: tuple[Term, ...] = ()
    conditions: tuple[tuple[Term, ...], ...] = ()
    quantity_milli: int | None = None
    price_min: int | None = None
    price_max: int | None = None
    deliver_to: str = ""

    @property
    def hard(self) -> bool:
        """It names something: words, a fact, a grade or a size."""
        return bool(self.terms or self.facts or self.grade or self.sizes)

    @property
    def tiered(self) -> bool:
        return bool(self.grade or self.sizes)

    @property
    def soft(self) -> bool:
        return bool(self.conditions or (self.quantity_milli, self.price_min, self.price_max) != (None,) * 3)

    def matched(self) -> Wants:
        """What decides which documents and what their words are worth: without what is compared afterwards."""
        return replace(self, quantity_milli=None, price_min=None, price_max=None, deliver_to="")


NOTHING = Wants()
