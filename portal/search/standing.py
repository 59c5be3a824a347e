"""Why a hit stands where it does: what the order weighed, for the few hits of a page. Says nothing in words; pages and programs do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a document states, as the index has it. sizes: (low, high) by slot."""

    kind: str
    grade: str
    sizes: dict[str, tuple[int, int]]
    available: int
    confirmed: int
    verified: bool
    distance: int | None


_DISTANCES = {
    weights.SAME_CITY: "city", weights.SAME_PROVINCE: "province", weights.NEIGHBOUR: "neighbour", weights.FAR: "far",
    weights.PLACE_UNKNOWN: "unknown",
}  # fmt: skip


def standing(stated: Stated, asked: Wants, *, tier: int, conditions: int, now: int) -> Standing:
    """From what the order saw."""
    return Standing(
        tier=tier,
        grade=TIERS[_at_most(asked.grade.tier((stated.grade,)), tier)] if asked.grade else "",
        size=TIERS[_at_most(size_tier(stated.sizes, asked), tier)] if asked.sizes else "",
        how=_how(stated.sizes, asked) if asked.sizes else "",
        age=age(now - stated.confirmed) if stated.kind in weights.AGEING_KINDS else None,
        amount=_amount(stated.available, asked.quantity_milli),
        verified=stated.verified,
        distance="" if stated.distance is None else _DISTANCES[stated.distance],
        conditions=conditions,
    )


def size_tier(sizes: dict[str, tuple[int, int]], asked: Wants) -> int:
    """The worst tier of the sizes wanted; WORDS when none of them is stated. (Lists count by their ends here.)"""
    offered: Sequence[tuple[int, int]] = [sizes.get(size.slot, (wants.UNKNOWN, wants.UNKNOWN)) for size in asked.sizes]
    if all(low == wants.UNKNOWN for low, _high in offered):
        return wants.WORDS
    return max(size.tier(low, high) for size, (low, high) in zip(asked.sizes, offered, strict=True))


def _how(sizes: dict[str, tuple[int, int]], asked: Wants) -> str:
    """Of the sizes that are compatible: what is so about the first of them, an open one last."""
    for size in asked.sizes:
        low, high = sizes.get(size.slot, (wants.UNKNOWN, wants.UNKNOWN))
        if low != wants.UNKNOWN and size.tier(low, high) == wants.SERVES:
            return "within" if size.low <= low and high <= size.high else "holds"
    return "open"


def age(age_s: int) -> int:
    return sum(age_s > hours * 3600 for hours, _worth in weights.AGES)


def _at_most(part: int, whole: int) -> int:
    # What several grades or a list make better than their first value or their ends is known to the whole only.
    return min(part, whole)


def _amount(available: int, wanted: int | None) -> str:
    if available == 0:
        return "none"
    if not wanted:
        return ""
    if available == wants.UNKNOWN:
        return "unknown"
    return "enough" if available >= wanted else "short"
