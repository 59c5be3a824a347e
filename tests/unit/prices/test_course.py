"""Changes against the day before, the week and the year; and the drawing of a course."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from itertools import pairwise
from random import Random

import pytest

from portal.prices.chart import HEIGHT, WIDTH, drawn, scale_of, spark
from portal.prices.counts import Day
from portal.prices.course import BEFORE, WEEK, YEAR, compared


def day(text: str, middle: str, low: str = "", high: str = "") -> Day:
    return Day(date.fromisoformat(text), D(low or middle), D(middle), D(high or middle), 1)


# The days there are before 2026-11-22 at 3,700 → span, the day compared with, change, per cent.
CASES = [
    ("2026-11-21 3650", BEFORE, "2026-11-21", "50", "1.37"),
    ("2026-11-20 3700", BEFORE, "2026-11-20", "0", "0.00"),  # closed on the 21st
    ("2026-11-12 3650", BEFORE, "2026-11-12", "50", "1.37"),  # the longest a market rests
    ("2026-11-10 3650", BEFORE, "", "", ""),
    ("2026-11-15 3800, 2026-11-21 3650", WEEK, "2026-11-15", "-100", "-2.63"),
    ("2026-11-13 3800, 2026-11-16 3650", WEEK, "2026-11-13", "-100", "-2.63"),
    ("2026-11-11 3800, 2026-11-16 3650", WEEK, "", "", ""),
    ("2025-11-22 3000, 2026-11-21 3650", YEAR, "2025-11-22", "700", "23.33"),
    ("2025-11-14 3000, 2025-11-23 3650", YEAR, "2025-11-14", "700", "23.33"),
    ("2025-11-11 3000, 2025-11-23 3650", YEAR, "", "", ""),
    ("", YEAR, "", "", ""),
]


@pytest.mark.parametrize(("before", "span", "against", "amount", "share"), CASES)
def test_changes(before: str, span: str, against: str, amount: str, share: str) -> None:
    days = [day(*part.split()) for part in before.split(", ") if part]
    days.append(day("2026-11-22", "3700"))
    found = compared(days, len(days) - 1, span)
    if not against:
        assert found is None
        return
    assert found is not None
    assert (found.against.day.isoformat(), found.amount, found.share) == (against, D(amount), D(share))


def test_the_year_before_a_leap_day_ends_on_the_28th() -> None:
    days = [day("2027-02-28", "3000"), day("2028-02-29", "3300")]
    found = compared(days, 1, YEAR)
    assert found is not None
    assert found.amount == 300


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("3110", "3660", "3800 3600 3400 3200 3000"),
        ("2950", "4120", "4250 4000 3750 3500 3250 3000 2750"),
        ("3650", "3650", "3660 3640"),
        ("0.05", "0.10", "0.10 0.09 0.08 0.07 0.06 0.05"),
    ],
)
def test_a_scale_of_round_prices(low: str, high: str, expected: str) -> None:
    assert list(scale_of(D(low), D(high))) == [D(one) for one in expected.split()]


def test_scales_hold_what_they_show_with_few_lines() -> None:
    chance = Random(3)
    for _round in range(500):
        low = D(chance.randint(1, 10_000_00)) / 100
        high = low + D(chance.randint(0, 300_000)) / 100
        scale = scale_of(low, high)
        assert scale[0] >= high >= low >= scale[-1]
        assert 2 <= len(scale) <= 9
        steps = {before - after for before, after in pairwise(scale)}
        assert len(steps) == 1


def test_the_drawing_stays_inside_its_frame() -> None:
    days = [day(f"2026-11-{number:02}", str(3600 + number * 7 % 50), "3500", "3800") for number in range(1, 23)]
    chart = drawn(days)
    assert chart is not None
    points = [point.split(",") for point in chart.line.strip("M").split("L")]
    assert [float(x) for x, _y in points] == sorted(float(x) for x, _y in points)
    assert (points[0][0], points[-1][0]) == ("0.0", f"{WIDTH:.1f}")
    assert all(0 <= float(y) <= HEIGHT for _x, y in points)
    assert chart.band.endswith("Z")
    assert (chart.dates[0], chart.dates[-1]) == (days[0].day, days[-1].day)


def test_a_line_breaks_off_where_nothing_was_priced() -> None:
    days = [day("2026-10-01", "3600"), day("2026-10-02", "3610"), day("2026-11-01", "3620")]
    chart = drawn(days)
    assert chart is not None
    assert chart.line.count("M") == 2
    assert chart.line.endswith("h0")  # the last is a dot


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawn([]) is None
    assert spark([]) == ""
    assert spark([day("2026-11-01", "3600")]) == ""


def test_one_day_and_a_level_line_are_drawn() -> None:
    assert drawn([day("2026-11-01", "3600")]) is not None
    level = [day("2026-11-01", "3600"), day("2026-11-02", "3600")]
    assert spark(level) == "0.0,14.0 120.0,14.0"


def test_a_long_course_costs_little() -> None:
    first = date(2025, 11, 1)
    days = [Day(first + timedelta(days=number), D(3500), D(3600), D(3700), 9) for number in range(365)]
    chart = drawn(days)
    assert chart is not None
    assert len(chart.line) + len(chart.band) < 20_000
