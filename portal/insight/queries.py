"""The figures of a time and a scope, added up in the database; only how long things took is read line by line, and not without end.

Complaints count for supervision alone, and never for whom they are about: every statement asks only the threads that are there
for the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select, text
from sqlalchemy.orm import Session

from portal.casework.models import Rating, Recovery
from portal.casework.models.recovery import COMPLAINT
from portal.casework.queries import CauseCount, RecoveryFilter, count_causes
from portal.casework.rules import LOW
from portal.core.clock import now, today
from portal.core.permissions import Actor
from portal.core.remembered import remembered
from portal.insight.periods import AGES_H, Period
from portal.insight.policies import Scope
from portal.threads.casefile import HandOff
from portal.threads.models import ACTIVE, CUSTOMER, RESTRICTED_KINDS, Outcome, Thread
from portal.threads.policies import keys_of, supervises, visible_to
from portal.threads.queries.achieved import Done, Figure, grouped, read_done

MOST_DONE = 50_000
"""So many answers and so many settlements of one time, the newest, are looked at for how long they took."""


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Open cases of one department, person and age."""

    department: str
    person: int | None
    age: int
    count: int
    today: int
    late: int


@dataclass(frozen=True, slots=True)
class Amount:
    """Something counted, of one department and person in one step of the period. The meaning of `values` is its list's."""

    department: str
    person: int | None
    step: int
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """All that a page shows, before it is in words."""

    open: Sequence[OpenCases]
    done: dict[tuple[Any, ...], Figure]
    """By ("all", promise), ("department", code, promise), ("person", id, promise), ("step", place, promise), ("cell", kind, code)."""
    settled: Sequence[Amount]
    """Settled, and of those opened again."""
    opened: Sequence[Amount]
    """Opened, and the hand-offs of these."""
    ratings: Sequence[Amount]
    """Count, low ones, sums of quality, speed and attitude."""
    recovered: Sequence[tuple[str, Amount]]
    """By occasion: count and cost."""
    causes: Sequence[CauseCount]
    """Of complaints."""


def insight_of(session: Session, actor: Actor, *, scope: Scope, period: Period) -> Insight:
    """The figures, at most a minute old. The scope is one that `policies.scope_for` gave this actor."""
    key = ("insight", actor.user_id, keys_of(actor), supervises(actor), scope, period.first, period.last)
    return remembered(session, key, partial(_insight, session, actor, scope, period))


def _insight(session: Session, actor: Actor, scope: Scope, period: Period) -> Insight:
    seen = [visible_to(actor), Thread.side == CUSTOMER]
    if not supervises(actor):
        seen.append(Thread.kind.not_in(RESTRICTED_KINDS))
    done = read_done(
        session,
        since=period.since,
        until=period.until,
        only=seen,
        department=scope.department,
        person=scope.person,
        most=MOST_DONE,
    )
    whole = scope.person is None and supervises(actor)
    return Insight(
        open=_open(session, seen, scope),
        done=grouped(done, partial(_groups, period)),
        settled=_settled(session, seen, scope, period),
        opened=_opened(session, seen, scope, period),
        ratings=_ratings(session, seen, scope, period),
        recovered=_recovered(session, seen, scope, period) if whole else (),
        causes=count_causes(
            session,
            actor,
            wanted=RecoveryFilter(
                occasion=COMPLAINT, since=period.since, until=period.until, department=scope.department
            ),
        )
        if whole
        else (),
    )


def _groups(period: Period, one: Done) -> list[tuple[Any, ...]]:
    return [
        ("all", one.what),
        ("department", one.department, one.what),
        ("person", one.person, one.what),
        ("step", period.step_of(one.at), one.what),
        ("cell", one.kind, one.department),
        ("breaches", "department", one.department),
        ("breaches", "person", one.person),
    ]


def _theirs(scope: Scope, department: Any, person: Any) -> list[ColumnElement[bool]]:
    found = [department == scope.department] if scope.department else []
    return [*found, *([person == scope.person] if scope.person is not None else [])]


def _step(period: Period, moment: Any) -> Any:
    bounds = [Period(day, day).since for day in period.steps[1:]]
    if not bounds:
        return literal(0).label("step")
    return case(*((moment < bound, number) for number, bound in enumerate(bounds)), else_=len(bounds)).label("step")


