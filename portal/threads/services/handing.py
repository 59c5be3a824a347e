"""Handing a part of a case to another department, accepting, returning, finishing. The customer's owner and promise are never touched.

What the company sees is a public step in plain words: that a department was asked, and that it answered or gave it back. Who
did, reason, outcome and clock are the staff's.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.accounts.queries import staff_in
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.permissions import SYSTEM, Actor, Department
from portal.core.texts import N_
from portal.threads.casefile import ACCEPTED, ASKED, DONE, RETURNED, HandOff
from portal.threads.clocks import due_after, near_after
from portal.threads.models import DEPARTMENTS, RESTRICTED_KINDS, Thread
from portal.threads.policies import can_work
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.assigning import rule_of
from portal.threads.services.mentions import sees
from portal.threads.services.telling import add_step, announce_thread, tell_staff

MAX_WORDS = 1000
OPEN_STATES = (ASKED, ACCEPTED)


def hand_off(
    session: Session, actor: Actor, *, no: str, department: str, reason: str, asked: str, said: str = ""
) -> int:
    """Ask a department for an outcome. said: what the company reads of it (`核实运费`); its clocks start now. Returns its id.

    Raises: NotFound, Forbidden, Invalid("department", "reason", "asked"), Conflict (that department has it already).
    """
    thread = _workable(session, actor, no)
    if department not in DEPARTMENTS:
        raise Invalid("department", "请选择部门")
    if department != Department.SUPERVISION and thread.kind in RESTRICTED_KINDS:
        raise Invalid("department", "投诉和建议只在监督部门处理；需要同事协助时请单独邀请")
    reason, asked = _words(reason, "reason", "请填写转办原因"), _words(asked, "asked", "请填写需要对方给出什么结果")
    there = select(HandOff.id).where(
        HandOff.thread_id == thread.id, HandOff.to_department == department, HandOff.state.in_(OPEN_STATES)
    )
    if session.execute(there).first():
        raise Conflict("这个部门已经在处理，不用再转一次")
    moment, rule = now(), rule_of(session, department)
    result = session.execute(
        insert(HandOff).values(
            thread_id=thread.id, from_department=thread.department, to_department=department, reason=reason, asked=asked,
            state=ASKED, by_id=actor.user_id, by_name=actor.name[:60], created_at=moment,
            accept_by=due_after(session, department, moment, rule.accept_minutes),
            due_at=due_after(session, department, moment, rule.work_minutes),
            warn_at=near_after(session, department, moment, rule.accept_minutes),
        )
    )  # fmt: skip
    hand_off_id: int = result.inserted_primary_key[0]  # type: ignore[attr-defined]
    add_step(session, actor, thread_id=thread.id, kind="handed", public=True, to=department, said=said.strip()[:60])
    tell_staff(
        session,
        [one for one in staff_in(session, department) if one != actor.user_id and sees(session, one, thread)],
        key=f"handoff:{hand_off_id}",
        says=N_("%(name)s 转来一件事，请接收：%(title)s"),
        values={"name": actor.name, "title": thread.subject},
        no=thread.no,
    )
    done_with(session, actor, thread, "handoff.asked", hand_off_id, to=department)
    return hand_off_id


def accept(session: Session, actor: Actor, *, no: str, hand_off_id: int) -> None:
    """Take it on for one's department: from now on the thread is with it. Raises: NotFound, Forbidden, Conflict."""
    thread, it = _open_one(session, actor, no, hand_off_id, (ASKED,))
    if not actor.works_in(it.to_department):
        raise Forbidden("只有接收部门的同事可以接收")
    near = near_after(session, it.to_department, it.created_at, rule_of(session, it.to_department).work_minutes)
    change(
        session, it, state=ACCEPTED, accepted_at=now(), accepted_by=actor.user_id, accepted_name=actor.name[:60], warn_at=near
    )  # fmt: skip
    _move(session, thread, it.to_department)
    add_step(session, actor, thread_id=thread.id, kind="accepted", public=False, to=it.to_department)
    _tell_sender(session, actor, thread, it, "accepted", N_("%(name)s 已接收您的转办：%(title)s"))
    done_with(session, actor, thread, "handoff.accepted", it.id)


def give_back(session: Session, actor: Actor, *, no: str, hand_off_id: int, reason: str) -> None:
    """Return it with a reason; the sender may take it back too. Raises: NotFound, Forbidden, Invalid("outcome"), Conflict."""
    thread, it = _open_one(session, actor, no, hand_off_id, OPEN_STATES)
    if not actor.works_in(it.to_department) and it.by_id != actor.user_id:
        raise Forbidden("只有接收部门或转出的同事可以退回")
    return_it(session, actor, thread, it, _words(reason, "outcome", "请填写退回原因"))


