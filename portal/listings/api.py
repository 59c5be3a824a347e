"""/api/v1/listings: read, create, change and close listings by program, with the rights of the token's owner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.paging import decode_cursor
from portal.listings import services, terms
from portal.listings.models import Listing
from portal.listings.policies import can_post
from portal.listings.queries.machine import MachineFilter, list_after, read_one
from portal.listings.queries.own import own_values
from portal.listings.values import NAMES, REMARKS_LENGTH, TEXTS, ListingValues, cleaned, complaints
from portal.materials.units import UNITS
from portal.web.api import ApiBlueprint, idempotent
from portal.web.api_fields import Amount, CursorArgs, Schema, Text, cursor_page, page_of
from portal.web.api_landed import LandedArgs, LandedOut, asking_of
from portal.web.auth import current_actor
from portal.web.guards import public_api, token
from portal.web.i18n import say
from portal.web.landing import landing
from portal.web.uow import reading, writing

bp = ApiBlueprint("listings_api", __name__, description="Supply and demand")


class CompanyOut(Schema):
    """Who posted it."""

    no = fields.String(required=True)
    name = fields.String(required=True)
    verified = fields.Boolean(required=True)


class ListingWarehouseOut(Schema):
    """Where it lies."""

    no = fields.String(required=True)
    name = fields.String(required=True)


class ListingOut(Schema):
    """A listing. A members-only price is null for who may not see it; null is also a price on request."""

    no = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(terms.KINDS)))
    status = fields.String(required=True, validate=validate.OneOf(list(terms.STATUSES)))
    title = fields.String(required=True)
    category = fields.String(required=True)
    product_name = fields.String(required=True)
    grade = fields.String(required=True)
    spec = fields.String(required=True)
    standard = fields.String(required=True)
    mill = fields.String(required=True)
    origin = fields.String(required=True)
    quantity = Amount(required=True, allow_none=True)
    unit = fields.String(required=True)
    available = Amount(required=True, allow_none=True)
    moq = Amount(required=True, allow_none=True)
    price = Amount(required=True, allow_none=True)
    price_remark = fields.String(required=True)
    members_only_price = fields.Boolean(required=True)
    tax_included = fields.Boolean(required=True)
    price_basis = fields.String(required=True)
    weighing_basis = fields.String(required=True)
    payment_terms = fields.List(fields.String(), required=True)
    delivery_terms = fields.List(fields.String(), required=True)
    lead_time = fields.String(required=True)
    lead_days = fields.Integer(required=True, allow_none=True)
    remarks = fields.String(required=True)
    city = fields.String(required=True)
    warehouse = fields.Nested(ListingWarehouseOut, required=True, allow_none=True)
    delivery_place = fields.String(required=True)
    wanted_by = fields.Date(required=True, allow_none=True)
    url = fields.String(required=True)
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    valid_until = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)
    company = fields.Nested(CompanyOut, required=True)


def _codes(table: dict[str, str]) -> Any:
    return fields.List(fields.String(validate=validate.OneOf(list(table))), validate=validate.Length(max=len(table)))


def _choice(table: dict[str, str]) -> Any:
    return fields.String(validate=validate.OneOf(["", *table]))


class ListingWrite(Schema):
    """Everything of a listing its company writes."""

    category = Text(max=40)
    product_name = Text(max=TEXTS["product_name"], min=1)
    grade = Text(max=TEXTS["grade"])
    spec = Text(max=TEXTS["spec"])
    standard = Text(max=TEXTS["standard"])
    mill = Text(max=TEXTS["mill"])
    origin = Text(max=TEXTS["origin"])
    quantity = Amount(allow_none=True)
    unit = fields.String(validate=validate.OneOf(list(UNITS)))
    moq = Amount(allow_none=True)
    price = Amount(allow_none=True, places=2, maximum=terms.PRICE_BOUND)
    price_remark = Text(max=TEXTS["price_remark"])
    members_only_price = fields.Boolean()
    tax_included = fields.Boolean()
    price_basis = _choice(terms.PRICE_BASES)
    weighing_basis = _choice(terms.WEIGHINGS)
    payment_terms = _codes(terms.PAYMENTS)
    delivery_terms = _codes(terms.DELIVERIES)
    lead_time = Text(max=TEXTS["lead_time"])
    lead_days = fields.Integer(allow_none=True, validate=validate.Range(min=0, max=365))
    valid_until = fields.AwareDateTime(allow_none=True)
    remarks = Text(max=REMARKS_LENGTH)
    warehouse_no = Text(max=20)
    city = Text(max=TEXTS["city"])
    delivery_place = Text(max=TEXTS["delivery_place"])
    wanted_by = fields.Date(allow_none=True)
    contact_name = Text(max=TEXTS["contact_name"])
    contact_phone = Text(max=TEXTS["contact_phone"])
    contact_visible = fields.String(validate=validate.OneOf(list(terms.CONTACTS)))

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def hear_the_domain_too(self, data: dict[str, Any], original: Any, **_kwargs: Any) -> None:
        """What the domain says of the fields that were read, together with what is wrong with the others: all at once."""
        known = {name: value for name, value in data.items() if name in NAMES}
        found = complaints(
            cleaned(_values(ListingValues(), known)), kind=data.get("kind", ""), publishing=bool(data.get("publish"))
        )
        told: dict[str, list[str]] = {}
        for complaint in found:
            if complaint.field in data or self._left_out(complaint.field, original):
                told.setdefault(complaint.field, []).append(say(complaint))
        if told:
            raise ValidationError(told)

    def _left_out(self, name: str, original: Any) -> bool:
        """Whether a new listing lacks a field that only its kind asks for."""
        return "publish" in self.fields and name not in original and not self.fields[name].required


class ListingIn(ListingWrite):
    """A new listing; `publish` false keeps it a draft."""

    kind = fields.String(required=True, validate=validate.OneOf(list(terms.KINDS)))
    category = Text(max=40, required=True)
    product_name = Text(max=TEXTS["product_name"], min=1, required=True)
    publish = fields.Boolean(load_default=True)


class ListingPatch(ListingWrite):
    """What changes, and the version that was read; a stale version is answered with 409."""

    version = fields.Integer(required=True, validate=validate.Range(min=1))


class ListingQuery(CursorArgs):
    """Filters of the list. `mine` needs a token: the own company's listings, drafts included."""

    kind = fields.String(load_default="", validate=validate.OneOf(["", *terms.KINDS]))
    category = Text(max=40, load_default="")
    grade = Text(max=60, load_default="")
    city = Text(max=40, load_default="")
    mill = Text(max=60, load_default="")
    status = fields.String(load_default="", validate=validate.OneOf(["", *terms.STATUSES]))
    mine = fields.Boolean(load_default=False)


