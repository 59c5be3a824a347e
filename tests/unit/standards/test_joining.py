"""What is promised after two matters became one, by worked cases; and that no promise is moved or broken by it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.standards import clock as clocks
from portal.standards.clock import Clock, Due
from portal.standards.joining import Matter, joined
from tests.unit.standards.world import CALENDARS, PROMISES, moment, words

HOUSE = CALENDARS["house"]
TABLE = (Path(__file__).parent / "joinings.txt").read_text(encoding="utf-8").splitlines()
CASES = [[part.strip() for part in line.split("|")] for line in TABLE if line and not line.startswith("#")]
EVENTS = {
    "asked": clocks.asked, "answered": clocks.answered, "waiting": clocks.paused, "settled": clocks.settled, "reopened": clocks.reopened,
}  # fmt: skip


def _told(clock: Clock, events: str) -> Clock:
    for event in filter(None, events.split(";")):
        at, what = event.split()
        clock = clocks.opened(moment(at)) if what == "opened" else EVENTS[what](clock, moment(at))
    return clock


@pytest.mark.parametrize(("kinds", "stays", "comes", "merged", "due"), CASES)
def test_what_is_due_after_two_became_one(kinds: str, stays: str, comes: str, merged: str, due: str) -> None:
    promise, theirs = (PROMISES[kind.strip()] for kind in kinds.split("+"))
    at, _semicolon, after = merged.partition(";")
    one, other = Matter(_told(Clock(), stays), promise), Matter(_told(Clock(), comes), theirs)
    found = clocks.due(_told(joined(one, other, HOUSE, moment(at.strip())), after), promise, HOUSE)
    assert f"first={words(found.first)} next={words(found.next)} resolve={words(found.resolve)}" == due


histories = st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(1, 900)), max_size=7)
kinds = st.sampled_from(["inquiry", "claim", "key", "urgent"])


def _lived(steps: list[tuple[str, int]], begin: datetime) -> tuple[Clock, datetime]:
    clock, at = clocks.opened(begin), begin
    for what, minutes in steps:
        at += timedelta(minutes=minutes)
        clock = EVENTS[what](clock, at)
    return clock, at


def _answer(due: Due) -> datetime | None:
    return due.first or due.next


@given(
    one=histories, other=histories, apart=st.integers(0, 3000), later=st.integers(0, 900), promise=kinds, theirs=kinds
)
def test_neither_promise_moves_nor_breaks(
    one: list[tuple[str, int]], other: list[tuple[str, int]], apart: int, later: int, promise: str, theirs: str
) -> None:
    begin = moment("2026-11-16T09:00")
    lives = [_lived(one, begin), _lived(other, begin + timedelta(minutes=apart))]
    at = max(moment for _clock, moment in lives) + timedelta(minutes=later)
    promises = [PROMISES[promise], PROMISES[theirs]]
    seen = [clocks.look(clock, what, HOUSE, at)[0] for (clock, _moment), what in zip(lives, promises, strict=True)]
    found = joined(Matter(seen[0], promises[0]), Matter(seen[1], promises[1]), HOUSE, at)
    news = clocks.look(found, promises[0], HOUSE, at)[1]
    assert not [what for what, is_broken, _due in news if is_broken], "what is late was told of where it was asked"
    dues = [
        clocks.due(clocks.resumed(clock, at), what, HOUSE)
        for clock, what in zip(seen, promises, strict=True)
        if clock.settled_at is None
    ]
    if found.settled_at is not None:
        assert not dues
        return
    after = clocks.due(clocks.resumed(found, at), promises[0], HOUSE)
    if seen[1].settled_at is not None:
        dues = dues[:1]
    assert _answer(after) == min((due for due in map(_answer, dues) if due), default=None)
    assert after.resolve == min((due.resolve for due in dues if due.resolve), default=None)
