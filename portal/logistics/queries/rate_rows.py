"""A freight rate as a line of a list, and the clauses every list of rates is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from portal.logistics import terms
from portal.logistics.models import FreightRate
from portal.materials.regions import city_of, find_region, region
from portal.organisations.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """A rate as a line of a list."""

    id: int
    no: str
    url: str
    from_city: str
    from_region: str
    from_place: str
    """As exact as the rate is: a district with its city, a province, or the city."""
    to_city: str
    to_region: str
    to_place: str
    mode: str
    price: Decimal
    total: Decimal | None
    """For the tonnes asked for."""
    min_tonnes: Decimal | None
    min_charge: Decimal | None
    days: str
    """`1–2`, `3`, or empty."""
    carrier: str
    source: str
    """The company that offers it; empty for the house's own."""
    org_id: int | None
    verified: bool
    valid_from: datetime
    valid_until: datetime
    confirmed_at: datetime
    freshness: terms.State
    status: str
    version: int


_COLUMNS = (
    FreightRate.id, FreightRate.no, FreightRate.from_code, FreightRate.to_code, FreightRate.from_city, FreightRate.from_region, FreightRate.to_city, FreightRate.to_region,
    FreightRate.mode, FreightRate.price, FreightRate.min_tonnes, FreightRate.min_charge, FreightRate.days_min, FreightRate.days_max,
    FreightRate.carrier, FreightRate.org_id, FreightRate.valid_from, FreightRate.valid_until, FreightRate.confirmed_at,
    FreightRate.status, FreightRate.version, Organisation.name.label("org_name"), Organisation.verification,
)  # fmt: skip


def select_rates(*extra: Any) -> Any:
    return (
        select(*_COLUMNS, *extra)
        .select_from(FreightRate)
        .outerjoin(Organisation, Organisation.id == FreightRate.org_id)
    )


def place_clause(city: Any, region: Any, text: str) -> ColumnElement[bool]:
    """Rows at the place a reader typed: a province takes all of it, a market or district its city, the unknown what it says."""
    name = text.strip()
    if not name:
        return true()
    found = find_region(name)
    if found is not None and found.level == "province":
        return or_(region == found.short, city == found.short)
    return or_(city == (city_of(name) or name), city == name)


def enough(tonnes: Decimal | None) -> ColumnElement[bool]:
    if tonnes is None:
        return true()
    return or_(FreightRate.min_tonnes.is_(None), FreightRate.min_tonnes <= tonnes)


@lru_cache(maxsize=4096)
def end_name(code: str, city: str) -> str:
    """An end of a rate for its line and its form: 佛山, 佛山顺德区, 河北省."""
    found = region(code)
    if found is None or len(code) == 4 or found.short == found.name.removesuffix("市") == city:
        return city
    return found.name if found.level == "province" or found.short == city else f"{city}{found.name}"


def _days(least: int | None, most: int | None) -> str:
    ends = [str(end) for end in dict.fromkeys((least, most)) if end is not None]
    return "–".join(ends)


def rate_rows(found: Any, moment: datetime, tonnes: Decimal | None = None) -> list[RateRow]:
    return [
        RateRow(
            id=row.id,
            no=row.no,
            url=f"/freight/{row.no}",
            from_city=row.from_city,
            from_region=row.from_region,
            from_place=end_name(row.from_code, row.from_city),
            to_city=row.to_city,
            to_region=row.to_region,
            to_place=end_name(row.to_code, row.to_city),
            mode=row.mode,
            price=row.price,
            total=max(row.price * tonnes, row.min_charge or Decimal(0)) if tonnes else None,
            min_tonnes=row.min_tonnes,
            min_charge=row.min_charge,
            days=_days(row.days_min, row.days_max),
            carrier=row.carrier,
            source=row.org_name or "",
            org_id=row.org_id,
            verified=row.verification == "verified",
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            confirmed_at=row.confirmed_at,
            freshness=terms.freshness(row.confirmed_at, moment, terms.RATE_DAYS),
            status="expired" if row.status == "published" and row.valid_until <= moment else row.status,
            version=row.version,
        )
        for row in found
    ]
