"""What changed is asked of few questions, and these answer as the index would."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.documents import SearchDocument
from portal.search.alerts.percolator import WIDEST, Percolator
from portal.search.query import EVERYBODY, Audience, SearchQuery
from portal.search.whoosh_engine import WhooshEngine
from tests.factories.documents import make_document

MEMBER = Audience(level=1, sees_member_prices=True)

GOODS: list[dict[str, Any]] = [
    {"product_name": "三级抗震螺纹钢", "grade": "HRB400E", "spec": "Φ25×12m", "mill": "沙钢", "city": "天津"},
    {"product_name": "螺纹钢", "grade": "HRB400", "spec": "Φ16-25×9m", "mill": "首钢", "city": "北京", "price": 3500},
    {"product_name": "螺纹钢", "grade": "HRB500E", "spec": "Φ12×9m", "mill": "", "city": "", "price": None},
    {"product_name": "热轧板卷", "grade": "Q235B", "spec": "3.0×1500×C", "category": "hot-rolled", "mill": "日照钢铁"},
    {"product_name": "不锈钢卷", "grade": "304/2B", "spec": "2.0×1219×C", "category": "stainless-flat", "mill": "太钢", "price": 13200},
    {"product_name": "水泥", "grade": "P·O 42.5R", "spec": "散装", "category": "cement", "mill": "海螺", "city": "芜湖", "price": 300},
    {"product_name": "高线", "grade": "HPB300", "spec": "Φ6.5", "category": "wire-rod", "mill": "长治钢铁", "city": "长沙", "kind": "demand"},
    {"product_name": "液碱", "grade": "32%", "spec": "", "category": "chemicals", "mill": "", "city": "淄博", "member_price_only": True},
]  # fmt: skip
QUESTIONS = [
    SearchQuery(text=text)
    for text in (
        "螺纹", "三级螺纹25 12米 天津", "luowengang", "lwg", "HRB400E", "hrb400", "Φ25", "沙钢", "沙钢 天津", "北京 3700以下", "304",
        "太钢 304 卷", "海螺水泥", "烧碱", "长沙", "天津", "3000-4000", "100吨", "钢", "查无此物", "！", "",
    )
] + [
    SearchQuery(kind="supply", filters={"category": ("rebar",)}),
    SearchQuery(filters={"category": ("building-steel", "cement")}),
    SearchQuery(filters={"mill": ("沙钢", "太钢")}, price_max=400_000),
    SearchQuery(filters={"city": ("天津",)}, text="螺纹钢"),
    SearchQuery(filters={"diameter": ("18-22",)}),
    SearchQuery(filters={"fresh": ("24h",), "grade": ("HRB400",)}),
    SearchQuery(kind="demand"),
    SearchQuery(kind="warehouse", text="天津"),
    SearchQuery(price_min=100_000),
]  # fmt: skip


def answers(
    percolator: Percolator, documents: list[SearchDocument], audience: Audience = WIDEST
) -> dict[str, set[int]]:
    asked = percolator.ask(documents)
    found = {name: {documents[place].id for place in asked.answered(name, audience)} for name in asked.candidates}
    return {name: ids for name, ids in found.items() if ids}


@pytest.fixture
def percolator() -> Percolator:
    made = Percolator()
    for number, query in enumerate(QUESTIONS):
        made.add(str(number), query)
    return made


@pytest.mark.parametrize("audience", [WIDEST, EVERYBODY, MEMBER], ids=["staff", "visitor", "member"])
def test_it_finds_what_the_index_finds(
    fill: Callable[..., WhooshEngine], percolator: Percolator, audience: Audience
) -> None:
    documents = [make_document(**goods) for goods in GOODS]
    engine = fill(*documents)
    for number, query in enumerate(QUESTIONS):
        keys = engine.search(SearchQuery(**{**fields(query), "size": 100}), audience, facets=False).keys
        wanted = {id_ for kind, id_ in keys if kind in ("supply", "demand")}
        assert answers(percolator, documents, audience).get(str(number), set()) == wanted, query


def fields(query: SearchQuery) -> dict[str, Any]:
    return {name: getattr(query, name) for name in ("text", "kind", "filters", "price_min", "price_max")}


goods = st.builds(
    dict,
    product_name=st.sampled_from(["螺纹钢", "盘螺", "热轧板卷", "水泥", "不锈钢卷"]),
    category=st.sampled_from(["rebar", "wire-rod", "hot-rolled", "cement", "stainless-flat"]),
    grade=st.sampled_from(["HRB400E", "HRB400", "Q235B", "304/2B", "P·O 42.5", ""]),
    spec=st.sampled_from(["Φ25×12m", "Φ8-10×C", "3.0×1500×C", "", "散装"]),
    mill=st.sampled_from(["沙钢", "敬业", "海螺", "太钢", ""]),
    city=st.sampled_from(["天津", "佛山", "上海", ""]),
    price=st.sampled_from([None, Decimal(3500), Decimal(3700), Decimal(13000)]),
    member_price_only=st.booleans(),
)
texts = st.lists(
    st.sampled_from(["螺纹", "盘螺", "三级", "HRB400E", "25", "12米", "天津", "沙钢", "3600以下", "304", "水泥", "散装", "敬业"]), max_size=4
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(goods, min_size=1, max_size=8), st.lists(texts, min_size=1, max_size=6))
def test_no_answer_depends_on_what_else_changed_or_is_asked(many: list[dict[str, Any]], typed: list[list[str]]) -> None:
    """One by one or together, kept alone or among others: the same. (So the register leaves out none that answers.)"""
    documents = [make_document(**each) for each in many]
    percolator = Percolator()
    for words in typed:
        percolator.add(" ".join(words), SearchQuery(text=" ".join(words)))
    together = answers(percolator, documents, EVERYBODY)
    alone: dict[str, set[int]] = {}
    for document in documents:
        for name, ids in answers(percolator, [document], EVERYBODY).items():
            alone.setdefault(name, set()).update(ids)
    assert alone == together
    for name in percolator.questions:
        everywhere = percolator.ask(documents)
        assert {documents[place].id for place in everywhere.answered(name, EVERYBODY)} == together.get(name, set())


def test_only_questions_that_may_be_answered_are_asked() -> None:
    percolator = Percolator()
    for number in range(500):
        percolator.add(f"mill{number}", SearchQuery(filters={"mill": (f"钢厂{number}",)}))
        percolator.add(f"text{number}", SearchQuery(text=f"特种型号X{number}Q"))
    percolator.add("rebar", SearchQuery(filters={"category": ("rebar",)}))
    assert percolator.ask([make_document(mill="钢厂7")]).candidates == ["mill7", "rebar"]


def test_what_is_dropped_is_asked_no_more() -> None:
    percolator = Percolator()
    percolator.keep({"a": SearchQuery(text="螺纹"), "b": SearchQuery(text="天津")})
    percolator.keep({"b": SearchQuery(text="天津")})
    assert percolator.ask([make_document()]).candidates == ["b"]
