"""Who is away, who stands in, and the open threads and tasks that go over when it begins. Complaints go to nobody outside supervision."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.live import announce
from portal.core.permissions import SYSTEM, Actor, Department
from portal.core.texts import N_
from portal.core.uow import Database
from portal.threads.casefile import Absence, Task
from portal.threads.models import ACTIVE, OPEN, Thread, ThreadEvent
from portal.threads.queries import find_thread
from portal.threads.services.locking import A_DOUBLE_CLICK, lock_person
from portal.threads.services.mentions import sees
from portal.threads.services.telling import add_step, announce_thread, tell_staff

LONGEST = timedelta(days=366)
_PUT_IN_CHARGE = (
    exists()
    .where(
        ThreadEvent.thread_id == Thread.id,
        ThreadEvent.kind.in_(("taken", "assigned")),
        ThreadEvent.created_at >= Absence.handed_at,
    )
    .correlate(Thread, Absence)
)
_ASKED_SINCE = (
    select(Absence.id, Thread.no)
    .join(Thread, Thread.owner_id == Absence.user_id)
    .where(Absence.handed_at.is_not(None), Absence.since <= bindparam("moment"), Absence.until > bindparam("moment"))
    .where(Thread.status == OPEN, Thread.waiting_since >= Absence.handed_at, ~_PUT_IN_CHARGE)
    .order_by(Thread.id)
    .limit(50)
)
"""Settled when the absence began, and asked about again since: unless somebody was put in charge after that, knowing of it."""


def plan_absence(
    session: Session,
    actor: Actor,
    *,
    user_id: int,
    deputy_id: int | None,
    since: datetime,
    until: datetime,
    note: str = "",
) -> int:
    """Note that somebody will be away: oneself, or for supervision anybody. Returns its id.

    Raises: Forbidden, Invalid("user_id", "deputy_id", "until").
    """
    if user_id != actor.user_id and not actor.works_in(Department.SUPERVISION):
        raise Forbidden("只能登记自己的休假")
    people = set(session.scalars(select(User.id).where(User.is_staff.is_(True), User.disabled_at.is_(None))))
    if user_id not in people:
        raise Invalid("user_id", "请从列表中选择")
    if deputy_id is not None and (deputy_id not in people or deputy_id == user_id):
        raise Invalid("deputy_id", "请选择另一位同事代理")
    if until <= since or until <= now() or until - since > LONGEST:
        raise Invalid("until", "结束时间要晚于开始时间，最长一年")
    lock_person(session, user_id)
    same = (Absence.user_id == user_id, Absence.deputy_id.is_not_distinct_from(deputy_id), Absence.since == since)
    planned = session.scalar(
        select(Absence.id).where(*same, Absence.until == until, Absence.created_at > now() - A_DOUBLE_CLICK)
    )
    if planned is not None:
        return planned
    crossing = select(Absence.id).where(Absence.user_id == user_id, Absence.since < until, Absence.until > since)
    if session.execute(crossing).first():
        raise Invalid("since", "这段时间已经登记过休假")
    absence = Absence(user_id=user_id, deputy_id=deputy_id, since=since, until=until, note=note[:120], created_at=now())
    session.add(absence)
    session.flush()  # its id goes into the audit
    audit(session, actor, "absence.planned", f"user:{user_id}", absence=absence.id, deputy=deputy_id)
    return absence.id


def end_absence(session: Session, actor: Actor, *, absence_id: int) -> None:
    """Take it back, or come back early; what was handed over stays where it is. Raises: NotFound (also for a colleague's)."""
    absence = session.get(Absence, absence_id)
    moment = now()
    own = absence is not None and (absence.user_id == actor.user_id or actor.works_in(Department.SUPERVISION))
    if absence is None or not own or absence.until <= moment:
        raise NotFound("休假不存在")
    audit(session, actor, "absence.ended", f"user:{absence.user_id}", absence=absence.id)
    if absence.since >= moment:
        session.delete(absence)
    else:
        absence.until = moment


def hand_over(database: Database) -> None:
    """Periodic: when an absence has begun, the open threads of who is away go to who stands in."""
    with database.reading() as session:
        moment = now()
        begun = list(
            session.scalars(
                select(Absence.id)
                .where(Absence.since <= moment, Absence.until > moment, Absence.handed_at.is_(None))
                .order_by(Absence.id)
                .limit(50)
            )
        )
        asked = session.execute(_ASKED_SINCE, {"moment": moment}).all()
    for absence_id in begun:
        with database.writing() as session:
            _hand_over(session, absence_id)
    for absence_id, no in asked:
        with database.writing() as session:
            _hand_on(session, absence_id, no)


def _hand_on(session: Session, absence_id: int, no: str) -> None:
    absence = session.get_one(Absence, absence_id)
    deputy = deputy_of(session, absence)
    thread = find_thread(session, SYSTEM, no, for_update=True)
    if not _give(session, no, deputy, of=absence.user_id) or deputy is None:
        return
    tell_staff(
        session,
        [deputy],
        key=f"absence:{absence.id}:{no}",
        says=N_("%(name)s 休假，客户又来信，由您代理：%(title)s"),
        values={"name": thread.owner_name or "", "title": thread.subject},
        no=no,
    )


def _hand_over(session: Session, absence_id: int) -> None:
    absence = session.get(Absence, absence_id)
    if absence is None or absence.handed_at is not None:
        return
    deputy = deputy_of(session, absence)
    numbers = session.scalars(
        select(Thread.no).where(Thread.owner_id == absence.user_id, Thread.status.in_(ACTIVE)).order_by(Thread.id)
    ).all()
    given = sum([_give(session, no, deputy, of=absence.user_id) for no in numbers])
    absence.handed_at, absence.handed_count = now(), given
    tasks = _give_tasks(session, absence.user_id, deputy)
    audit(session, SYSTEM, "absence.handed_over", f"user:{absence.user_id}", threads=given, tasks=tasks, to=deputy)
    if deputy and given:
        tell_staff(
            session,
            [deputy],
            key=f"absence:{absence.id}",
            says=N_("%(name)s 休假，%(n)s 个会话由您代理"),
            values={
                "name": session.scalar(select(User.name).where(User.id == absence.user_id)) or "",
                "n": given,
            },
            no="",
        )


def _give(session: Session, no: str, deputy: int | None, *, of: int) -> bool:
    """Hand one of theirs (`of`) over, or back to nobody. Returns whether it counts: a complaint hidden from the deputy is not there, as a number either."""
    thread = find_thread(session, SYSTEM, no, for_update=True)
    if thread.owner_id != of:  # a colleague took it, or was given it, before it was locked
        return False
    to = deputy if deputy is not None and sees(session, deputy, thread) else None
    session.execute(update(Thread).where(Thread.id == thread.id).values(owner_id=to, version=Thread.version + 1))
    name = session.scalar(select(User.name).where(User.id == to)) if to else ""
    kind = "assigned" if to else "released"
    add_step(session, SYSTEM, thread_id=thread.id, kind=kind, public=bool(to), name=name)
    announce_thread(session, "changed", no=no, org_id=thread.org_id)
    return to is not None or (deputy is None and not thread.about)


def _give_tasks(session: Session, user_id: int, deputy: int | None) -> int:
    """Open tasks go the same way; what the deputy may not see falls to the task's department. Returns how many there were, as `_give` counts."""
    given = 0
    waiting = session.execute(
        select(Task, Thread.no)
        .join(Thread, Thread.id == Task.thread_id)
        .where(Task.assignee_id == user_id, Task.done_at.is_(None))
        .order_by(Task.id)
    ).all()
    for task, no in waiting:
        thread = find_thread(session, SYSTEM, no)
        task.assignee_id = deputy if deputy is not None and sees(session, deputy, thread) else None
        given += task.assignee_id is not None or (deputy is None and not thread.about)
        announce(session, f"desk:{no}", "changed", thread=no)
    return given


def deputy_of(session: Session, absence: Absence) -> int | None:
    """Who stands in: the deputy, or where that one is away too the deputy's deputy. None when there is nobody."""
    return who_is_here(session, absence.deputy_id, besides=absence.user_id)


def who_is_here(session: Session, user_id: int | None, *, besides: int | None = None) -> int | None:
    """The person, or while they are away who stands in. None when there is nobody, or nobody but `besides`."""
    moment, asked, seen = now(), user_id, {besides}
    while asked is not None and asked not in seen:
        seen.add(asked)
        away = session.scalars(
            select(Absence).where(Absence.user_id == asked, Absence.since <= moment, Absence.until > moment)
        ).first()
        if away is None:
            return asked
        asked = away.deputy_id
    return None
