"""Whether a supply answers a demand, how well, and why: `match`. Pure: two items and the assumptions in, reasons and points out.

Three things must be right or there is no match: the category (and within it the kind of thing), a grade that serves, the chief
measures. Everything else is a reason for or against. What neither side says is open, and is never taken for a yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from portal.landed.assumptions import Assumptions
from portal.landed.parts import Landed, goods_part
from portal.matching import weighing
from portal.matching.items import Item
from portal.matching.sizes import several, size_fit
from portal.materials.borders import NEIGHBOURS
from portal.materials.categories import category as category_of
from portal.materials.mills import find_mill, groups_of
from portal.materials.regions import province_of
from portal.materials.serving import serves
from portal.materials.substances import CHEMICALS, offered_as, substance
from portal.materials.text import fold

Topic = Literal["size", "grade", "mill", "amount", "moq", "price", "place", "payment", "late"]
Verdict = Literal["yes", "no", "open"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that fits, does not, or that nobody has said. code: which of the topic's sentences; why: what it rests on.

    wanted, offered: as the two sides wrote it. figure: tonnes of what is there, or yuan above (below nought: under) the cap.
    """

    topic: Topic
    verdict: Verdict
    code: str
    wanted: str = ""
    offered: str = ""
    figure: Decimal | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """amount, moq: of the supply, in the demand's unit, None where not known; gap: yuan a tonne (a unit) above the cap.

    whole: the sizes wanted are all there, so that it may be one of several that fill the demand together.
    """

    demand_id: int
    supply_id: int
    score: int
    reasons: tuple[Reason, ...]
    amount: Decimal | None
    moq: Decimal | None
    gap: Decimal | None
    whole: bool

    @property
    def rank(self) -> tuple[int, bool, Decimal, Decimal, int, int]:
        """The order of matches, total: points, then the cheaper, then the larger, then the older listing."""
        gap, amount = self.gap or Decimal(0), self.amount or Decimal(0)
        return (-self.score, self.gap is None, gap, -amount, self.supply_id, self.demand_id)

    @property
    def is_good(self) -> bool:
        return self.score >= weighing.GOOD


def match(demand: Item, supply: Item, assumptions: Assumptions, *, landed: Landed | None = None) -> Match | None:
    """The match, or None where the supply is no answer to the demand.

    landed: what the supply costs at the demand's place; without it the price of the goods is held against the cap.
    """
    if (
        demand.category != supply.category
        or demand.org_id == supply.org_id
        or (supply.amount is not None and supply.amount <= 0)
    ):
        return None
    if not same_kind(demand.category, demand.product_name, supply.product_name):
        return None
    size = size_fit(demand.category, demand.spec, supply.spec)
    grade = _grade(demand.category, demand.grade, supply.grade)
    if size.state == "differs" or grade is None:
        return None
    reasons: list[Reason] = []
    cost = _asked(demand)
    if demand.spec:
        cost += _size(reasons, demand, supply, size.state, size.off)
    if demand.grade:
        cost += grade[0]
        reasons.append(grade[1])
    if demand.mill:
        points, reason = _mill(demand.mill, supply.mill)
        cost += points
        reasons.append(reason)
    amount = None if supply.amount is None else supply.in_unit(supply.amount, demand.unit)
    moq = None if supply.moq is None else supply.in_unit(supply.moq, demand.unit)
    cost += _amount(reasons, demand, amount, moq)
    points, gap = _price(reasons, demand, supply, assumptions, landed)
    cost += points + _place(reasons, demand.city, supply.city) + _terms(reasons, demand, supply, assumptions)
    return Match(
        demand_id=demand.id, supply_id=supply.id, score=max(0, min(1000, weighing.BEGIN - cost)), reasons=tuple(reasons),
        amount=amount, moq=moq, gap=gap, whole=size.state in ("none", "fits", "off"),
    )  # fmt: skip


@lru_cache(maxsize=16384)
def same_kind(category: str, wanted: str, offered: str) -> bool:
    """Whether two names of one category mean the same kind of thing: of steel always, caustic soda and soda ash never."""
    if not wanted or not offered or fold(wanted) == fold(offered):
        return True
    if category == CHEMICALS:
        first, second = substance(wanted), substance(offered)
        if first and second:
            return first in offered_as(second)
    found = category_of(category)
    if found is None or found.group not in ("building", "other") or category in ("cement", "concrete"):
        return True
    one, other, general = fold(wanted), fold(offered), fold(found.name_zh)
    return general in (one, other) or one in other or other in one


def _asked(demand: Item) -> int:
    stated = bool(demand.spec) + bool(demand.grade)
    return (weighing.NOTHING_ASKED, weighing.ONE_UNASKED, 0)[stated]


def _size(reasons: list[Reason], demand: Item, supply: Item, state: str, off: tuple[str, ...]) -> int:
    if state == "unstated":
        reasons.append(Reason("size", "open", "unstated", demand.spec, supply.spec))
        return weighing.SIZE_UNSTATED
    if state == "part":
        reasons.append(Reason("size", "yes", "part", demand.spec, supply.spec))
    elif state == "fits":
        reasons.append(Reason("size", "yes", "fits", demand.spec, supply.spec))
    for dimension in off:
        reasons.append(Reason("size", "no", "off", demand.spec, supply.spec, why=dimension))
    return len(off) * weighing.SIZE_OFF + (weighing.SIZE_PART if state == "part" else 0)


