"""Structured wants: which documents they find, in which tier, in which order, and that many at once are judged as one is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.clock import now
from portal.materials.categories import CATEGORIES
from portal.materials.specs.forms import FORMS
from portal.search import matching, wants
from portal.search.facets import filter_name, size_band_name
from portal.search.facts import facts_of, measured
from portal.search.query import EVERYBODY, Audience, SearchQuery
from portal.search.sizes import band_ends, band_of, bands_of, slots_of
from portal.search.terms import parse
from portal.search.view import View
from portal.search.wants import EXACT, NEAR, SERVES, WORDS, Fact, Grade, Size, Wants
from portal.search.whoosh_engine import WhooshEngine
from tests.factories.documents import make_document

Fill = Callable[..., WhooshEngine]
MEMBER = Audience(level=1, sees_member_prices=True)

REBAR = Fact("category", ("rebar",), parse("螺纹"))
HRB400 = Grade(exact=("hrb400",), serves=("hrb400e",), near=("hrb500",), terms=parse("HRB400"))
D25 = Size("diameter", 25_000, 25_000, 22_000, 28_000)


def ask(
    engine: WhooshEngine, *, audience: Audience = EVERYBODY, sort: str = "relevance", **asked: Any
) -> list[tuple[int, int]]:
    """(id, tier) of the hits in order."""
    result = engine.search(SearchQuery(given=Wants(**asked), sort=sort, size=100), audience)
    assert result.total == len(result.keys)
    return [(number, each.tier) for (_kind, number), each in zip(result.keys, result.standings, strict=True)]


def ids(engine: WhooshEngine, **asked: Any) -> list[int]:
    return [number for number, _tier in ask(engine, **asked)]


def test_category_is_a_condition_not_a_word(fill: Fill) -> None:
    engine = fill(
        make_document(id=1, product_name="三级钢筋"),
        make_document(id=2, product_name="盘螺", category="rebar-coil", title="盘螺（螺纹）"),
        make_document(id=3, category="", product_name="螺纹钢"),  # nobody said what it is: its words do
        make_document(id=4, kind="warehouse", title="螺纹 一号库"),
        make_document(id=5, kind="warehouse", title="中板库"),
        make_document(id=6, product_name="螺纹"),
    )
    found = ids(engine, facts=(REBAR,))
    assert set(found) == {1, 3, 4, 6}
    assert found.index(6) < found.index(1)  # named as it was asked for


def test_mill_is_found_under_its_other_names_and_its_groups(fill: Fill) -> None:
    engine = fill(
        make_document(id=1, mill="沙钢"),
        make_document(id=2, mill="江苏沙钢集团有限公司"),
        make_document(id=3, mill="长沙钢铁"),
        make_document(id=4, mill="首钢迁钢"),
        make_document(id=5, mill="", title="螺纹钢 沙钢"),
    )
    assert set(ids(engine, facts=(Fact("mill", ("沙钢",), parse("沙钢")),))) == {1, 2, 5}
    assert set(ids(engine, facts=(Fact("mill", ("首钢",), parse("首钢")),))) == {4}


def test_place_is_a_city_its_markets_or_its_province(fill: Fill) -> None:
    engine = fill(
        make_document(id=1, city="乐从"),
        make_document(id=2, city="佛山"),
        make_document(id=3, city="广州市"),
        make_document(id=4, city="天津"),
        make_document(id=5, kind="freight", title="天津 → 佛山 汽运", city="天津", to_city="佛山"),
    )
    assert set(ids(engine, facts=(Fact("place", ("佛山",), parse("佛山")),))) == {1, 2, 5}
    assert set(ids(engine, facts=(Fact("place", ("广东",), parse("广东")),))) == {1, 2, 3, 5}
    assert set(ids(engine, facts=(Fact("place", ("天津",), parse("天津")),))) == {4, 5}


def test_grade_makes_the_tier(fill: Fill) -> None:
    day = timedelta(days=1)
    engine = fill(
        make_document(id=1, grade="HRB500", age=day / 24),
        make_document(id=2, grade="HRB400E", age=2 * day),
        make_document(id=3, grade="HRB400", age=20 * day, verified=False),
        make_document(id=4, grade="HRB335", age=day / 24),
        make_document(id=5, grade="见附表", title="螺纹钢 HRB400 见附表", age=day / 24),
    )
    assert ask(engine, grade=HRB400) == [(3, EXACT), (2, SERVES), (1, NEAR), (5, WORDS)]


@pytest.mark.parametrize(
    ("spec", "tier"),
    [("Φ25×12m", EXACT), ("Φ25", EXACT), ("Φ18-28", SERVES), ("Φ20/25/28", SERVES), ("Φ20/22/28", NEAR), ("Φ22", NEAR), ("Φ28×9m", NEAR), ("Φ12×9m", None)],
)  # fmt: skip
def test_size_makes_the_tier(fill: Fill, spec: str, tier: int | None) -> None:
    engine = fill(make_document(id=1, spec=spec))
    assert ask(engine, sizes=(D25,), size_terms=parse("Φ25")) == ([] if tier is None else [(1, tier)])


def test_what_leaves_a_measure_open_serves_but_not_what_leaves_all_open(fill: Fill) -> None:
    length = Size("length", 12_000_000, 12_000_000, 9_000_000, 12_000_000)
    engine = fill(
        make_document(id=1, spec="Φ25×12m"),
        make_document(id=2, spec="Φ25"),
        make_document(id=3, spec="Φ25×9m"),
        make_document(id=4, spec="", title="螺纹钢 HRB400E"),
    )
    assert ask(engine, sizes=(D25, length)) == [(1, EXACT), (2, SERVES), (3, NEAR)]


def test_the_worse_of_grade_and_size_is_the_tier(fill: Fill) -> None:
    engine = fill(make_document(id=1, grade="HRB400E", spec="Φ22"), make_document(id=2, grade="HRB400E", spec="Φ25"))
    assert ask(engine, grade=HRB400, sizes=(D25,)) == [(2, SERVES), (1, NEAR)]


def test_sorted_by_price_what_fits_goes_first(fill: Fill) -> None:
    engine = fill(
        make_document(id=1, grade="HRB400", price=3900),
        make_document(id=2, grade="HRB400E", price=3800),
        make_document(id=3, grade="HRB500", price=3000),
    )
    assert ask(engine, grade=HRB400, sort="price") == [(2, SERVES), (1, EXACT), (3, NEAR)]


def test_amount_distance_and_conditions_weigh_and_decide_nothing(fill: Fill) -> None:
    engine = fill(
        make_document(id=1, available_milli=20_000, city="天津"),
        make_document(id=2, available_milli=500_000, city="北京"),
        make_document(id=3, available_milli=None, city="广州"),
        make_document(id=4, available_milli=0, city="天津"),
        make_document(id=5, available_milli=20_000, city="天津", body="可承兑"),
    )
    assert ids(engine, facts=(REBAR,), quantity_milli=100_000) == [2, 3, 1, 5, 4]
    assert ids(engine, facts=(REBAR,), deliver_to="北京")[0] == 2
    assert ids(engine, facts=(REBAR,), deliver_to="佛山")[0] == 3
    assert ids(engine, facts=(REBAR,), deliver_to="没有这个地方") == [1, 2, 3, 5, 4]
    assert ids(engine, facts=(REBAR,), conditions=(parse("承兑"),)) == [5, 1, 2, 3, 4]


def test_a_price_alone_is_asked_of_listings(fill: Fill) -> None:
    engine = fill(
        make_document(id=1, price=3600),
        make_document(id=2, price=3800),
        make_document(id=3, kind="help", title="帮助"),
        make_document(id=4, price=3100, member_price_only=True),
        make_document(id=5, kind="freight", title="天津 → 北京", city="天津", to_city="北京", price_fen=9000),
    )
    assert ids(engine, price_max=370_000) == [1]
    assert ids(engine, price_max=310_000) == []
    assert ids(engine, price_max=310_000, audience=MEMBER) == [4]
    assert set(ids(engine, quantity_milli=1000)) == {1, 2, 4}


def test_a_category_shows_its_own_measures_as_facets(fill: Fill) -> None:
    engine = fill(
        make_document(id=1, spec="Φ25×12m"),
        make_document(id=2, spec="Φ18-22"),
        make_document(id=3, spec="Φ6/8/10"),
        make_document(id=4, category="plate", spec="20×2200×10000"),
    )
    for query in (SearchQuery(filters={"category": ("rebar",)}), SearchQuery(given=Wants(facts=(REBAR,)))):
        facets = engine.search(query, EVERYBODY).facets
        assert "thickness" not in facets
        counts = {value.value: value.count for value in facets["diameter"]}
        assert counts == {"6-6": 1, "6.5-6.5": 1, "8-8": 1, "10-10": 1, "18-18": 1, "20-20": 1, "22-22": 1, "25-25": 1}
        for value in facets["diameter"]:
            chosen = SearchQuery(given=query.given, filters={**query.filters, "diameter": (value.value,)})
            assert engine.count(chosen, EVERYBODY) == value.count, value
    assert "diameter" not in engine.search(SearchQuery(), EVERYBODY).facets


def test_what_is_wound_up_has_no_length_of_its_own(fill: Fill) -> None:
    engine = fill(
        make_document(id=1, category="hot-rolled", product_name="热轧卷板", grade="Q235B", spec="3.0×1500×C"),
        make_document(id=2, category="hot-rolled", product_name="热轧卷板", grade="Q235B", spec="3.0×1500×2400"),
    )
    hot = Wants(facts=(Fact("category", ("hot-rolled",)),))
    counts = {value.value: value.count for value in engine.search(SearchQuery(given=hot), EVERYBODY).facets["length"]}
    assert counts == {"0": 1, "-2500": 1}
    assert engine.search(SearchQuery(given=hot, filters={"length": ("-2500",)}), EVERYBODY).keys == (("supply", 2),)
    assert size_band_name("0", "length") == "成卷"
    assert filter_name("thickness", "2.001-3", {}, "hot-rolled") == "厚度 2–3"
    assert filter_name("diameter", "60.001-89", {}, "seamless") == "外径 60–89"
    assert filter_name("model", "20-20.026", {}) == "型号 20#"


def test_one_chemical_is_never_another(fill: Fill) -> None:
    names = ("片碱", "液碱", "火碱", "石油沥青", "PVC 树脂", "工业烧碱 片状")
    engine = fill(
        *(make_document(id=number, category="chemicals", product_name=name, title=name, grade="99%", spec="")
          for number, name in enumerate(names, 1))
    )  # fmt: skip

    def found(text: str) -> set[int]:
        return {number for _kind, number in engine.search(SearchQuery(text=text), EVERYBODY).keys}

    assert found("烧碱") == {1, 2, 3, 6}
    assert found("片碱") == {1, 3, 6}  # an offer that leaves the kind open may be it
    assert found("沥青") == {4}
    assert found("聚氯乙烯") == {5}
    assert found("化工原料") == {1, 2, 3, 4, 5, 6}


def test_bands_are_read_as_they_are_written_and_do_not_touch() -> None:
    for category in CATEGORIES:
        for slot in slots_of(category.code):
            ends = [band_of(band) for band in bands_of(category.code, slot)]
            assert all(ends)
            assert all(one[1] < other[0] for one, other in pairwise(ends) if one and other), (category.code, slot)
    assert band_ends("10.001-20") == ("10", "20")
    assert band_of("18-22") == (18_000, 22_000)
    assert band_of("-0.5") == (1, 500)
    assert band_of("25") == (25_000, 25_000)
    for nonsense in ("", "-", "a-b", "22-18", "1e999-", "NaN-", "9" * 400, "1-2-3", "--1"):
        assert band_of(nonsense) is None, nonsense


def test_many_sizes_at_once_are_judged_as_one_is(fill: Fill) -> None:
    specs = ["Φ25", "Φ22", "Φ18-28", "Φ20/25/28", "Φ20/28", "Φ12", "Φ28-32", "Φ25×12m"]
    engine = fill(*(make_document(id=number, spec=spec) for number, spec in enumerate(specs, 1)))
    for wanted in (
        D25,
        Size("diameter", 18_000, 22_000, 16_000, 25_000),
        Size("diameter", 12_000, 12_000, 10_000, 14_000),
    ):
        expected = {}
        for number, spec in enumerate(specs, 1):
            offer = next(each for each in measured(spec, "rebar") if each.slot == "diameter")
            tier = wanted.tier(offer.low, offer.high, offer.members)
            if tier != WORDS:
                expected[number] = tier
        assert dict(ask(engine, sizes=(wanted,))) == expected


def test_facts_say_what_is_missing() -> None:
    assert set(facts_of(make_document(id=1, kind="help", title="帮助"))) == {
        "kind=help", "category=", "mill=", "place=", "grade=",
    }  # fmt: skip
    facts = facts_of(make_document(id=1, mill="首钢迁钢", city="乐从"))
    assert {
        "category=rebar",
        "mill=首钢迁钢",
        "mill=迁钢",
        "mill=首钢",
        "place=佛山",
        "place=广东",
        "grade=hrb400e",
    } <= set(facts)


def test_no_form_of_a_spec_has_two_measures_in_one_slot() -> None:
    for form in FORMS.values():
        slots = [wants.SLOT_OF[code] for code in form.dimensions if code in wants.SLOT_OF]
        assert len(slots) == len(set(slots)), form


def test_confirmation_breaks_ties_in_every_tier(fill: Fill) -> None:
    moment = now()
    engine = fill(
        *(
            make_document(id=number, grade="HRB400E", confirmed_at=moment - timedelta(minutes=number % 7))
            for number in range(1, 40)
        )
    )
    found = ids(engine, grade=HRB400)
    assert found == sorted(found, key=lambda number: (number % 7, number))


# ---- Nothing widens what an audience may find ---------------------------------------------------------------------------

AUDIENCES = {"everybody": EVERYBODY, "member": MEMBER, "staff": Audience(level=2, sees_member_prices=True)}
MAY_FIND = {"everybody": {1, 2}, "member": {1, 2, 3}, "staff": {1, 2, 3, 4}}


@pytest.fixture
def guarded(fill: Fill) -> WhooshEngine:
    return fill(
        make_document(id=1),
        make_document(id=2, price=3000, member_price_only=True),
        make_document(id=3, audience="member"),
        make_document(id=4, audience="staff", grade="SECRET9", mill="机密厂", city="某地", product_name="机密钢"),
    )


@pytest.mark.parametrize("who", AUDIENCES)
def test_a_matcher_that_lets_everything_through_widens_nothing(
    guarded: WhooshEngine, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    def careless(view: View, asked: Wants, *, level: int) -> matching.Hits:
        return matching.everything(view)

    monkeypatch.setattr("portal.search.whoosh_engine.match", careless)
    monkeypatch.setattr("portal.search.evaluating.match", careless)
    monkeypatch.setattr("portal.search.evaluating.soft", lambda view, asked: matching.everything(view))
    for asked in (Wants(facts=(REBAR,)), Wants(terms=parse("机密")), Wants(price_max=1), Wants()):
        for price_max in (None, 310_000):
            query = SearchQuery(given=asked, price_max=price_max, size=100)
            result = guarded.search(query, AUDIENCES[who])
            found = {number for _kind, number in result.keys}
            assert found <= MAY_FIND[who]
            assert result.total == len(found) == guarded.count(query, AUDIENCES[who])
            capped = price_max is not None or asked.price_max is not None
            assert not capped or who != "everybody" or 2 not in found
            for values in result.facets.values():
                assert who == "staff" or all(
                    "SECRET" not in value.value and "机密" not in value.value for value in values
                )


NAMES = st.sampled_from(["category", "mill", "place", "grade", "kind", "audience", "", "*", "from", "to", "diameter"])
VALUES = st.sampled_from(["rebar", "secret9", "机密厂", "某地", "", "*", "supply", "staff", "2", "天津"])
A_FACT = st.builds(
    Fact,
    name=NAMES,
    values=st.lists(VALUES, max_size=3).map(tuple),
    terms=st.sampled_from([(), parse("机密"), parse("钢")]),
    everywhere=st.booleans(),
    kind=st.sampled_from(["", "supply", "freight"]),
)
WISHES = st.builds(
    Wants,
    terms=st.sampled_from([(), parse("机密钢"), parse("SECRET9"), parse("钢")]),
    facts=st.lists(A_FACT, max_size=3).map(tuple),
    grade=st.none() | st.just(Grade(exact=("secret9",), serves=("hrb400e",), terms=parse("SECRET9"))),
    sizes=st.sampled_from([(), (D25,), (Size("diameter", 0, 2_000_000_000, 0, 2_000_000_000),)]),
    price_min=st.none() | st.integers(-5, 10**9),
    price_max=st.none() | st.integers(-5, 10**9),
    quantity_milli=st.none() | st.integers(0, 10**9),
    deliver_to=st.sampled_from(["", "天津", "某地"]),
)


@given(
    asked=WISHES,
    who=st.sampled_from(sorted(AUDIENCES)),
    sort=st.sampled_from(["relevance", "price", "-price", "newest"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_wish_widens_what_may_be_found(guarded: WhooshEngine, asked: Wants, who: str, sort: str) -> None:
    result = guarded.search(SearchQuery(given=asked, sort=sort, size=100), AUDIENCES[who])
    assert {number for _kind, number in result.keys} <= MAY_FIND[who]
    if who == "everybody" and (asked.price_min is not None or asked.price_max is not None):
        assert 2 not in {number for _kind, number in result.keys}
