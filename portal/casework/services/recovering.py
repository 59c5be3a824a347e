"""Putting right: a recovery opens by itself, is worked on, promised to the customer, and closed with what they said."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.casework.models import Recovery, RecoveryCause
from portal.casework.models.recovery import CLAIM, CLOSED, OCCASIONS, OPEN, PROMISED
from portal.casework.policies import can_close
from portal.casework.queries import RecoveryView, find_recovery
from portal.casework.rules import REMEDIES
from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, refuse
from portal.core.notices import tell
from portal.core.numbers import new_number
from portal.core.permissions import SYSTEM, Actor, Department
from portal.core.texts import N_
from portal.organisations.actors import actor_of
from portal.threads.models import Thread
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services import post_message
from portal.threads.services.hearing import companys_people
from portal.threads.services.reading import insert_once
from portal.threads.services.telling import add_step, announce_thread
from portal.threads.words import prepare

LONGEST = 1000
OPENED = N_("会话 %(no)s 需要服务补救，请核实原因并回复客户")
PROMISE = N_("您的问题正在补救：%(no)s，请查看我们的承诺")


@dataclass(frozen=True, slots=True)
class RecoveryWork:
    """What is filled in on a recovery, all at once."""

    cause_id: int | None
    note: str
    apology: str
    promise: str
    remedy: str
    cost: Decimal | None
    follow_up_on: date | None


def open_recovery(
    session: Session, *, thread_id: int, cause_kind: str, ref: str = "", by: Actor = SYSTEM
) -> str | None:
    """Open a recovery for a thread, once for each occasion (`breach rating complaint claim found`) and ref. Returns its number.

    None when there is no such thread. Supervision and who is in charge of it are told, but for those who may not see the thread.
    """
    if cause_kind not in OCCASIONS:
        raise ValueError(f"no occasion {cause_kind}")
    thread = session.execute(select(Thread.no, Thread.owner_id).where(Thread.id == thread_id)).first()
    if thread is None:
        return None
    where = (Recovery.thread_id == thread_id, Recovery.occasion == cause_kind, Recovery.ref == ref)
    known = session.scalar(select(Recovery.no).where(*where))
    if known:
        return known
    no = new_number("B")
    values = {
        "no": no, "thread_id": thread_id, "occasion": cause_kind, "ref": ref, "state": OPEN, "opened_at": now(),
        "opened_by": by.user_id,
    }  # fmt: skip
    insert_once(session, Recovery, values)
    made = session.scalar(select(Recovery.no).where(*where))
    if made != no:  # somebody else was as fast
        return made
    audit(session, by, "recovery.opened", f"thread:{thread_id}", recovery=no, occasion=cause_kind)
    tell(
        session, to=_handlers(session, thread.no, thread.owner_id), topic="service", key=f"recovery:{no}:opened", says=OPENED,
        values={"no": thread.no}, link=f"/desk/recovery/{no}",
    )  # fmt: skip
    return no


def carry_claim(
    session: Session, *, thread_id: int, ref: str, cause_id: int | None, remedy: str, cost: Decimal | None
) -> None:
    """What a claim came to stands in its recovery too, as far as nobody has filled it in: nothing is asked for twice."""
    found = session.scalars(
        select(Recovery).where(
            Recovery.thread_id == thread_id, Recovery.occasion == CLAIM, Recovery.ref == ref, Recovery.state != CLOSED
        )
    ).first()
    if found is None:
        return
    known = {"cause_id": cause_id, "remedy": remedy, "cost": cost}
    new = {name: value for name, value in known.items() if value and getattr(found, name) in (None, "")}
    if new:
        session.execute(update(Recovery).where(Recovery.id == found.id).values(version=Recovery.version + 1, **new))


def save_recovery(session: Session, actor: Actor, *, no: str, version: int, work: RecoveryWork) -> None:
    """Keep what was filled in. Raises: NotFound, Forbidden (closed), Invalid(field), Conflict."""
    found, thread = _editable(session, actor, no, version)
    _check(session, actor, thread, found, work)
    values = asdict(work)
    if found.state == PROMISED:  # what the customer was told is not unsaid
        values |= {"apology": found.apology, "promise": found.promise}
    changed = [name for name in values if values[name] != getattr(found, name)]
    if not changed:
        return
    _set(session, found, **values)
    audit(session, actor, "recovery.changed", f"thread:{thread.id}", recovery=no, fields=changed)


def promise_recovery(
    session: Session, actor: Actor, *, no: str, version: int, work: RecoveryWork, mail_batch_s: int = 120
) -> None:
    """Tell the customer: apology and promise become a message in the thread, and a step of it.

    Raises: NotFound, Forbidden, Invalid("apology" | "promise" | "follow_up_on" | …), Conflict.
    """
    found, thread = _editable(session, actor, no, version)
    if found.state != OPEN:
        raise Conflict("已经告知过客户")
    _check(session, actor, thread, found, work)
    missing = []
    if not work.apology:
        missing.append(Invalid("apology", "请写明向客户的致歉"))
    if not work.promise:
        missing.append(Invalid("promise", "请写明向客户承诺的补救"))
    if work.follow_up_on is None:
        missing.append(Invalid("follow_up_on", "请填写回访日期"))
    refuse(missing)
    _set(session, found, **asdict(work), state=PROMISED, promised_at=now())
    post_message(
        session, actor, no=thread.no, words=prepare(f"{work.apology}\n\n{work.promise}"), key=f"recovery-{found.no}",
        mail_batch_s=mail_batch_s,
    )  # fmt: skip
    add_step(session, actor, thread_id=thread.id, kind="recovery", public=True, promise=work.promise[:200])
    audit(session, actor, "recovery.promised", f"thread:{thread.id}", recovery=no)
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id, lists=False)
    tell(
        session, to=companys_people(session, thread, [thread.opened_by]), topic="service", key=f"recovery:{no}:promised",
        says=PROMISE, values={"no": thread.no}, link=f"/threads/{thread.no}",
    )  # fmt: skip


def close_recovery(session: Session, actor: Actor, *, no: str, version: int, customer_said: str) -> None:
    """Close it with what the customer said when asked again.

    Raises: NotFound, Forbidden (not supervision), Invalid("customer_said" | "cause_id" | ""), Conflict.
    """
    found, thread = _editable(session, actor, no, version)
    if not can_close(actor, thread):
        raise Forbidden("结案由监督部门办理")
    if found.state != PROMISED:
        raise Invalid("", "先把补救承诺告知客户，再结案")
    if found.cause_id is None:
        raise Invalid("cause_id", "请先选择原因并保存")
    today = now().astimezone(SHANGHAI).date()
    if found.follow_up_on is None or today < found.follow_up_on:
        raise Invalid("", "%(day)s 回访客户之后才能结案", day=(found.follow_up_on or today).isoformat())
    customer_said = customer_said.strip()
    if not customer_said:
        raise Invalid("customer_said", "请写下客户回访时说的话")
    if len(customer_said) > LONGEST:
        raise Invalid("customer_said", "最多 %(max)s 个字", max=LONGEST)
    _set(session, found, state=CLOSED, customer_said=customer_said, closed_at=now(), closed_by=actor.user_id)
    add_step(session, actor, thread_id=thread.id, kind="recovered", public=True)
    audit(session, actor, "recovery.closed", f"thread:{thread.id}", recovery=no, cause=found.cause_id)
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id, lists=False)


def _editable(session: Session, actor: Actor, no: str, version: int) -> tuple[RecoveryView, ThreadView]:
    found, thread = find_recovery(session, actor, no, for_update=True)
    if found.version != version:  # first: whoever's page is older than the closing reads what happened meanwhile
        raise Conflict("同事刚刚改过这条补救，请核对后再保存")
    if found.state == CLOSED:
        raise Forbidden("已经结案，不能再修改")
    return found, thread


def _check(session: Session, actor: Actor, thread: ThreadView, found: RecoveryView, work: RecoveryWork) -> None:
    wrong = [
        Invalid(name, "最多 %(max)s 个字", max=LONGEST)
        for name in ("note", "apology", "promise")
        if len(getattr(work, name)) > LONGEST
    ]
    if work.remedy and work.remedy not in REMEDIES:
        wrong.append(Invalid("remedy", "请从列表中选择"))
    if work.cause_id != found.cause_id and work.cause_id is not None:
        cause = session.get(RecoveryCause, work.cause_id)
        if cause is None or cause.retired_at is not None:
            wrong.append(Invalid("cause_id", "请从列表中选择"))
    if work.cause_id != found.cause_id and not can_close(actor, thread):
        wrong.append(Invalid("cause_id", "原因由监督部门认定"))
    refuse(wrong)


def _set(session: Session, found: RecoveryView, **values: Any) -> None:
    session.execute(update(Recovery).where(Recovery.id == found.id).values(version=found.version + 1, **values))


def _handlers(session: Session, thread_no: str, owner_id: int | None) -> list[int]:
    """Who supervises or is in charge, and may see the thread: never the person it is about."""
    staff = session.execute(select(User.id, User.departments).where(User.is_staff, User.disabled_at.is_(None)))
    found = []
    for user_id, departments in staff:
        if user_id != owner_id and Department.SUPERVISION not in departments.split(","):
            continue
        actor = actor_of(session, user_id)
        try:
            if actor is not None and find_thread(session, actor, thread_no):
                found.append(user_id)
        except NotFound:
            continue
    return found
