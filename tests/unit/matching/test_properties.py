"""What must hold for any goods: keys find what fits, order does not matter, no unit is mixed, nothing is promised that is not there."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.demo.data.products import PRODUCTS
from portal.landed.assumptions import Assumptions
from portal.matching.filling import fill
from portal.matching.items import Item
from portal.matching.match import Match, match
from portal.matching.sizes import ANY, grade_group, size_fit, size_keys
from portal.materials.grades import grades_for
from portal.materials.serving import serves, serving_grades
from portal.materials.units import UNITS, convert

ASSUMED = Assumptions(day=date(2026, 11, 22))
ODD = {
    "rebar": ("Φ25", "Φ18-25", "Φ16/18/25", "25", "12m", "Φ6-50×9/12m", "Φ 22 * 12", "螺纹25"),
    "welded-tube": ("DN100×4.0", "4寸×4.0", "Φ114×4.0", "Φ108×4", "DN80-150", "Φ60"),
    "seamless": ("Φ219×8", "219*8", "DN200", "Φ108-219×6"),
    "h-beam": ("HM300×200", "H294×200×8×12", "H300*300*10*15", "HW300", "300×300"),
    "i-beam": ("20a#", "20#", "25b", "200×100×7"),
    "angle": ("∠50×5", "L50*50*5", "63×40×5"),
    "plate": ("20", "16-25", "20×2200×10000", "20×2000", "2200"),
    "hot-rolled": ("3.0×1500×C", "2.75*1500", "3.0", "1.8-3.0×1250"),
    "copper-sheet": ("100×10", "10×100", "Φ20"),
    "timber": ("4000×100×50", "100×50", "4m"),
}  # fmt: skip
CATEGORIES = sorted({product.category for product in PRODUCTS} | ODD.keys())


def specs_of(category: str) -> list[str]:
    own = [spec for product in PRODUCTS if product.category == category for spec in product.specs]
    return [*own, *ODD.get(category, ()), "", "随便写的"]


@pytest.mark.parametrize("category", CATEGORIES)
def test_whatever_fits_is_found_under_a_common_key(category: str) -> None:
    for wanted in specs_of(category):
        for offered in specs_of(category):
            if size_fit(category, wanted, offered).state != "differs":
                first, second = set(size_keys(category, wanted)), set(size_keys(category, offered))
                assert first & second or ANY in first | second, (wanted, offered)


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_serves_is_found_under_the_grade_wanted(category: str) -> None:
    names = {
        *grades_for(category),
        *(grade for product in PRODUCTS if product.category == category for grade in product.grades),
    }
    for wanted in sorted(names):
        for offered in {other for other, _reason in serving_grades(category, wanted)} | names:
            if offered and serves(category, wanted, offered):
                assert {grade_group(category, wanted), grade_group(category, offered)} in (
                    {grade_group(category, wanted)},
                    {grade_group(category, wanted), ""},
                ), (wanted, offered)


def some_item(chance: random.Random, number: int) -> Item:
    product = chance.choice([one for one in PRODUCTS if one.category in ("rebar", "plate", "seamless")])
    return Item(
        id=number, org_id=number % 5, category=product.category, product_name=product.name, grade=chance.choice([*product.grades, ""]),
        spec=chance.choice([*product.specs, ""]), mill=chance.choice([*product.mills.split(), ""]),
        amount=chance.choice((None, Decimal(5), Decimal("60.5"), Decimal(300))), unit=chance.choice(("t", "t", "kg", "bar", "piece")),
        moq=chance.choice((None, None, Decimal(10), Decimal(80))), price=chance.choice((None, Decimal(3500), Decimal(3700), Decimal("3.6"))),
        weighing=chance.choice(("", "theory", "scale")), tax_included=chance.random() < 0.9, city=chance.choice(("天津", "唐山", "")),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_points_and_filling_hold_their_bounds_in_any_order(seed: int) -> None:
    chance = random.Random(seed)
    demand = replace(some_item(chance, 1000), org_id=99, grade="", spec="", amount=Decimal(100), unit="t")
    supplies = [replace(some_item(chance, number), category=demand.category) for number in range(60)]
    found = [one for supply in supplies if (one := match(demand, supply, ASSUMED))]
    assert found
    for one in found:
        assert 0 <= one.score <= 1000
        assert one == match(demand, supplies[one.supply_id], ASSUMED)
        supply = supplies[one.supply_id]
        if supply.unit == "piece":
            assert one.amount is None, "bundles have no weight anybody knows"
        elif supply.unit == "kg" and supply.amount is not None:
            assert one.amount == supply.amount / 1000
    ranked = sorted(found, key=lambda one: one.rank)
    assert len({one.rank for one in found}) == len(found), "the order is total"
    filling = fill(demand, found)
    chance.shuffle(found)
    assert sorted(found, key=lambda one: one.rank) == ranked
    assert fill(demand, found) == filling
    if filling is not None:
        assert sum(part.amount for part in filling.parts) + filling.short == filling.wanted
        assert filling.short >= 0
        for part in filling.parts:
            assert 0 < part.amount <= (part.match.amount or 0)
            assert part.amount >= (part.match.moq or 0)


@pytest.mark.parametrize("unit", sorted(UNITS))
@pytest.mark.parametrize("other", sorted(UNITS))
def test_units_are_converted_or_nothing_is_said(unit: str, other: str) -> None:
    item = Item(id=1, org_id=1, category="rebar", spec="", unit=unit)
    amount = item.in_unit(Decimal(7), other)
    if UNITS[unit].dimension == UNITS[other].dimension:
        assert amount == convert(Decimal(7), source=unit, target=other)
    else:
        assert amount is None, "without a spec nobody knows what one weighs"


def one(number: int, amount: str, *, moq: str = "", score: int = 900) -> Match:
    return Match(
        demand_id=1, supply_id=number, score=score, reasons=(), amount=Decimal(amount), moq=Decimal(moq) if moq else None, gap=None, whole=True
    )  # fmt: skip


WISH = Item(id=1, org_id=1, category="rebar", amount=Decimal(100))


@pytest.mark.parametrize(
    ("offers", "taken", "short"),
    [
        # One that has it all, though another ranks before it.
        ((one(1, "60", score=950), one(2, "100")), [(2, 100)], 0),
        # Three together: 50 + 30 + 20 of 40.
        ((one(1, "50", score=950), one(2, "30", score=940), one(3, "40")), [(1, 50), (2, 30), (3, 20)], 0),
        # Not enough anywhere.
        ((one(1, "50"), one(2, "30")), [(1, 50), (2, 30)], 20),
        # The last one sells no less than 30, and 20 are wanted of it: the next one is asked.
        ((one(1, "80", score=950), one(2, "50", moq="30", score=940), one(3, "25")), [(1, 80), (3, 20)], 0),
        # A small one that turns out not to be needed is left out.
        ((one(1, "5", score=950), one(2, "60", score=940), one(3, "40", score=930)), [(2, 60), (3, 40)], 0),
        # All of one has a minimum above what is wanted.
        ((one(1, "500", moq="200"),), [], None),
    ],
)  # fmt: skip
def test_worked_filling(offers: tuple[Match, ...], taken: list[tuple[int, int]], short: int | None) -> None:
    found = fill(WISH, offers)
    if short is None:
        assert found is None
        return
    assert found is not None
    assert [(part.match.supply_id, part.amount) for part in found.parts] == [
        (number, Decimal(amount)) for number, amount in taken
    ]
    assert found.short == short
