"""Rows of listings in the reader's words, ready for the table: unit, place and age are texts here. No query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from flask import current_app

from portal.core.clock import now
from portal.core.landing import LandedView
from portal.listings.freshness import Freshness, State
from portal.listings.queries.rows import ListingRow, PriceState
from portal.materials.units import unit_name
from portal.web.filters import ago
from portal.web.i18n import LOCALES, locale_tag


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListingItem:
    """What components/listing_table.html asks of a row. The same row at the same age is one object."""

    no: str
    kind: str
    url: str
    title: str
    subtitle: str
    quantity: Decimal | None
    unit: str
    price: Decimal | None
    price_state: PriceState
    org_name: str
    org_verified: bool
    place: str
    freshness: State
    when: str
    ask_url: str
    landed: LandedView | None = None


def freshness() -> Freshness:
    """This installation's limits."""
    limits: Freshness = current_app.extensions["portal.freshness"]
    return limits


def locale() -> str:
    """The reader's language as `portal.materials` names it."""
    return LOCALES[locale_tag()]


def items(
    rows: Iterable[ListingRow], *, newest: bool = False, landed: Mapping[int, LandedView] | None = None
) -> list[ListingItem]:
    """The rows in the reader's words. newest: a short list by when things were published, which says that and only the city.

    landed: landed prices by id.
    """
    language, limits, moment = locale(), freshness(), now()
    return [
        _item(
            row,
            limits.state(row.confirmed_at, moment),
            ago(row.published_at if newest else row.confirmed_at),
            language,
            newest,
            landed.get(row.id) if landed else None,
        )
        for row in rows
    ]


@lru_cache(maxsize=4096)
def _item(
    row: ListingRow, state: State, said: str, language: str, newest: bool, landed: LandedView | None
) -> ListingItem:
    return ListingItem(
        no=row.no,
        kind=row.kind,
        url=row.url,
        title=row.title,
        subtitle=row.subtitle,
        quantity=row.amount,
        unit=unit_name(row.unit, language),
        price=row.price,
        price_state=row.price_state,
        org_name=row.org_name,
        org_verified=row.org_verified,
        place=row.city or row.place if newest else row.place,
        freshness=state,
        when=said,
        ask_url=row.ask_url,
        landed=landed,
    )
