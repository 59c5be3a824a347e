"""The landed price comes to what its sums say, and what is unknown stays so."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.landed.assumptions import USUAL, Assumptions, read_underweights, share_from
from portal.landed.parts import Goods, Origin, goods_part, landed
from portal.logistics.routes import Route, best_route, to_fen
from portal.materials.categories import CATEGORIES
from portal.materials.units import UNITS
from tests.unit.landed.cases import CASES, DAY, TJ_BJ, TJ_SJZ, Case, route

EQUATION = re.compile(r"(.+) = ([\d.]+)\Z")
KNOWN = [case for case in CASES if case.total]


def reckoned(sum_: str) -> tuple[D, D]:
    """What a written sum comes to, and what it says."""
    found = EQUATION.match(sum_)
    assert found, sum_
    left = found[1].replace("×", "*").replace("÷", "/").replace("−", "-")
    assert re.fullmatch(r"[\d.()+*/ -]+", left)
    return to_fen(eval(re.sub(r"[\d.]+", r"D('\g<0>')", left), {"D": D})), D(found[2])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_sums_written_beside_a_case_are_right(case: Case) -> None:
    for sum_ in case.sums:
        came_to, said = reckoned(sum_)
        assert came_to == said, sum_


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_landed_price_is_the_sum_a_trader_would_do(case: Case) -> None:
    found = case.landed()
    said = [
        "?"
        if part.state == "unknown"
        else f"{part.amount.normalize():f}" + ("incl" if part.state == "included" else "")
        for part in found.parts
        if part.amount is not None or part.state == "unknown"
    ]
    assert said == [
        f"{D(word.removesuffix('incl')).normalize():f}" + word[len(word.removesuffix("incl")) :] if word != "?" else "?"
        for word in case.parts.split()
    ]
    assert found.total == (D(case.total) if case.total else None)
    assert [part.reason for part in found.unknown] == case.reasons.split()
    last = reckoned(case.sums[-1])[1]
    assert last == (found.at_least if found.at_least is not None else found.around)


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_unknown_is_never_nought(case: Case) -> None:
    found = case.landed()
    for part in found.parts:
        assert (part.amount is None) == (part.state == "unknown")
        assert part.state != "unknown" or part.reason
    assert (found.total is None) == bool(found.unknown)
    assert found.total in (None, found.at_least)


@pytest.mark.parametrize("case", [case for case in CASES if len(case.routes) > 1], ids=lambda case: case.name)
def test_order_of_routes_does_not_matter(case: Case) -> None:
    assert len({case.landed(routes=routes) for routes in itertools.permutations(case.routes)}) == 1


CODES = ["12", "120110", "120113", "11", "13", "1301", "130102", "130104", "4406"]
ROUTES = st.lists(
    st.builds(
        lambda start, end, price, mode, least, charge: route(
            "", start, end, str(price), mode=mode, least=str(least or ""), charge=str(charge or "")
        ),
        st.sampled_from(CODES), st.sampled_from(CODES), st.integers(1, 400), st.sampled_from(["road", "rail", "water"]),
        st.one_of(st.none(), st.integers(1, 100)), st.one_of(st.none(), st.integers(1, 5000)),
    ),
    max_size=8,
).map(lambda routes: tuple(replace(one, no=f"F{place}") for place, one in enumerate(routes)))  # fmt: skip
TONNES = st.integers(1, 2_000_000).map(lambda kg: D(kg) / 1000)
WHOLE = Case("", "", "", ())


@given(ROUTES, st.sampled_from(CODES), st.sampled_from(CODES), TONNES, st.randoms())
def test_any_routes_in_any_order_give_one_answer(routes, origin, place, tonnes, dice) -> None:
    case = replace(WHOLE, origin=origin, place=place)
    mixed = list(routes)
    dice.shuffle(mixed)
    assert case.landed(routes=routes, tonnes=tonnes) == case.landed(routes=tuple(mixed), tonnes=tonnes)


@given(ROUTES, st.sampled_from(CODES), st.sampled_from(CODES), TONNES, TONNES)
def test_more_tonnes_cost_no_more_a_tonne_and_no_less_in_all(routes, origin, place, some, more) -> None:
    some, more = sorted((some, more))
    case = replace(WHOLE, origin=origin, place=place)
    little, much = case.landed(routes=routes, tonnes=some), case.landed(routes=routes, tonnes=more)
    if much.total is None:  # too little for every rate may become enough, never the reverse
        assert little.total is None
    if little.total is not None and much.total is not None:
        assert much.total <= little.total
    if little.route is not None and little.route == much.route:
        assert little.route.charge(some) <= little.route.charge(more)


@given(ROUTES, st.sampled_from(CODES), st.sampled_from(CODES), TONNES)
def test_a_route_that_is_taken_covers_both_ends_and_is_the_cheapest_of_its_kind(routes, origin, place, tonnes) -> None:
    choice = best_route(routes, origin=origin, destination=place, tonnes=tonnes, day=DAY)
    fitting = [one for one in routes if origin.startswith(one.from_code) and place.startswith(one.to_code)]
    enough = [one for one in fitting if tonnes >= (one.min_tonnes or 0) * D("0.2")]
    assert choice.missing == (None if choice.route else "too_little" if fitting else "no_route")
    if fitting == enough:
        assert (choice.route is None) == (not fitting)
    if choice.route is not None:
        assert choice.route in enough
        same = [
            one
            for one in enough
            if (one.mode, one.from_code, one.to_code)
            == (choice.route.mode, choice.route.from_code, choice.route.to_code)
        ]
        assert choice.route.charge(tonnes) == min(one.charge(tonnes) for one in same)


@given(ROUTES, st.sampled_from(CODES), st.sampled_from(CODES), TONNES, st.integers(1, 10**6))
def test_a_dearer_listing_stays_dearer_where_everything_else_is_the_same(routes, origin, place, tonnes, fen) -> None:
    cheap = replace(WHOLE, origin=origin, place=place, goods={"weighing": "theory"})
    dear = replace(cheap, price=f"{D(3700) + D(fen) / 100}")
    one, other = cheap.landed(routes=routes, tonnes=tonnes), dear.landed(routes=routes, tonnes=tonnes)
    assert (one.at_least or 0) < (other.at_least or 0)


@given(st.sampled_from(sorted(UNITS)), st.integers(1, 10**6))
def test_no_unit_is_mixed(unit: str, fen: int) -> None:
    """A tonne's price is the same whatever unit of mass it is written for; what is no mass has none without a weight."""
    part = goods_part(Goods(category="rebar", price=D(fen) / 100, unit=unit, weighing="scale"), Assumptions(day=DAY))
    if UNITS[unit].dimension == "mass":
        assert part.amount == to_fen(D(fen) / 100 * 1000 / UNITS[unit].factor)
    else:
        assert (part.state, part.reason) == ("unknown", "unit")


