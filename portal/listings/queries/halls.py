"""The public lists, /supply and /demand: what is shown, narrowed, sorted and paged by SQL alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.listings.queries.counts import remembered
from portal.listings.queries.rows import ListingRow, base_query, row_for
from portal.materials.categories import leaf_codes
from portal.organisations.models import Organisation

SIZE = 20
SORTS = ("fresh", "new", "price", "price_desc")


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


def find_hall_page(
    session: Session, actor: Actor, asked: HallFilter, *, number: int, moment: datetime, known_total: int | None = None
) -> Page[ListingRow]:
    """One page of what everybody may see, best first.

    known_total: a count of a minute ago, which the rows themselves correct where they can.
    """
    clauses = [public_clause(moment), *_narrowed(actor, asked)]
    query = base_query().where(*clauses).order_by(*_order(actor, asked.sort))
    offset = (number - 1) * SIZE
    rows = [row_for(actor, row) for row in session.execute(query.limit(SIZE).offset(offset))]
    if len(rows) < SIZE and (rows or number == 1):
        total = offset + len(rows)
    else:
        counted = known_total if known_total is not None else _count(session, actor, asked, clauses)
        total = max(counted, offset + len(rows))
    return Page(items=rows, number=number, size=SIZE, total=total)


def seen_price(actor: Actor) -> ColumnElement[Any]:
    """The price as a filter or an order may use it: a members-only one counts as none for those who must not see it."""
    if actor.sees_member_prices:
        return Listing.price.expression
    return case((Listing.members_only_price.is_(True), None), else_=Listing.price)


def _narrowed(actor: Actor, asked: HallFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [Listing.kind == asked.kind]
    if asked.category:
        codes = leaf_codes(asked.category)
        clauses.append(Listing.category == codes[0] if len(codes) == 1 else Listing.category.in_(codes))
    for column, chosen in ((Listing.grade, asked.grades), (Listing.mill, asked.mills), (Listing.city, asked.cities)):
        if chosen:
            clauses.append(column == chosen[0] if len(chosen) == 1 else column.in_(chosen))
    if asked.price_min is not None:
        clauses.append(seen_price(actor) >= asked.price_min)
    if asked.price_max is not None:
        clauses.append(seen_price(actor) <= asked.price_max)
    if asked.since is not None:
        clauses.append(Listing.confirmed_at >= asked.since)
    if asked.supplier:
        clauses.append(Organisation.no == asked.supplier)
    if asked.warehouse:
        clauses.append(Listing.warehouse_no == asked.warehouse)
    return clauses


def _order(actor: Actor, sort: str) -> list[ColumnElement[Any]]:
    newest = Listing.confirmed_at.desc()
    if sort == "new":
        return [Listing.published_at.desc(), Listing.id.desc()]
    if sort in ("price", "price_desc"):
        price = seen_price(actor)
        return [price.is_(None), price.asc() if sort == "price" else price.desc(), newest, Listing.id.desc()]
    return [newest, Listing.id.desc()]


def _count(session: Session, actor: Actor, asked: HallFilter, clauses: list[ColumnElement[bool]]) -> int:
    def count() -> int:
        query = (
            select(func.count())
            .select_from(Listing)
            .join(Organisation, Organisation.id == Listing.org_id)
            .where(*clauses)
        )
        return session.execute(query).scalar() or 0

    # `since` moves with every request; the count does not mind being a minute behind.
    key = ("total", actor.sees_member_prices, *_key(asked))
    return remembered(session, key, count)


def _key(asked: HallFilter) -> tuple[Any, ...]:
    return (
        asked.kind, asked.category, asked.grades, asked.mills, asked.cities, asked.price_min, asked.price_max, asked.fresh,
        asked.supplier, asked.warehouse,
    )  # fmt: skip
