"""What the sample talk promised and kept: each thread's history told to the same clock that runs for real ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.demo.dice import insert_plain
from portal.demo.stage import Said, Spoken
from portal.standards import clock as clocks
from portal.standards.books import DEFAULT_BOOK
from portal.standards.clock import Clock, Due
from portal.standards.promises import Promise
from portal.threads.models import CLOSED, DEPARTMENT_OF, RESOLVED, RESTRICTED_KINDS, WAITING, Message, Outcome, Thread
from portal.threads.promised import columns_of

AFTER = timedelta(minutes=2)
"""How long after the last word somebody set the state."""


def load_promises(session: Session, threads: Sequence[Spoken], statuses: Sequence[str], *, moment: datetime) -> None:
    """Write the promises of threads that stand in the tables already."""
    told = [Told(thread, status, moment) for thread, status in zip(threads, statuses, strict=True)]
    session.execute(update(Thread), [{"id": t.id} | one.columns for t, one in zip(threads, told, strict=True)])
    answers = [
        {"id": said.id} | one.answers[id(said)]
        for t, one in zip(threads, told, strict=True)
        for said in t.messages
        if id(said) in one.answers
    ]
    if answers:
        session.execute(update(Message), answers)
    insert_plain(
        session,
        Outcome,
        [
            {"thread_id": t.id, "department": t.row["department"]} | one.outcome
            for t, one in zip(threads, told, strict=True)
            if one.outcome
        ],
    )


def acknowledged(thread: Spoken) -> dict[str, str]:
    """What the acknowledgement of a new thread said: as `threads.services.acknowledging` stores it."""
    kind, opened, calendar = thread.row["kind"], thread.messages[0].at, DEFAULT_BOOK.calendar
    promise = DEFAULT_BOOK.promise(kind=kind, tier="", priority="normal")
    due = clocks.due(clocks.opened(opened), promise, calendar).first
    resumes = calendar.after(opened, timedelta(0))
    return {
        "owner": "",
        "department": "" if kind in RESTRICTED_KINDS else DEPARTMENT_OF[kind],
        "due_at": due.isoformat() if due else "",
        "resumes_at": resumes.isoformat() if resumes > opened else "",
    }


class Told:
    """One thread's promises: its columns, which messages answered what, and how it was settled."""

    def __init__(self, thread: Spoken, status: str, moment: datetime) -> None:
        self.answers: dict[int, dict[str, Any]] = {}
        self.outcome: dict[str, Any] | None = None
        if thread.parent is not None:
            self.columns = columns_of(Clock(), Due(), DEFAULT_BOOK)
            return
        calendar = DEFAULT_BOOK.calendar
        promise = DEFAULT_BOOK.promise(kind=thread.row["kind"], tier="", priority=thread.row.get("priority", "normal"))
        clock = clocks.opened(thread.messages[0].at)
        for said in thread.messages[1:]:
            if said.staff:
                self._answered(said, clock, promise)
                clock = clocks.answered(clock, said.at)
            else:
                clock = clocks.asked(clock, said.at)
        end = thread.messages[-1].at + AFTER
        if status == WAITING:
            clock = clocks.paused(clock, end)
        elif status in (RESOLVED, CLOSED):
            due = clocks.due(clock, promise, calendar)
            took = clocks.took(calendar, thread.messages[0].at, end, clock)
            self.outcome = {
                "since": thread.messages[0].at, "due_at": due.resolve, "settled_at": end, "took_s": int(took.total_seconds()),
                "owner_id": thread.owner.id if thread.owner else None, "undone_at": None,
            }  # fmt: skip
            clock = clocks.settled(clock, end)
        clock, _news = clocks.look(clock, promise, calendar, moment)
        self.columns = columns_of(clock, clocks.due(clock, promise, calendar), DEFAULT_BOOK)

    def _answered(self, said: Said, clock: Clock, promise: Promise) -> None:
        if clock.answer_since is None:
            return
        calendar = DEFAULT_BOOK.calendar
        took = clocks.took(calendar, clock.answer_since, said.at, clock)
        self.answers[id(said)] = {
            "answers": clock.owed,
            "answer_due_at": clocks.due(clock, promise, calendar).of(clock.owed),
            "answer_took_s": int(took.total_seconds()),
        }
