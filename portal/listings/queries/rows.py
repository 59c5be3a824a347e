"""One row of any list of listings, as data; words in the reader's language come in the view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import sees_price
from portal.listings.terms import DEMAND
from portal.organisations.models import VERIFIED, Organisation

PriceState = Literal["shown", "on_request", "members"]

COLUMNS = (
    Listing.id, Listing.no, Listing.kind, Listing.org_id, Listing.category, Listing.product_name, Listing.grade, Listing.spec,
    Listing.standard, Listing.mill, Listing.quantity, Listing.available, Listing.unit, Listing.price, Listing.members_only_price,
    Listing.city, Listing.warehouse_name, Listing.delivery_place, Listing.confirmed_at, Listing.published_at,
    Organisation.no.label("org_no"), Organisation.name.label("org_name"), Organisation.verification,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListingRow:
    """price is None whenever the actor must not see one; price_state says why. Rows read again unchanged are one object."""

    id: int
    no: str
    kind: str
    category: str
    product_name: str
    grade: str
    spec: str
    standard: str
    mill: str
    amount: Decimal | None
    unit: str
    price: Decimal | None
    price_state: PriceState
    city: str
    warehouse_name: str
    org_no: str
    org_name: str
    org_verified: bool
    confirmed_at: datetime | None
    published_at: datetime | None

    @property
    def title(self) -> str:
        return f"{self.product_name} {self.grade}" if self.grade else self.product_name

    @property
    def subtitle(self) -> str:
        return " · ".join(part for part in (self.spec, self.mill, self.standard) if part)

    @property
    def place(self) -> str:
        return place_of(self.city, self.warehouse_name)

    @property
    def url(self) -> str:
        return f"/listings/{self.no}"

    @property
    def ask_url(self) -> str:
        return f"/threads/new?listing={self.no}&kind=inquiry"


def place_of(city: str, warehouse_name: str | None) -> str:
    """`无锡 · 东方钢材城`: city and warehouse; a warehouse named after its city does not say it twice.

    >>> place_of("无锡", "无锡东方钢材城"), place_of("天津", None)
    ('无锡 · 东方钢材城', '天津')
    """
    if not city or not warehouse_name:
        return city or warehouse_name or ""
    return f"{city} · {warehouse_name.removeprefix(city) or warehouse_name}"


def base_query() -> Select[*tuple[Any, ...]]:
    """All columns of a row, with its company joined."""
    query: Select[*tuple[Any, ...]] = select(*COLUMNS).join(Organisation, Organisation.id == Listing.org_id)
    return query


def rows_of(session: Session, actor: Actor, *clauses: ColumnElement[bool]) -> list[ListingRow]:
    """The rows these clauses let through; one of them is a policy's."""
    return [row_for(actor, row) for row in session.execute(base_query().where(*clauses))]


def price_for(
    actor: Actor, org_id: int, price: Decimal | None, *, members_only: bool
) -> tuple[Decimal | None, PriceState]:
    """The price as the actor may see it, and what to say where there is none."""
    if price is None:
        return None, "on_request"
    if sees_price(actor, org_id, members_only=members_only):
        return price, "shown"
    return None, "members"


def row_for(actor: Actor, row: Row[Any]) -> ListingRow:
    """A database row as this actor may see it."""
    return _row(row, *price_for(actor, row.org_id, row.price, members_only=row.members_only_price))


@lru_cache(maxsize=4096)
def _row(row: Any, price: Decimal | None, state: PriceState) -> ListingRow:
    return ListingRow(
        id=row.id,
        no=row.no,
        kind=row.kind,
        category=row.category,
        product_name=row.product_name,
        grade=row.grade,
        spec=row.spec,
        standard=row.standard,
        mill=row.mill,
        amount=row.quantity if row.kind == DEMAND else row.available,
        unit=row.unit,
        price=price,
        price_state=state,
        city=row.city,
        warehouse_name=row.warehouse_name,
        org_no=row.org_no,
        org_name=row.org_name,
        org_verified=row.verification == VERIFIED,
        confirmed_at=row.confirmed_at,
        published_at=row.published_at,
    )
