"""What becomes of a matter's clock when words are taken out of it into a matter of their own. Pure; knows no message's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.core.calendar import WorkingTime
from portal.standards import clock as clocks
from portal.standards.clock import ANSWERS, Clock
from portal.standards.promises import Promise

ASKED, ANSWERED, SAID = "asked", "answered", "said"
"""By the customer; by one of ours; by a rule of the house, which answers nothing."""


@dataclass(frozen=True, slots=True)
class Word:
    """A message of the matter. goes: into the new one."""

    what: str
    at: datetime
    goes: bool = False


def parted(clock: Clock, said: Sequence[Word], at: datetime) -> tuple[Clock, Clock, bool]:
    """The clock of what stays, of what goes, and whether the latter's answer was owed already. said: in its order.

    What goes begins at that moment. Only a question that still waits for its answer takes what was promised along, late or not;
    what stays then owes the oldest question left, its marks to be judged anew. Nothing that owed no answer comes to owe one because
    the answer went elsewhere.
    """
    ours = [number for number, word in enumerate(said) if word.what == ANSWERED]
    since = ours[-1] + 1 if ours else 0
    open_ones = (
        [word for word in said[since:] if word.what == ASKED] if clock.answer_since and not clock.settled_at else []
    )
    going = [word for word in said if word.goes and word.what != SAID]
    answered = [word.at for word in going if word.what == ANSWERED]
    fresh = Clock(
        answer_since=at if going and going[-1].what == ASKED else None,
        resolve_since=at,
        first_answered_at=answered[-1] if answered else None,
    )
    if not any(word.goes for word in open_ones):
        return clock, fresh, False
    owed = clocks.resumed(clock, at)
    fresh = replace(
        fresh,
        answer_since=owed.answer_since,
        first_answered_at=owed.first_answered_at,
        pauses=owed.pauses,
        marks=owed.marks & ANSWERS,
    )
    left = [word for word in open_ones if not word.goes]
    if not left:
        clock = replace(clock, answer_since=None, marks=clock.marks & ~ANSWERS)
    elif open_ones[0].goes and clock.answer_since:
        clock = replace(clock, answer_since=max(clock.answer_since, left[0].at))
    return clock, fresh, True


def kept(clock: Clock, due_at: datetime | None, promise: Promise, calendar: WorkingTime) -> Clock:
    """The clock whose answer is due at that moment under this promise too: a matter of another kind moves no promise."""
    amount = promise.next if clock.first_answered_at else promise.first
    if due_at is None or amount is None or clocks.due(clock, promise, calendar).of(clock.owed) == due_at:
        return clock
    return replace(clock, answer_since=calendar.before(due_at, amount), pauses=())
