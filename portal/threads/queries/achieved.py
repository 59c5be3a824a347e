"""What was really achieved: how many promises were kept, and how long things took, over the last days. Good or bad.

The public figures leave out complaints and suggestions: where there are few, a total that moves would tell that one came in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.remembered import remembered
from portal.standards.terms import FIRST, NEXT, RESOLVE
from portal.threads.models import ACTIVE, CUSTOMER, RESTRICTED_KINDS, Message, Outcome, Thread

K = TypeVar("K", bound=Hashable)
KEEP_S = 600
MOST_DAYS = 90
ALL = ""
"""All kinds together."""


@dataclass(frozen=True, slots=True)
class Done:
    """A promise that ran out in one way or the other. took_s None: late and still open, or never done."""

    kind: str
    what: str
    at: datetime
    took_s: int | None
    kept: bool | None
    """None where nothing was promised: it counts for how long things take, not for what was kept."""
    department: str = ""
    person: int | None = None
    """Who answered or settled it; of what is late still, who is in charge."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How one promise was kept. promised: how many were; kept: of those; median and ninety in working seconds."""

    promised: int = 0
    kept: int = 0
    done: int = 0
    median_s: int | None = None
    ninety_s: int | None = None

    @property
    def share(self) -> int | None:
        """Whole per cent; a broken promise never rounds to a hundred."""
        if not self.promised:
            return None
        share = round(100 * self.kept / self.promised)
        return min(share, 99) if self.kept < self.promised else share


Figures = dict[tuple[str, str], Figure]
"""By kind ('' for all) and promise."""


def achieved(session: Session, days: int) -> Figures:
    """The public figures of the last so many days; at most ten minutes old."""
    return remembered(session, ("achieved", days), lambda: _achieved(session, days), keep_s=KEEP_S)


def _achieved(session: Session, days: int) -> Figures:
    found = remembered(session, "achieved", lambda: _read(session), keep_s=KEEP_S)
    since = now() - timedelta(days=days)
    return figures_of(one for one in found if one.at >= since)


def figures_of(found: Iterable[Done]) -> Figures:
    """Put together by kind and promise, and over all kinds."""
    return grouped(found, lambda one: ((one.kind, one.what), (ALL, one.what)))


def grouped(found: Iterable[Done], keys_of: Callable[[Done], Iterable[K]]) -> dict[K, Figure]:
    """The figure of each group; keys_of says in which groups something counts."""
    groups: dict[K, list[Done]] = defaultdict(list)
    for one in found:
        for key in keys_of(one):
            groups[key].append(one)
    return {key: _figure(rows) for key, rows in groups.items()}


def _figure(rows: Sequence[Done]) -> Figure:
    took = sorted(one.took_s for one in rows if one.took_s is not None)
    judged = [one for one in rows if one.kept is not None]
    return Figure(
        promised=len(judged),
        kept=sum(1 for one in judged if one.kept),
        done=len(took),
        median_s=nearest_rank(took, 50),
        ninety_s=nearest_rank(took, 90),
    )


def nearest_rank(took: Sequence[int], per_cent: int) -> int | None:
    """The nearest rank: so many per cent took no longer."""
    return took[max(0, -(-len(took) * per_cent // 100) - 1)] if took else None


def _read(session: Session) -> list[Done]:
    moment = now()
    return read_done(
        session,
        since=moment - timedelta(days=MOST_DAYS),
        until=moment + timedelta(days=1),
        only=[Thread.kind.not_in(RESTRICTED_KINDS)],
    )


def read_done(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    only: Sequence[ColumnElement[bool]] = (),
    department: str = "",
    person: int | None = None,
    most: int | None = None,
) -> list[Done]:
    """What was answered, settled or became late in a time: three statements.

    only: of these threads; department, person: theirs alone; most: the newest so many of each.
    """

    def theirs(departments: Any, people: Any) -> list[Any]:
        conditions = [departments == department] if department else []
        return [*only, *conditions, *([people == person] if person is not None else [])]

    answers = session.execute(
        select(
            Thread.kind, Message.answers, Message.created_at, Message.answer_took_s, Message.answer_due_at,
            Thread.department, Message.author_id,
        )
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.answers != "", Message.created_at >= since, Message.created_at < until, *theirs(Thread.department, Message.author_id))
        .order_by(Message.created_at.desc())
        .limit(most)
    )  # fmt: skip
    found = [
        Done(
            row.kind, row.answers, row.created_at, row.answer_took_s, _kept(row.created_at, row.answer_due_at),
            row.department, row.author_id,
        )
        for row in answers
    ]  # fmt: skip
    outcomes = session.execute(
        select(
            Thread.kind, Outcome.settled_at, Outcome.took_s, Outcome.due_at, Outcome.department, Outcome.owner_id,
            Outcome.undone_at, Outcome.unanswered,
        )
        .join(Thread, Thread.id == Outcome.thread_id)
        .where(
            Outcome.settled_at >= since, Outcome.settled_at < until, Outcome.undone_at.is_(None) | (Outcome.unanswered != ""),
            *theirs(Outcome.department, Outcome.owner_id),
        )
        .order_by(Outcome.settled_at.desc())
        .limit(most)
    )  # fmt: skip
    for one in outcomes:
        if one.undone_at is None:
            kept = _kept(one.settled_at, one.due_at)
            found.append(Done(one.kind, RESOLVE, one.settled_at, one.took_s, kept, one.department, one.owner_id))
        if one.unanswered:
            found.append(Done(one.kind, one.unanswered, one.settled_at, None, False, one.department, one.owner_id))
    # What is late and still open is broken already: it must not wait for its end to count.
    moment = min(now(), until)
    late = session.execute(
        select(
            Thread.kind, Thread.first_due_at, Thread.next_due_at, Thread.resolve_due_at, Thread.department, Thread.owner_id
        )
        .where(Thread.side == CUSTOMER, Thread.status.in_(ACTIVE), Thread.due_at <= moment, *theirs(Thread.department, Thread.owner_id))
        .order_by(Thread.due_at.desc())
        .limit(most)
    )  # fmt: skip
    for row in late:
        for what, due_at in ((FIRST, row.first_due_at), (NEXT, row.next_due_at), (RESOLVE, row.resolve_due_at)):
            if due_at is not None and since <= due_at <= moment:
                found.append(Done(row.kind, what, due_at, None, False, row.department, row.owner_id))
    return found


def _kept(at: datetime, due_at: datetime | None) -> bool | None:
    return None if due_at is None else at <= due_at
