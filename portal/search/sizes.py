"""Measures as filters: which a category has, in which bands they are offered as a facet, and what a band in an address means."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from portal.materials.categories import category
from portal.search.wants import LARGEST, SLOT_OF, UNKNOWN

if TYPE_CHECKING:
    from portal.search.query import SearchQuery

# Where bands begin and end, mm: fixed, so that an address means the same tomorrow and a count is one comparison.
_ENDS = {
    "diameter": "6 8 10 12 14 16 18 20 22 25 28 32 40 60 114 219 426",
    "nominal": "15 20 25 32 40 50 65 80 100 125 150 200 300",
    "thickness": "0.5 1 1.5 2 3 4 6 10 16 25 40 60 100",
    "width": "100 200 300 600 1000 1250 1500 1800 2200",
    "height": "100 150 200 250 300 400 500 600",
    "length": "2500 6000 9000 12000",
    "side": "30 40 50 63 75 90 100 125 160",
    "web": "6 8 10 12",
    "flange": "8 10 12 14 16",
    "model": "8 10 12 14 16 18 20 22 25 28 32 36 40",
}
_EXACT = ("model", "nominal")  # these are single values, not from – to


def _bands(slot: str) -> tuple[str, ...]:
    ends = _ENDS[slot].split()
    if slot in _EXACT:
        return tuple(f"{end}-{end}" for end in ends)
    return (f"-{ends[0]}", *(f"{low}-{high}" for low, high in pairwise(ends)), f"{ends[-1]}-")


BANDS: dict[str, tuple[str, ...]] = {slot: _bands(slot) for slot in _ENDS}


@lru_cache(maxsize=256)
def slots_of(category_code: str) -> tuple[str, ...]:
    """The measures a category has, in its order; none for an unknown one."""
    leaf = category(category_code)
    found = () if leaf is None else tuple(SLOT_OF[code] for code in leaf.dimensions if code in SLOT_OF)
    return tuple(dict.fromkeys(found))


def one_category(query: SearchQuery) -> str:
    """The code of the single category the question is about; "" when it is about several."""
    chosen = query.filters.get("category", ())
    if not chosen:
        chosen = next((fact.values for fact in query.wants.facts if fact.name == "category"), ())
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
    first, last = (UNKNOWN + 1 if ends[0] is None else ends[0]), (LARGEST if ends[1] is None else ends[1])
    return (first, last) if 0 <= first <= last <= LARGEST else None
