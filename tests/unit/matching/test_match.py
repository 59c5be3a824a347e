"""Worked cases a trader can do over by hand. Each begins at 950; the table in `weighing` says what each thing costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.landed.assumptions import Assumptions
from portal.landed.parts import Origin, landed
from portal.logistics.fees import LoadingFee
from portal.logistics.routes import Route
from portal.matching.items import Item
from portal.matching.match import Match, match

ASSUMED = Assumptions(day=date(2026, 11, 22))
WISH = Item(id=1, org_id=1, category="rebar", product_name="螺纹钢", grade="HRB400E", spec="Φ25×12m", mill="沙钢", amount=Decimal(100),
    price=Decimal(3700), city="天津")  # fmt: skip
OFFER = replace(WISH, id=2, org_id=2, price=Decimal(3700))


def said(found: Match) -> str:
    """`+size:fits -price:above 35 ?mill:unstated`: what fits, what does not, what is open."""
    marks = {"yes": "+", "no": "-", "open": "?"}
    return " ".join(
        f"{marks[one.verdict]}{one.topic}:{one.code}{f' {one.figure.normalize():f}' if one.figure is not None else ''}"
        for one in found.reasons
    )


def of(values: dict[str, Any], base: Item) -> Item:
    decimals = {
        name: Decimal(value)
        for name, value in values.items()
        if name in ("amount", "price", "moq") and value is not None
    }
    return replace(base, **(values | decimals))


FITS = "+size:fits +grade:same +mill:same +amount:enough 100"
# What the demand says differently, what the supply does, points, and what is said of what differs (None: no match).
CASES: tuple[tuple[dict[str, Any], dict[str, Any], int | None, str], ...] = (
    # Everything fits, the price is the cap: 950.
    ({}, {}, 950, f"{FITS} +price:equal 0 +place:city"),
    # The line of the issue: another mill −160, 60 of 100 t −80, 35 above 3700 is 0.946 % × 40 = −38: 672.
    ({}, {"mill": "敬业", "amount": 60, "price": 3735}, 672, "-mill:differs -amount:part 60 -price:above 35"),
    # Price: 1 % is 37 yuan.
    ({}, {"price": 3737}, 910, "-price:above 37"),
    ({}, {"price": 3774}, 870, "-price:above 74"),
    ({}, {"price": 4440}, 550, "-price:above 740"),
    ({}, {"price": 9000}, 550, "-price:above 5300"),
    ({}, {"price": 3663}, 960, "+price:below 37"),
    ({}, {"price": 3515}, 1000, "+price:below 185"),
    ({}, {"price": 3000}, 1000, "+price:below 700"),
    ({}, {"price": None}, 870, "?price:on_request"),
    ({}, {"price": None, "price_state": "members"}, 870, "?price:members"),
    ({"price": None}, {}, 950, f"{FITS} +place:city"),
    # Stated differently: made comparable per weighed tonne. Theory ÷ 0.97: 3700 → 3814.43, 114.43 above, 3.093 % × 40 = 124.
    ({"weighing": "scale"}, {"weighing": "theory"}, 826, "-price:above 114.43"),
    ({"weighing": "theory"}, {"weighing": "scale"}, 980, "+price:below 114.43"),
    ({"weighing": "theory"}, {"weighing": "theory"}, 950, "+price:equal 0"),
    ({}, {"weighing": "theory"}, 950, "+price:equal 0"),
    # Without tax: 3700 × 1.13 = 4181, 481 above, 13 % × 40 = 520, at most 400.
    ({}, {"tax_included": False}, 550, "-price:above 481"),
    # Per kilogram: 3.72 × 1000 = 3720.
    ({}, {"unit": "kg", "price": "3.72", "amount": 100_000}, 928, "-price:above 20"),
    # Amount: 200 for nothing of it.
    ({}, {"amount": 60}, 870, "-amount:part 60"),
    ({}, {"amount": 1}, 752, "-amount:part 1"),
    ({}, {"amount": 99}, 948, "-amount:part 99"),
    ({}, {"amount": 500}, 950, "+amount:enough 500"),
    ({}, {"amount": None}, 890, "?amount:unknown"),
    ({}, {"amount": 0}, None, ""),
    ({"amount": None}, {"amount": 5}, 950, "+size:fits +grade:same +mill:same +price:equal 0 +place:city"),
    ({"amount": 100_000, "unit": "kg", "price": "3.7"}, {}, 950, "+amount:enough 100000"),
    ({}, {"moq": 200}, 830, "+amount:enough 100 -moq:above 200"),
    ({}, {"moq": 100}, 950, "+amount:enough 100"),
    # A bar of Φ25 × 12 m weighs 46.2 kg by theory: 1000 bars are 46.2 t of 100 (−108); 170.94 yuan each is 3700 a theoretical tonne.
    ({"price": None}, {"unit": "bar", "amount": 1000, "price": 171}, 842, "-amount:part 46.2"),
    # Bundles have no weight anybody knows.
    ({"price": None}, {"unit": "piece", "amount": 30, "price": 9000}, 890, "?amount:unknown"),
    ({}, {"unit": "piece", "amount": 30, "price": 9000}, 810, "?amount:unknown ?price:unit"),
    # Grade.
    ({"grade": "HRB400"}, {}, 940, "+grade:serves"),
    ({"grade": "HRB335"}, {"grade": "HRB400"}, 940, "+grade:serves"),
    ({}, {"grade": "HRB400"}, None, ""),
    ({}, {"grade": "HRB500E"}, None, ""),
    ({"grade": "HRB400"}, {"grade": "HRB500"}, None, ""),
    ({}, {"grade": "三级抗震"}, 950, "+grade:same"),
    ({}, {"grade": ""}, 820, "?grade:unstated"),
    ({"grade": ""}, {}, 890, "+size:fits +mill:same"),
    ({"grade": "HRB400/HRB400E"}, {}, 940, "+grade:serves"),
    ({"grade": "", "spec": ""}, {}, 610, "+mill:same"),
    ({"category": "plate", "grade": "Q345B", "spec": "20×2200×10000"}, {"category": "plate", "grade": "Q355B", "spec": "20×2200×10000"}, 940,
     "+grade:serves"),
    ({"category": "plate", "grade": "Q235B", "spec": "20×2200×10000"}, {"category": "plate", "grade": "Q355B", "spec": "20×2200×10000"}, None, ""),
    # Size.
    ({}, {"spec": "Φ22×12m"}, None, ""),
    ({}, {"spec": "Φ18-25×12m"}, 950, "+size:fits"),
    ({"spec": "Φ25"}, {}, 950, "+size:fits"),
    ({}, {"spec": "Φ25"}, 950, "+size:fits"),
    ({}, {"spec": "Φ25×9m"}, 800, "-size:off"),
    ({"spec": "Φ16/18/25"}, {"spec": "Φ18"}, 860, "+size:part"),
    ({"spec": "Φ16-25"}, {"spec": "Φ20"}, 860, "+size:part"),
    ({"spec": "Φ16-20"}, {"spec": "Φ18-25"}, 860, "+size:part"),
    ({"spec": "Φ16-20"}, {"spec": "Φ22-25"}, None, ""),
    ({}, {"spec": ""}, 790, "?size:unstated"),
    ({"spec": ""}, {}, 890, "+grade:same"),
    ({"category": "hot-rolled", "grade": "Q235B", "spec": "3.0×1500×C"}, {"category": "hot-rolled", "grade": "Q235B", "spec": "3.0×1250×C"}, 800,
     "-size:off"),
    ({"category": "hot-rolled", "grade": "Q235B", "spec": "3.0×1500×C"}, {"category": "hot-rolled", "grade": "Q235B", "spec": "3.5×1500×C"}, None,
     ""),
    ({"category": "welded-tube", "grade": "Q235B", "spec": "DN100×4.0"}, {"category": "welded-tube", "grade": "Q235B", "spec": "4寸×4.0"}, 950,
     "+size:fits"),
    ({"category": "seamless", "grade": "20#", "spec": "Φ219×8"}, {"category": "seamless", "grade": "20#", "spec": "Φ219×10"}, None, ""),
    ({"category": "h-beam", "grade": "Q235B", "spec": "HM300×200"}, {"category": "h-beam", "grade": "Q235B", "spec": "H294×200×8×12"}, 950,
     "+size:fits"),
    # Mill.
    ({}, {"mill": "江苏沙钢集团有限公司"}, 950, "+mill:same"),
    ({}, {"mill": ""}, 890, "?mill:unstated"),
    ({"mill": ""}, {"mill": "敬业"}, 950, "+size:fits +grade:same +amount:enough 100"),
    ({"mill": "敬业/沙钢"}, {}, 950, "+mill:same"),
    ({"mill": "首钢"}, {"mill": "迁钢"}, 950, "+mill:same"),
    # Place: 天津 borders on 河北; 唐山 and 石家庄 are of one province.
    ({}, {"city": "唐山"}, 870, "-place:neighbour"),
    ({"city": "石家庄"}, {"city": "唐山"}, 910, "+place:province"),
    ({}, {"city": "广州"}, 780, "-place:far"),
    ({}, {"city": ""}, 890, "?place:unknown"),
    ({"city": ""}, {}, 950, f"{FITS} +price:equal 0"),
    # Terms.
    ({"payments": ("draft",)}, {"payments": ("cash",)}, 890, "-payment:differs"),
    ({"payments": ("draft", "cash")}, {"payments": ("cash",)}, 950, "+price:equal 0 +place:city"),
    ({"wanted_by": date(2026, 11, 30)}, {"lead_days": 15}, 850, "-late:after"),
    ({"wanted_by": date(2026, 11, 30)}, {"lead_days": 8}, 950, "+place:city"),
    # No match at all.
    ({}, {"category": "rebar-coil"}, None, ""),
    ({}, {"org_id": 1}, None, ""),
    # Kinds of one category: chemicals and timber are what their name says, steel is what grade and size say.
    ({"product_name": "三级抗震螺纹"}, {"product_name": "带肋钢筋"}, 950, "+size:fits"),
    ({"category": "chemicals", "product_name": "火碱", "grade": "", "spec": ""}, {"category": "chemicals", "product_name": "片碱", "grade": "", "spec": ""}, 610,
     "+mill:same"),
    ({"category": "chemicals", "product_name": "烧碱", "grade": "", "spec": ""}, {"category": "chemicals", "product_name": "纯碱", "grade": "", "spec": ""}, None,
     ""),
    ({"category": "timber", "product_name": "樟子松", "grade": "", "spec": ""}, {"category": "timber", "product_name": "铁杉", "grade": "", "spec": ""}, None, ""),
)  # fmt: skip


@pytest.mark.parametrize(("demand", "supply", "points", "reasons"), CASES, ids=lambda value: str(value)[:60])
def test_worked_case(demand: dict[str, Any], supply: dict[str, Any], points: int | None, reasons: str) -> None:
    found = match(of(demand, WISH), of(supply, OFFER), ASSUMED)
    if points is None:
        assert found is None
        return
    assert found is not None
    assert found.score == points
    assert reasons in said(found) or all(one in said(found) for one in reasons.split(" +"))


def test_there_are_sixty_cases_and_more() -> None:
    assert len(CASES) >= 60


ROAD = Route(
    no="F1",
    from_code="12",
    to_code="11",
    mode="road",
    price=Decimal(85),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
)


def brought(price: str, *routes: Route) -> Any:
    offer = replace(OFFER, price=Decimal(price))
    return offer, landed(
        offer.goods(), Origin("12", "库", LoadingFee(Decimal(15))), routes, Decimal(100), "11", ASSUMED
    )


def test_landed_price_is_held_against_the_cap() -> None:
    # 3635 + 15 + 85 = 3735, 35 above 3700.
    offer, price = brought("3635", ROAD)
    found = match(replace(WISH, city="北京"), offer, ASSUMED, landed=price)
    assert found is not None
    assert [(one.code, one.figure, one.why) for one in found.reasons if one.topic == "price"] == [
        ("above", Decimal(35), "landed")
    ]
    assert found.score == 950 - 38 - 80


def test_who_fetches_it_compares_the_goods_alone() -> None:
    offer, price = brought("3635", ROAD)
    found = match(replace(WISH, deliveries=("pickup",)), offer, ASSUMED, landed=price)
    assert found is not None
    assert found.gap == -65


def test_unknown_freight_is_said_and_not_taken_for_nought() -> None:
    offer, price = brought("3635")
    found = match(WISH, offer, ASSUMED, landed=price)
    assert found is not None
    assert next(one.why for one in found.reasons if one.topic == "price") == "without_freight"
