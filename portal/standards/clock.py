"""The customer's clocks: start, pause only while we wait for the customer, resume, stop, and when what is due. Pure.

A clock is a value: each event makes a new one. It knows no policy; what is due is reckoned from it, the promise and a
calendar, so a changed policy or calendar needs no other history than the clock itself. A hand-off is no event here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.core.calendar import WorkingTime
from portal.standards.promises import Promise
from portal.standards.terms import FIRST, NEXT, RESOLVE

WARN_AT = 3, 4
"""Somebody is warned when three quarters of the promised time are gone."""
WARNED = {FIRST: 1, NEXT: 4, RESOLVE: 16}
BROKEN = {FIRST: 2, NEXT: 8, RESOLVE: 32}
ANSWERS = WARNED[FIRST] | BROKEN[FIRST] | WARNED[NEXT] | BROKEN[NEXT]
"""The marks of the promises of an answer."""

Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Clock:
    """What has happened, as far as time is concerned. marks: bits of WARNED and BROKEN."""

    answer_since: datetime | None = None
    resolve_since: datetime | None = None
    first_answered_at: datetime | None = None
    settled_at: datetime | None = None
    paused_since: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    marks: int = 0

    @property
    def owed(self) -> str:
        """Which answer is owed: the first one, a next one, or none."""
        if self.answer_since is None:
            return ""
        return NEXT if self.first_answered_at else FIRST


def opened(at: datetime) -> Clock:
    """The customer has opened the matter."""
    return Clock(answer_since=at, resolve_since=at)


def asked(clock: Clock, at: datetime) -> Clock:
    """The customer has written. It ends a wait for them; on a settled matter it is a new question and begins both clocks anew."""
    if clock.settled_at is not None:
        return Clock(answer_since=at, resolve_since=at, first_answered_at=clock.first_answered_at)
    clock = resumed(clock, at)
    if clock.answer_since is not None:
        return clock
    return replace(clock, answer_since=at, marks=clock.marks & ~ANSWERS)


def answered(clock: Clock, at: datetime) -> Clock:
    """We have answered. A wait for the customer goes on: a reminder is no answer of theirs."""
    if clock.answer_since is None and clock.first_answered_at is not None:
        return clock
    return replace(
        clock,
        answer_since=None,
        first_answered_at=clock.first_answered_at or at,
        marks=clock.marks & ~ANSWERS,
    )


def paused(clock: Clock, at: datetime) -> Clock:
    """We have said that we wait for the customer."""
    if clock.paused_since is not None or clock.settled_at is not None:
        return clock
    return replace(clock, paused_since=at)


def resumed(clock: Clock, at: datetime) -> Clock:
    """We wait no longer."""
    if clock.paused_since is None:
        return clock
    since = clock.paused_since
    pauses = (*clock.pauses, (since, at)) if at > since else clock.pauses
    return replace(clock, paused_since=None, pauses=pauses)


def settled(clock: Clock, at: datetime) -> Clock:
    """The matter is settled: everything stops. What was told of its resolution stays told: it may be opened again."""
    if clock.settled_at is not None:
        return clock
    return replace(resumed(clock, at), answer_since=None, settled_at=at, marks=clock.marks & ~ANSWERS)


def reopened(clock: Clock, at: datetime) -> Clock:
    """It was not settled after all: the clock goes on where it stopped, and an answer is owed."""
    if clock.settled_at is None:
        return clock
    lain = ((clock.settled_at, at),) if at > clock.settled_at else ()
    return replace(clock, settled_at=None, answer_since=at, pauses=(*clock.pauses, *lain))


@dataclass(frozen=True, slots=True)
class Due:
    """When what is due; None for what does not run. watch_at: when somebody is to be warned or told next."""

    first: datetime | None = None
    next: datetime | None = None
    resolve: datetime | None = None
    watch_at: datetime | None = None

    @property
    def at(self) -> datetime | None:
        """The earliest of them."""
        return min((moment for moment in (self.first, self.next, self.resolve) if moment is not None), default=None)

    def of(self, what: str) -> datetime | None:
        return {FIRST: self.first, NEXT: self.next, RESOLVE: self.resolve}[what]


def due(clock: Clock, promise: Promise, calendar: WorkingTime) -> Due:
    """What is due when, by this promise and calendar."""
    if clock.settled_at is not None:
        return Due()
    moments: dict[str, datetime | None] = {}
    watched: list[datetime] = []
    for what, since, amount in _running(clock, promise):
        moments[what] = ends = reckon(calendar, since, amount, clock)
        if ends is None:
            continue
        if not clock.marks & WARNED[what]:
            wanted = reckon(calendar, since, amount * WARN_AT[0] / WARN_AT[1], clock)
        else:
            wanted = None if clock.marks & BROKEN[what] else ends
        if wanted is not None:
            watched.append(wanted)
    return Due(**moments, watch_at=min(watched, default=None))


def reckon(calendar: WorkingTime, since: datetime, amount: timedelta, clock: Clock) -> datetime | None:
    """When so much working time will have passed outside the clock's pauses; None when a wait that goes on comes first."""
    for begin, end in clock.pauses:
        if end <= since:
            continue
        worked = calendar.elapsed(since, begin)
        if worked >= amount:
            return calendar.after(since, amount)
        amount -= worked
        since = end
    moment = calendar.after(since, amount)
    return None if clock.paused_since is not None and moment > clock.paused_since else moment


