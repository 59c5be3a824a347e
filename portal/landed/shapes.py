"""A landed price as plain values for programs: the same object from the command and from the API. Amounts stay Decimal."""

from __future__ import annotations

from typing import Any

from portal.landed.assumptions import Assumptions
from portal.landed.parts import Landed, Part
from portal.logistics.routes import Route
from portal.materials.places import place_name


def as_object(price: Landed) -> dict[str, Any]:
    """Yuan a tonne, for the tonnes and the place stated. `total` is null while a part is unknown; `at_least` is what is known."""
    return {
        "place": {"code": price.place, "name": place_name(price.place)},
        "quantity": price.quantity,
        "total": price.total,
        "at_least": price.at_least,
        "sum": price.sum,
        "parts": [_part(part) for part in price.parts],
        "unknown": [part.name for part in price.unknown],
        "route": _route(price.route) if price.route else None,
        "other_routes": [_route(route) for route in price.others],
        "assumptions": _assumptions(price.assumptions),
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "part": part.name,
        "state": part.state,
        "amount": part.amount,
        "reason": part.reason,
        "steps": [{"step": one.what, "figure": one.figure, "result": one.result, "by": one.by} for one in part.steps],
    }


def _route(route: Route) -> dict[str, Any]:
    return {
        "no": route.no,
        "from": {"code": route.from_code, "name": place_name(route.from_code)},
        "to": {"code": route.to_code, "name": place_name(route.to_code)},
        "mode": route.mode,
        "price": route.price,
        "min_tonnes": route.min_tonnes,
        "min_charge": route.min_charge,
        "days_min": route.days_min,
        "days_max": route.days_max,
        "carrier": route.carrier,
        "valid_until": route.valid_until,
        "url": f"/freight/{route.no}",
    }


def _assumptions(assumed: Assumptions) -> dict[str, Any]:
    """Shares, not per cent."""
    return {
        "day": assumed.day,
        "pay": assumed.pay,
        "draft_surcharge": assumed.draft_surcharge,
        "invoices": assumed.invoices,
        "tax": assumed.tax,
        "freight_tax": assumed.freight_tax,
        "underweight": assumed.underweight,
        "unstated_weighing": assumed.unstated_weighing,
        "loading": assumed.loading,
        "mode": assumed.mode,
    }
