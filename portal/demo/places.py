"""Loads warehouses and freight rates with the prices they had before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from importlib import resources

from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI
from portal.demo.dice import Dice, insert_all, insert_plain
from portal.demo.people import Cast, table
from portal.logistics.models import FreightPrice, FreightRate, Warehouse
from portal.logistics.terms import pack
from portal.materials.places import code_of
from portal.materials.regions import province_of


@dataclass(frozen=True, slots=True)
class Place:
    """A warehouse of the sample data."""

    id: int
    no: str
    name: str
    city: str
    org_no: str
    takes: frozenset[str]
    """Categories: what its company deals in."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A freight rate of the sample data."""

    id: int
    no: str
    from_city: str
    to_city: str
    price: int


def load_warehouses(session: Session, dice: Dice, cast: Cast) -> list[Place]:
    """Insert the warehouses, each with its fees."""
    rows = table("warehouses.csv")
    keeper = cast.staff["warehouse"][0].id
    values = []
    for row in rows:
        company = cast.companies.get(row["org"])
        built = dice.ago(24 * 200, 24 * 390)
        values.append(
            {
                "no": row["no"],
                "name": row["name"],
                "short_name": row["short_name"],
                "org_id": company.id if company else None,
                "operator": "" if company else "海河仓储（天津）有限公司",
                "province": row["province"],
                "city": row["city"],
                "district": row["district"],
                "address": row["address"],
                "hours": row["hours"],
                "fees": _fees(dice, row["services"]),
                "services": pack(row["services"].split(";")),
                "contact_name": row["contact"],
                "contact_phone": row["phone"],
                "capacity": Decimal(row["capacity"]),
                "remarks": row["remarks"],
                "confirmed_at": dice.now - timedelta(days=int(row["confirmed_d"]), hours=dice.uniform(0, 6)),
                "created_at": built,
                "created_by": keeper,
                "changed_at": built,
                "changed_by": keeper,
            }
        )
    ids = insert_all(session, Warehouse, values)
    takes = {company.no: frozenset(company.goods) for company in cast.companies.values()}
    return [
        Place(number, row["no"], row["name"], row["city"], row["org"], takes.get(row["org"], frozenset()))
        for number, row in zip(ids, rows, strict=True)
    ]


def _fees(dice: Dice, services: str) -> list[dict[str, str]]:
    fees = [
        {"item": "出库费", "unit": "元/吨", "price": str(dice.choice((12, 15, 18, 20))), "note": "含行车吊装" if "crane" in services else ""},
        {"item": "入库费", "unit": "元/吨", "price": str(dice.choice((10, 12, 15))), "note": ""},
        {"item": "堆存费", "unit": "元/吨·天", "price": dice.choice(("0.3", "0.4", "0.5")), "note": f"免堆期 {dice.choice((5, 7, 10))} 天"},
        {"item": "过磅费", "unit": "元/车", "price": str(dice.choice((20, 30))), "note": ""},
    ]  # fmt: skip
    if "leveling" in services:
        fees.append({"item": "开平", "unit": "元/吨", "price": "", "note": "按厚度另询"})
    if "night" in services:
        fees.append({"item": "夜间作业", "unit": "元/吨", "price": "5", "note": "20:00 以后"})
    return fees


def load_rates(session: Session, dice: Dice, cast: Cast, places: list[Place]) -> list[Rate]:
    """Insert the freight rates: the house's own, and some that suppliers entered for their own city."""
    text = resources.files("portal.demo").joinpath("data/freight.txt").read_text(encoding="utf-8")
    owners = {place.city: place.org_no for place in places if place.org_no}
    clerk = cast.staff["transport"][0].id
    values = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        start, end, mode, price, least, days, carrier, *remark = line.split(" ", 7)
        company = cast.companies.get(owners.get(start, "")) if dice.chance(0.3) else None
        entered = dice.ago(6, 24 * 20)
        least_days, _, most_days = days.partition("-")
        values.append(
            {
                "no": dice.number("F"),
                "org_id": company.id if company else None,
                "from_code": code_of(start),
                "from_region": province_of(start),
                "from_city": start,
                "to_code": code_of(end),
                "to_region": province_of(end),
                "to_city": end,
                "mode": mode,
                "price": Decimal(price),
                "min_tonnes": Decimal(least),
                "days_min": int(least_days),
                "days_max": int(most_days),
                "carrier": carrier,
                "valid_from": entered,
                "valid_until": _end_of(dice.now + timedelta(days=dice.randint(9, 60))),
                "remarks": " ".join(remark),
                "confirmed_at": dice.ago(0.5, 24 * 8) if dice.chance(0.6) else entered,
                "created_at": entered,
                "created_by": company.contact.id if company else clerk,
                "changed_at": entered,
                "changed_by": company.contact.id if company else clerk,
            }
        )
    ids = insert_all(session, FreightRate, values)
    before = []
    for number, value in zip(ids, values, strict=True):
        current = Decimal(str(value["price"]))
        if dice.chance(0.4):
            earlier = current + dice.choice((-6, -4, 3, 5, 8))
            before.append({"rate_id": number, "price": earlier, "at": dice.ago(24 * 21, 24 * 60), "user_id": clerk})
        before.append({"rate_id": number, "price": current, "at": value["created_at"], "user_id": value["created_by"]})
    insert_plain(session, FreightPrice, before)
    return [
        Rate(
            number, str(value["no"]), str(value["from_city"]), str(value["to_city"]), int(Decimal(str(value["price"])))
        )
        for number, value in zip(ids, values, strict=True)
    ]


def _end_of(moment: datetime) -> datetime:
    """The last second of that day in Shanghai."""
    return moment.astimezone(SHANGHAI).replace(hour=23, minute=59, second=59, microsecond=0)
