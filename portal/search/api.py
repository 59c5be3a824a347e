"""Search for programs: the same hits, permissions and counts as the page."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from portal.core.documents import KINDS
from portal.core.errors import Invalid
from portal.core.landing import CANDIDATES, SORT
from portal.search.landed import find_landed
from portal.search.query import MAX_SIZE, MAX_WINDOW, RAW, SORTS, SearchQuery
from portal.search.rows import as_item
from portal.search.saying import note, reasons
from portal.search.standing import TIERS, Standing
from portal.search.understanding import understood
from portal.search.views import search
from portal.web.api import ApiBlueprint
from portal.web.api_fields import Amount, Schema, Text
from portal.web.api_landed import LandedArgs, LandedOut, asking_of, order_of_object
from portal.web.auth import current_actor
from portal.web.guards import public_api
from portal.web.landing import landing
from portal.web.uow import reading

bp = ApiBlueprint("search_api", __name__, description="Search over everything published")


def _values(description: str) -> fields.List[Any]:
    return fields.List(
        Text(max=120), load_default=list, validate=validate.Length(max=30), metadata={"description": description}
    )


class SearchArgs(LandedArgs):
    q = Text(max=2000, load_default="", metadata={"description": "What a buyer would type, e.g. 螺纹钢 HRB400E Φ25"})
    kind = fields.String(load_default="", validate=validate.OneOf(("", *KINDS)))
    category = _values("Codes of categories or groups, any of them")
    grade = _values("Grades, any of them")
    spec = _values("Specs, any of them")
    mill = _values("Mills, any of them")
    city = _values("Cities, any of them")
    warehouse = _values("Numbers of warehouses, any of them")
    price_min = Amount(places=2, load_default=None, metadata={"description": "Yuan per unit"})
    price_max = Amount(places=2, load_default=None, metadata={"description": "Yuan per unit"})
    raw = fields.List(
        fields.String(validate=validate.OneOf(RAW)),
        load_default=list,
        validate=validate.Length(max=len(RAW)),
        metadata={"description": "Parts not to be read out of `q` (grade, place …), or `all`: they stay plain words"},
    )
    fresh = fields.String(load_default="", validate=validate.OneOf(("", "24h", "3d", "7d")))
    sort = fields.String(
        load_default="relevance",
        validate=validate.OneOf(SORTS),
        metadata={"description": f"`landed` needs `deliver_to`: of supply, the {CANDIDATES} cheapest as listed by landed price"},
    )  # fmt: skip
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=MAX_WINDOW))
    size = fields.Integer(load_default=20, validate=validate.Range(min=1, max=MAX_SIZE))


class HitOut(Schema):
    no = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = fields.String(required=True)
    category = fields.String(required=True)
    product_name = fields.String(required=True)
    grade = fields.String(required=True)
    spec = fields.String(required=True)
    city = fields.String(required=True)
    mill = fields.String(required=True)
    tier = fields.String(
        required=True,
        validate=validate.OneOf(TIERS),
        metadata={"description": "How it fits the grade and size asked for: exact, compatible, near, or words alone"},
    )
    why = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Why it stands where it does, in the reader's language"},
    )
    price = Amount(
        required=True, allow_none=True, metadata={"description": "null: on request, or not for whoever asks"}
    )
    unit = fields.String(required=True)
    available = Amount(required=True, allow_none=True)
    url = fields.String(required=True)
    landed = fields.Nested(
        LandedOut,
        required=True,
        allow_none=True,
        metadata={"description": "Of supply, when `deliver_to` was asked"},
    )


class FacetOut(Schema):
    value = fields.String(required=True)
    count = fields.Integer(required=True)


class UnderstoodOut(Schema):
    part = fields.String(
        required=True,
        validate=validate.OneOf(
            ("category", "grade", "spec", "mill", "place", "delivery", "price", "quantity", "condition")
        ),
    )
    value = fields.String(
        required=True,
        metadata={"description": "Canonical: a category's code, HRB400E, Φ25×12m, a place, 3000-3700 in yuan, tonnes"},
    )
    text = fields.String(required=True, metadata={"description": "The words it was read from"})
    sure = fields.Boolean(required=True, metadata={"description": "Whether it could hardly mean anything else"})


class SearchOut(Schema):
    total = fields.Integer(required=True)
    understood = fields.List(
        fields.Nested(UnderstoodOut), required=True, metadata={"description": "What was read out of `q`, in its order"}
    )
    corrected = fields.String(
        required=True,
        metadata={"description": "The text that was answered instead of a mistyped `q`; empty when `q` itself was"},
    )
    items = fields.List(fields.Nested(HitOut), required=True)
    facets = fields.Dict(
        keys=fields.String(), values=fields.List(fields.Nested(FacetOut)), required=True,
        metadata={"description": "Counts of kind, category, grade, spec, mill, city, warehouse, price and fresh"},
    )  # fmt: skip


@bp.get("/search")
@public_api
@bp.arguments(SearchArgs, location="query")
@bp.response(200, SearchOut)
def search_everything(args: dict[str, Any]) -> Any:
    """Search supply, demand, warehouses, freight rates and help. `page` × `size` may not pass 10,000."""
    actor, place = current_actor(), args["deliver_to"]
    asking = asking_of(args, strict=args["sort"] == SORT)
    if args["sort"] == SORT and not asking.is_set:
        raise Invalid("deliver_to", "请填写送到哪里")
    filters = {name: tuple(args[name]) for name in ("category", "grade", "spec", "mill", "city", "warehouse")}
    query = SearchQuery(
        text=args["q"],
        kind=args["kind"],
        filters=filters | ({"fresh": (args["fresh"],)} if args["fresh"] else {}),
        price_min=None if args["price_min"] is None else int(args["price_min"] * 100),
        price_max=None if args["price_max"] is None else int(args["price_max"] * 100),
        sort=args["sort"],
        page=args["page"],
        size=args["size"],
        raw=tuple(args["raw"]),
        deliver_to=place,
    )
    with reading() as session:
        priced = find_landed(
            search(), session, actor, query, order_of=order_of_object,
            prices=(lambda ids: landing().objects(session, actor, ids, asking)) if asking.is_set else None,
        )  # fmt: skip
    found = priced.found
    return {
        "total": found.result.total,
        "understood": [
            {"part": piece.part, "value": piece.value, "text": piece.typed, "sure": piece.sure}
            for piece in understood(found.query.text, found.query.raw).pieces
        ],
        "corrected": found.query.text if found.instead_of else "",
        "items": [
            as_item(kind, row)
            | _standing(standing, found.query, row)
            | {"landed": priced.prices.get(row.id) if kind == "supply" else None}
            for (kind, row), standing in zip(found.rows, found.standings, strict=True)
        ],
        "facets": {
            name: [{"value": value.value, "count": value.count} for value in values if value.count or value.chosen]
            for name, values in found.result.facets.items()
        },
    }


def _standing(standing: Standing, query: SearchQuery, row: Any) -> dict[str, Any]:
    said = note(standing, query, grade=getattr(row, "grade", ""), spec=getattr(row, "spec", ""))
    return {"tier": TIERS[standing.tier], "why": list(reasons(standing, query, said)) if query.text else []}