def took(calendar: WorkingTime, since: datetime, until: datetime, clock: Clock) -> timedelta:
    """The working time between two moments, without the clock's pauses."""
    waits = clock.pauses if clock.paused_since is None else (*clock.pauses, (clock.paused_since, until))
    total = timedelta(0)
    for begin, end in waits:
        if end > since:
            total += calendar.elapsed(since, min(begin, until))
            since = max(since, end)
    return total + calendar.elapsed(since, until)


def look(
    clock: Clock, promise: Promise, calendar: WorkingTime, moment: datetime
) -> tuple[Clock, list[tuple[str, bool, datetime]]]:
    """What somebody must be told by now: (promise, broken or only near, when it is due), each once: the new clock knows it."""
    news, marks = [], clock.marks
    if clock.settled_at is None:
        for what, since, amount in _running(clock, promise):
            ends = reckon(calendar, since, amount, clock)
            if ends is None:
                continue
            if ends <= moment:
                if not marks & BROKEN[what]:
                    news.append((what, True, ends))
                    marks |= BROKEN[what] | WARNED[what]
            elif not marks & WARNED[what]:
                near = reckon(calendar, since, amount * WARN_AT[0] / WARN_AT[1], clock)
                if near is not None and near <= moment:
                    news.append((what, False, ends))
                    marks |= WARNED[what]
    return replace(clock, marks=marks), news


def judged_anew(clock: Clock, promise: Promise, calendar: WorkingTime, moment: datetime) -> Clock:
    """The clock after a change of policy, calendar, priority or of what is owed: what is not late any more may be told again when it is."""
    marks = clock.marks
    for what, since, amount in _running(clock, promise):
        ends = reckon(calendar, since, amount, clock)
        if ends is None:
            continue
        near = reckon(calendar, since, amount * WARN_AT[0] / WARN_AT[1], clock)
        if ends > moment:
            marks &= ~BROKEN[what]
        if near is None or near > moment:
            marks &= ~WARNED[what]
    return replace(clock, marks=marks)


def _running(clock: Clock, promise: Promise) -> list[tuple[str, datetime, timedelta]]:
    found = []
    if clock.answer_since is not None:
        what = clock.owed
        amount = promise.first if what == FIRST else promise.next
        if amount is not None:
            found.append((what, clock.answer_since, amount))
    if clock.resolve_since is not None and promise.resolve is not None:
        found.append((RESOLVE, clock.resolve_since, promise.resolve))
    return found
