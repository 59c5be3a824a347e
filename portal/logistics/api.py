"""Warehouses and freight rates for programs: read only."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from portal.core.paging import decode_cursor
from portal.logistics import queries
from portal.logistics.terms import MODES
from portal.materials.regions import find_region
from portal.web.api import ApiBlueprint
from portal.web.api_fields import Amount, CursorArgs, Schema, Text, cursor_page, page_of
from portal.web.auth import current_actor
from portal.web.guards import public_api
from portal.web.uow import reading

warehouses_bp = ApiBlueprint("warehouses_api", __name__, description="Warehouses and what lies there")
rates_bp = ApiBlueprint("freight_rates_api", __name__, description="Freight rates from place to place")


class WarehouseQuery(CursorArgs):
    province = Text(max=20, load_default="", metadata={"description": "Short name, e.g. 江苏"})
    city = Text(max=40, load_default="", metadata={"description": "Short name, e.g. 无锡"})


class WarehouseOut(Schema):
    no = fields.String(required=True)
    name = fields.String(required=True)
    province = fields.String(required=True)
    city = fields.String(required=True)
    address = fields.String(required=True)
    services = fields.List(fields.String(), required=True)
    available = Amount(
        required=True, attribute="tonnes", metadata={"description": "Tonnes lying there that can be had"}
    )
    lots = fields.Integer(required=True, attribute="lines")
    categories = fields.List(fields.String(), required=True)
    updated_at = fields.AwareDateTime(required=True, allow_none=True)
    url = fields.String(required=True)


class FeeOut(Schema):
    item = fields.String(required=True)
    unit = fields.String(required=True)
    price = fields.String(required=True)
    note = fields.String(required=True)


class StockOut(Schema):
    category = fields.String(required=True)
    title = fields.String(required=True)
    detail = fields.String(required=True, attribute="subtitle")
    available = Amount(required=True, allow_none=True)
    unit = fields.String(required=True)
    pieces = fields.Integer(required=True, allow_none=True)
    supplier = fields.String(required=True, attribute="owner")
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    url = fields.String(required=True)


class WarehouseDetailOut(Schema):
    no = fields.String(required=True)
    name = fields.String(required=True)
    operator = fields.String(required=True)
    province = fields.String(required=True)
    city = fields.String(required=True)
    district = fields.String(required=True)
    address = fields.String(required=True)
    hours = fields.String(required=True)
    services = fields.List(fields.String(), required=True)
    fees = fields.List(fields.Nested(FeeOut), required=True)
    contact_name = fields.String(required=True)
    contact_phone = fields.String(required=True)
    capacity = Amount(required=True, allow_none=True)
    remarks = fields.String(required=True)
    status = fields.String(required=True)
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    stock = fields.List(fields.Nested(StockOut), required=True)
    url = fields.String(required=True)


class RateQuery(CursorArgs):
    from_ = Text(max=40, load_default="", data_key="from", metadata={"description": "City or province"})
    to = Text(max=40, load_default="", metadata={"description": "City or province"})
    mode = fields.String(load_default="", validate=validate.OneOf(["", *MODES]))


class RateOut(Schema):
    no = fields.String(required=True)
    from_city = fields.String(required=True)
    from_region = fields.String(required=True)
    from_place = fields.String(
        required=True,
        metadata={"description": "As exact as the rate is: a province, a city, or a city and its district"},
    )
    to_city = fields.String(required=True)
    to_region = fields.String(required=True)
    to_place = fields.String(required=True)
    mode = fields.String(required=True)
    price = Amount(required=True, metadata={"description": "CNY a tonne"})
    min_tonnes = Amount(required=True, allow_none=True)
    min_charge = Amount(required=True, allow_none=True, metadata={"description": "CNY a shipment, whatever it weighs"})
    days = fields.String(required=True)
    carrier = fields.String(required=True)
    source = fields.String(
        required=True, metadata={"description": "The company that offers it; empty for the portal's own"}
    )
    valid_from = fields.AwareDateTime(required=True)
    valid_until = fields.AwareDateTime(required=True)
    confirmed_at = fields.AwareDateTime(required=True)
    status = fields.String(required=True)
    url = fields.String(required=True)


@warehouses_bp.get("/warehouses")
@public_api
@warehouses_bp.arguments(WarehouseQuery, location="query")
@warehouses_bp.response(200, page_of(WarehouseOut))
def list_warehouses(query: dict[str, Any]) -> Any:
    """List open warehouses with how much lies there."""
    province = find_region(query["province"]) if query["province"] else None
    with reading() as session:
        rows = queries.warehouses_after(
            session,
            decode_cursor(query["cursor"]),
            limit=query["size"] + 1,
            province=province.short if province else query["province"],
            city=query["city"].removesuffix("市"),
        )
    return cursor_page(rows, query["size"])


@warehouses_bp.get("/warehouses/<no>")
@public_api
@warehouses_bp.response(200, WarehouseDetailOut)
def read_warehouse(no: str) -> Any:
    """Read a warehouse and the stock lying there that everybody may know of."""
    with reading() as session:
        view = queries.warehouse_view(session, no)
        groups = queries.stock_in(session, view.id)
    facts = {name: getattr(view, name) for name in WarehouseDetailOut._declared_fields if hasattr(view, name)}
    stock = [
        {"category": group.category}
        | {name: getattr(line, name) for name in ("title", "subtitle", "available", "unit", "pieces", "owner", "confirmed_at", "url")}
        for group in groups
        for line in group.lines
    ]  # fmt: skip
    return facts | {"stock": stock, "url": f"/warehouses/{view.no}"}


@rates_bp.get("/freight-rates")
@public_api
@rates_bp.arguments(RateQuery, location="query")
@rates_bp.response(200, page_of(RateOut))
def list_rates(query: dict[str, Any]) -> Any:
    """List the freight rates that hold now."""
    with reading() as session:
        rows = queries.rates_after(
            session,
            decode_cursor(query["cursor"]),
            limit=query["size"] + 1,
            origin=query["from_"],
            destination=query["to"],
            mode=query["mode"],
        )
    return cursor_page(rows, query["size"])


@rates_bp.get("/freight-rates/<no>")
@public_api
@rates_bp.response(200, RateOut)
def read_rate(no: str) -> Any:
    """Read one freight rate; one that has ended says so in its status."""
    with reading() as session:
        return queries.rate_view(session, current_actor(), no).row