def test_no_tonnes_have_no_price() -> None:
    for tonnes in (D(0), D(-1)):
        with pytest.raises(ValueError, match="positive"):
            landed(Goods(category="rebar", price=D(1)), Origin("12"), (), tonnes, "11", Assumptions(day=DAY))
        with pytest.raises(ValueError, match="positive"):
            best_route((), origin="12", destination="11", tonnes=tonnes, day=DAY)


def test_other_modes_are_told_cheapest_first() -> None:
    road, rail, sea = (
        route(no, "12", "4406", price, mode=mode)
        for no, price, mode in (("A", "310", "road"), ("B", "185", "rail"), ("C", "96", "water"))
    )
    choice = best_route((road, rail, sea), origin="12", destination="4406", tonnes=D(1), day=DAY)
    assert (choice.route, choice.others) == (sea, (rail, road))


def test_of_two_that_cost_the_same_the_quicker_goes_first() -> None:
    slow, quick = replace(TJ_BJ, no="A", days_max=5), replace(TJ_BJ, no="B", days_max=2)
    assert best_route((slow, quick), origin="12", destination="11", tonnes=D(30), day=DAY).route == quick


def test_a_sum_for_the_whole_quantity() -> None:
    assert KNOWN[0].landed().sum == D("113400.00")
    assert replace(CASES[0], place="31").landed().sum is None


def test_every_steel_has_a_usual_underweight() -> None:
    steel = {one.code for one in CATEGORIES if one.group in ("construction", "flat", "stainless", "sections", "tubes")}
    assert steel == {row.category for row in USUAL}


def test_underweights_as_a_setting_says_them() -> None:
    rows = read_underweights("rebar=2.5，rebar@敬业钢铁=3.5, cement=0")
    assumed = Assumptions(day=date(2026, 1, 1), underweights=rows)
    assert assumed.underweight_of("rebar", "敬业") == (D("0.035"), "mill")
    assert assumed.underweight_of("rebar", "沙钢") == (D("0.025"), "category")
    assert assumed.underweight_of("angle", "") == (D("0.04"), "category")
    assert assumed.underweight_of("cement", "") == (D(0), "category")
    assert assumed.underweight_of("timber", "") == (None, "")
    for wrong in ("rebar", "rebar=", "=3", "rebar=x", "rebar=50", "rebar=-1"):
        with pytest.raises(ValueError, match="underweight"):
            read_underweights(wrong)


@pytest.mark.parametrize(
    ("text", "share"),
    [("3", "0.03"), (" 1.5% ", "0.015"), ("0", "0"), ("", None), ("NaN", None), ("99", None), ("1e-9", "1e-11")],
)
def test_a_share_as_typed(text: str, share: str | None) -> None:
    assert share_from(text) == (None if share is None else D(share))


def test_a_rate_without_a_region_carries_nothing() -> None:
    nowhere = replace(TJ_SJZ, from_code="", to_code="")
    assert isinstance(nowhere, Route)
    assert best_route((nowhere,), origin="12", destination="1301", tonnes=D(1), day=DAY).missing == "no_route"
