"""What is found, in which order, with which counts, and by whom."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.clock import now
from portal.core.permissions import SYSTEM, VISITOR, Actor
from portal.search import wants
from portal.search.query import EVERYBODY, FILTERS, Audience, SearchQuery
from portal.search.whoosh_engine import WhooshEngine
from tests.factories.documents import make_document

Ids = Callable[..., list[int]]
Fill = Callable[..., WhooshEngine]

MEMBER = Audience(level=1, sees_member_prices=True)

STOCK = {
    1: {"product_name": "三级抗震螺纹钢", "grade": "HRB400E", "spec": "Φ25×12m", "mill": "沙钢", "city": "天津"},
    2: {"product_name": "螺纹钢", "grade": "HRB400", "spec": "Φ25×9m", "mill": "首钢", "city": "北京"},
    3: {"product_name": "热轧板卷", "grade": "Q235B", "spec": "3.0×1500×C", "category": "hot-rolled", "mill": "日照钢铁"},
    4: {"product_name": "冷轧平板", "grade": "304", "spec": "1.5×1219×2438", "category": "stainless-flat", "title": "304 冷轧平板 2B"},
    5: {"product_name": "不锈钢卷", "grade": "304/2B", "spec": "2.0×1219×C", "category": "stainless-flat", "mill": "太钢"},
    6: {"product_name": "普通硅酸盐水泥", "grade": "P·O 42.5R", "spec": "散装", "category": "cement", "mill": "海螺"},
    7: {"product_name": "角钢", "grade": "Q235B", "spec": "∠50×50×5", "category": "angle", "mill": "唐钢"},
    8: {"product_name": "镀锌板卷", "grade": "DX51D+Z80", "spec": "0.8×1000×C", "category": "galvanised"},
    9: {"product_name": "无缝钢管", "grade": "20#", "spec": "Φ219×8", "category": "seamless", "city": "乐从"},
    10: {"product_name": "H型钢", "grade": "Q355B", "spec": "H300×300×10×15", "category": "h-beam"},
    11: {"product_name": "高线", "grade": "HPB300", "spec": "Φ6.5", "category": "wire-rod", "mill": "长治钢铁", "city": "长沙"},
}  # fmt: skip


@pytest.fixture
def stock(fill: Fill) -> WhooshEngine:
    return fill(*(make_document(id=number, **values) for number, values in STOCK.items()))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("螺纹", {1, 2}),
        ("螺纹钢", {1, 2}),
        ("螺紋鋼", {1, 2}),
        ("三級抗震", {1}),
        ("luowengang", {1, 2}),
        ("lwg", {1, 2}),
        ("HRB400E", {1}),
        ("ＨＲＢ４００Ｅ", {1}),
        ("hrb400", {1, 2}),
        ("hrb40", {1, 2}),
        ("Φ25", {1, 2}),
        ("ф25", {1, 2}),
        ("25*12000", {1}),
        ("Φ25×12米", {1}),
        ("螺纹 25 天津", {1}),
        ("沙钢螺纹", {1}),
        ("热轧卷", {3}),
        ("3*1500*c", {3}),
        ("3.0×1500", {3}),
        ("Q235B", {3, 7}),
        ("q235", {3, 7}),
        ("304", {4, 5}),
        ("304/2B", {4, 5}),
        ("304 2b", {4, 5}),
        ("不锈钢 304", {4, 5}),
        ("PO42.5", {6}),
        ("P.O 42.5", {6}),
        ("p·o42.5r 散装", {6}),
        ("42.5水泥", {6}),
        ("普硅水泥", {6}),
        ("50×50×5角钢", {7}),
        ("∠50*50", {7}),
        ("DX51D+Z80", {8}),
        ("dx51d 镀锌", {8}),
        ("镀锌卷", {8}),
        ("无缝管", {9}),
        ("20#无缝钢管", {9}),
        ("佛山 无缝", {9}),
        ("乐从", {9}),
        ("H型鋼 300*300", {10}),
        ("沙钢", {1, 4, 8, 9, 10}),
        ("景点", set()),
        ("不存在的东西", set()),
    ],
)
def test_what_the_trade_types_is_found(stock: WhooshEngine, typed: str, found: set[int]) -> None:
    """Besides what is only near: the next size, another grade of the family."""
    result = stock.search(SearchQuery(text=typed, size=100), EVERYBODY)
    hits = zip(result.keys, result.standings, strict=True)
    assert {number for (_kind, number), standing in hits if standing.tier != wants.NEAR} == found


def test_exact_grade_goes_before_a_longer_one(fill: Fill, ids: Ids) -> None:
    fill(make_document(id=1, grade="HRB400E"), make_document(id=2, grade="HRB400", age=timedelta(days=5)))
    assert ids("HRB400") == [2, 1]


def test_name_goes_before_sound(fill: Fill, ids: Ids) -> None:
    fill(
        make_document(id=1, product_name="圆钢"),
        make_document(id=2, title="YG 品牌 角钢", product_name="角钢", age=timedelta(days=9)),
    )
    assert ids("yg") == [2, 1]


def test_body_is_read_only_where_names_bring_nothing(fill: Fill, ids: Ids) -> None:
    fill(
        make_document(id=1, product_name="盘螺", category="rebar-coil", body="另有防锈油"),
        make_document(id=2, product_name="螺纹钢"),
        make_document(id=3, kind="help", title="如何开具质保书", body="螺纹钢每批附质保书"),
    )
    assert ids("螺纹钢") == [2, 3]  # help has nothing under that name, so its text is read
    assert ids("另有防锈油") == [1]


def test_totals_are_exact_and_pages_do_not_overlap(fill: Fill) -> None:
    moment = now()
    engine = fill(*(make_document(id=number, confirmed_at=moment) for number in range(1, 251)))
    seen: list[int] = []
    for page in range(1, 4):
        result = engine.search(SearchQuery(text="螺纹钢", page=page, size=100), EVERYBODY)
        assert result.total == 250
        seen += [number for _kind, number in result.keys]
    assert sorted(seen) == list(range(1, 251))


def test_deep_pages_are_bounded(fill: Fill) -> None:
    engine = fill(make_document(id=1))
    query = SearchQuery(page=10**12, size=10**9)
    assert query.page * query.size <= 10_000
    assert engine.search(query, EVERYBODY).keys == ()


@pytest.mark.parametrize("text", ["螺纹钢", ""])
def test_equal_hits_stand_by_kind_and_id(fill: Fill, text: str) -> None:
    moment = now()
    engine = fill(
        *(make_document(id=number, confirmed_at=moment) for number in (7, 3, 268_000_000, 5)),
        make_document(id=1, kind="warehouse", title="螺纹钢", confirmed_at=moment),
    )
    keys = engine.search(SearchQuery(text=text), EVERYBODY).keys
    assert keys == (*(("supply", number) for number in (3, 5, 7, 268_000_000)), ("warehouse", 1))


def test_a_rare_word_weighs_no_more_than_a_common_one(fill: Fill, ids: Ids) -> None:
    """Nothing depends on what else is in the index: another engine, and this one tomorrow, give the same order."""
    fill(
        *(make_document(id=number) for number in range(10, 60)),
        make_document(id=1, mill="敬业", title="螺纹钢 HRB400E", warehouse="首钢库", age=timedelta(hours=2)),
        make_document(id=2, mill="首钢", title="螺纹钢 HRB400E", warehouse="敬业库", age=timedelta(hours=3)),
    )
    assert ids("敬业 首钢") == [1, 2]


def test_sorting_by_price_puts_what_has_none_last(fill: Fill, ids: Ids) -> None:
    fill(
        make_document(id=1, price=3900),
        make_document(id=2, price=None),
        make_document(id=3, price=3600),
        make_document(id=4, price=3600, age=timedelta(days=2)),
    )
    assert ids(sort="price") == [3, 4, 1, 2]
    assert ids(sort="-price") == [1, 3, 4, 2]


def test_newest_and_fresh_follow_their_own_dates(fill: Fill, ids: Ids) -> None:
    moment = now()
    fill(
        make_document(id=1, published_at=moment - timedelta(days=9), confirmed_at=moment),
        make_document(id=2, published_at=moment - timedelta(days=1), confirmed_at=moment - timedelta(days=1)),
    )
    assert ids(sort="newest") == [2, 1]
    assert ids(sort="fresh") == [1, 2]


def test_stale_listings_sink(fill: Fill, ids: Ids) -> None:
    fill(make_document(id=1, age=timedelta(days=20)), make_document(id=2, age=timedelta(hours=2)))
    assert ids("螺纹钢") == [2, 1]


def test_filters_are_and_ed_and_their_values_or_ed(stock: WhooshEngine, ids: Ids) -> None:
    assert set(ids(filters={"grade": ("Q235B", "HRB400")})) == {2, 3, 7}
    assert set(ids(filters={"grade": ("Q235B", "HRB400"), "category": ("rebar",)})) == {2}
    assert set(ids(filters={"category": ("construction",)})) == {1, 2, 11}
    assert set(ids(filters={"city": ("佛山",)})) == {9}
    assert set(ids(filters={"region": ("广东",)})) == {9}
    assert set(ids(filters={"grade": ("hrb400e",)})) == {1}
    assert ids(filters={"grade": ("没有",)}) == []
    assert len(ids(filters={"colour": ("red",)})) == len(STOCK)


def test_facet_counts_its_siblings_without_its_own_choice(stock: WhooshEngine) -> None:
    result = stock.search(SearchQuery(filters={"grade": ("Q235B",), "category": ("angle",)}), EVERYBODY)
    grades = {value.value: (value.count, value.chosen) for value in result.facets["grade"]}
    categories = {value.value: (value.count, value.chosen) for value in result.facets["category"]}
    assert result.total == 1
    assert grades == {"Q235B": (1, True)}
    assert categories == {"angle": (1, True), "hot-rolled": (1, False)}


@pytest.mark.parametrize("facet", ["category", "grade", "spec", "mill", "city", "kind"])
def test_facet_counts_are_what_choosing_brings(stock: WhooshEngine, facet: str) -> None:
    result = stock.search(SearchQuery(text="钢"), EVERYBODY)
    assert result.total > 3
    for value in result.facets[facet]:
        query = (
            SearchQuery(text="钢", kind=value.value)
            if facet == "kind"
            else SearchQuery(text="钢", filters={facet: (value.value,)})
        )
        assert stock.count(query, EVERYBODY) == value.count


def test_price_bands_count_what_choosing_brings(fill: Fill) -> None:
    engine = fill(*(make_document(price=3400 + 13 * number) for number in range(60)))
    bands = engine.search(SearchQuery(), EVERYBODY).facets["price"]
    assert len(bands) >= 3
    for band in bands:
        low, _, high = band.value.partition("-")
        query = SearchQuery(price_min=int(low) * 100 if low else None, price_max=int(high) * 100 if high else None)
        assert engine.count(query, EVERYBODY) == band.count


def test_freshness_is_a_filter(fill: Fill, ids: Ids) -> None:
    engine = fill(
        make_document(id=1, age=timedelta(hours=2)),
        make_document(id=2, age=timedelta(hours=50)),
        make_document(id=3, age=timedelta(days=30)),
    )
    assert ids(filters={"fresh": ("24h",)}) == [1]
    assert ids(filters={"fresh": ("3d",)}) == [1, 2]
    facet = engine.search(SearchQuery(), EVERYBODY).facets["fresh"]
    assert [(value.value, value.count) for value in facet] == [("24h", 1), ("3d", 2), ("7d", 2)]


def test_what_has_run_out_is_not_found_even_before_the_job_ran(fill: Fill, ids: Ids) -> None:
    fill(
        make_document(id=1, valid_until=now() - timedelta(seconds=5)),
        make_document(id=2, valid_until=now() + timedelta(days=1)),
    )
    assert ids() == [2]


def test_visitor_learns_nothing_of_a_members_price(fill: Fill, ids: Ids) -> None:
    engine = fill(
        make_document(id=1, price=3000, member_price_only=True, age=timedelta(hours=1)),
        make_document(id=2, price=3500, age=timedelta(hours=2)),
        make_document(id=3, price=4000, age=timedelta(hours=3)),
    )
    assert set(ids("螺纹钢")) == {1, 2, 3}
    assert ids(price_max=310_000) == []
    assert ids(price_min=1) == [2, 3]
    assert ids(price_min=0, price_max=10**15) == [2, 3]
    assert ids(sort="price") == [2, 3, 1]
    assert ids(sort="-price") == [3, 2, 1]
    for query in (SearchQuery(), SearchQuery(sort="price"), SearchQuery(price_max=310_000)):
        bands = engine.search(query, EVERYBODY).facets["price"]
        assert sum(band.count for band in bands) <= 3
        assert not any(engine.count(SearchQuery(price_max=band), EVERYBODY) for band in (300_000, 300_001, 349_999))
    assert ids(price_max=310_000, audience=MEMBER) == [1]
    assert ids(sort="price", audience=MEMBER) == [1, 2, 3]


def test_audience_is_part_of_every_query(fill: Fill, ids: Ids) -> None:
    engine = fill(
        make_document(id=1),
        make_document(id=2, audience="member"),
        make_document(id=3, audience="staff", product_name="机密钢", grade="SECRET9"),
    )
    staff = Audience(level=2, sees_member_prices=True)
    for text in ("螺纹钢", "", "SECRET9", "机密"):
        for query in (
            SearchQuery(text=text),
            SearchQuery(text=text, kind="supply"),
            SearchQuery(text=text, filters={"grade": ("SECRET9",)}),
        ):
            result = engine.search(query, EVERYBODY)
            assert {number for _kind, number in result.keys} <= {1}
            assert all(value.value != "SECRET9" or not value.count for value in result.facets["grade"])
            assert engine.count(query, EVERYBODY) == result.total
    assert engine.suggest("机密纲", EVERYBODY) == ()
    assert set(ids(audience=MEMBER)) == {1, 2}
    assert set(ids(audience=staff)) == {1, 2, 3}


def test_audience_follows_the_actor() -> None:
    assert Audience.of(VISITOR) == EVERYBODY
    assert Audience.of(SYSTEM) == Audience(level=2, sees_member_prices=True)
    member = Actor(user_id=1, org_id=1, email_confirmed=True)
    assert Audience.of(member) == MEMBER
    assert not Audience.of(Actor(user_id=1, org_id=1, email_confirmed=False)).sees_member_prices


def test_a_page_may_be_kept_to_some_kinds(fill: Fill, ids: Ids) -> None:
    fill(make_document(id=1), make_document(id=2, kind="demand"), make_document(id=3, kind="warehouse", title="天津仓"))
    assert ids(kinds=("demand",)) == [2]
    assert set(ids(kinds=("demand", "warehouse"))) == {2, 3}
    assert ids(kind="supply") == [1]


def test_kinds_with_equal_ids_are_different_things(fill: Fill) -> None:
    engine = fill(
        make_document(id=5), make_document(id=5, kind="demand"), make_document(id=5, kind="help", title="帮助")
    )
    keys = engine.search(SearchQuery(), EVERYBODY).keys
    assert set(keys) == {("supply", 5), ("demand", 5), ("help", 5)}


def test_suggestions_bring_hits(stock: WhooshEngine) -> None:
    for typed, wanted in (("热轧板圈", "热轧板卷"), ("无缝钢馆", "无缝钢管")):
        suggestions = stock.suggest(typed, EVERYBODY)
        assert wanted in suggestions, typed
        assert all(stock.count(SearchQuery(text=each), EVERYBODY) for each in suggestions)


def test_warehouse_facet_carries_its_name(fill: Fill) -> None:
    engine = fill(make_document(id=1, warehouse="北辰一库", warehouse_no="W7"))
    (value,) = engine.search(SearchQuery(), EVERYBODY).facets["warehouse"]
    assert (value.value, value.label, value.count) == ("W7", "北辰一库", 1)
    assert engine.count(SearchQuery(filters={"warehouse": ("W7",)}), EVERYBODY) == 1


HOSTILE = [
    "x" * 50_000,
    "?*" * 5_000,
    "(" * 2_000,
    "(a+)+$" * 50,
    " ".join(f"t{number}" for number in range(10_000)),
    "price_fen:[0 TO 1]",
    "* OR 1=1",
    "\x00\ufeff\u202e",
    "9" * 100_000,
    "钢" * 100_000,
    "\ud800",
    "a\u0300" * 5_000,
    "1*" * 3_000,
    "p.o" * 1_000,
    "-" * 10_000 + "1",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_answers_fast(stock: WhooshEngine, text: str) -> None:
    stock.search(SearchQuery(text="钢"), EVERYBODY)
    started = time.process_time()
    stock.search(SearchQuery(text=text), EVERYBODY)
    stock.suggest(text, EVERYBODY)
    assert time.process_time() - started < 0.5  # generous: the machine is shared


@given(
    text=st.text(max_size=300),
    filters=st.dictionaries(
        st.sampled_from(FILTERS), st.lists(st.text(max_size=20), max_size=3).map(tuple), max_size=3
    ),
    price_min=st.none() | st.integers(),
    sort=st.text(max_size=10),
    page=st.integers(),
    size=st.integers(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_question_raises(
    stock: WhooshEngine,
    text: str,
    filters: dict[str, tuple[str, ...]],
    price_min: int | None,
    sort: str,
    page: int,
    size: int,
) -> None:
    query = SearchQuery(text=text, filters=filters, price_min=price_min, sort=sort, page=page, size=size)
    result = stock.search(query, EVERYBODY)
    assert len(result.keys) <= result.total <= len(STOCK)


def test_what_a_visitor_may_not_find_decides_nothing(fill: Fill, ids: Ids) -> None:
    fill(
        make_document(id=1, kind="help", title="开票说明", body="承兑汇票也收"),
        make_document(id=2, kind="help", title="承兑汇票内部规定", audience="staff"),
        make_document(id=3, grade="Q355B"),
        make_document(id=4, grade="Q355", audience="staff"),
    )
    assert ids("承兑汇票") == [1]  # not: nothing, because another name has it
    assert ids("承兑汇票", audience=Audience(level=2)) == [2]
    assert ids("q35") == [3]
    assert ids("q355") == [3]


def test_equally_frequent_values_are_shown_by_name(fill: Fill) -> None:
    engine = fill(*(make_document(id=number, mill=f"钢厂{number:02}") for number in range(40, 9, -1)))
    mills = engine.search(SearchQuery(), EVERYBODY).facets["mill"]
    assert [value.value for value in mills] == [f"钢厂{number}" for number in range(10, 22)]
