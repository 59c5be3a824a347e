"""The measure of relevance: its figures, the form of its files, and the rules our own set is graded by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import time_machine

from bench.judged.grading import Sizes, Wish, grade
from bench.relevance import FRIDAY_NOON, OWN, Wrong, load, measure, ndcg, reciprocal_rank


def test_the_best_order_is_worth_one_and_a_worse_one_less() -> None:
    grades = {"a": 3.0, "b": 2.0, "c": 1.0}
    assert ndcg(["a", "b", "c"], grades) == 1.0
    assert ndcg(["a", "b", "x", "c"], grades) == pytest.approx(
        (7 + 3 / 1.58496 + 1 / 2.32193) / (7 + 3 / 1.58496 + 1 / 2), rel=1e-4
    )
    assert ndcg([], grades) == 0.0
    assert ndcg(["a"], {}) is None, "nothing to find says nothing about what was found"


def test_only_the_first_ten_count() -> None:
    others = [f"x{number}" for number in range(10)]
    assert ndcg([*others, "a"], {"a": 3.0}) == 0.0
    assert reciprocal_rank([*others, "a"], {"a": 3.0}) == 0.0
    assert reciprocal_rank(["x", "y", "a"], {"a": 1.0}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], {"x": 0.0}) is None


def test_a_file_is_indexed_asked_and_graded(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"type": "document", "id": "one", "category": "rebar", "product_name": "螺纹钢", "grade": "HRB400E", "spec": "Φ25×12m", "city": "天津"},
        {"type": "document", "id": "two", "category": "channel", "product_name": "槽钢", "grade": "Q235B", "spec": "16#×9m", "city": "天津"},
        {"type": "query", "id": "q", "text": "螺纹钢"},
        {"type": "query", "id": "none", "text": "电解镍"},
        {"type": "judgement", "query": "q", "document": "one", "grade": 3},
    ]  # fmt: skip
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    first, second = measure(load(file), tmp_path)
    assert (first.found, first.total, first.ndcg, first.rr) == (("one",), 1, 1.0, 1.0)
    assert (second.total, second.ndcg, second.rr) == (0, None, None)


def test_a_document_of_nothing_but_a_title_is_read(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"type": "document", "id": 1, "title": "三级抗震螺纹钢 Φ25×12m 沙钢 天津"},
        {"type": "document", "id": 2, "category": "螺纹钢", "title": "螺纹"},
        {"type": "query", "id": 1, "text": "螺纹"},
    ]
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    one, two = load(file).documents.values()
    assert (one.category, one.grade, one.spec, one.mill, one.city) == ("rebar", "HRB400E", "Φ25×12m", "沙钢", "天津")
    assert (two.category, two.grade) == ("rebar", "")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"type": "question"}',
        '{"type": "document"}',
        '{"type": "document", "id": 1, "kind": "cat"}',
        '{"type": "judgement", "query": "q", "document": "d", "grade": "many"}',
        '{"type": "judgement", "query": "q", "document": "d", "grade": 1}',
        "",
    ],
)
def test_a_file_in_another_form_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(Wrong):
        load(file)


def test_our_own_set_is_whole() -> None:
    judged = load(OWN)
    assert len(judged.questions) >= 100
    unanswerable = [
        each.text for key, each in judged.questions.items() if max(judged.grades.get(key, {"": 0}).values()) < 2
    ]
    assert len(unanswerable) < 5


OFFER: Mapping[str, Any] = {
    "id": "x", "kind": "supply", "category": "rebar", "grade": "HRB400E", "spec": "Φ25×12m", "mill": "敬业", "city": "天津", "price": 3200.0,
    "available": 100.0, "confirmed_h": 5.0,
}  # fmt: skip
WISH: Mapping[str, Any] = {"categories": frozenset({"rebar"})}


@pytest.mark.parametrize(
    ("wished", "offered", "worth"),
    [
        ({"grade": "HRB400E", "sizes": ("25", "12m")}, {}, 3),
        ({"grade": "HRB400", "sizes": ("25",)}, {}, 2),
        ({"grade": "HRB500E", "sizes": ("25",)}, {}, 1),
        ({"grade": "HPB300"}, {}, 0),
        ({"sizes": ("20",)}, {"spec": "Φ16-25"}, 2),
        ({"sizes": ("18",)}, {"spec": "Φ16/18-22/25"}, 2),
        ({"sizes": ("14",)}, {"spec": "Φ16/18-22/25"}, 0),
        ({"sizes": ("25", "12m")}, {"spec": "Φ25"}, 2),
        ({"sizes": ("25", "9m")}, {}, 1),
        ({"sizes": ("22",)}, {}, 1),
        ({"sizes": ("20",)}, {}, 0),
        ({"sizes": ("22", "9m")}, {}, 0),
        ({"grade": "HRB500E", "sizes": ("22",)}, {}, 0),
        ({"city": "上海"}, {}, 0),
        ({"mill": "沙钢"}, {}, 0),
        ({"most": 3100}, {}, 0),
        ({"most": 3300}, {}, 3),
        ({"most": 3300}, {"price": None}, 1),
        ({}, {"confirmed_h": 100.0}, 2),
        ({}, {"available": 0.0}, 2),
        ({"amount": 300}, {}, 2),
        ({}, {"kind": "demand"}, 2),
        ({"kind": "demand"}, {"kind": "demand"}, 3),
        ({"kind": "demand"}, {}, 0),
    ],
)
def test_offers_are_graded_as_a_trader_would(wished: dict[str, Any], offered: dict[str, Any], worth: int) -> None:
    sizes = Sizes.of([OFFER | {"spec": f"Φ{size}"} for size in (12, 14, 16, 18, 20, 22, 25, 28)])
    assert grade(Wish(**{**WISH, **wished}), {**OFFER, **offered}, sizes) == worth


@pytest.mark.parametrize(
    ("category", "asked", "spec", "worth"),
    [
        ("angle", ("50", "50", "5"), "∠50*5", 3),
        ("hot-rolled", ("3", "1500", "C"), "3.0*1500*C", 3),
        ("hot-rolled", ("3", "1500", "C"), "3.0×1500×6000", 0),
        ("i-beam", ("20a#",), "20b#×9m", 1),
        ("welded-tube", ("100",), "DN100×4.0", 3),
    ],
)
def test_sizes_are_compared_as_written(category: str, asked: tuple[str, ...], spec: str, worth: int) -> None:
    wish = Wish(categories=frozenset({category}), sizes=asked)
    assert grade(wish, {**OFFER, "category": category, "spec": spec}, Sizes.of([])) == worth


def test_our_own_set_is_answered_well(tmp_path: Path) -> None:
    with time_machine.travel(FRIDAY_NOON, tick=True):
        verdicts = list(measure(load(OWN), tmp_path))
    gains = [each.ndcg for each in verdicts if each.ndcg is not None]
    assert sum(gains) / len(gains) >= 0.9
    assert sum(each.total == 0 for each in verdicts) / len(verdicts) < 0.05
