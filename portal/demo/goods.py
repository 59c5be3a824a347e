"""Decides what each company offers or wants: goods, size, mill, amount, price and terms. Writes no row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.core.clock import SHANGHAI
from portal.demo.data.products import CITY_LEVEL, PRODUCTS, Product
from portal.demo.dice import Dice
from portal.demo.people import Company
from portal.demo.places import Place
from portal.listings.values import end_of_day
from portal.materials.mills import find_mill
from portal.materials.regions import province_of

_NORTH = "北京 天津 河北 山西 内蒙古 山东 河南"
_EAST = "上海 江苏 浙江 安徽 江西 福建"
_SOUTH = "广东 广西 海南 湖南 湖北"
_WEST = "四川 重庆 贵州 云南 陕西 甘肃 新疆 宁夏 青海"
_NORTH_EAST = "辽宁 吉林 黑龙江"
_AREAS = tuple(frozenset(area.split()) for area in (_NORTH, _EAST, _SOUTH, _WEST, _NORTH_EAST))

SITES = ("三期工地", "总包项目部", "二标段料场", "钢结构车间", "生产一部", "北门料场")
WANTS = (
    "请报含税一票到站价",
    "分两批交货，首批占一半",
    "需原厂质保书",
    "可接受同材质其他钢厂",
    "现款结算",
    "定尺，不要短尺",
    "质量要求见技术协议，询价时提供",
    "",
    "",
)
WAITS = (("现货，当天可提", 0), ("现货，次日可提", 1), ("2–3 天", 3), ("订货，7 天", 7))


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to list: which product in which grade, size and make."""

    product: Product
    grade: str
    spec: str
    mill: str


def products_of(category: str) -> list[Product]:
    return [product for product in PRODUCTS if product.category == category]


def choices(dice: Dice, company: Company) -> Iterator[Choice]:
    """What a company might list, each thing once; the usual grades come more often. Ends when it has nothing new."""
    seen: set[tuple[str, str, str, str]] = set()
    lines = [product for category in company.goods for product in products_of(category)]
    for _attempt in range(400):
        if not lines:
            return
        product = dice.choice(lines)
        choice = Choice(
            product,
            dice.mostly_first(list(product.grades)),
            dice.choice(list(product.specs)),
            _mill(dice, company, product),
        )
        named = (product.name, choice.grade, choice.spec, choice.mill)
        if named not in seen:
            seen.add(named)
            yield choice


def _mill(dice: Dice, company: Company, product: Product) -> str:
    """A mill of the neighbourhood where there is one: nobody hauls rebar across the country."""
    mills = product.mills.split()
    if len(mills) < 5:
        return dice.choice(mills) if mills else ""
    area = next((area for area in _AREAS if province_of(company.city) in area), frozenset())
    near = [mill for mill in mills if (found := find_mill(mill)) and province_of(found.city) in area]
    return dice.choice(near or mills)


def price_of(dice: Dice, choice: Choice, city: str) -> int:
    """What it costs there today: level of the grade, surcharge of the size, level of the city, and a little chance."""
    level = choice.product.grades[choice.grade] + choice.product.specs[choice.spec]
    if choice.product.unit == "t" and 2000 < level < 20000:
        level += CITY_LEVEL.get(city, 50)
    step = 10 if level > 1500 else 1
    return max(1, dice.round_to(level * dice.uniform(0.985, 1.02), step))


