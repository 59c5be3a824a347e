"""The lots of a listing for programs: where they lie, in tonnes and pieces. Read only."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from portal.core.errors import NotFound
from portal.listings.queries.detail import get_listing
from portal.listings.storage import lots_of
from portal.web.api import ApiBlueprint
from portal.web.api_fields import Amount, Schema
from portal.web.auth import current_actor
from portal.web.guards import public_api
from portal.web.uow import reading

bp = ApiBlueprint("listing_lots_api", __name__, description="What lies behind a listing")


class LotWarehouseOut(Schema):
    no = fields.String(required=True)
    name = fields.String(required=True)


class LotOut(Schema):
    """Tonnes and pieces. What is reserved is told to the listing's own company and to staff; null to everybody else."""

    no = fields.String(required=True)
    warehouse = fields.Nested(LotWarehouseOut, required=True)
    available = Amount(required=True, metadata={"description": "Tonnes: on hand less reserved"})
    pieces_available = fields.Integer(required=True, allow_none=True, metadata={"description": "Null: not counted"})
    on_hand = Amount(required=True, allow_none=True)
    reserved = Amount(required=True, allow_none=True)
    pieces = fields.Integer(required=True, allow_none=True)
    pieces_reserved = fields.Integer(required=True, allow_none=True)
    heat_no = fields.String(required=True)
    bundle_no = fields.String(required=True)
    has_certificate = fields.Boolean(required=True)
    arrived_on = fields.Date(required=True, allow_none=True)
    confirmed_at = fields.AwareDateTime(required=True)


@bp.get("/listings/<no>/lots")
@public_api
@bp.response(200, LotOut(many=True))
def list_lots(no: str) -> Any:
    """The lots of a listing, those with most available first; empty when only the stated quantity is known."""
    actor = current_actor()
    with reading() as session:
        listing = get_listing(session, actor, no)
        if not (listing.is_open or listing.is_own or listing.is_staff):
            raise NotFound("信息不存在")
        lots = lots_of(session, listing.id)
    names = (
        "no",
        "available",
        "pieces_available",
        "heat_no",
        "bundle_no",
        "has_certificate",
        "arrived_on",
        "confirmed_at",
    )
    told = ("on_hand", "reserved", "pieces", "pieces_reserved") if listing.is_own or listing.is_staff else ()
    hidden: dict[str, Any] = dict.fromkeys(("on_hand", "reserved", "pieces", "pieces_reserved"))
    return [
        hidden
        | {name: getattr(lot, name) for name in (*names, *told)}
        | {"warehouse": {"no": lot.warehouse_no, "name": lot.warehouse_name}}
        for lot in lots
    ]
