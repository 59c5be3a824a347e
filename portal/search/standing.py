"""Why a hit stands where it does: what the order weighed, for the few hits of a page. Says nothing in words; pages and programs do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from portal.search import wants, weights
from portal.search.wants import Wants

TIERS = ("exact", "compatible", "near", "words")


@dataclass(frozen=True, slots=True)
class Standing:
    """What counted for or against a hit. It knows no price.

    grade, size: how that part fits, as in TIERS; "" when not asked for. how: a compatible size is held by a wider offer (holds), lies within
    a wider wish (within), or is not stated in full (open). age: place in `weights.AGES` of its last confirmation, len(AGES) when it
    is older; None for what does not age. amount: enough, short, unknown, none; distance: city, province, neighbour, far, unknown; "" when
    neither was asked for nor is worth a word. conditions: how many of those asked for it states.
    """

    tier: int = wants.EXACT
    grade: str = ""
    size: str = ""
    how: str = ""
    age: int | None = None
    amount: str = ""
    verified: bool = False
    distance: str = ""
    conditions: int = 0


class Stated(NamedTuple):
    """What a document states, as the index has it. sizes: (low, high) of each measure wanted."""

    kind: str
    grade: str
    sizes: tuple[tuple[int, int], ...]
    available: int
    age_s: int
    verified: bool
    distance: int | None


_DISTANCES = {
    weights.SAME_CITY: "city", weights.SAME_PROVINCE: "province", weights.NEIGHBOUR: "neighbour", weights.FAR: "far",
    weights.PLACE_UNKNOWN: "unknown",
}  # fmt: skip


def standing(stated: Stated, asked: Wants, *, tier: int, conditions: int) -> Standing:
    """From what the order saw."""
    grade = size = how = ""
    if (
        asked.grade
    ):  # several grades, or a list of sizes, may fit better than their first value or their ends: the tier knows
        grade = TIERS[min(asked.grade.tier((stated.grade,)), tier)] if tier else TIERS[0]
    if asked.sizes:
        size = TIERS[min(size_tier(stated.sizes, asked), tier)] if tier else TIERS[0]
        how = _how(stated.sizes, asked) if size == TIERS[wants.SERVES] else ""
    return Standing(
        tier=tier,
        grade=grade,
        size=size,
        how=how,
        age=age(stated.age_s) if stated.kind in weights.AGEING_KINDS else None,
        amount=_amount(stated.available, asked.quantity_milli),
        verified=stated.verified,
        distance="" if stated.distance is None else _DISTANCES[stated.distance],
        conditions=conditions,
    )


def size_tier(sizes: tuple[tuple[int, int], ...], asked: Wants) -> int:
    """The worst tier of the sizes wanted; WORDS when none of them is stated."""
    if all(low == wants.UNKNOWN for low, _high in sizes):
        return wants.WORDS
    return max(size.tier(low, high) for size, (low, high) in zip(asked.sizes, sizes, strict=True))


def _how(sizes: tuple[tuple[int, int], ...], asked: Wants) -> str:
    """Of the sizes that are compatible: what is so about the first of them, an open one last."""
    for size, (low, high) in zip(asked.sizes, sizes, strict=True):
        if low != wants.UNKNOWN and size.tier(low, high) == wants.SERVES:
            return "within" if size.low <= low and high <= size.high else "holds"
    return "open"


def age(age_s: int) -> int:
    return sum(age_s > hours * 3600 for hours, _worth in weights.AGES)


def _amount(available: int, wanted: int | None) -> str:
    if available == 0:
        return "none"
    if not wanted:
        return ""
    if available == wants.UNKNOWN:
        return "unknown"
    return "enough" if available >= wanted else "short"
