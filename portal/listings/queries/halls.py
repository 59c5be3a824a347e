"""The public lists, /supply and /demand: what is shown, narrowed, sorted and paged by SQL alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.core.db import UtcDateTime
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.core.quantity import Money
from portal.listings.models import Listing
from portal.listings.policies import NOW, public_clause
from portal.listings.queries.counts import remembered
from portal.listings.queries.rows import ListingRow, base_query, row_for
from portal.materials.categories import leaf_codes
from portal.organisations.models import Organisation

SIZE = 20
SORTS = ("fresh", "new", "price", "price_desc", "landed")
"""`landed`: the cheapest ones, which the view then sorts by what they cost at the reader's place."""
Part = Literal["all", "priced", "unpriced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HallFilter:
    """What a reader narrows a list by. category is a category's or a group's code; since: confirmed no earlier."""

    kind: str
    category: str = ""
    grades: tuple[str, ...] = ()
    mills: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    fresh: str = ""
    since: datetime | None = None
    supplier: str = ""
    warehouse: str = ""
    sort: str = "fresh"

    @property
    def is_plain(self) -> bool:
        """Narrowed by category at most: its total is known from the counts beside the list."""
        return not (
            self.grades or self.mills or self.cities or self.fresh or self.supplier or self.warehouse
            or self.price_min is not None or self.price_max is not None
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """Which conditions a statement has, and how many values each: what it is built from, once."""

    values: tuple[tuple[str, int], ...]
    members: bool
    """Whether members-only prices count as prices."""


def find_hall_page(
    session: Session,
    actor: Actor,
    asked: HallFilter,
    *,
    number: int,
    moment: datetime,
    known_total: int | None = None,
    size: int = SIZE,
) -> Page[ListingRow]:
    """One page of what everybody may see, best first.

    known_total: a count of a minute ago, which the rows themselves correct where they can.
    """
    shape, values = shape_of(actor, asked, moment)
    offset = (number - 1) * size
    if asked.sort in ("price", "price_desc", "landed"):
        rows: Sequence[Any] = _by_price(session, shape, values, asked, offset=offset, size=size)
    else:
        rows = _statement(shape, asked.sort, "all").all(session, size=size, offset=offset, **values)
    if len(rows) < size and (rows or number == 1):
        total = offset + len(rows)
    else:
        counted = known_total if known_total is not None else _count(session, shape, values, "all", asked)
        total = max(counted, offset + len(rows))
    return Page(items=[row_for(actor, row) for row in rows], number=number, size=size, total=total)


def _by_price(
    session: Session, shape: Shape, values: dict[str, Any], asked: HallFilter, *, offset: int, size: int
) -> list[Any]:
    """Those with a price in its order, then those without: each part follows an index, which one order over both would not."""
    sort = "price" if asked.sort == "landed" else asked.sort
    rows = _statement(shape, sort, "priced").all(session, size=size, offset=offset, **values)
    if len(rows) < size:
        priced = offset + len(rows) if rows else _count(session, shape, values, "priced", asked)
        rest = {"size": size - len(rows), "offset": max(0, offset - priced)}
        rows += _statement(shape, "fresh", "unpriced").all(session, **values, **rest)
    return rows


def shape_of(actor: Actor, asked: HallFilter, moment: datetime) -> tuple[Shape, dict[str, Any]]:
    values: dict[str, Any] = {"now": moment, "kind": asked.kind}
    counts: list[tuple[str, int]] = []
    categories = leaf_codes(asked.category)
    for name, several in (
        ("category", categories), ("grade", asked.grades), ("mill", asked.mills), ("city", asked.cities)
    ):  # fmt: skip
        if several:
            counts.append((name, len(several)))
            values |= {f"{name}_{place}": value for place, value in enumerate(several)}
    singles = {
        "price_min": asked.price_min, "price_max": asked.price_max, "since": asked.since, "supplier": asked.supplier or None,
        "warehouse": asked.warehouse or None,
    }  # fmt: skip
    for name, value in singles.items():
        if value is not None:
            counts.append((name, 1))
            values[name] = value
    return Shape(tuple(counts), actor.sees_member_prices), values


@lru_cache(maxsize=512)
def _statement(shape: Shape, sort: str, part: Part) -> Prepared:
    """Built once for each shape: putting a statement together takes longer than reading twenty rows."""
    orders: dict[str, tuple[Any, ...]] = {
        "new": (Listing.published_at.desc(), Listing.id.desc()),
        "price": (Listing.price.asc(), Listing.id.asc()),
        "price_desc": (Listing.price.desc(), Listing.id.desc()),
    }
    order = orders.get(sort, (Listing.confirmed_at.desc(), Listing.id.desc()))
    query = base_query().where(*conditions(shape, part)).limit(bindparam("size")).offset(bindparam("offset"))
    return Prepared(query.order_by(*order), keep=1024)


@lru_cache(maxsize=512)
def _count_statement(shape: Shape, part: Part) -> Any:
    return (
        select(func.count())
        .select_from(Listing)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(*conditions(shape, part))
    )


def conditions(shape: Shape, part: Part) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [public_clause(NOW), Listing.kind == bindparam("kind")]
    several: dict[str, Any] = {
        "category": Listing.category, "grade": Listing.grade, "mill": Listing.mill, "city": Listing.city
    }  # fmt: skip
    # A members-only price counts as none for those who must not see it: in filters, orders and counts alike.
    priced: ColumnElement[bool] = Listing.price.is_not(None)
    if not shape.members:
        priced = and_(priced, Listing.members_only_price.is_(False))
    singles: dict[str, Any] = {
        "price_min": and_(priced, Listing.price >= bindparam("price_min", type_=Money())),
        "price_max": and_(priced, Listing.price <= bindparam("price_max", type_=Money())),
        "since": Listing.confirmed_at >= bindparam("since", type_=UtcDateTime()),
        "supplier": Organisation.no == bindparam("supplier"),
        "warehouse": Listing.warehouse_no == bindparam("warehouse"),
    }
    for name, number in shape.values:
        if name in singles:
            found.append(singles[name])
        elif number == 1:
            found.append(several[name] == bindparam(f"{name}_0"))
        else:
            found.append(several[name].in_([bindparam(f"{name}_{place}") for place in range(number)]))
    if part == "priced":
        found.append(priced)
    elif part == "unpriced":
        hidden = [] if shape.members else [Listing.members_only_price.is_(True)]
        found.append(or_(Listing.price.is_(None), *hidden))
    return found


def _count(session: Session, shape: Shape, values: dict[str, Any], part: Part, asked: HallFilter) -> int:
    def count() -> int:
        return session.execute(_count_statement(shape, part), values).scalar() or 0

    # `since` moves with every request; the count does not mind being a minute behind.
    key = (
        "total",
        part,
        shape.members,
        asked.fresh,
        *(v for name, v in sorted(values.items()) if name not in ("now", "since")),
    )
    return remembered(session, (key, shape.values), count)
