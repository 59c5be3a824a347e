"""What an offer is worth to somebody who asked for something, as a trader would sign it. Knows nothing of search or its parser.

3 exactly what was asked · 2 will do · 1 near, worth a telephone call · 0 not asked for. In words: docs/relevance.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

Offer = Mapping[str, Any]

STALE_H = 72
EXACT, SERVES, NEAR, NOT = 0, 1, 2, 3

# What may be delivered where another grade was asked for, without asking again: (asked, offered).
SERVING = frozenset(
    (asked, offered)
    for asked, offers in {
        "HRB400": "HRB400E",
        "HRB500": "HRB500E",
        "HRB335": "HRB400 HRB400E",
        "Q345B": "Q355B Q355C Q355D",
        "Q355B": "Q355C Q355D",
        "Q235B": "SS400",
        "Q235": "Q235B",
        "304": "304L",
        "316": "316L",
        "SPCC": "DC01",
        "DC01": "SPCC",
        "DX51D+Z": "SGCC",
        "SGCC": "DX51D+Z",
        "A00": "AL99.85",
        "P·O_42.5": "P·O_42.5R",
        "P·O_52.5": "P·O_52.5R",
        "C30": "C30P6",
        "C35": "C35P8",
    }.items()
    for offered in offers.split()
)
# One family: the buyer will want to hear of it when nothing better is there.
FAMILIES = tuple(
    frozenset(each.split())
    for each in (
        "HRB335 HRB400 HRB400E HRB500 HRB500E HRB600",
        "Q235 Q235B Q345B Q355B Q355C Q355D SS400",
        "DC01 DC03 DC04 SPCC",
        "20# 20G",
        "HQ235B Q235B",
        "304 304L 316 316L",
        "P·O_42.5 P·O_42.5R P·O_52.5 P·O_52.5R",
        "C25 C30 C30P6 C35 C35P8 C40",
        "TP2 T2 TU1",
        "TDC51D+Z TDX51D+Z",
        "A3.5_B06 A5.0_B06",
    )
)
MILLS = {"唐钢": "河钢唐钢", "邯钢": "河钢邯钢"}
_SIGNS = re.compile(r"^(?:[ΦφФ∠□HL]|DN)(?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants; empty: they did not say. sizes: in the order of the category's dimensions, `_` any."""

    categories: frozenset[str]
    grade: str = ""
    sizes: tuple[str, ...] = ()
    also: str = ""
    mill: str = ""
    city: str = ""
    to: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    amount: Decimal | None = None
    kind: str = ""


@dataclass(slots=True)
class Sizes:
    """By category and dimension the sizes on offer anywhere, smallest first: what is one step away from another."""

    by_place: dict[tuple[str, int], list[Decimal]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, offers: Iterable[Offer]) -> Sizes:
        found = cls()
        seen: dict[tuple[str, int], set[Decimal]] = defaultdict(set)
        for offer in offers:
            for place, token in enumerate(size_of(offer)[0]):
                seen[offer["category"], place] |= {number for each in _parts(token) if (number := _number(each))}
        for key, numbers in seen.items():
            found.by_place[key] = sorted(numbers)
        return found

    def neighbours(self, category: str, place: int, one: Decimal, other: Decimal) -> bool:
        row = self.by_place[category, place]
        return not any(min(one, other) < each < max(one, other) for each in row)


def grade(wish: Wish, offer: Offer, sizes: Sizes) -> int:
    """0 to 3."""
    if not _meets_conditions(wish, offer):
        return 0
    kind = _grade_step(wish, offer)
    size = _size_step(wish, offer, sizes)
    if NOT in (kind, size) or (kind == NEAR and size == NEAR):
        return 0
    worth = 3 - max(kind, size)
    if wish.most is not None and offer.get("price") is None:
        return 1  # a price on request may still be within the cap
    lessened = offer["confirmed_h"] > STALE_H and offer["kind"] in ("supply", "demand")
    available = offer.get("available")
    if offer["kind"] == "supply" and available is not None:
        lessened = lessened or Decimal(str(available)) < (wish.amount or Decimal("0.001"))
    if offer["kind"] == "demand" and wish.kind != "demand":
        lessened = True  # the other side of the same matter
    return max(1, worth - lessened)


