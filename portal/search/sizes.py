"""Measures as filters: which a category has, in which bands they are offered as a facet, and what a band in an address means."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from portal.materials.categories import category
from portal.search.wants import COIL, LARGEST, SLOT_OF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.search.engine import FacetValue
    from portal.search.query import SearchQuery

# Single sizes, and where bands end, in mm: fixed, so that an address means the same tomorrow and a count is one comparison.
_SINGLE = {
    "nominal": "15 20 25 32 40 50 65 80 100 125 150 200 250 300",
    "model": "5 6.3 8 10 12 14 16 18 20 22 25 28 32 36 40",
}
_SINGLE_IN_BARS = {
    "diameter": "5.5 6 6.5 8 10 12 14 16 18 20 22 25 28 32 36 40 50",
    "length": "6000 9000 12000",
}
_BARS = ("rebar", "rebar-coil", "wire-rod")
_ENDS = {
    "diameter": "10 20 32 48 60 89 114 159 219 325 426 630",
    "thickness": "0.5 1 1.5 2 3 4 6 10 16 25 40 60 100",
    "width": "100 200 300 600 1000 1250 1500 1800 2200",
    "height": "100 150 200 250 300 400 500 600",
    "length": "2500 6000 9000 12000",
    "side": "30 40 50 63 75 90 100 125 160",
    "web": "6 8 10 12",
    "flange": "8 10 12 14 16",
}
_WOUND = frozenset(
    {"hot-rolled", "cold-rolled", "plate", "checkered", "galvanised", "colour-coated", "strip", "silicon", "stainless-flat", "copper-sheet", "brass",
     "aluminium-sheet"}
)  # fmt: skip
_STEP = Decimal("0.001")
_MODEL_LETTERS = Decimal("0.026")


@lru_cache(maxsize=512)
def bands_of(category_code: str, slot: str) -> tuple[str, ...]:
    """The bands a category's facet offers. They do not touch: `10.001-20` is what is above 10, up to 20."""
    single = (_SINGLE_IN_BARS if category_code in _BARS else _SINGLE).get(slot) or _SINGLE.get(slot)
    if single:
        # A model's letter counts in thousandths (20a): all of them belong to the number.
        return tuple(f"{end}-{Decimal(end) + _MODEL_LETTERS if slot == 'model' else end}" for end in single.split())
    ends = _ENDS[slot].split()
    between = (f"{Decimal(low) + _STEP}-{high}" for low, high in pairwise(ends))
    wound = (str(COIL),) if slot == "length" and category_code in _WOUND else ()
    return (*wound, f"-{ends[0]}", *between, f"{Decimal(ends[-1]) + _STEP}-")


def band_ends(value: str) -> tuple[str, str]:
    """The ends of a band as people say them: the thousandth that parts it from its neighbour is left out."""
    low, dash, high = value.partition("-")
    return _said(low), _said(high if dash else low)


def _said(end: str) -> str:
    try:
        return f"{Decimal(end).quantize(Decimal('0.01')).normalize():f}" if end else ""
    except InvalidOperation:
        return end


@lru_cache(maxsize=256)
def slots_of(category_code: str) -> tuple[str, ...]:
    """The measures a category has, in its order; none for an unknown one."""
    leaf = category(category_code)
    found = () if leaf is None else tuple(SLOT_OF[code] for code in leaf.dimensions if code in SLOT_OF)
    return tuple(dict.fromkeys(found))


def one_category(query: SearchQuery, found: Iterable[FacetValue]) -> str:
    """The code of the single category the question is about, or all that was found is of; "" when there are several.

    found: the values of the facet of categories.
    """
    chosen = query.filters.get("category", ())
    if not chosen:
        chosen = next((fact.values for fact in query.wants.facts if fact.name == "category"), ())
        chosen = tuple(value.partition("/")[0] for value in chosen)  # one chemical
    if not chosen:
        chosen = tuple(value.value for value in found if value.count)
    return chosen[0] if len(chosen) == 1 else ""


@lru_cache(maxsize=1024)
def band_of(value: str) -> tuple[int, int] | None:
    """`18-22`, `-10`, `40-` or `25` → thousandths, both ends included; None when it is no band."""
    low, dash, high = value.strip().partition("-")
    try:
        ends = [int(Decimal(end) * 1000) if end else None for end in (low, high if dash else low)]
    except (InvalidOperation, OverflowError, ValueError):
        return None
    if ends == [None, None]:
        return None
    # What is wound up has no length (COIL): it is not among the short ones.
    first, last = (COIL + 1 if ends[0] is None else ends[0]), (LARGEST if ends[1] is None else ends[1])
    return (first, last) if 0 <= first <= last <= LARGEST else None
