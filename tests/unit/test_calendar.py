"""Which days are worked, and how working time is counted over nights, weekends and holidays."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import TRADING_DAYS, Calendar, is_workday
from portal.standards.calendar import WorkCalendar
from tests.beside import outside

H = timedelta(hours=1)
OFFICE = Calendar(((8.5 * H, 12 * H), (13.5 * H, 18 * H)))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-11-20", True),  # a Friday
        ("2026-11-21", False),
        ("2026-02-14", True),  # a Saturday worked for the Spring Festival
        ("2026-02-17", False),  # a Tuesday within it
        ("2026-10-01", False),
        ("2030-10-01", False),  # a Tuesday of a year nobody has announced
        ("2030-10-08", True),
        ("2030-10-05", False),  # and its Saturday
    ],
)
def test_days_worked(day: str, worked: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is worked


# Off from … to …, and the weekend days worked for them, as the State Council gave notice.
ANNOUNCED = {
    2023: ("01-01/01-02 01-21/01-27 04-05/04-05 04-29/05-03 06-22/06-24 09-29/10-06", "01-28 01-29 04-23 05-06 06-25 10-07 10-08"),
    2024: ("01-01/01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-08/06-10 09-15/09-17 10-01/10-07",
           "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12"),
    2025: ("01-01/01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08", "01-26 02-08 04-27 09-28 10-11"),
    2026: ("01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07", "01-04 02-14 02-28 05-09 09-20 10-10"),
}  # fmt: skip


@pytest.mark.parametrize("year", ANNOUNCED)
def test_a_year_is_worked_as_announced(year: int) -> None:
    spans, made_up = ANNOUNCED[year]
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366 if year % 4 == 0 else 365)]
    off = [span.split("/") for span in spans.split()]

    def worked(day: date) -> bool:
        text = f"{day:%m-%d}"
        return text in made_up.split() or (day.weekday() < 5 and not any(a <= text <= b for a, b in off))

    assert [day.isoformat() for day in days if is_workday(day) is not worked(day)] == []
    assert [day.isoformat() for day in days if bool(WorkCalendar().hours_of(day)) is not worked(day)] == []


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_every_announced_holiday_and_make_up_day(year: int) -> None:
    days = json.loads(outside(f"holidays/{year}.json").read_text(encoding="utf-8"))["days"]
    assert len(days) > 25
    assert [day for day in days if is_workday(date.fromisoformat(day["date"])) is day["isOffDay"]] == []


@pytest.mark.parametrize(
    ("calendar", "begin", "end", "hours"),
    [
        (TRADING_DAYS, "2026-11-20T16:00", "2026-11-23T16:00", 24),  # Friday to Monday
        (TRADING_DAYS, "2026-11-21T10:00", "2026-11-22T10:00", 0),
        (TRADING_DAYS, "2026-09-30T12:00", "2026-10-08T12:00", 24),  # over the National Day week
        (TRADING_DAYS, "2026-11-20T16:00", "2026-11-20T15:00", 0),
        (OFFICE, "2026-11-20T11:30", "2026-11-20T14:00", 1),  # over lunch
        (OFFICE, "2026-11-20T17:30", "2026-11-23T09:00", 1),
        (OFFICE, "2026-02-13T17:00", "2026-02-14T09:00", 1.5),  # a Saturday worked
        (OFFICE, "2026-11-20T19:00", "2026-11-20T23:00", 0),
    ],
)
def test_working_time_between(calendar: Calendar, begin: str, end: str, hours: float) -> None:
    assert calendar.elapsed(shanghai(begin), shanghai(end)) == hours * H


def test_when_so_much_has_passed() -> None:
    assert OFFICE.after(shanghai("2026-11-20T17:45"), H / 2) == shanghai("2026-11-23T08:45")
    assert OFFICE.after(shanghai("2026-11-20T11:30"), H / 2) == shanghai("2026-11-20T12:00")
    assert OFFICE.after(shanghai("2026-11-21T11:30"), timedelta(0)) == shanghai("2026-11-23T08:30")
    assert TRADING_DAYS.before(shanghai("2026-11-23T16:00"), 24 * H) == shanghai("2026-11-20T16:00")


def test_a_house_with_days_of_its_own() -> None:
    closed = Calendar(exceptions={date(2026, 11, 20): False, date(2026, 11, 21): True})
    assert closed.elapsed(shanghai("2026-11-20T00:00"), shanghai("2026-11-22T00:00")) == 24 * H
    assert closed.elapsed(shanghai("2026-11-20T00:00"), shanghai("2026-11-21T00:00")) == timedelta(0)
    with pytest.raises(ValueError, match="no working time"):
        Calendar(windows=()).after(shanghai("2026-11-20T00:00"), H)


@given(
    moment=st.datetimes(datetime(2023, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    minutes=st.integers(1, 60_000),
    calendar=st.sampled_from([TRADING_DAYS, OFFICE]),
)
def test_counting_forward_and_back_agree(moment: datetime, minutes: int, calendar: Calendar) -> None:
    amount = timedelta(minutes=minutes)
    later = calendar.after(moment, amount)
    assert calendar.elapsed(moment, later) == amount
    assert calendar.elapsed(calendar.before(moment, amount), moment) == amount
    assert calendar.elapsed(calendar.before(later, amount), later) == amount
