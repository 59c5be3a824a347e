"""The desk's work on a thread: take, assign, hand to a department, status, priority, bring a colleague in; and settling it.

Each change is a step on the thread's trail; the company sees who is in charge and whether it is settled, nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.events import record
from portal.core.live import announce
from portal.core.permissions import Actor
from portal.standards import clock as clocks
from portal.standards.books import book_of
from portal.standards.clock import Clock
from portal.threads import promised
from portal.threads.events import ThreadChanged
from portal.threads.models import (
    CLOSED,
    CUSTOMER,
    DEPARTMENTS,
    OPEN,
    PRIORITIES,
    RESOLVED,
    RESTRICTED_KINDS,
    STATUSES,
    Thread,
    ThreadGuest,
)
from portal.threads.policies import can_settle, can_work, is_about
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.outcomes import note_outcome, undo_outcome
from portal.threads.services.reading import insert_once
from portal.threads.services.telling import add_step, announce_thread

SETTLED = (RESOLVED, CLOSED)
_AUDITED = ("status", "owner_id", "department", "priority")


@dataclass(frozen=True, slots=True)
class Work:
    """What the desk sets on a thread, all at once. owner_id: None for nobody."""

    status: str
    owner_id: int | None
    department: str
    priority: str


def take_thread(session: Session, actor: Actor, *, no: str) -> bool:
    """Become the thread's owner. Returns False when one already was.

    Raises: NotFound, Forbidden, Conflict (somebody else took it first; assigning is another matter).
    """
    thread = _workable(session, actor, no)
    if thread.owner_id == actor.user_id:
        return False
    if thread.owner_id is not None:
        raise Conflict("%(name)s 已经接手了这个会话", name=thread.owner_name or "")
    _set(session, actor, thread, {"owner_id": actor.user_id})
    add_step(session, actor, thread_id=thread.id, kind="taken", public=True)
    _done(session, actor, thread, "thread.taken")
    return True


def take_by_answering(session: Session, actor: Actor, thread: ThreadView) -> None:
    """Who answers a thread of their department that nobody has is in charge of it: a customer is never left without a name.

    thread: read for update by who posts.
    """
    if thread.owner_id is not None or thread.department not in actor.departments or thread.status in SETTLED:
        return
    if not can_work(actor, thread):
        return
    _set(session, actor, thread, {"owner_id": actor.user_id})
    add_step(session, actor, thread_id=thread.id, kind="taken", public=True)
    _done(session, actor, thread, "thread.taken", by="answer")


def change_work(session: Session, actor: Actor, *, no: str, version: int, work: Work) -> None:
    """Set status, owner, department and priority as one form.

    Raises: NotFound, Forbidden, Invalid(field), Conflict when somebody changed them since `version`.
    """
    thread = _workable(session, actor, no)
    _check(work)
    owner_name = _owner_name(session, thread, work.owner_id)
    if thread.version != version:
        raise Conflict("同事刚刚改过这个会话的处理信息，请核对后再保存")
    before = Work(thread.status, thread.owner_id, thread.department, thread.priority)
    if work == before:
        return
    values: dict[str, Any] = {}
    if work.owner_id != before.owner_id:
        values["owner_id"] = work.owner_id
        kind = "assigned" if work.owner_id else "released"
        add_step(session, actor, thread_id=thread.id, kind=kind, public=bool(work.owner_id), name=owner_name)
    if work.department != before.department:
        values["department"] = work.department
        add_step(session, actor, thread_id=thread.id, kind="department", public=False, to=work.department)
    if work.priority != before.priority:
        values["priority"] = work.priority
        add_step(session, actor, thread_id=thread.id, kind="priority", public=False, to=work.priority)
    if work.status != before.status:
        values |= _status_values(session, thread, work.status, priority=work.priority)
        add_step(session, actor, thread_id=thread.id, kind="status", public=True, to=work.status)
    if work.priority != before.priority and "due_at" not in values:
        values |= _reckoned(session, thread, promised.clock_of(thread), priority=work.priority)
    _set(session, actor, thread, values)
    changed = {name: value for name, value in values.items() if name in _AUDITED}
    _done(session, actor, thread, "thread.changed", **changed)


def resolve(session: Session, actor: Actor, *, no: str) -> None:
    """Say that the matter is settled. Raises: NotFound, Forbidden."""
    thread = find_thread(session, actor, no, for_update=True)
    if not can_settle(actor, thread):
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    if thread.status in SETTLED:
        return
    _set(session, actor, thread, _status_values(session, thread, RESOLVED))
    add_step(session, actor, thread_id=thread.id, kind="status", public=True, to=RESOLVED)
    _done(session, actor, thread, "thread.resolved")


def reopen(session: Session, actor: Actor, *, no: str) -> None:
    """Open a settled thread again; it then waits for an answer. Raises: NotFound, Forbidden."""
    thread = find_thread(session, actor, no, for_update=True)
    if not can_settle(actor, thread):
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    if thread.status not in SETTLED:
        return
    if thread.merged_into_id is not None:
        raise Forbidden("本会话已并入另一个会话，请到那里继续")
    _set(session, actor, thread, _status_values(session, thread, OPEN))
    add_step(session, actor, thread_id=thread.id, kind="reopened", public=True)
    _done(session, actor, thread, "thread.reopened")


def bring_in(session: Session, actor: Actor, *, no: str, user_id: int) -> None:
    """Let a colleague read a complaint or suggestion. Raises: NotFound, Forbidden, Invalid("user_id")."""
    thread = _workable(session, actor, no)
    name = _owner_name(session, thread, user_id, field="user_id")
    insert_once(
        session,
        ThreadGuest,
        {"thread_id": thread.id, "user_id": user_id, "invited_by": actor.user_id, "created_at": now()},
    )
    add_step(session, actor, thread_id=thread.id, kind="guest", public=False, name=name)
    audit(session, actor, "thread.guest", f"thread:{thread.id}", user=user_id)
    announce(session, f"user:{user_id}", "threads")
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id, lists=False)


def _workable(session: Session, actor: Actor, no: str) -> ThreadView:
    thread = find_thread(session, actor, no, for_update=True)
    if not can_work(actor, thread):
        raise Forbidden("只有客服可以处理会话")
    if thread.merged_into_id is not None:
        raise Forbidden("本会话已并入另一个会话，请到那里继续")
    return thread


def _check(work: Work) -> None:
    for field, value, known in (
        ("status", work.status, STATUSES),
        ("department", work.department, DEPARTMENTS),
        ("priority", work.priority, PRIORITIES),
    ):
        if value not in known:
            raise Invalid(field, "请从列表中选择")


def _owner_name(session: Session, thread: ThreadView, user_id: int | None, *, field: str = "owner_id") -> str:
    if user_id is None:
        return ""
    row = session.execute(
        select(User.name, User.departments).where(
            User.id == user_id, User.is_staff.is_(True), User.disabled_at.is_(None)
        )
    ).first()
    if row is None:
        raise Invalid(field, "请从列表中选择")
    them = Actor(user_id=user_id, is_staff=True, departments=frozenset(filter(None, row.departments.split(","))))
    if is_about(them, thread.about):
        raise Invalid(field, "这位同事是被投诉的对象，不能参与处理")
    return str(row.name)


def _status_values(session: Session, thread: ThreadView, status: str, *, priority: str = "") -> dict[str, Any]:
    """The status, whether the company waits (only an open thread keeps who has waited longest), and the clocks after it."""
    moment = now()
    values = {"status": status, "waiting_since": (thread.waiting_since or moment) if status == OPEN else None}
    if thread.side != CUSTOMER:
        return values
    book = book_of(session, thread.standards)
    before = promised.clock_of(thread)
    clock = promised.after_status(thread, status, moment)
    if clock.settled_at is not None and before.settled_at is None:
        clock = replace(clock, marks=clock.marks | note_outcome(session, thread, before, book, moment))
    elif clock.settled_at is None and before.settled_at is not None:
        undo_outcome(session, thread, moment)
    return values | _reckoned(session, thread, clock, priority=priority or thread.priority)


def _reckoned(session: Session, thread: ThreadView, clock: Clock, *, priority: str) -> dict[str, Any]:
    """The clock's columns at this priority; under another one what is not late any more may be told again when it is."""
    book = book_of(session, thread.standards)
    if priority != thread.priority:
        promise = promised.promise_of(thread, book, priority=priority)
        clock = clocks.judged_anew(clock, promise, book.calendar, now())
    return promised.reckoned(thread, clock, book, priority=priority)


def _set(session: Session, actor: Actor, thread: ThreadView, values: dict[str, Any]) -> None:
    session.execute(update(Thread).where(Thread.id == thread.id).values(version=Thread.version + 1, **values))


def _done(session: Session, actor: Actor, thread: ThreadView, action: str, **facts: Any) -> None:
    audit(session, actor, action, f"thread:{thread.id}", **facts)
    record(session, ThreadChanged(thread_id=thread.id))
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id)
    if thread.kind in RESTRICTED_KINDS and facts.get("owner_id"):
        announce(session, f"user:{facts['owner_id']}", "threads")
