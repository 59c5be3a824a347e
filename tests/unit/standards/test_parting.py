"""What is promised after words were taken out of a matter, by worked cases; and that nothing is ever late by the parting itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.standards import clock as clocks
from portal.standards.clock import Clock
from portal.standards.parting import ANSWERED, ASKED, SAID, Word, kept, parted
from tests.unit.standards.world import CALENDARS, PROMISES, moment, words

HOUSE = CALENDARS["house"]
TABLE = (Path(__file__).parent / "partings.txt").read_text(encoding="utf-8").splitlines()
CASES = [[part.strip() for part in line.split("|")] for line in TABLE if line and not line.startswith("#")]


def _told(events: str) -> tuple[Clock, list[Word], datetime]:
    clock, said, at = Clock(), [], moment("2026-11-18T09:00")
    for event in events.split(";"):
        text, what = event.split()
        at, goes, what = moment(text), what.endswith("*"), what.rstrip("*")
        if what in (ASKED, ANSWERED, SAID):
            clock = _after(clock, what, at, is_first=not said)
            said.append(Word(what, at, goes))
        elif what in ("waiting", "settled"):
            clock = clocks.paused(clock, at) if what == "waiting" else clocks.settled(clock, at)
    return clock, said, at


def _after(clock: Clock, what: str, at: datetime, *, is_first: bool) -> Clock:
    if what == SAID:
        return clock
    if what == ANSWERED:
        return clocks.answered(clock, at)
    return clocks.opened(at) if is_first else clocks.asked(clock, at)


def _due(clock: Clock, promise: str) -> str:
    due = clocks.due(clock, PROMISES[promise], HOUSE)
    return f"first={words(due.first)} next={words(due.next)} resolve={words(due.resolve)}"


@pytest.mark.parametrize(("promise", "events", "stays", "goes"), CASES)
def test_what_is_due_after_a_parting(promise: str, events: str, stays: str, goes: str) -> None:
    before, after = (part.strip() for part in promise.split(">"))
    clock, said, at = _told(events)
    left, taken, is_owed = parted(clock, said, at)
    if is_owed:
        owed = clocks.resumed(clock, at)
        taken = kept(taken, clocks.due(owed, PROMISES[before], HOUSE).of(owed.owed), PROMISES[after], HOUSE)
    assert (_due(left, before), _due(taken, after)) == (stays, goes)


@given(
    st.lists(st.tuples(st.sampled_from([ASKED, ANSWERED, SAID]), st.integers(1, 900), st.booleans()), min_size=1),
    st.integers(0, 9000),
)
def test_a_parting_breaks_no_promise(steps: list[tuple[str, int, bool]], later: int) -> None:
    at, clock, said = moment("2026-11-16T09:00"), clocks.opened(moment("2026-11-16T09:00")), []
    said.append(Word(ASKED, at))
    for what, minutes, goes in steps:
        at += timedelta(minutes=minutes)
        clock = _after(clock, what, at, is_first=False)
        said.append(Word(what, at, goes))
    at += timedelta(minutes=later)
    clock, _news = clocks.look(clock, PROMISES["inquiry"], HOUSE, at)
    stays, goes, is_owed = parted(clock, said, at)
    for one in (clocks.judged_anew(stays, PROMISES["inquiry"], HOUSE, at), goes):
        news = clocks.look(one, PROMISES["inquiry"], HOUSE, at)[1]
        assert not [what for what, is_broken, _due in news if is_broken], (
            "what is late already was told of where it was asked"
        )
    assert is_owed or goes.marks == 0
    assert stays.resolve_since == clock.resolve_since
    if stays.answer_since is not None:
        assert clock.answer_since is not None, "nothing comes to owe an answer"
        assert stays.answer_since >= clock.answer_since
