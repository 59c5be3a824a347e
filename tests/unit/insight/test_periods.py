"""Which days a wish means, how they are divided, and how old an open case is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.insight.charts import Series, drawn
from portal.insight.periods import AGE_NAMES, Period, age_of, read_period
from portal.insight.tables import mean, minutes, share
from portal.threads.queries.achieved import Done, grouped, nearest_rank

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("hours", "age"),
    [(0, 0), (23.99, 0), (24, 1), (71.9, 1), (72, 2), (167, 2), (168, 3), (719, 3), (720, 4), (90000, 4)],
)
def test_age(hours: float, age: int) -> None:
    assert age_of(hours) == age < len(AGE_NAMES)


@pytest.mark.parametrize(
    ("took", "half", "most"),
    [
        ([], None, None),
        ([5], 5, 5),
        ([1, 9], 1, 9),
        ([1, 2, 3], 2, 3),
        (list(range(1, 11)), 5, 9),
        (list(range(1, 12)), 6, 10),
        ([60] * 9 + [6000], 60, 60),
        ([60] * 8 + [6000] * 2, 60, 6000),
    ],
)
def test_median_and_ninety(took: list[int], half: int | None, most: int | None) -> None:
    assert (nearest_rank(took, 50), nearest_rank(took, 90)) == (half, most)


def test_groups_count_what_they_name() -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    done = [
        Done("inquiry", "first", moment, 60, True, "sales", 1),
        Done("inquiry", "first", moment, None, False, "sales", 2),
        Done("claim", "first", moment, 120, None, "quality", 2),
    ]
    found = grouped(done, lambda one: [("person", one.person), ("all",)])
    assert (found["all",].promised, found["all",].kept, found["all",].done) == (2, 1, 2)
    assert (found["person", 1].median_s, found["person", 2].median_s, found["person", 2].share) == (60, 120, 0)


@pytest.mark.parametrize(
    ("wanted", "first", "last", "usual", "wrong"),
    [
        ({}, date(2026, 3, 2), TODAY, 30, []),
        ({"days": "7"}, date(2026, 3, 25), TODAY, 7, []),
        ({"days": "8"}, date(2026, 3, 2), TODAY, 30, []),
        ({"from": "2026-01-01", "to": "2026-01-31"}, date(2026, 1, 1), date(2026, 1, 31), 0, []),
        ({"from": "2025-01-01", "to": "2026-01-01"}, date(2025, 1, 1), date(2026, 1, 1), 0, []),
        ({"from": "2025-01-01", "to": "2026-01-02"}, date(2026, 3, 2), TODAY, 30, ["to"]),
        ({"from": "2026-02-01", "to": "2026-01-01"}, date(2026, 3, 2), TODAY, 30, ["to"]),
        ({"from": "2026-02-30", "to": "2026-03-01"}, date(2026, 3, 2), TODAY, 30, ["from"]),
        ({"from": "2026-02-01"}, date(2026, 3, 2), TODAY, 30, ["to"]),
        ({"from": "0001-01-01", "to": "0001-01-02", "days": "7"}, date(2026, 3, 25), TODAY, 7, ["from"]),
        ({"from": "9999-12-31", "to": "9999-12-31"}, date(2026, 3, 2), TODAY, 30, ["from"]),
    ],
)
def test_period(wanted: dict[str, str], first: date, last: date, usual: int, wrong: list[str]) -> None:
    period, errors = read_period(wanted, TODAY)
    assert (period.first, period.last, period.usual, list(errors)) == (first, last, usual, wrong)


@pytest.mark.parametrize(
    ("days", "steps"), [(1, 1), (14, 14), (15, 3), (30, 5), (90, 13), (120, 18), (121, 5), (366, 13)]
)
def test_steps_hold_every_day(days: int, steps: int) -> None:
    period = Period(date.fromordinal(TODAY.toordinal() - days + 1), TODAY)
    assert len(period.steps) == steps
    assert period.step_of(period.since) == 0
    assert period.step_of(Period(TODAY, TODAY).since) == steps - 1


def test_a_day_is_shanghais() -> None:
    period = Period(TODAY, TODAY)
    assert period.since == datetime(2026, 3, 30, 16, tzinfo=UTC)
    assert period.until == datetime(2026, 3, 31, 16, tzinfo=UTC)


def test_small_sums() -> None:
    assert [minutes(seconds) for seconds in (None, 0, 1, 60, 61)] == [None, 0, 1, 1, 2]
    assert [share(1, 3), share(0, 4), share(0, 0)] == [33, 0, None]
    assert [str(mean(13, 3)), mean(0, 0)] == ["4.33", None]


@pytest.mark.parametrize("most", [*range(1, 60), 99, 101, 123, 250, 1001])
def test_what_is_counted_has_no_halves_at_its_axis(most: int) -> None:
    chart = drawn("x", ["a"], [Series("n", [most])])
    assert chart
    assert all(float(mark) % 1 == 0 for mark in chart.scale)
    assert float(chart.scale[0]) >= most


def test_charts() -> None:
    assert drawn("x", ["a"], [Series("n", [0])]) is None
    assert drawn("x", [], []) is None
    bars = drawn("x", ["a", "b"], [Series("n", [10, None])])
    assert bars
    assert len(bars.bars) == 1
    assert bars.scale[0] == "10"
    assert bars.bars[0][2] == 0  # reaches the top
    lines = drawn("x", [str(n) for n in range(13)], [Series("n", [None, 1, 2, None, 3, *[None] * 8])], as_lines=True)
    assert lines
    assert lines.lines[0][1].count("M") == 1
    assert lines.dots[0][1].count("h0") == 1  # the 3 stands alone
    assert lines.scale == ("5", "4", "3", "2", "1", "0")
    assert [label for label in lines.labels if label] == ["0", "2", "4", "6", "8", "10", "12"]