def _amounts(session: Session, query: Any, department: Any, person: Any) -> list[Amount]:
    """Rows of (department, person, step, values…), put together in the database."""
    rows = session.execute(query.group_by(department, person, text("step")))
    return [Amount(row[0], row[1], int(row[2]), tuple(row[3:])) for row in rows]


def _open(session: Session, seen: Sequence[Any], scope: Scope) -> list[OpenCases]:
    moment = now()
    begun = func.coalesce(Thread.resolve_since, Thread.created_at)
    age = case(
        *((begun > moment - timedelta(hours=hours), place) for place, hours in enumerate(AGES_H)), else_=len(AGES_H)
    ).label("age")
    rows = session.execute(
        select(
            Thread.department, Thread.owner_id, age, func.count(),
            func.count().filter(Thread.due_at > moment, Thread.due_at < today() + timedelta(days=1)),
            func.count().filter(Thread.due_at <= moment),
        )
        .where(Thread.status.in_(ACTIVE), *seen, *_theirs(scope, Thread.department, Thread.owner_id))
        .group_by(Thread.department, Thread.owner_id, text("age"))
    )  # fmt: skip
    return [OpenCases(*row) for row in rows]


def _settled(session: Session, seen: Sequence[Any], scope: Scope, period: Period) -> list[Amount]:
    query = (
        select(
            Outcome.department, Outcome.owner_id, _step(period, Outcome.settled_at), func.count(), func.count(Outcome.undone_at)
        )
        .join(Thread, Thread.id == Outcome.thread_id)
        .where(
            Outcome.settled_at >= period.since, Outcome.settled_at < period.until, *seen,
            *_theirs(scope, Outcome.department, Outcome.owner_id),
        )
    )  # fmt: skip
    return _amounts(session, query, Outcome.department, Outcome.owner_id)


def _opened(session: Session, seen: Sequence[Any], scope: Scope, period: Period) -> list[Amount]:
    handed = (
        select(HandOff.thread_id.label("thread_id"), func.count().label("n"))
        .join(Thread, Thread.id == HandOff.thread_id)
        .where(Thread.created_at >= period.since, Thread.created_at < period.until)
        .group_by(HandOff.thread_id)
        .subquery()
    )
    query = (
        select(
            Thread.department, Thread.owner_id, _step(period, Thread.created_at), func.count(),
            func.coalesce(func.sum(handed.c.n), 0),
        )
        .outerjoin(handed, handed.c.thread_id == Thread.id)
        .where(
            Thread.created_at >= period.since, Thread.created_at < period.until, *seen,
            *_theirs(scope, Thread.department, Thread.owner_id),
        )
    )  # fmt: skip
    return _amounts(session, query, Thread.department, Thread.owner_id)


def _ratings(session: Session, seen: Sequence[Any], scope: Scope, period: Period) -> list[Amount]:
    low = or_(Rating.quality <= LOW, Rating.speed <= LOW, Rating.attitude <= LOW)
    query = (
        select(
            Rating.department, Rating.owner_id, _step(period, Rating.created_at), func.count(), func.count().filter(low),
            func.sum(Rating.quality), func.sum(Rating.speed), func.sum(Rating.attitude),
        )
        .join(Thread, Thread.id == Rating.thread_id)
        .where(
            Rating.created_at >= period.since, Rating.created_at < period.until, *seen,
            *_theirs(scope, Rating.department, Rating.owner_id),
        )
    )  # fmt: skip
    return _amounts(session, query, Rating.department, Rating.owner_id)


def _recovered(session: Session, seen: Sequence[Any], scope: Scope, period: Period) -> list[tuple[str, Amount]]:
    rows = session.execute(
        select(
            Recovery.occasion, Thread.department, _step(period, Recovery.opened_at), func.count(),
            func.coalesce(func.sum(Recovery.cost), Decimal(0)),
        )
        .join(Thread, Thread.id == Recovery.thread_id)
        .where(
            Recovery.opened_at >= period.since, Recovery.opened_at < period.until, *seen,
            *_theirs(scope, Thread.department, Thread.owner_id),
        )
        .group_by(Recovery.occasion, Thread.department, text("step"))
    )  # fmt: skip
    return [(row[0], Amount(row[1], None, int(row[2]), (int(row[3]), Decimal(row[4])))) for row in rows]
