"""What the staff read of a case: hand-offs, tasks, who watches, what it is tied to. The caller has found the thread first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, not_, or_, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.core.permissions import Actor
from portal.organisations.models import Organisation
from portal.threads.casefile import HandOff, Task, ThreadLink, ThreadWatcher
from portal.threads.models import Thread
from portal.threads.policies import supervises, visible_to
from portal.threads.queries.one import ThreadView


@dataclass(frozen=True, slots=True)
class HandOffView:
    """A hand-off, as both departments see it."""

    id: int
    from_department: str
    to_department: str
    reason: str
    asked: str
    state: str
    by_id: int
    by_name: str
    created_at: datetime
    accept_by: datetime
    escalated_at: datetime | None
    accepted_at: datetime | None
    accepted_name: str
    due_at: datetime
    breached_at: datetime | None
    ended_at: datetime | None
    ended_name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task."""

    id: int
    title: str
    department: str
    assignee: str | None
    due_at: datetime | None
    created_name: str
    created_at: datetime
    done_at: datetime | None
    done_name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A thread this one is tied to."""

    id: int
    no: str
    subject: str
    status: str
    org_name: str

    @property
    def url(self) -> str:
        return f"/threads/{self.no}"


def list_hand_offs(session: Session, thread: ThreadView) -> Sequence[HandOffView]:
    """The thread's hand-offs, newest first."""
    names = list(HandOffView.__slots__)  # the table's own names, in the view's order
    rows = session.execute(
        select(*(getattr(HandOff, name) for name in names))
        .where(HandOff.thread_id == thread.id)
        .order_by(HandOff.id.desc())
        .limit(50)
    )
    return [HandOffView(*row) for row in rows]


def list_tasks(session: Session, thread: ThreadView) -> Sequence[TaskView]:
    """The thread's tasks: open ones first, what is due soonest on top."""
    rows: Any = session.execute(
        select(
            Task.id, Task.title, Task.department, User.name, Task.due_at, Task.created_name, Task.created_at, Task.done_at,
            Task.done_name, Task.outcome,
        )
        .outerjoin(User, User.id == Task.assignee_id)
        .where(Task.thread_id == thread.id)
        .order_by(Task.done_at.is_not(None), Task.due_at.is_(None), Task.due_at, Task.id)
        .limit(50)
    )  # fmt: skip
    return [TaskView(*row) for row in rows]


def list_links(session: Session, actor: Actor, thread: ThreadView) -> Sequence[LinkView]:
    """The threads it is tied to, as far as the actor sees them. Where the customer is unnamed to them the other would name them: none."""
    if thread.is_masked:
        return []
    other = aliased(ThreadLink)
    joined = or_(
        (other.thread_id == thread.id) & (other.other_id == Thread.id),
        (other.other_id == thread.id) & (other.thread_id == Thread.id),
    )
    unnamed = false() if supervises(actor) else Thread.is_anonymous
    rows = session.execute(
        select(Thread.id, Thread.no, Thread.subject, Thread.status, Organisation.name)
        .join(other, joined)
        .join(Organisation, Organisation.id == Thread.org_id)
        .where(visible_to(actor), not_(unnamed))
        .order_by(Thread.id.desc())
        .limit(50)
    )
    return [LinkView(*row) for row in rows]


def list_watchers(session: Session, thread: ThreadView) -> Sequence[tuple[int, str]]:
    """Who watches it: (id, name)."""
    rows = session.execute(
        select(User.id, User.name)
        .join(ThreadWatcher, ThreadWatcher.user_id == User.id)
        .where(ThreadWatcher.thread_id == thread.id, User.disabled_at.is_(None))
        .order_by(User.name)
        .limit(50)
    )
    return [(row.id, row.name) for row in rows]
