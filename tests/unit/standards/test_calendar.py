"""Hours as people write them, half days, departments' own weeks, the announced days."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from portal.core.calendar import announced_days, is_holiday
from portal.core.errors import Invalid
from portal.standards.calendar import STANDARD_WEEK, Week, WorkCalendar, read_hours, write_hours
from portal.standards.promises import DEFAULTS, Amount, Policy, promise_for
from tests.beside import outside
from tests.unit.standards.world import CALENDARS

H = timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("08:30-12:00 13:30-18:00", "08:30-12:00 13:30-18:00"),
        ("8:30-12:00，13:30~18:00", "08:30-12:00 13:30-18:00"),
        ("８：３０－１２：００、13:30至18:00", "08:30-12:00 13:30-18:00"),
        ("8.30 – 12.00; 13.30 — 18.00", "08:30-12:00 13:30-18:00"),
        ("0:00-24:00", "00:00-24:00"),
        ("9:00-12:00 12:00-18:00", "09:00-12:00 12:00-18:00"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_hours_are_read_as_written(typed: str, stored: str) -> None:
    assert write_hours(read_hours(typed)) == stored
    assert read_hours(stored) == read_hours(typed)


@pytest.mark.parametrize(
    "typed",
    ["8:30", "8:30-", "-", "12:00-8:30", "8:30-8:30", "8:30-12:00 11:00-18:00", "13:30-18:00 8:30-12:00", "8:60-9:00",
     "8:30-25:00", "23:00-24:01", "早上八点到十二点", "8:30-12:00 x", " ".join(f"{h}:00-{h}:30" for h in range(7))],
)  # fmt: skip
def test_hours_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as error:
        read_hours(typed, field="workday")
    assert error.value.field == "workday"


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2027])
def test_announced_days_are_the_state_councils(year: int) -> None:
    days = json.loads(outside(f"holidays/{year}.json").read_text(encoding="utf-8"))["days"]
    days = [day for day in days if day["date"].startswith(str(year))]  # 2023 begins in December
    calendar = WorkCalendar()
    assert [
        day["date"] for day in days if bool(calendar.hours_of(date.fromisoformat(day["date"]))) is day["isOffDay"]
    ] == []
    announced = announced_days(year)
    assert {day.isoformat() for day, worked, _name in announced if worked} == {
        d["date"] for d in days if not d["isOffDay"]
    }
    assert {day.isoformat() for day, worked, _name in announced if not worked} >= {
        d["date"] for d in days if d["isOffDay"]
    }


def test_make_up_saturday_of_2026_is_worked() -> None:
    assert WorkCalendar().hours_of(date(2026, 2, 14)) == STANDARD_WEEK.workday


def test_a_saturday_of_a_holiday_is_off_even_where_saturdays_are_worked() -> None:
    calendar = CALENDARS["saturdays"]
    assert write_hours(calendar.hours_of(date(2026, 11, 21))) == "09:00-12:00"
    assert calendar.hours_of(date(2026, 10, 3)) == ()
    assert is_holiday(date(2026, 10, 3))
    assert not is_holiday(date(2026, 11, 21))
    assert calendar.hours_of(date(2026, 2, 14)) == calendar.week.workday, "a make-up Saturday has a workday's hours"


def test_staff_overrule_what_is_announced() -> None:
    calendar = WorkCalendar(
        Week(read_hours("9:00-10:00")), {date(2026, 10, 1): read_hours("9:00-9:30"), date(2026, 11, 18): ()}
    )
    assert write_hours(calendar.hours_of(date(2026, 10, 1))) == "09:00-09:30"
    assert calendar.hours_of(date(2026, 11, 18)) == ()


def test_a_working_day_is_as_long_as_its_hours() -> None:
    assert WorkCalendar().day_length == 8 * H
    assert WorkCalendar(Week(read_hours("9:00-12:00 13:00-15:30"))).day_length == 5.5 * H


def _promised(**who: str) -> tuple[float | None, ...]:
    promise = promise_for(DEFAULTS, **({"kind": "inquiry", "tier": "", "priority": "normal"} | who), day=8 * H)
    return tuple(
        None if amount is None else amount / timedelta(minutes=1)
        for amount in (promise.first, promise.next, promise.resolve)
    )


def test_the_standards_of_trade_md() -> None:
    assert _promised()[0::2] == (30, 480)
    assert _promised(kind="order")[0] == _promised(kind="transport")[0] == 60
    assert _promised(kind="transport")[2] == _promised(kind="storage")[2] == 480
    assert _promised(kind="claim")[0::2] == (30, 5 * 480)
    assert _promised(kind="complaint")[0::2] == (30, 3 * 480)
    assert _promised(kind="suggestion")[2] is None


def test_the_tightest_rule_that_applies_holds() -> None:
    assert _promised(tier="key")[:2] == (20, 40)
    assert _promised(tier="key", priority="urgent")[:2] == (15, 30)
    assert _promised(tier="strategic", priority="low")[0] == 15
    loose = (*DEFAULTS, Policy("inquiry", priority="low", first=Amount(2, "d")))
    assert promise_for(loose, kind="inquiry", tier="", priority="low", day=8 * H).first == H / 2, (
        "nobody gets less than everybody"
    )
    assert promise_for((), kind="inquiry", tier="", priority="low", day=8 * H).first is None
