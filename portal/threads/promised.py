"""A thread's promises between its columns and the pure clock of the standards: read, moved on, written back. Knows no statement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from portal.standards import clock as clocks
from portal.standards.books import Book
from portal.standards.clock import Clock, Due, Pause
from portal.standards.promises import Promise
from portal.threads.models import ANSWERED, CLOSED, CUSTOMER, OPEN, RESOLVED, WAITING

SETTLED = (RESOLVED, CLOSED)


class Promised(Protocol):
    """What must be known of a thread."""

    @property
    def kind(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def priority(self) -> str: ...
    @property
    def org_tier(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def message_count(self) -> int: ...
    @property
    def last_staff_message_id(self) -> int: ...
    @property
    def first_due_at(self) -> datetime | None: ...
    @property
    def next_due_at(self) -> datetime | None: ...
    @property
    def resolve_due_at(self) -> datetime | None: ...
    @property
    def answer_since(self) -> datetime | None: ...
    @property
    def resolve_since(self) -> datetime | None: ...
    @property
    def first_answered_at(self) -> datetime | None: ...
    @property
    def settled_at(self) -> datetime | None: ...
    @property
    def paused_since(self) -> datetime | None: ...
    @property
    def pauses(self) -> str: ...
    @property
    def clock_marks(self) -> int: ...
    @property
    def promised_by(self) -> int: ...
    @property
    def standards(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message of ours kept or broke: which promise, when it was due, how many working seconds it took."""

    what: str
    due_at: datetime | None
    took_s: int


def clock_of(thread: Promised) -> Clock:
    """The thread's clock. A thread older than the standards has been answered if anybody of ours has written."""
    first = thread.first_answered_at
    if first is None and thread.resolve_since is None and thread.last_staff_message_id:
        first = thread.created_at
    return Clock(
        thread.answer_since,
        thread.resolve_since,
        first,
        thread.settled_at,
        thread.paused_since,
        read_pauses(thread.pauses) if thread.pauses else (),
        thread.clock_marks,
    )


def columns_of(clock: Clock, due: Due, book: Book) -> dict[str, Any]:
    """The thread's columns for this clock."""
    return {
        "due_at": due.at,
        "first_due_at": due.first,
        "next_due_at": due.next,
        "resolve_due_at": due.resolve,
        "answer_since": clock.answer_since,
        "resolve_since": clock.resolve_since,
        "first_answered_at": clock.first_answered_at,
        "settled_at": clock.settled_at,
        "paused_since": clock.paused_since,
        "pauses": write_pauses(clock.pauses),
        "clock_marks": clock.marks,
        "watch_at": due.watch_at,
        "promised_by": book.version,
    }


def promise_of(thread: Promised, book: Book, *, priority: str = "") -> Promise:
    """What is promised to the thread. A supplier's thread is promised nothing."""
    if thread.side != CUSTOMER:
        return Promise()
    return book.promise(kind=thread.kind, tier=thread.org_tier, priority=priority or thread.priority)


def reckoned(thread: Promised, clock: Clock, book: Book, *, priority: str = "") -> dict[str, Any]:
    """The thread's columns for a clock that moved, or for other standards, tier or priority."""
    return columns_of(clock, clocks.due(clock, promise_of(thread, book, priority=priority), book.calendar), book)


def after_question(thread: Promised, at: datetime) -> Clock | None:
    """The clock after a message of the company; None when nothing moves: an answer was owed already."""
    if thread.side != CUSTOMER:
        return None
    if thread.answer_since is not None and thread.paused_since is None and thread.settled_at is None:
        return None
    return clocks.asked(clock_of(thread), at) if thread.message_count else clocks.opened(at)


def after_answer(thread: Promised, at: datetime, book: Book) -> tuple[Clock | None, Answer | None]:
    """The clock after a message of ours, and what it answered; both None when no answer was owed."""
    if thread.side != CUSTOMER or thread.answer_since is None:
        return None, None
    clock = clock_of(thread)
    what = clock.owed
    due_at = thread.first_due_at or thread.next_due_at
    if due_at is None:  # we wait for the customer, and yet somebody answers: by what was promised without the wait
        due_at = clocks.due(clocks.resumed(clock, at), promise_of(thread, book), book.calendar).of(what)
    took = clocks.took(book.calendar, thread.answer_since, at, clock)
    return clocks.answered(clock, at), Answer(what, due_at, int(took.total_seconds()))


def after_status(thread: Promised, status: str, at: datetime) -> Clock:
    """The clock after a change of state by hand. Only words to the customer keep a promise of an answer, no state does."""
    clock = clock_of(thread)
    if status in SETTLED:
        return clocks.settled(clock, at)
    if clock.settled_at is not None:
        clock = clocks.reopened(clock, at)
        if status in (ANSWERED, WAITING):
            clock = replace(clock, answer_since=None)
    if status == WAITING:
        return clocks.paused(clock, at)
    clock = clocks.resumed(clock, at)
    return clocks.asked(clock, at) if status == OPEN else clock


def read_pauses(text: str) -> tuple[Pause, ...]:
    """Waits as the table keeps them: `1760000000-1760003600 …`."""
    found = []
    for part in text.split():
        begin, end = part.split("-")
        found.append((datetime.fromtimestamp(float(begin), UTC), datetime.fromtimestamp(float(end), UTC)))
    return tuple(found)


def write_pauses(pauses: tuple[Pause, ...]) -> str:
    """The same way back; to the microsecond, so that a clock read is the clock written."""
    return " ".join(f"{begin.timestamp():.6f}-{end.timestamp():.6f}" for begin, end in pauses)


COLUMNS = tuple(columns_of(Clock(), Due(), Book()))
"""What `columns_of` gives."""
OF_ANSWERS = ("due_at", "first_due_at", "next_due_at", "answer_since", "first_answered_at", "clock_marks", "watch_at")
"""Those of them that an ordinary question or answer moves."""


def is_ordinary(thread: Promised, clock: Clock) -> bool:
    """Whether only `OF_ANSWERS` differ: nothing began anew, no wait ended, the standards are those of before."""
    return (
        thread.paused_since is None
        and thread.settled_at is None
        and clock.resolve_since == thread.resolve_since
        and thread.promised_by == thread.standards
    )
