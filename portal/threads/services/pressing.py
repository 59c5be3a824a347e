"""The clocks of hand-offs: warned at three quarters, unaccepted ones escalated and then returned, late ones told, all reckoned anew.

What is settled presses nobody; reopened, its hand-offs go on as they were.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.accounts.queries import staff_in
from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.permissions import SYSTEM
from portal.core.texts import N_
from portal.core.uow import Database
from portal.threads.casefile import ASKED, HandOff
from portal.threads.clocks import RECKON as RECKON
from portal.threads.clocks import due_after, near_after
from portal.threads.models import ACTIVE, Thread
from portal.threads.queries import ThreadView
from portal.threads.services.assigning import rule_of
from portal.threads.services.handing import OPEN_STATES, by_id, change, done_with, return_it, tell_above, tell_of
from portal.threads.services.tasks import reckon_tasks
from portal.threads.services.telling import add_step

MOST = 200
NEAR_ACCEPT = N_("转办请在 %(due)s 前接收：%(title)s")
NEAR_DUE = N_("转办请在 %(due)s 前办结：%(title)s")


def watch_hand_offs(database: Database) -> None:
    """Periodic: who has a hand-off is warned in time; an unaccepted one goes to supervision, and after as long again back; late work is told once."""
    with database.reading() as session:
        moment = now()
        near = _which(session, HandOff.warn_at <= moment, HandOff.state.in_(OPEN_STATES))
        unaccepted = _which(session, HandOff.state == ASKED, HandOff.accept_by <= moment)
        late = _which(session, HandOff.state.in_(OPEN_STATES), HandOff.due_at <= moment, HandOff.breached_at.is_(None))
    for ids, act in ((near, _warn), (unaccepted, _lapse), (late, _breach)):
        for hand_off_id in ids:
            with database.writing() as session:
                act(session, hand_off_id)


def _which(session: Session, *where: ColumnElement[bool]) -> list[int]:
    going = select(HandOff.id).join(Thread, Thread.id == HandOff.thread_id).where(Thread.status.in_(ACTIVE), *where)
    return list(session.scalars(going.order_by(HandOff.id).limit(MOST)))


def _going(session: Session, hand_off_id: int) -> tuple[ThreadView, HandOff] | None:
    """Locked; None where its thread was settled meanwhile."""
    found = by_id(session, hand_off_id)
    return found if found is not None and found[0].status in ACTIVE else None


def _warn(session: Session, hand_off_id: int) -> None:
    """The department while nobody has accepted, then who did. What is late by now is told as late."""
    found = _going(session, hand_off_id)
    if found is None:
        return
    thread, it = found
    moment = now()
    if it.warn_at is None or it.warn_at > moment or it.state not in OPEN_STATES:
        return
    change(session, it, warn_at=None)
    asked = it.state == ASKED
    due = it.accept_by if asked else it.due_at
    if due <= moment:
        return
    people = set(staff_in(session, it.to_department)) if asked else {it.accepted_by or it.by_id}
    says = NEAR_ACCEPT if asked else NEAR_DUE
    tell_of(session, thread, it, f"near:{it.state}", says, people, due=f"{due.astimezone(SHANGHAI):%m-%d %H:%M}")


def _lapse(session: Session, hand_off_id: int) -> None:
    found = _going(session, hand_off_id)
    if found is None:
        return
    thread, it = found
    moment = now()
    if it.state != ASKED or it.accept_by > moment:
        return
    if it.escalated_at is None:
        again = due_after(session, it.to_department, moment, rule_of(session, it.to_department).accept_minutes)
        change(session, it, escalated_at=moment, accept_by=again)
        add_step(session, SYSTEM, thread_id=thread.id, kind="escalated", public=False, to=it.to_department)
        tell_above(session, thread, it, "lapsed", N_("转办逾期无人接收，请督促：%(title)s"))
        done_with(session, SYSTEM, thread, "handoff.escalated", it.id)
    else:
        return_it(session, SYSTEM, thread, it, "逾期无人接收，自动退回")


def _breach(session: Session, hand_off_id: int) -> None:
    found = _going(session, hand_off_id)
    if found is None:
        return
    thread, it = found
    if it.breached_at is not None or it.state not in OPEN_STATES or it.due_at > now():
        return
    change(session, it, breached_at=now())
    tell_above(session, thread, it, "late", N_("转办超过部门时限还没有办结：%(title)s"))
    audit(session, SYSTEM, "handoff.late", f"thread:{thread.id}", hand_off=it.id)


def reckon_hand_offs(session: Session, payload: dict[str, Any]) -> None:
    """Job after working hours, holidays or a department's times changed: open hand-offs and tasks from the same beginning. Harmless again."""
    department = payload.get("department", "")
    query = select(HandOff).where(HandOff.state.in_(OPEN_STATES))
    if department:
        query = query.where(HandOff.to_department == department)
    for it in session.scalars(query.order_by(HandOff.id).with_for_update()):
        _reckon(session, it)
    reckon_tasks(session, department)


def _reckon(session: Session, it: HandOff) -> None:
    rule, to = rule_of(session, it.to_department), it.to_department
    if it.breached_at is None:
        it.due_at = due_after(session, to, it.created_at, rule.work_minutes)
    if it.state == ASKED:
        it.accept_by = due_after(session, to, it.escalated_at or it.created_at, rule.accept_minutes)
    if it.warn_at is not None:  # who was warned is not warned again
        it.warn_at = near_after(
            session, to, it.created_at, rule.accept_minutes if it.state == ASKED else rule.work_minutes
        )
