"""Landed prices for programs: the parameters that ask for one, and its shape in answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import fields, validate

from portal.core.errors import Invalid, refuse
from portal.core.landing import NAMES, PLACE, Asking
from portal.web.api_fields import Amount, Schema, Text
from portal.web.landing import landing


class LandedArgs(Schema):
    """`deliver_to` and what to take for granted; all of it may be left out."""

    deliver_to = Text(
        max=60,
        load_default="",
        metadata={"description": "Where it should go, by name or official code: adds `landed`, and what lies nearer goes first"},
    )  # fmt: skip
    quantity = Text(max=20, load_default="", metadata={"description": "Tonnes; by default a lorry"})
    pay = fields.String(load_default="", validate=validate.OneOf(("", "cash", "draft")))
    draft = Text(max=20, load_default="", metadata={"description": "What a draft costs over cash, per cent"})
    underweight = Text(
        max=20, load_default="", metadata={"description": "By how much goods sold by theory are light, per cent"}
    )
    unstated = fields.String(load_default="", validate=validate.OneOf(("", "scale", "theory")))
    invoices = fields.String(load_default="", validate=validate.OneOf(("", "paid", "one")))
    transport = fields.String(load_default="", validate=validate.OneOf(("", "road", "rail", "water")))
    loading = Text(max=20, load_default="", metadata={"description": "Yuan a tonne where the loading fee is not known"})


class PlaceOut(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class StepOut(Schema):
    step = fields.String(required=True)
    figure = Amount(required=True)
    result = Amount(required=True)
    by = fields.String(required=True)


class PartOut(Schema):
    part = fields.String(required=True, validate=validate.OneOf(("goods", "loading", "freight", "invoice")))
    state = fields.String(required=True, validate=validate.OneOf(("known", "included", "assumed", "unknown")))
    amount = Amount(
        required=True, allow_none=True, metadata={"description": "Yuan a tonne; null: unknown, never nought"}
    )
    reason = fields.String(required=True, metadata={"description": "Why it is unknown or included, as a code"})
    steps = fields.List(fields.Nested(StepOut), required=True)


class RouteOut(Schema):
    no = fields.String(required=True)
    from_ = fields.Nested(PlaceOut, required=True, data_key="from", attribute="from")
    to = fields.Nested(PlaceOut, required=True)
    mode = fields.String(required=True)
    price = Amount(required=True)
    min_tonnes = Amount(required=True, allow_none=True)
    min_charge = Amount(required=True, allow_none=True)
    days_min = fields.Integer(required=True, allow_none=True)
    days_max = fields.Integer(required=True, allow_none=True)
    carrier = fields.String(required=True)
    valid_until = fields.Date(required=True)
    url = fields.String(required=True)


class AssumptionsOut(Schema):
    day = fields.Date(required=True)
    pay = fields.String(required=True)
    draft_surcharge = Amount(required=True)
    invoices = fields.String(required=True)
    tax = Amount(required=True)
    freight_tax = Amount(required=True)
    underweight = Amount(required=True, allow_none=True)
    unstated_weighing = fields.String(required=True)
    loading = Amount(required=True, allow_none=True)
    mode = fields.String(required=True)


class LandedOut(Schema):
    place = fields.Nested(PlaceOut, required=True)
    quantity = Amount(required=True)
    total = Amount(
        required=True, allow_none=True, metadata={"description": "Yuan a tonne; null while a part is unknown"}
    )
    at_least = Amount(required=True, allow_none=True, metadata={"description": "The goods and what else is known"})
    sum = Amount(required=True, allow_none=True, metadata={"description": "For the whole quantity"})
    parts = fields.List(fields.Nested(PartOut), required=True)
    missing = fields.List(
        fields.String(),
        required=True,
        data_key="unknown",
        attribute="unknown",
        metadata={"description": "Unknown parts"},
    )
    route = fields.Nested(RouteOut, required=True, allow_none=True)
    other_routes = fields.List(fields.Nested(RouteOut), required=True)
    assumptions = fields.Nested(AssumptionsOut, required=True)


def asking_of(args: dict[str, Any], *, strict: bool = False) -> Asking:
    """Takes the parameters of LandedArgs out of args. Raises: Invalid for what cannot be read.

    strict: an unknown place is refused too, where nothing else is asked of it than a price there.
    """
    given = {name: args.pop(name, "") for name in (PLACE, *NAMES)}
    asking: Any = landing().asked(given)
    wrong = [Invalid(name, "无法识别") for name in asking.faults]
    if strict and asking.several:
        names = "、".join(asking.several)
        wrong.append(Invalid(PLACE, "有几个“%(place)s”，请写全：%(names)s", place=asking.typed, names=names))
    elif strict and asking.typed and not asking.is_set:
        wrong.append(Invalid(PLACE, "没有找到“%(place)s”，请填写市或区县，例如 佛山顺德", place=asking.typed))
    refuse(wrong)
    found: Asking = asking
    return found


def order_of_object(price: dict[str, Any] | None) -> tuple[int, Decimal]:
    """The order of a sort by landed price, as `portal.core.landing.order_of` has it."""
    if price is None or price["at_least"] is None:
        return (3 if price is None else 2), Decimal(0)
    return (1, price["at_least"]) if price["total"] is None else (0, price["total"])
