"""The landed price of a tonne: goods made comparable, loading, freight, and what invoices differ by. Pure arithmetic, no words.

    goods     the listed price, step by step: per tonne (a price per kg or per bar), with tax, per weighed tonne
              (÷ (1 − underweight)), in cash or by draft. Each step is rounded to the fen, so that it can be done over by hand.
    loading   the warehouse's fee for loading out
    freight   of the best route for the quantity, minimums applied, divided by the tonnes
    invoice   only where everything is compared on one invoice: freight × ((1 + tax) ÷ (1 + freight tax) − 1)

An unknown part is unknown, never nought; the total is known only when all parts are. A part that is included in the price of the
goods is a known nought and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portal.landed.assumptions import Assumptions
from portal.logistics.fees import NO_FEES, LoadingFee
from portal.logistics.routes import Choice, Route, best_route, to_fen
from portal.materials.places import lies_in
from portal.materials.units import UNITS, convert

Name = Literal["goods", "loading", "freight", "invoice"]
State = Literal["known", "included", "assumed", "unknown"]
PriceState = Literal["shown", "on_request", "members"]
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What a listing says of its price. price: yuan for one `unit`, None where there is none or the reader must not see it.

    unit_tonnes: theoretical tonnes of one `unit` that is counted or measured. delivered_to: code of the place a delivered
    price holds for, empty where it is not said.
    """

    category: str
    price: Decimal | None
    unit: str = "t"
    price_state: PriceState = "shown"
    weighing: str = ""
    tax_included: bool = True
    basis: str = ""
    payments: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    mill: str = ""
    unit_tonnes: Decimal | None = None
    delivered_to: str = ""

    @property
    def is_delivered(self) -> bool:
        """Sold brought to the door and in no other way."""
        return self.deliveries == ("delivered",)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where goods lie: the most exact code known, and what loading costs there."""

    code: str
    name: str = ""
    loading: LoadingFee = NO_FEES


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the goods' price: what was done with which figure, and what it came to. by: what the figure was taken for."""

    what: Literal["listed", "unit", "pieces", "tax", "theory", "draft", "cash"]
    figure: Decimal
    result: Decimal
    by: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Yuan a tonne; None exactly where the state is unknown. reason: why it is unknown, or what it is known from."""

    name: Name
    state: State
    amount: Decimal | None
    reason: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """total: yuan a tonne at the place, only when every part is known. at_least: the goods and what else is known.

    around: what is known besides the goods. route: the one chosen; others: the best of each other mode.
    """

    parts: tuple[Part, ...]
    total: Decimal | None
    at_least: Decimal | None
    around: Decimal
    quantity: Decimal
    place: str
    route: Route | None
    others: tuple[Route, ...]
    assumptions: Assumptions

    @property
    def sum(self) -> Decimal | None:
        """For the whole quantity."""
        return None if self.total is None else to_fen(self.total * self.quantity)

    @property
    def unknown(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.state == "unknown")

    def part(self, name: Name) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)


def landed(
    goods: Goods,
    warehouse: Origin,
    routes: Iterable[Route],
    quantity: Decimal,
    place: str,
    assumptions: Assumptions,
) -> Landed:
    """What a tonne costs at a place (its code), for so many tonnes. The routes' order does not matter.

    Raises: ValueError unless quantity > 0.
    """
    if quantity <= 0:
        raise ValueError("quantity must be positive")
    first = goods_part(goods, assumptions)
    choice = _route(goods, warehouse, routes, quantity, place, assumptions)
    parts = [first, _loading(goods, warehouse, assumptions), _freight(goods, choice, quantity, place)]
    if assumptions.invoices == "one":
        parts.append(_invoice(parts[-1], assumptions))
    around = sum((part.amount for part in parts[1:] if part.amount is not None), ZERO)
    least = None if first.amount is None else first.amount + around
    return Landed(
        parts=tuple(parts),
        total=least if all(part.amount is not None for part in parts) else None,
        at_least=least,
        around=around,
        quantity=quantity,
        place=place,
        route=choice.route,
        others=choice.others,
        assumptions=assumptions,
    )


def goods_part(goods: Goods, assumed: Assumptions) -> Part:
    """The goods alone, per weighed tonne, as this reader pays: comparable wherever they lie."""
    if goods.price is None:
        return Part("goods", "unknown", None, goods.price_state if goods.price_state != "shown" else "on_request")
    price = goods.price
    steps = [Step("listed", price, price)]

    def step(
        what: Literal["unit", "pieces", "tax", "theory", "draft", "cash"],
        figure: Decimal,
        result: Decimal,
        by: str = "",
    ) -> None:
        nonlocal price
        price = to_fen(result)
        steps.append(Step(what, figure, price, by))

    dimension = UNITS[goods.unit].dimension if goods.unit in UNITS else ""
    by_theory = (goods.weighing or assumed.unstated_weighing) == "theory"
    if dimension == "mass":
        if goods.unit != "t":
            factor = convert(Decimal(1), source="t", target=goods.unit)
            step("unit", factor, price * factor)
    elif goods.unit_tonnes:
        step("pieces", goods.unit_tonnes, price / goods.unit_tonnes)
        by_theory = True  # what is counted has no other weight than the one by theory
    else:
        return Part("goods", "unknown", None, "unit", tuple(steps))
    if not goods.tax_included:
        step("tax", assumed.tax, price * (1 + assumed.tax))
    if by_theory:
        share, by = assumed.underweight_of(goods.category, goods.mill)
        if share is None:
            return Part("goods", "unknown", None, "underweight", tuple(steps))
        if share:
            step("theory", share, price / (1 - share), by)
    quoted = "draft" if goods.payments == ("draft",) else "cash"
    if quoted != assumed.pay and assumed.draft_surcharge:
        factor = 1 + assumed.draft_surcharge
        if assumed.pay == "draft":
            step("draft", assumed.draft_surcharge, price * factor)
        else:
            step("cash", assumed.draft_surcharge, price / factor)
    return Part("goods", "known", to_fen(price), "", tuple(steps))


def _route(
    goods: Goods, origin: Origin, routes: Iterable[Route], quantity: Decimal, place: str, assumed: Assumptions
) -> Choice:
    if goods.is_delivered and goods.basis != "two":
        return Choice(None)
    return best_route(
        routes, origin=origin.code, destination=place, tonnes=quantity, day=assumed.day, mode=assumed.mode
    )


def _loading(goods: Goods, origin: Origin, assumed: Assumptions) -> Part:
    if goods.is_delivered:
        return Part("loading", "included", ZERO, "delivered")
    fee = origin.loading
    if fee.amount is not None:
        return Part("loading", "known", to_fen(fee.amount), "、".join(fee.items))
    if assumed.loading is not None:
        return Part("loading", "assumed", to_fen(assumed.loading), fee.missing or "")
    return Part("loading", "unknown", None, fee.missing or "no_fees")


def _freight(goods: Goods, choice: Choice, quantity: Decimal, place: str) -> Part:
    """What is sold brought to the door includes it, as far as that door goes; with two invoices freight comes on top of it."""
    if goods.is_delivered and goods.basis != "two":
        if not goods.delivered_to:
            return Part("freight", "unknown", None, "delivered_where")
        if not lies_in(place, goods.delivered_to):
            return Part("freight", "unknown", None, "delivered_elsewhere")
        return Part("freight", "included", ZERO, "delivered")
    if choice.route is None:
        return Part("freight", "unknown", None, choice.missing or "no_route")
    return Part("freight", "known", to_fen(choice.route.charge(quantity) / quantity))


def _invoice(freight: Part, assumed: Assumptions) -> Part:
    if freight.amount is None:
        return Part("invoice", "unknown", None, "freight")
    if freight.state == "included":
        return Part("invoice", "included", ZERO, "delivered")
    more = (1 + assumed.tax) / (1 + assumed.freight_tax) - 1
    return Part("invoice", "known", to_fen(freight.amount * more))
