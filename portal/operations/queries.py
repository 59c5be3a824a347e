"""Reads the state of the machinery: queues, dead letters, the audit."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.core.audit import AuditEvent
from portal.core.clock import now
from portal.core.leases import HEARTBEAT, Lease
from portal.core.outbox import DEAD, PENDING, Job

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs of one name that are not done."""

    name: str
    due: int
    later: int
    dead: int
    oldest: datetime | None


def queues(session: Session) -> list[Queue]:
    """All queues that hold something."""
    moment = now()
    due = (Job.state == PENDING) & (Job.run_after <= moment)
    rows = session.execute(
        select(
            Job.name,
            func.sum(case((due, 1), else_=0)),
            func.sum(case(((Job.state == PENDING) & (Job.run_after > moment), 1), else_=0)),
            func.sum(case((Job.state == DEAD, 1), else_=0)),
            func.min(case((due, Job.run_after))),
        )
        .group_by(Job.name)
        .order_by(Job.name)
    )
    return [Queue(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A job that failed too often. Of what it carries only what cannot be secret is shown: ids and a template's name."""

    id: int
    name: str
    about: str
    error: str
    trace: str
    attempts: int
    created_at: datetime


def dead_letters(session: Session, *, hidden: Mapping[int, str] | None = None) -> list[DeadLetter]:
    """The newest dead letters. hidden: threads, by id and number, whose letters are not there for who asks."""
    rows = session.execute(
        select(Job.id, Job.name, Job.payload, Job.error, Job.attempts, Job.created_at)
        .where(Job.state == DEAD)
        .order_by(Job.id.desc())
        .limit(SHOWN)
    )
    return [
        DeadLetter(
            row.id, row.name, _about(row.payload), _last_line(row.error), row.error or "", row.attempts, row.created_at
        )
        for row in rows
        if not (hidden and _speaks_of(row.payload, hidden))
    ]


def _speaks_of(payload: dict[str, Any], hidden: Mapping[int, str]) -> bool:
    text = json.dumps(payload, ensure_ascii=False)
    return payload.get("thread_id") in hidden or any(no in text for no in hidden.values())


def _about(payload: dict[str, Any]) -> str:
    shown = {
        key: value for key, value in payload.items() if key in ("template", "kind", "to") or isinstance(value, int)
    }
    return " · ".join(f"{key} {value}" for key, value in shown.items())


def _last_line(error: str | None) -> str:
    lines = (error or "").strip().splitlines()
    return lines[-1][:300] if lines else ""


def worker_seen(session: Session) -> datetime | None:
    """When a worker last said that it is alive."""
    return session.execute(select(Lease.ran_at).where(Lease.name == HEARTBEAT)).scalar()


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]
    request_id: str


def find_audit(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    before: int | None,
    size: int,
    hidden: Collection[str] = (),
) -> list[AuditRow]:
    """Newest first. actor and action match from the beginning, subject whole (`organisation:7`); "" matches all.

    hidden: subjects that are not there for who asks.
    """
    query = select(
        AuditEvent.id, AuditEvent.at, AuditEvent.actor, AuditEvent.action, AuditEvent.subject, AuditEvent.facts,
        AuditEvent.request_id,
    ).order_by(AuditEvent.id.desc()).limit(size)  # fmt: skip
    if actor:
        query = query.where(AuditEvent.actor.startswith(actor, autoescape=True))
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    if subject:
        query = query.where(AuditEvent.subject == subject)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    if hidden:
        query = query.where(AuditEvent.subject.not_in(hidden))
    return [AuditRow(*row) for row in session.execute(query)]
