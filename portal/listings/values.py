"""What a person may write into a listing: one frozen record, cleaned, and every complaint about it. Knows no table's state."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from portal.core.clock import SHANGHAI, now
from portal.core.errors import Invalid, refuse
from portal.listings.models import Listing
from portal.listings.terms import (
    CONTACTS,
    DELIVERIES,
    DEMAND,
    PAYMENTS,
    PRICE_BASES,
    PRICE_BOUND,
    QUANTITY_BOUND,
    WEIGHINGS,
    codes,
    joined,
)
from portal.materials.categories import category
from portal.materials.regions import city_of
from portal.materials.text import without_controls
from portal.materials.units import UNITS

TEXTS: dict[str, int] = {
    "product_name": 60, "grade": 60, "spec": 80, "standard": 60, "mill": 60, "origin": 40, "price_remark": 100, "lead_time": 60,
    "city": 40, "delivery_place": 120, "contact_name": 40, "contact_phone": 30,
}  # fmt: skip
REMARKS_LENGTH = 2000
YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingValues:
    """Everything of a listing that its company writes; nothing else of it can be set from outside."""

    category: str = ""
    product_name: str = ""
    grade: str = ""
    spec: str = ""
    standard: str = ""
    mill: str = ""
    origin: str = ""
    quantity: Decimal | None = None
    unit: str = "t"
    moq: Decimal | None = None
    price: Decimal | None = None
    price_remark: str = ""
    members_only_price: bool = False
    tax_included: bool = True
    price_basis: str = ""
    weighing_basis: str = ""
    payment_terms: str = ""
    delivery_terms: str = ""
    lead_time: str = ""
    lead_days: int | None = None
    valid_until: datetime | None = None
    remarks: str = ""
    warehouse_no: str = ""
    city: str = ""
    delivery_place: str = ""
    wanted_by: date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_visible: str = "portal"


NAMES = tuple(field.name for field in fields(ListingValues))


def values_of(listing: Listing) -> ListingValues:
    """What the listing holds now."""
    return ListingValues(**{name: getattr(listing, name) for name in NAMES})


def snapshot_of(listing: Listing) -> dict[str, Any]:
    """The same as plain JSON, for keeping."""
    return {name: _plain(getattr(listing, name)) for name in NAMES}


def cleaned(values: ListingValues) -> ListingValues:
    """The same with blanks collapsed, the city by its short name and codes in their usual order."""
    texts = {name: " ".join(without_controls(getattr(values, name)).split()) for name in TEXTS}
    city = texts["city"]
    texts["city"] = city_of(city) or city.removesuffix("市") or city
    remarks = "\n".join(without_controls(line).rstrip() for line in values.remarks.splitlines()).strip()
    return replace(
        values,
        **texts,  # type: ignore[arg-type]  # texts only
        remarks=remarks,
        payment_terms=joined(codes(values.payment_terms), PAYMENTS),
        delivery_terms=joined(codes(values.delivery_terms), DELIVERIES),
        warehouse_no=values.warehouse_no.strip().upper()[:20],
    )


def complaints(values: ListingValues, *, kind: str, publishing: bool) -> list[Invalid]:
    """Everything wrong with the values, each beside its field; a draft may be unfinished but never nonsense."""
    found = [
        Invalid(name, "最多 %(max)d 个字", max=most)
        for name, most in TEXTS.items()
        if len(getattr(values, name)) > most
    ]
    if len(values.remarks) > REMARKS_LENGTH:
        found.append(Invalid("remarks", "最多 %(max)d 个字", max=REMARKS_LENGTH))
    found += _choices(values) + _amounts(values)
    if not category(values.category):
        found.append(Invalid("category", "请选择品类"))
    if not values.product_name:
        found.append(Invalid("product_name", "请填写品名"))
    if publishing:
        found += _unfinished(values, kind)
    return found


def check(values: ListingValues, *, kind: str, publishing: bool) -> ListingValues:
    """The cleaned values. Raises: Invalid, with every complaint."""
    values = cleaned(values)
    refuse(complaints(values, kind=kind, publishing=publishing))
    return values


def end_of_day(day: date) -> datetime:
    """The moment a day ends in Shanghai: what is valid until that day is valid all of it."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)


def last_day(moment: datetime) -> date:
    """The last day on which something is valid until `moment`."""
    return (moment.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()


def _choices(values: ListingValues) -> list[Invalid]:
    tables: tuple[tuple[str, Any], ...] = (
        ("unit", UNITS), ("price_basis", ("", *PRICE_BASES)), ("weighing_basis", ("", *WEIGHINGS)), ("contact_visible", CONTACTS)
    )  # fmt: skip
    return [Invalid(name, "请从列表中选择") for name, table in tables if getattr(values, name) not in table]


def _amounts(values: ListingValues) -> list[Invalid]:
    found = []
    for name, bound in (("quantity", QUANTITY_BOUND), ("moq", QUANTITY_BOUND), ("price", PRICE_BOUND)):
        amount = getattr(values, name)
        if amount is not None and not 0 < amount <= bound:
            found.append(Invalid(name, "请填写大于 0、不超过 %(max)s 的数字", max=f"{bound:,}"))
    if values.lead_days is not None and not 0 <= values.lead_days <= 365:
        found.append(Invalid("lead_days", "请填写 0 到 365 天"))
    if values.moq is not None and values.quantity is not None and values.moq > values.quantity > 0:
        found.append(Invalid("moq", "起订量不能大于数量"))
    return found


def _unfinished(values: ListingValues, kind: str) -> list[Invalid]:
    found = []
    moment = now()
    if values.valid_until is not None and values.valid_until <= moment:
        found.append(Invalid("valid_until", "有效期已过，请改成今天或以后的日期"))
    elif values.valid_until is not None and values.valid_until > moment + YEAR:
        found.append(Invalid("valid_until", "有效期最长一年"))
    if kind == DEMAND:
        if values.quantity is None:
            found.append(Invalid("quantity", "请填写需求数量"))
        if not values.city:
            found.append(Invalid("city", "请填写交货城市"))
        if values.wanted_by is not None and values.wanted_by < moment.astimezone(SHANGHAI).date():
            found.append(Invalid("wanted_by", "到货日期已过，请改成今天或以后"))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date | datetime) else value
