"""The clock by worked cases, counted minute by minute from the State Council's calendars, and by what always holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.standards import clock as clocks
from portal.standards.calendar import WorkCalendar
from portal.standards.clock import BROKEN, WARNED, Clock
from portal.standards.promises import Promise
from tests.unit.standards.world import CALENDARS, PROMISES, moment, words

HERE = Path(__file__).parent
M = timedelta(minutes=1)


def _lines(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [[part.strip() for part in line.split("|")] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("calendar", "start", "minutes", "due"), _lines("cases.txt"))
def test_when_so_many_working_minutes_have_passed(calendar: str, start: str, minutes: str, due: str) -> None:
    assert words(CALENDARS[calendar].after(moment(start), int(minutes) * M)) == due


EVENTS: dict[str, Callable[[Clock, datetime], Clock]] = {
    "opened": lambda _clock, at: clocks.opened(at),
    "asked": clocks.asked,
    "answered": clocks.answered,
    "waiting": clocks.paused,
    "resumed": clocks.resumed,
    "settled": clocks.settled,
    "reopened": clocks.reopened,
    "thanks": lambda clock, _at: clock,
    "handed": lambda clock, _at: clock,
}


@pytest.mark.parametrize(("promise", "events", "expected"), _lines("histories.txt"))
def test_what_is_due_after_a_history(promise: str, events: str, expected: str) -> None:
    clock, calendar = Clock(), "house"
    for event in events.split(";"):
        first, second = event.split()
        if first == "policy":
            promise = second
        elif first == "calendar":
            calendar = second
        else:
            clock = EVENTS[second](clock, moment(first))
    due = clocks.due(clock, PROMISES[promise], CALENDARS[calendar])
    assert f"first={words(due.first)} next={words(due.next)} resolve={words(due.resolve)}" == expected


def test_there_are_enough_cases() -> None:
    assert len(_lines("cases.txt")) + len(_lines("histories.txt")) >= 300


def test_what_is_due_first_counts() -> None:
    clock = clocks.asked(
        clocks.answered(clocks.opened(moment("2026-11-18T09:10")), moment("2026-11-18T09:20")),
        moment("2026-11-18T19:00"),
    )
    assert words(clocks.due(clock, PROMISES["inquiry"], CALENDARS["house"]).at) == "2026-11-19T09:10"
    assert clocks.due(Clock(), PROMISES["inquiry"], CALENDARS["house"]).at is None


def _looked(clock: Clock, at: str) -> tuple[Clock, list[str]]:
    after, news = clocks.look(clock, PROMISES["inquiry"], CALENDARS["house"], moment(at))
    return after, [f"{what} {'broken' if broken else 'near'} {words(due)}" for what, broken, due in news]


def test_each_warning_and_each_breach_is_said_once() -> None:
    clock = clocks.opened(moment("2026-11-18T09:10"))
    assert words(clocks.due(clock, PROMISES["inquiry"], CALENDARS["house"]).watch_at) == "2026-11-18T09:32:30"
    assert _looked(clock, "2026-11-18T09:32") == (clock, [])
    clock, news = _looked(clock, "2026-11-18T09:33")
    assert news == ["first near 2026-11-18T09:40"]
    assert words(clocks.due(clock, PROMISES["inquiry"], CALENDARS["house"]).watch_at) == "2026-11-18T09:40"
    assert _looked(clock, "2026-11-18T09:39")[1] == []
    clock, news = _looked(clock, "2026-11-18T09:40")
    assert news == ["first broken 2026-11-18T09:40"]
    assert _looked(clock, "2026-11-18T10:40")[1] == []
    assert (
        words(clocks.due(clock, PROMISES["inquiry"], CALENDARS["house"]).watch_at) == "2026-11-18T16:40"
    )  # 75 % of a day
    clock = clocks.asked(clocks.answered(clock, moment("2026-11-18T10:50")), moment("2026-11-18T11:00"))
    assert _looked(clock, "2026-11-18T14:00")[1] == ["next broken 2026-11-18T12:00"]
    assert clock.marks & (WARNED["next"] | BROKEN["next"]) == 0, "a new question has warnings of its own"


def test_nobody_is_warned_of_what_waits_for_the_customer() -> None:
    clock = clocks.paused(
        clocks.answered(clocks.opened(moment("2026-11-18T09:10")), moment("2026-11-18T09:20")),
        moment("2026-11-18T09:30"),
    )
    assert clocks.due(clock, PROMISES["inquiry"], CALENDARS["house"]).watch_at is None
    assert _looked(clock, "2026-11-28T09:30")[1] == []


def test_a_broken_promise_stays_broken_when_we_begin_to_wait() -> None:
    clock = clocks.paused(clocks.opened(moment("2026-11-18T09:10")), moment("2026-11-18T10:00"))
    assert _looked(clock, "2026-11-18T10:00")[1] == ["first broken 2026-11-18T09:40"]


def test_a_breach_is_not_said_again_when_the_matter_is_opened_again() -> None:
    clock, news = _looked(clocks.opened(moment("2026-11-18T09:10")), "2026-11-19T09:10")
    assert news == ["first broken 2026-11-18T09:40", "resolve broken 2026-11-19T09:10"]
    clock = clocks.reopened(clocks.settled(clock, moment("2026-11-19T09:20")), moment("2026-11-19T10:00"))
    assert _looked(clock, "2026-11-19T10:00")[1] == []
    clock = clocks.asked(clocks.settled(clock, moment("2026-11-19T10:10")), moment("2026-11-19T10:20"))
    assert _looked(clock, "2026-11-20T10:20")[1] == [
        "first broken 2026-11-19T10:50",
        "resolve broken 2026-11-20T10:20",
    ], "a new question has promises of its own"


def test_what_is_no_longer_late_after_a_change_may_be_told_again() -> None:
    clock, _news = _looked(clocks.opened(moment("2026-11-18T09:10")), "2026-11-18T09:45")
    assert clock.marks == WARNED["first"] | BROKEN["first"]
    eased = clocks.judged_anew(clock, PROMISES["suggestion"], CALENDARS["house"], moment("2026-11-18T09:50"))
    assert eased.marks == 0
    kept = clocks.judged_anew(clock, PROMISES["inquiry"], CALENDARS["house"], moment("2026-11-18T09:50"))
    assert kept.marks == clock.marks


def test_how_long_it_took_leaves_the_waits_out() -> None:
    clock = clocks.asked(
        clocks.paused(clocks.opened(moment("2026-11-18T09:10")), moment("2026-11-18T10:00")), moment("2026-11-18T14:00")
    )
    took = clocks.took(CALENDARS["house"], moment("2026-11-18T09:10"), moment("2026-11-18T14:30"), clock)
    assert took == 80 * M
    assert clocks.took(CALENDARS["house"], moment("2026-11-18T10:30"), moment("2026-11-18T14:30"), clock) == 30 * M


# ---- What always holds ---------------------------------------------------------------------------------------------

HOUSE = CALENDARS["house"]
FROM, TO = datetime(2023, 1, 1), datetime(2028, 6, 1)  # noqa: DTZ001  # hypothesis adds the zone
moments = st.datetimes(FROM, TO, timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))
minutes = st.integers(1, 20_000).map(lambda number: number * M)
short = st.integers(1, 3_000).map(lambda number: number * M)
calendars = st.sampled_from(list(CALENDARS.values()))
odd = st.dictionaries(
    st.dates(date(2023, 1, 1), date(2028, 6, 1)), st.sampled_from([(), CALENDARS["three"].week.workday]), max_size=30
).map(lambda days: WorkCalendar(days=days))


@given(calendar=calendars | odd, start=moments, amount=minutes)
def test_due_is_never_before_and_exactly_so_much_later(
    calendar: WorkCalendar, start: datetime, amount: timedelta
) -> None:
    due = calendar.after(start, amount)
    assert due >= start + amount
    assert calendar.elapsed(start, due) == amount
    assert calendar.elapsed(start, due - timedelta(seconds=1)) == amount - timedelta(seconds=1), (
        "due as soon as complete"
    )


@given(calendar=calendars | odd, start=moments, later=short, amount=minutes, more=minutes)
def test_later_starts_and_greater_amounts_are_never_due_earlier(
    calendar: WorkCalendar, start: datetime, later: timedelta, amount: timedelta, more: timedelta
) -> None:
    assert calendar.after(start, amount) <= calendar.after(start + later, amount)
    assert calendar.after(start, amount) < calendar.after(start, amount + more)


@given(calendar=calendars | odd, start=moments, amount=minutes, more=minutes)
def test_splitting_an_interval_changes_nothing(
    calendar: WorkCalendar, start: datetime, amount: timedelta, more: timedelta
) -> None:
    assert calendar.after(calendar.after(start, amount), more) == calendar.after(start, amount + more)


@given(calendar=calendars | odd, start=moments, first=short, second=short)
def test_working_time_of_two_parts_is_that_of_the_whole(
    calendar: WorkCalendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second
    assert calendar.elapsed(start, middle) + calendar.elapsed(middle, end) == calendar.elapsed(start, end)


@given(calendar=calendars | odd, start=moments, before=short, wait=short, amount=minutes)
@settings(max_examples=200)
def test_a_wait_shifts_what_is_due_by_itself(
    calendar: WorkCalendar, start: datetime, before: timedelta, wait: timedelta, amount: timedelta
) -> None:
    promise = Promise(first=amount)
    begin, end = start + before, start + before + wait
    due = calendar.after(start, amount)
    waited = clocks.resumed(clocks.paused(clocks.opened(start), begin), end)
    found = clocks.due(waited, promise, calendar).first
    assert found is not None
    if due <= begin:
        assert found == due
    else:
        assert found == calendar.after(start, amount + calendar.elapsed(begin, end)) or calendar.elapsed(
            start, found
        ) == (amount + calendar.elapsed(begin, end))
        assert found >= end


@given(calendar=calendars, start=moments, steps=st.lists(short, min_size=2, max_size=8), amount=minutes)
def test_a_wait_cut_in_two_is_the_same_wait(
    calendar: WorkCalendar, start: datetime, steps: list[timedelta], amount: timedelta
) -> None:
    begin = start + steps[0]
    end = begin + sum(steps[1:], timedelta(0))
    whole = clocks.resumed(clocks.paused(clocks.opened(start), begin), end)
    cut, at = clocks.opened(start), begin
    for step in steps[1:]:
        cut = clocks.resumed(clocks.paused(cut, at), at + step)
        at += step
    promise = Promise(first=amount, resolve=amount * 2)
    one, other = clocks.due(whole, promise, calendar), clocks.due(cut, promise, calendar)
    for what in ("first", "resolve"):
        left, right = one.of(what), other.of(what)
        assert left is not None
        assert right is not None
        assert calendar.elapsed(start, left) == calendar.elapsed(start, right)
        assert left == right


@given(start=moments, wait=short, amount=minutes)
def test_while_we_wait_nothing_becomes_due(start: datetime, wait: timedelta, amount: timedelta) -> None:
    clock = clocks.paused(clocks.opened(start), start)
    assert clocks.due(clock, Promise(first=amount, resolve=amount), HOUSE).at is None
    after, news = clocks.look(clock, Promise(first=amount, resolve=amount), HOUSE, start + wait)
    assert (after, news) == (clock, [])
