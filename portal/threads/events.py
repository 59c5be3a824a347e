"""What happens to threads, for others to hear of. Ids only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, slots=True)
class ThreadOpened(Event):
    """A company opened a thread, or staff opened one with a supplier."""

    thread_id: int


@dataclass(frozen=True, slots=True)
class MessagePosted(Event):
    """A message (not a note) was added; also said for a thread's first message."""

    thread_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class ThreadChanged(Event):
    """Status, owner, department or priority changed."""

    thread_id: int


@dataclass(frozen=True, slots=True)
class PromiseBroken(Event):
    """What a customer was promised is late: first, next or resolve. Said once for each promise."""

    thread_id: int
    promise: str
    due_at: str


@dataclass(frozen=True, slots=True)
class ThreadMerged(Event):
    """Everything said in a thread was moved into another of the same company."""

    thread_id: int
    into_id: int