@bp.get("/listings")
@public_api
@bp.arguments(ListingQuery, location="query")
@bp.response(200, page_of(ListingOut))
def list_listings(query: dict[str, Any]) -> Any:
    """List public listings, or with `mine` those of one's own company, oldest first."""
    size, cursor = query.pop("size"), query.pop("cursor")
    with reading() as session:
        rows = list_after(session, current_actor(), MachineFilter(**query), after=decode_cursor(cursor), limit=size + 1)
    return cursor_page(rows, size)


class ListingAtPlaceOut(ListingOut):
    """A listing with what it costs at the place asked for."""

    landed = fields.Nested(LandedOut, metadata={"description": "Of supply, where `deliver_to` was asked"})


@bp.get("/listings/<no>")
@public_api
@bp.arguments(LandedArgs, location="query")
@bp.response(200, ListingAtPlaceOut)
def read_listing(args: dict[str, Any], no: str) -> Any:
    """Read a listing; with `deliver_to`, what it costs there in parts."""
    actor, asking = current_actor(), asking_of(args, strict=True)
    with reading() as session:
        found = read_one(session, actor, no)
        if asking.is_set:
            price = landing().objects(session, actor, [found["id"]], asking).get(found["id"])
            found |= {"landed": price} if price is not None else {}
        return found


@bp.post("/listings")
@token
@bp.arguments(ListingIn)
@idempotent(ListingOut)
def create_listing(session: Session, data: dict[str, Any]) -> Any:
    """Create a listing and publish it, unless `publish` is false. An unverified supplier's waits for verification."""
    actor = current_actor()
    kind, publish = data.pop("kind"), data.pop("publish")
    if not can_post(actor, kind):
        raise Forbidden("您不能代表企业发布这种信息")
    listing = services.create_draft(session, actor, kind=kind, values=_values(ListingValues(), data))
    if publish:
        services.publish_listing(session, actor, no=listing.no)
    return read_one(session, actor, listing.no)


@bp.patch("/listings/<no>")
@token
@bp.arguments(ListingPatch)
@bp.response(200, ListingOut)
def change_listing(data: dict[str, Any], no: str) -> Any:
    """Change some fields of one's own listing."""
    version = data.pop("version")
    actor = current_actor()
    with writing() as session:
        current = _own(session, no)
        if current[0].version != version:
            raise Conflict("这条信息刚被修改过，请重新读取后再改")
        services.edit_listing(session, actor, no=no, version=version, values=_values(current[1], data))
    with reading() as session:
        return read_one(session, actor, no)


@bp.post("/listings/<no>/close")
@token
@bp.response(200, ListingOut)
def close_listing(no: str) -> Any:
    """Close one's own listing: sold, or bought."""
    actor = current_actor()
    with writing() as session:
        services.close_listing(session, actor, no=no)
    with reading() as session:
        return read_one(session, actor, no)


@bp.post("/listings/<no>/publish")
@token
@bp.response(200, ListingOut)
def publish_listing(no: str) -> Any:
    """Publish one's own draft."""
    actor = current_actor()
    with writing() as session:
        services.publish_listing(session, actor, no=no)
    with reading() as session:
        return read_one(session, actor, no)


@bp.post("/listings/<no>/confirm")
@token
@bp.response(200, ListingOut)
def confirm_listing(no: str) -> Any:
    """Say that one's own listing still stands."""
    actor = current_actor()
    with writing() as session:
        services.confirm_fresh(session, actor, nos=[no])
    with reading() as session:
        return read_one(session, actor, no)


def _own(session: Session, no: str) -> tuple[Listing, ListingValues]:
    found = own_values(session, current_actor(), no)
    if found is None:
        raise NotFound("信息不存在")
    return found


def _values(current: ListingValues, data: dict[str, Any]) -> ListingValues:
    changed = dict(data)
    for name, table in (("payment_terms", terms.PAYMENTS), ("delivery_terms", terms.DELIVERIES)):
        if name in changed:
            changed[name] = terms.joined(changed[name], table)
    return replace(current, **changed)