def finish(session: Session, actor: Actor, *, no: str, hand_off_id: int, outcome: str) -> None:
    """Say what came of it; the thread goes back to who asked. Raises: NotFound, Forbidden, Invalid("outcome"), Conflict."""
    thread, it = _open_one(session, actor, no, hand_off_id, (ACCEPTED,))
    if not actor.works_in(it.to_department):
        raise Forbidden("只有接收部门的同事可以办结")
    outcome = _words(outcome, "outcome", "请填写办理结果")
    change(session, it, state=DONE, ended_at=now(), ended_by=actor.user_id, ended_name=actor.name[:60], outcome=outcome)
    if thread.department == it.to_department:
        _move(session, thread, it.from_department)
    add_step(session, actor, thread_id=thread.id, kind="handed_done", public=True, to=it.to_department)
    _tell_sender(session, actor, thread, it, "done", N_("%(name)s 已办结您的转办：%(title)s"))
    done_with(session, actor, thread, "handoff.done", it.id)


def return_it(session: Session, actor: Actor, thread: ThreadView, it: HandOff, reason: str) -> None:
    """Give it back to who asked."""
    change(
        session, it, state=RETURNED, ended_at=now(), ended_by=actor.user_id, ended_name=actor.name[:60], outcome=reason
    )
    if it.accepted_at is not None and thread.department == it.to_department:
        _move(session, thread, it.from_department)
    add_step(session, actor, thread_id=thread.id, kind="handed_back", public=True, to=it.to_department)
    _tell_sender(session, actor, thread, it, "returned", N_("%(name)s 退回了您的转办：%(title)s"))
    done_with(session, actor, thread, "handoff.returned", it.id)


def _open_one(
    session: Session, actor: Actor, no: str, hand_off_id: int, states: tuple[str, ...]
) -> tuple[ThreadView, HandOff]:
    thread = _workable(session, actor, no)
    it = session.scalars(select(HandOff).where(HandOff.id == hand_off_id, HandOff.thread_id == thread.id)).first()
    if it is None:
        raise NotFound("转办不存在")
    if it.state not in states:
        raise Conflict("这次转办的状态已经变了，请刷新后再看")
    return thread, it


def by_id(session: Session, hand_off_id: int) -> tuple[ThreadView, HandOff] | None:
    """A hand-off with its thread, which is locked first; for jobs."""
    no = session.scalar(
        select(Thread.no).join(HandOff, HandOff.thread_id == Thread.id).where(HandOff.id == hand_off_id)
    )
    if no is None:
        return None
    thread = find_thread(session, SYSTEM, no, for_update=True)
    return thread, session.scalars(select(HandOff).where(HandOff.id == hand_off_id)).one()


def _workable(session: Session, actor: Actor, no: str) -> ThreadView:
    thread = find_thread(session, actor, no, for_update=True)
    if not can_work(actor, thread):
        raise Forbidden("只有客服可以处理会话")
    if thread.merged_into_id is not None:
        raise Forbidden("本会话已并入另一个会话，请到那里继续")
    return thread


def _words(text: str, field: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(field, missing)
    if len(text) > MAX_WORDS:
        raise Invalid(field, "最多 %(max)s 个字", max=MAX_WORDS)
    return text


def change(session: Session, it: HandOff, **values: Any) -> None:
    """Write columns of it."""
    for name, value in values.items():
        setattr(it, name, value)
    session.flush()  # what follows asks the table


def _move(session: Session, thread: ThreadView, department: str) -> None:
    session.execute(
        update(Thread).where(Thread.id == thread.id).values(department=department, version=Thread.version + 1)
    )


def _tell_sender(session: Session, actor: Actor, thread: ThreadView, it: HandOff, what: str, says: str) -> None:
    people = {it.by_id, thread.owner_id or it.by_id} - {actor.user_id}
    tell_of(session, thread, it, what, says, {one for one in people if one}, name=actor.name)


def tell_above(session: Session, thread: ThreadView, it: HandOff, what: str, says: str) -> None:
    """Tell supervision, who asked and who accepted."""
    people = {*staff_in(session, Department.SUPERVISION), it.by_id, it.accepted_by or it.by_id}
    tell_of(session, thread, it, what, says, people)


def tell_of(
    session: Session, thread: ThreadView, it: HandOff, what: str, says: str, people: set[int], **more: str
) -> None:
    """Tell those of them who see the thread. Part of the verbs, as what follows; the rest is `pressing`'s."""
    to = [one for one in sorted(people) if sees(session, one, thread)]
    tell_staff(
        session, to, key=f"handoff:{it.id}:{what}", says=says, values={"title": thread.subject, **more}, no=thread.no
    )


def done_with(session: Session, actor: Actor, thread: ThreadView, action: str, hand_off_id: int, **facts: Any) -> None:
    """On record, and in sight on open pages."""
    audit(session, actor, action, f"thread:{thread.id}", hand_off=hand_off_id, **facts)
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id)