def _meets_conditions(wish: Wish, offer: Offer) -> bool:
    """What was named is a condition: category, mill, place, price, kind. Anything else in its stead was not asked for."""
    if offer["kind"] in ("supply", "demand"):
        if offer["category"] not in wish.categories:
            return False
    elif offer["kind"] not in wish.categories:
        return False
    if wish.kind and wish.kind != offer["kind"]:
        return False
    if wish.mill and MILLS.get(wish.mill, wish.mill) != MILLS.get(offer["mill"], offer["mill"]):
        return False
    if (wish.city and wish.city != offer["city"]) or (wish.to and wish.to != offer.get("to_city")):
        return False
    price = offer.get("price")
    if price is None:
        return True
    amount = Decimal(str(price))
    return (wish.most is None or amount <= wish.most) and (wish.least is None or amount >= wish.least)


def _grade_step(wish: Wish, offer: Offer) -> int:
    asked, offered = wish.grade.replace(" ", "_"), offer["grade"].replace(" ", "_")
    if not asked or asked.casefold() == offered.casefold():
        return EXACT
    if (asked, offered) in SERVING:
        return SERVES
    return NEAR if any(asked in family and offered in family for family in FAMILIES) else NOT


def size_of(offer: Offer) -> tuple[tuple[str, ...], str]:
    """The sizes in order, and what else stands in the spec: 1.0×1219×C 2B → (1.0, 1219, C) and 2B."""
    written = re.sub(r"[*xX×]", "×", offer["spec"].strip())
    written, _, rest = written.partition(" ")
    written = _SIGNS.sub("", written)
    if not re.match(r"[\d(]", written):
        return (), offer["spec"]
    tokens = written.split("×")
    if offer["category"] == "angle" and len(tokens) == 2:
        tokens.insert(0, tokens[0])
    if offer["category"] in ("rebar", "round-bar", "channel", "i-beam") and len(tokens) > 1 and tokens[1].isdigit():
        tokens[1] += "m"  # 25*12
    return tuple(tokens), rest


def _size_step(wish: Wish, offer: Offer, sizes: Sizes) -> int:
    offered, rest = size_of(offer)
    worst, near = EXACT, 0
    if wish.also and wish.also not in rest:
        # Another surface, coating or packing may do for the buyer; another colour or form may too. Not said: it may be that.
        worst, near = (NEAR, 1) if rest else (SERVES, 0)
    for place, asked in enumerate(wish.sizes):
        if asked == "_":
            continue
        step = _step(asked, offered[place] if place < len(offered) else "", offer["category"], place, sizes)
        near += step == NEAR
        worst = max(worst, step)
    return NOT if near > 1 else worst


def _step(asked: str, offered: str, category: str, place: int, sizes: Sizes) -> int:
    if not offered:
        return SERVES  # not stated: 9 or 12 metres, whatever the width
    if asked == offered or (_number(asked) is not None and _number(asked) == _number(offered)):
        return EXACT
    if _holds(offered, asked) or _holds(asked, offered):
        return SERVES
    if {asked[-1], offered[-1]} == {"m"}:
        return NEAR  # the other length
    one, other = _number(asked), _number(offered)
    if one is None or other is None:
        # 20a for 20b, 16a for 16: the same height, another weight. C against a sheet's length: not the same thing at all.
        same = re.match(r"[\d.]+", asked), re.match(r"[\d.]+", offered)
        return NEAR if "#" in asked + offered and same[0] and same[1] and same[0][0] == same[1][0] else NOT
    return NEAR if sizes.neighbours(category, place, one, other) else NOT


def _holds(many: str, one: str) -> bool:
    """18-22 holds 20, 16/18-22/25 holds 25, 16-25 holds 18-22."""
    wanted, ranges = _bounds_of(one), _bounds_of(many)
    return bool(wanted) and all(any(low <= least and most <= high for low, high in ranges) for least, most in wanted)


def _bounds_of(token: str) -> list[tuple[Decimal, Decimal]]:
    """16/18-22 → (16, 16), (18, 22); nothing when it is no number at all."""
    found = []
    for part in token.split("/"):
        low, _, high = part.partition("-")
        least, most = _number(low), _number(high or low)
        if least is None or most is None:
            return []
        found.append((least, most))
    return found


def _parts(token: str) -> list[str]:
    return re.split(r"[-/]", token)


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
