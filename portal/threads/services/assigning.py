"""Who gets a new thread: by department, taking turns or to whom has least, never to somebody who is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.queries import staff_in
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.outbox import enqueue
from portal.core.permissions import SYSTEM, Actor, Department
from portal.core.texts import N_
from portal.threads.casefile import LEAST, MODES, NEVER, ROUND, Absence, DeskRule
from portal.threads.clocks import RECKON
from portal.threads.models import ACTIVE, DEPARTMENTS, Thread
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.mentions import sees
from portal.threads.services.telling import add_step, announce_thread, tell_staff

HERE = timedelta(minutes=30)
"""Who was seen within this time (`accounts.seen`: a page asked for, a page left open) is present."""


def rule_of(session: Session, department: str) -> DeskRule:
    """How a department works; the defaults where nobody has said."""
    rule = session.scalars(select(DeskRule).where(DeskRule.department == department)).first()
    return rule or DeskRule(
        department=department, mode=NEVER, accept_minutes=30, work_minutes=240, last_user_id=None, version=0
    )


def set_rule(
    session: Session, actor: Actor, *, department: str, version: int, mode: str, accept_minutes: int, work_minutes: int
) -> None:
    """Change how a department works: its own staff, supervision and administrators.

    Raises: Forbidden, Invalid("mode", "accept_minutes", "work_minutes"), Conflict.
    """
    if department not in DEPARTMENTS or not actor.works_in(department, Department.SUPERVISION):
        raise Forbidden("只能修改自己部门的设置")
    if mode not in MODES:
        raise Invalid("mode", "请从列表中选择")
    for field, value, most in (("accept_minutes", accept_minutes, 2400), ("work_minutes", work_minutes, 24000)):
        if not 5 <= value <= most:
            raise Invalid(field, "请填写 5 到 %(max)s 之间的整数", max=most)
    rule = session.scalars(select(DeskRule).where(DeskRule.department == department).with_for_update()).first()
    if (rule.version if rule else 0) != version:
        raise Conflict("同事刚刚改过这项设置，请核对后再保存")
    if rule is None:
        rule = DeskRule(department=department, version=0)
        session.add(rule)
    rule.mode, rule.accept_minutes, rule.work_minutes = mode, accept_minutes, work_minutes
    rule.version = version + 1
    enqueue(session, RECKON, {"department": department})  # open hand-offs to it, by the new times
    audit(session, actor, "desk.rule", f"department:{department}", mode=mode, accept=accept_minutes, work=work_minutes)


def assign_new(session: Session, payload: dict[str, Any]) -> None:
    """Job after a thread was opened: give it to somebody of its department, if that department wants so. Harmless again."""
    thread_no = session.scalar(select(Thread.no).where(Thread.id == payload["thread_id"], Thread.owner_id.is_(None)))
    if thread_no is None:
        return
    thread = find_thread(session, SYSTEM, thread_no, for_update=True)
    rule = rule_of(session, thread.department)
    if thread.owner_id is not None or thread.status not in ACTIVE or rule.mode == NEVER:
        return
    chosen = choose(session, rule, thread)
    if chosen is None:
        return
    user_id, name = chosen
    session.execute(update(Thread).where(Thread.id == thread.id).values(owner_id=user_id, version=Thread.version + 1))
    if rule.mode == ROUND:
        rule.last_user_id = user_id
    add_step(session, SYSTEM, thread_id=thread.id, kind="assigned", public=True, name=name)
    audit(session, SYSTEM, "thread.assigned", f"thread:{thread.id}", owner_id=user_id, by="rule")
    tell_staff(
        session,
        [user_id],
        key=f"assigned:{thread.id}:{user_id}",
        says=N_("新会话已分给您：%(title)s"),
        values={"title": thread.subject},
        no=thread.no,
    )
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id)


def choose(session: Session, rule: DeskRule, thread: ThreadView | None = None) -> tuple[int, str] | None:
    """Who of the department is next: of those present, else of all who are not away. None when all are."""
    away = away_now(session)
    ids = [one for one in staff_in(session, rule.department) if one not in away]
    if thread is not None:
        ids = [one for one in ids if sees(session, one, thread)]
    rows = session.execute(
        select(User.id, User.name, User.last_seen_at).where(User.id.in_(ids)).order_by(User.id)
    ).all()
    fresh = now() - HERE
    people = [row for row in rows if row.last_seen_at and row.last_seen_at >= fresh] or rows
    if not people:
        return None
    if rule.mode == LEAST:
        loads: dict[int | None, int] = dict(
            session.execute(
                select(Thread.owner_id, func.count())
                .where(Thread.owner_id.in_(ids), Thread.status.in_(ACTIVE))
                .group_by(Thread.owner_id)
            ).all()
        )
        row = min(people, key=lambda one: (loads.get(one.id, 0), one.id))
    else:
        last = rule.last_user_id or 0
        row = next((one for one in people if one.id > last), people[0])
    return row.id, row.name


def away_now(session: Session) -> set[int]:
    """Who is away at this moment."""
    moment = now()
    return set(session.scalars(select(Absence.user_id).where(Absence.since <= moment, Absence.until > moment)))
