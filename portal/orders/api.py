"""Quotations and orders for programs: read only, as far as the token's owner sees them. Costs are not here."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from portal.core.paging import decode_cursor
from portal.orders import queries
from portal.web.api import ApiBlueprint
from portal.web.api_fields import Amount, CursorArgs, Schema, cursor_page, page_of
from portal.web.auth import current_actor
from portal.web.guards import token
from portal.web.uow import reading

bp = ApiBlueprint("orders_api", __name__, description="Quotations and orders of the token's company")


class QuotationOut(Schema):
    """A quotation in a list: the newest version the reader knows of."""

    no = fields.String(required=True)
    number = fields.Integer(required=True, metadata={"description": "Of the version"})
    status = fields.String(required=True)
    title = fields.String(required=True)
    total = Amount(required=True, places=2, metadata={"description": "CNY, tax included"})
    valid_until = fields.AwareDateTime(required=True, allow_none=True)
    thread = fields.String(required=True, attribute="thread_no")
    url = fields.String(required=True)


class QuotationLineOut(Schema):
    """A line: goods or freight."""

    position = fields.Integer(required=True)
    kind = fields.String(required=True)
    listing = fields.String(required=True, attribute="listing_no")
    title = fields.String(required=True)
    detail = fields.String(required=True)
    quantity = Amount(required=True)
    unit = fields.String(required=True)
    pieces = fields.Integer(required=True, allow_none=True)
    price = Amount(required=True, places=2)
    amount = Amount(required=True, places=2)


class QuotationDetailOut(QuotationOut):
    """A quotation with its lines and conditions."""

    price_basis = fields.String(required=True)
    tax_included = fields.Boolean(required=True)
    weighing_basis = fields.String(required=True)
    payment = fields.String(required=True)
    delivery = fields.String(required=True)
    place = fields.String(required=True)
    lead_time = fields.String(required=True)
    remarks = fields.String(required=True)
    goods_amount = Amount(required=True, places=2)
    freight_amount = Amount(required=True, places=2)
    tax_amount = Amount(required=True, places=2)
    lines = fields.List(fields.Nested(QuotationLineOut), required=True)
    order = fields.String(required=True, metadata={"description": "Empty until it is accepted"})


class OrderOut(Schema):
    """An order in a list."""

    no = fields.String(required=True)
    status = fields.String(required=True)
    title = fields.String(required=True)
    total = Amount(required=True, places=2)
    shipments = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    thread = fields.String(required=True, attribute="thread_no")
    url = fields.String(required=True)


class OrderLineOut(Schema):
    """Goods of an order."""

    id = fields.Integer(required=True)
    listing = fields.String(required=True, attribute="listing_no")
    title = fields.String(required=True)
    detail = fields.String(required=True)
    quantity = Amount(required=True)
    shipped = Amount(required=True)
    unit = fields.String(required=True)
    pieces = fields.Integer(required=True, allow_none=True)
    price = Amount(required=True, places=2)
    amount = Amount(required=True, places=2)


class LoadOut(Schema):
    """How much of a line went with a vehicle, and how much was counted."""

    line = fields.Integer(required=True, attribute="line_id")
    quantity = Amount(required=True)
    pieces = fields.Integer(required=True, allow_none=True)
    received = Amount(required=True, allow_none=True)


class ShipmentOut(Schema):
    """A vehicle."""

    number = fields.Integer(required=True)
    carrier = fields.String(required=True)
    vehicle = fields.String(required=True)
    driver = fields.String(required=True)
    net = Amount(required=True, allow_none=True)
    shipped_at = fields.AwareDateTime(required=True)
    delivered_at = fields.AwareDateTime(required=True, allow_none=True)
    received_at = fields.AwareDateTime(required=True, allow_none=True)
    goods = fields.List(fields.Nested(LoadOut), required=True, attribute="loads")


class OrderStepOut(Schema):
    """Something that happened. number: of the vehicle; 0 for the whole order."""

    kind = fields.String(required=True)
    number = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    by_staff = fields.Boolean(required=True)


class OrderDetailOut(Schema):
    """An order with everything on it."""

    no = fields.String(required=True)
    status = fields.String(required=True)
    title = fields.String(required=True)
    total = Amount(required=True, places=2)
    created_at = fields.AwareDateTime(required=True)
    thread = fields.String(required=True, attribute="thread_no")
    quotation = fields.String(required=True, attribute="quotation_no")
    lines = fields.List(fields.Nested(OrderLineOut), required=True)
    shipments = fields.List(fields.Nested(ShipmentOut), required=True)
    steps = fields.List(fields.Nested(OrderStepOut), required=True)
    url = fields.String(required=True)


@bp.get("/quotations")
@token
@bp.arguments(CursorArgs, location="query")
@bp.response(200, page_of(QuotationOut))
def list_quotations(query: dict[str, Any]) -> Any:
    """List the quotations you see, newest first."""
    with reading() as session:
        rows = queries.quotations_before(
            session, current_actor(), before=decode_cursor(query["cursor"]), limit=query["size"] + 1
        )
    return cursor_page(rows, query["size"])


@bp.get("/quotations/<no>")
@token
@bp.response(200, QuotationDetailOut)
def read_quotation(no: str) -> Any:
    """Read a quotation: the newest version you know of."""
    with reading() as session:
        view = queries.find_quotation(session, current_actor(), no)
    own = {"no": view.no, "thread_no": view.thread_no, "url": view.url, "order": view.order_no}
    return {name: getattr(view.shown, name) for name in type(view.shown).__dataclass_fields__} | own


@bp.get("/orders")
@token
@bp.arguments(CursorArgs, location="query")
@bp.response(200, page_of(OrderOut))
def list_orders(query: dict[str, Any]) -> Any:
    """List the orders you see, newest first."""
    with reading() as session:
        rows = queries.orders_before(
            session, current_actor(), before=decode_cursor(query["cursor"]), limit=query["size"] + 1
        )
    return cursor_page(rows, query["size"])


@bp.get("/orders/<no>")
@token
@bp.response(200, OrderDetailOut)
def read_order(no: str) -> Any:
    """Read an order: its goods, vehicles and steps."""
    with reading() as session:
        return queries.find_order(session, current_actor(), no)
