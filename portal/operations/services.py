"""Dead letters: run again, or dropped."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, NotFound
from portal.core.outbox import DEAD, PENDING, Job
from portal.core.permissions import Actor


def run_again(session: Session, actor: Actor, *, job_id: int) -> None:
    """Give a dead letter all its attempts again. Raises: Forbidden, NotFound."""
    name = _dead(session, actor, job_id)
    values: dict[str, Any] = {
        "state": PENDING,
        "attempts": 0,
        "run_after": now(),
        "claimed_by": None,
        "claimed_until": None,
    }
    session.execute(update(Job).where(Job.id == job_id).values(values))
    audit(session, actor, "job.run_again", f"job:{job_id}", name=name)


def drop(session: Session, actor: Actor, *, job_id: int) -> None:
    """Remove a dead letter for good. Raises: Forbidden, NotFound."""
    name = _dead(session, actor, job_id)
    session.execute(delete(Job).where(Job.id == job_id))
    audit(session, actor, "job.dropped", f"job:{job_id}", name=name)


def _dead(session: Session, actor: Actor, job_id: int) -> str:
    if not actor.is_admin:
        raise Forbidden("此操作需要管理员权限")
    name = session.scalar(select(Job.name).where(Job.id == job_id, Job.state == DEAD))
    if name is None:
        raise NotFound("任务不存在")
    return name