@lru_cache(maxsize=16384)
def _grade(category: str, wanted: str, offered: str) -> tuple[int, Reason] | None:
    """Points and the reason; None where it does not serve."""
    if not offered and wanted:
        return weighing.GRADE_UNSTATED, Reason("grade", "open", "unstated", wanted)
    for name in (wanted, *(part for part in several(wanted, category) if part != wanted)):
        found = serves(category, name, offered) if name else None
        if found is not None:
            if found.code in ("same", "equal"):
                return 0, Reason("grade", "yes", "same", name, offered)
            return weighing.BETTER_GRADE, Reason("grade", "yes", "serves", name, offered, why=found.code)
    return None if wanted else (0, Reason("grade", "yes", "same", wanted, offered))


@lru_cache(maxsize=16384)
def _mill(wanted: str, offered: str) -> tuple[int, Reason]:
    if not offered:
        return weighing.MILL_UNSTATED, Reason("mill", "open", "unstated", wanted)
    names = several(wanted)
    known = find_mill(offered)
    own = {fold(offered)} | ({fold(known.short), *map(fold, groups_of(known))} if known else set())
    for name in names:
        meant = find_mill(name)
        if fold(name) in own or (meant is not None and fold(meant.short) in own):
            return 0, Reason("mill", "yes", "same", name, offered)
    return weighing.MILL_DIFFERS, Reason("mill", "no", "differs", wanted, offered)


def _amount(reasons: list[Reason], demand: Item, amount: Decimal | None, moq: Decimal | None) -> int:
    wanted = demand.amount
    if wanted is None or wanted <= 0:
        return 0
    if amount is None:
        reasons.append(Reason("amount", "open", "unknown"))
        return weighing.AMOUNT_UNKNOWN
    cost = weighing.short(wanted, amount)
    reasons.append(
        Reason("amount", "no" if amount < wanted else "yes", "part" if amount < wanted else "enough", figure=amount)
    )
    if moq is not None and moq > wanted:
        reasons.append(Reason("moq", "no", "above", figure=moq))
        cost += weighing.TOO_LITTLE_WANTED
    return cost


def _price(
    reasons: list[Reason], demand: Item, supply: Item, assumptions: Assumptions, landed: Landed | None
) -> tuple[int, Decimal | None]:
    """Points, and by how much the price is above the cap."""
    if demand.price is None:
        return 0, None
    if supply.price is None:
        reasons.append(Reason("price", "open", "members" if supply.price_state == "members" else "on_request"))
        return weighing.PRICE_UNKNOWN, None
    brought = landed is not None and demand.deliveries != ("pickup",)
    cap, price, compared = demand.price, supply.price, "listed"
    if not _alike(demand, supply) or (brought and demand.unit != "t"):
        mine, theirs = (goods_part(item.goods(), assumptions).amount for item in (demand, supply))
        if mine is None or theirs is None:
            reasons.append(Reason("price", "open", "unit"))
            return weighing.PRICE_UNKNOWN, None
        cap, price, compared = mine, theirs, "comparable"
    if brought and landed is not None:
        if landed.total is None:
            compared = "without_freight"
        else:
            price, compared = price + landed.around, "landed"
    gap = price - cap
    code = "above" if gap > 0 else "below" if gap < 0 else "equal"
    reasons.append(Reason("price", "no" if gap > 0 else "yes", code, figure=abs(gap), why=compared))
    return weighing.dear(cap, gap), gap


def _alike(demand: Item, supply: Item) -> bool:
    """Both prices are stated in the same way, so that they can be held against each other as they stand."""
    return (
        demand.unit == supply.unit
        and demand.tax_included == supply.tax_included
        and (demand.weighing == supply.weighing or not demand.weighing or not supply.weighing)
    )


def _place(reasons: list[Reason], wanted: str, lies: str) -> int:
    if not wanted:
        return 0
    step = _distance(wanted, lies)
    if step == "unknown":
        reasons.append(Reason("place", "open", "unknown", wanted))
        return weighing.PLACE_UNKNOWN
    near = step in ("city", "province")
    reasons.append(Reason("place", "yes" if near else "no", step, wanted, lies))
    return {"city": 0, "province": weighing.SAME_PROVINCE, "neighbour": weighing.NEIGHBOUR}.get(step, weighing.FAR)


@lru_cache(maxsize=16384)
def _distance(wanted: str, lies: str) -> str:
    if wanted == lies:
        return "city"
    first, second = province_of(wanted), province_of(lies) if lies else ""
    if not first or not second:
        return "unknown"
    if first == second:
        return "province"
    return "neighbour" if second in NEIGHBOURS.get(first, ()) else "far"


def _terms(reasons: list[Reason], demand: Item, supply: Item, assumptions: Assumptions) -> int:
    cost = 0
    if demand.payments and supply.payments and not set(demand.payments) & set(supply.payments):
        reasons.append(Reason("payment", "no", "differs", ",".join(demand.payments), ",".join(supply.payments)))
        cost += weighing.PAYMENT
    if demand.wanted_by is not None and supply.lead_days is not None and assumptions.day.year > 1:
        ready = assumptions.day + timedelta(days=supply.lead_days)
        if ready > demand.wanted_by:
            reasons.append(Reason("late", "no", "after", demand.wanted_by.isoformat(), ready.isoformat()))
            cost += weighing.LATE
    return cost
