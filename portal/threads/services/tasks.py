"""Tasks: parts of a case that departments work on beside each other. The company never sees one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from portal.accounts.queries import staff_in
from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.live import announce
from portal.core.permissions import SYSTEM, Actor
from portal.core.texts import N_
from portal.core.uow import Database
from portal.threads.casefile import Task
from portal.threads.clocks import near_before
from portal.threads.models import ACTIVE, DEPARTMENTS, Thread
from portal.threads.policies import can_work
from portal.threads.queries import ThreadView, find_thread, staff_choices
from portal.threads.services.locking import A_DOUBLE_CLICK
from portal.threads.services.mentions import sees
from portal.threads.services.telling import add_step, tell_staff

MAX_TITLE = 120
FARTHEST = timedelta(days=731)
NEAR = N_("任务请在 %(due)s 前完成：%(title)s")
LATE = N_("任务到期还没有完成：%(title)s")


def add_task(
    session: Session,
    actor: Actor,
    *,
    no: str,
    title: str,
    department: str,
    assignee_id: int | None,
    due_at: datetime | None,
) -> int:
    """Add a task for a department, or for one of the staff. Returns its id.

    Raises: NotFound, Forbidden, Invalid("title", "department", "assignee_id", "due_at").
    """
    thread = _workable(session, actor, no)
    title = " ".join(title.split())
    if not title:
        raise Invalid("title", "请填写要做什么")
    if len(title) > MAX_TITLE:
        raise Invalid("title", "最多 %(max)s 个字", max=MAX_TITLE)
    if department not in DEPARTMENTS:
        raise Invalid("department", "请选择部门")
    if due_at is not None and abs(due_at - now()) > FARTHEST:  # its warning is counted day by day
        raise Invalid("due_at", "请选择两年以内的时间")
    if assignee_id is not None:
        if assignee_id not in {user_id for user_id, _name, _departments in staff_choices(session)}:
            raise Invalid("assignee_id", "请从列表中选择")
        if not sees(session, assignee_id, thread):
            raise Invalid("assignee_id", "这位同事看不到这个会话，请先邀请协助")
    said_before = _just_added(session, actor, thread, title, department, assignee_id, due_at)
    if said_before is not None:
        return said_before
    result = session.execute(
        insert(Task).values(
            thread_id=thread.id, title=title, department=department, assignee_id=assignee_id, due_at=due_at,
            warn_at=near_before(session, department, now(), due_at) if due_at is not None and due_at > now() else None,
            created_by=actor.user_id, created_name=actor.name[:60], created_at=now(),
        )
    )  # fmt: skip
    task_id: int = result.inserted_primary_key[0]  # type: ignore[attr-defined]
    concerned = [assignee_id] if assignee_id else staff_in(session, department)
    tell_staff(
        session,
        [one for one in concerned if one != actor.user_id and sees(session, one, thread)],
        key=f"task:{task_id}",
        says=N_("%(name)s 交给您一项任务：%(title)s"),
        values={"name": actor.name, "title": title},
        no=thread.no,
    )
    add_step(session, actor, thread_id=thread.id, kind="task", public=False, title=title, to=department)
    _done(session, actor, thread, "task.added", task_id)
    return task_id


def _just_added(
    session: Session,
    actor: Actor,
    thread: ThreadView,
    title: str,
    department: str,
    assignee_id: int | None,
    due_at: datetime | None,
) -> int | None:
    """The same task by the same person a moment ago: its form was sent twice. The thread is locked."""
    return session.scalar(
        select(Task.id).where(
            Task.thread_id == thread.id, Task.created_by == actor.user_id, Task.title == title, Task.department == department,
            Task.assignee_id.is_not_distinct_from(assignee_id), Task.due_at.is_not_distinct_from(due_at),
            Task.created_at > now() - A_DOUBLE_CLICK,
        ).limit(1)
    )  # fmt: skip


def finish_task(session: Session, actor: Actor, *, no: str, task_id: int, outcome: str) -> None:
    """Say that it is done, and what came of it. Raises: NotFound, Forbidden, Invalid("outcome"), Conflict (done already)."""
    thread = _workable(session, actor, no)
    task = session.scalars(select(Task).where(Task.id == task_id, Task.thread_id == thread.id)).first()
    if task is None:
        raise NotFound("没有这项任务")
    if task.done_at is not None:
        raise Conflict("这项任务已经由 %(name)s 完成", name=task.done_name)
    outcome = outcome.strip()
    if not outcome:
        raise Invalid("outcome", "请填写办理结果")
    task.done_at, task.done_by, task.done_name, task.outcome = now(), actor.user_id, actor.name[:60], outcome[:1000]
    session.flush()  # its row is whole before the notice speaks of it
    people = {task.created_by, thread.owner_id or task.created_by} - {actor.user_id}
    tell_staff(
        session,
        [one for one in sorted(people) if one and sees(session, one, thread)],
        key=f"task:{task.id}:done",
        says=N_("%(name)s 完成了任务：%(title)s"),
        values={"name": actor.name, "title": task.title},
        no=thread.no,
    )
    add_step(session, actor, thread_id=thread.id, kind="task_done", public=False, title=task.title)
    _done(session, actor, thread, "task.done", task.id)


def remind_of_tasks(database: Database) -> None:
    """Periodic: whoever has a task hears once when three quarters of its time are gone, and once when it is late."""
    with database.writing() as session:
        moment = now()
        waiting = session.execute(
            select(Task, Thread.no)
            .join(Thread, Thread.id == Task.thread_id)
            .where(
                Task.done_at.is_(None),
                Thread.status.in_(ACTIVE),  # what is settled presses nobody
                or_(Task.warn_at <= moment, (Task.due_at <= moment) & Task.reminded_at.is_(None)),
            )
            .order_by(Task.id)
            .limit(200)
        ).all()
        for task, no in waiting:
            is_late = task.due_at is not None and task.due_at <= moment
            task.warn_at = None
            if is_late:
                task.reminded_at = moment
            _remind(session, task, find_thread(session, SYSTEM, no), is_late=is_late)


def reckon_tasks(session: Session, department: str = "") -> None:
    """When three quarters are gone, by the working time as it is now. Who was warned is not warned again."""
    query = select(Task).where(Task.done_at.is_(None), Task.warn_at.is_not(None), Task.due_at.is_not(None))
    if department:
        query = query.where(Task.department == department)
    for task in session.scalars(query.order_by(Task.id).with_for_update()):
        if task.due_at is not None:
            task.warn_at = near_before(session, task.department, task.created_at, task.due_at)


def _remind(session: Session, task: Task, thread: ThreadView, *, is_late: bool) -> None:
    """Its assignee; where there is none its department, and when it is late who gave it."""
    people = [task.assignee_id] if task.assignee_id else list(staff_in(session, task.department))
    if is_late and not task.assignee_id:
        people.append(task.created_by)
    due = {} if is_late or task.due_at is None else {"due": f"{task.due_at.astimezone(SHANGHAI):%m-%d %H:%M}"}
    tell_staff(
        session,
        [one for one in dict.fromkeys(people) if sees(session, one, thread)],
        key=f"task:{task.id}:{'due' if is_late else 'near'}",
        says=LATE if is_late else NEAR,
        values={"title": task.title} | due,
        no=thread.no,
    )


def _workable(session: Session, actor: Actor, no: str) -> ThreadView:
    thread = find_thread(session, actor, no, for_update=True)
    if not can_work(actor, thread):
        raise Forbidden("只有客服可以处理会话")
    if thread.merged_into_id is not None:
        raise Forbidden("本会话已并入另一个会话，请到那里继续")
    return thread


def _done(session: Session, actor: Actor, thread: ThreadView, action: str, task_id: int) -> None:
    audit(session, actor, action, f"thread:{thread.id}", task=task_id)
    announce(session, f"desk:{thread.no}", "changed", thread=thread.no)  # the staff's pages of it, and nobody else