def supply(dice: Dice, company: Company, choice: Choice, places: list[Place]) -> dict[str, Any]:
    """The values of a supply listing, all but its life."""
    product = choice.product
    own = [place for place in places if place.org_no == company.no]
    others = [place for place in places if place.city == company.city and product.category in place.takes]
    near = own * 4 + [place for place in others if place.org_no != company.no]
    place = dice.choice(near) if near else None
    least, most = product.amounts
    amount = dice.round_to(dice.uniform(least, most) ** 0.9, 1 if most < 100 else 5) or least
    asked = dice.chance(0.08)
    wait, days = dice.mostly_first(WAITS)
    return _named(choice) | {
        "kind": "supply",
        "quantity": Decimal(amount),
        "available": Decimal(amount),
        "moq": Decimal(max(1, amount // 20)) if dice.chance(0.4) else None,
        "price": None if asked else Decimal(price_of(dice, choice, company.city)),
        "price_remark": dice.choice(("电议", "按量议价", "当日价请询")) if asked else "",
        "members_only_price": not asked and dice.chance(0.15),
        "price_basis": "one" if not place or dice.chance(0.15) else "two",
        "weighing_basis": product.weighing if product.unit == "t" else "",
        "payment_terms": dice.mostly_first(("cash", "cash,draft", "cash,credit")),
        "delivery_terms": ("pickup,delivered" if dice.chance(0.35) else "pickup") if place else "delivered",
        "lead_time": wait,
        "lead_days": days,
        "valid_until": _until(dice, 5, 30),
        "remarks": dice.choice(product.remarks),
        "warehouse_id": place.id if place else None,
        "warehouse_no": place.no if place else "",
        "warehouse_name": place.name if place else "",
        "city": company.city,
        "delivery_place": "",
        "wanted_by": None,
        "contact_name": company.contact.name,
        "contact_phone": f"138 0000 {1000 + int(company.no[1:]) % 1000}",
        "contact_visible": dice.mostly_first(("members", "portal", "public")),
    }


def demand(dice: Dice, company: Company, choice: Choice) -> dict[str, Any]:
    """The values of a demand, all but its life."""
    least, most = choice.product.amounts
    amount = dice.round_to(dice.uniform(least, most) * 0.5, 1 if most < 100 else 5) or least
    price = dice.round_to(price_of(dice, choice, company.city) * 0.99, 10) if dice.chance(0.45) else 0
    wanted = dice.now.astimezone(SHANGHAI).date() + timedelta(days=dice.randint(3, 30))
    return _named(choice) | {
        "kind": "demand",
        "mill": choice.mill if dice.chance(0.3) else "",
        "origin": "",
        "quantity": Decimal(amount),
        "available": Decimal(amount),
        "moq": None,
        "price": Decimal(price) if price else None,
        "price_remark": "" if price else dice.choice(("随行就市", "请报价", "")),
        "members_only_price": dice.chance(0.1) if price else False,
        "price_basis": dice.choice(("one", "one", "")),
        "weighing_basis": "",
        "payment_terms": dice.mostly_first(("cash", "cash,draft", "credit")),
        "delivery_terms": "delivered",
        "lead_time": "",
        "lead_days": None,
        "valid_until": _until(dice, 5, 25),
        "remarks": dice.choice(WANTS),
        "warehouse_id": None,
        "warehouse_no": "",
        "warehouse_name": "",
        "city": company.city,
        "delivery_place": f"{company.address} {dice.choice(SITES)}",
        "wanted_by": _workday(wanted),
        "contact_name": company.contact.name,
        "contact_phone": f"138 0000 {1000 + int(company.no[1:]) % 1000}",
        "contact_visible": dice.mostly_first(("portal", "members")),
    }


def _named(choice: Choice) -> dict[str, Any]:
    found = find_mill(choice.mill) if choice.mill else None
    return {
        "category": choice.product.category,
        "product_name": choice.product.name,
        "grade": choice.grade,
        "spec": choice.spec,
        "standard": choice.product.standard,
        "mill": choice.mill,
        "origin": found.city if found else "",
        "unit": choice.product.unit,
        "tax_included": True,
    }


def _until(dice: Dice, least: int, most: int) -> Any:
    day = dice.now.astimezone(SHANGHAI).date() + timedelta(days=dice.randint(least, most))
    return end_of_day(day)


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.isoweekday())) if day.isoweekday() > 5 else day
