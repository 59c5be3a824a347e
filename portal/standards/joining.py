"""What becomes of two matters' clocks when one is merged into the other: neither promise moves. Pure; knows no message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from portal.core.calendar import WorkingTime
from portal.standards import clock as clocks
from portal.standards.clock import BROKEN, WARNED, Clock
from portal.standards.promises import Promise
from portal.standards.terms import RESOLVE

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Matter:
    """A clock and what was promised by it."""

    clock: Clock
    promise: Promise


def joined(stays: Matter, comes: Matter, calendar: WorkingTime, at: datetime) -> Clock:
    """The clock of the matter that goes on, by the promise of the one that stays.

    Of two answers, or two solutions, the one due earlier is owed. What is settled brings nothing along; into a settled matter
    the other comes as it is. It waits for the customer when the one that stays does, unless an answer to the other is owed.
    """
    if comes.clock.settled_at is not None:
        return stays.clock
    both = [comes] if stays.clock.settled_at is not None else [stays, comes]
    waits = both[0].clock.paused_since is not None
    if comes.clock.answer_since is not None and comes.clock.paused_since is None:
        waits = False
    running = [Matter(clocks.resumed(one.clock, at), one.promise) for one in both]
    found = running[0].clock
    answer = _soonest(running, calendar, answers=True)
    resolve = _soonest(running, calendar, answers=False)
    if answer is not running[0] or resolve is not running[0] or stays.promise != running[0].promise:
        found = _anew(found, answer, resolve, stays.promise, calendar)
    return clocks.paused(found, at) if waits else found


def _soonest(matters: list[Matter], calendar: WorkingTime, *, answers: bool) -> Matter | None:
    """Whose answer, or whose solution, is owed first; the first of the two where it is the same."""
    owing = [one for one in matters if (one.clock.answer_since if answers else one.clock.resolve_since) is not None]
    return min(owing, key=lambda one: _due(one, calendar, answers=answers) or _NEVER, default=None)


def _due(one: Matter, calendar: WorkingTime, *, answers: bool) -> datetime | None:
    due = clocks.due(one.clock, one.promise, calendar)
    return due.of(one.clock.owed) if answers and one.clock.owed else None if answers else due.resolve


def _anew(
    clock: Clock, answer: Matter | None, resolve: Matter | None, promise: Promise, calendar: WorkingTime
) -> Clock:
    """A clock whose answer and solution are due when theirs are, under this promise; what was told of them stays told."""
    found = replace(clock, answer_since=None, resolve_since=None, pauses=(), marks=0)
    if answer is not None:
        owed = replace(found, answer_since=answer.clock.answer_since).owed
        amount = promise.next if found.first_answered_at else promise.first
        due = _due(answer, calendar, answers=True)
        since = calendar.before(due, amount) if due and amount is not None else answer.clock.answer_since
        found = replace(found, answer_since=since, marks=_told(answer.clock, answer.clock.owed, owed))
    if resolve is not None:
        due = _due(resolve, calendar, answers=False)
        since = resolve.clock.resolve_since
        if due and promise.resolve is not None:
            since = calendar.before(due, promise.resolve)
        found = replace(found, resolve_since=since, marks=found.marks | _told(resolve.clock, RESOLVE, RESOLVE))
    return found


def _told(clock: Clock, what: str, becomes: str) -> int:
    """The marks of one promise as those of another."""
    return sum(bits[becomes] for bits in (WARNED, BROKEN) if clock.marks & bits[what])
