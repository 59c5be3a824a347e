"""Rules at work: once for each opened thread and each later message, in the transaction of the job that looks at it.

The thread's row is locked first and what held is noted with what was done, so that two workers, a repeated job or a kill change nothing.
What a rule says starts no rule: only what customers write is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.automation.candidates import Candidate, candidates, one_message, one_thread
from portal.automation.models import AutoRun
from portal.automation.queries import active_rules
from portal.automation.rules import Decision, decide
from portal.automation.terms import DEPARTMENT_KEY, OPENED, PERSON_KEY
from portal.core.errors import PortalError
from portal.core.permissions import SYSTEM
from portal.core.texts import N_
from portal.threads.models import ACTIVE, Thread
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.absences import who_is_here
from portal.threads.services.automatic import HOUSE, Said, post_automatic
from portal.threads.services.replies import fill, values_of
from portal.threads.services.tagging import add_tag
from portal.threads.services.telling import add_step, tell_staff
from portal.threads.services.working import Work, change_work
from portal.threads.words import prepare

log = structlog.get_logger("automation")
RULED = N_("自动规则“%(rule)s”已执行")
GIVEN = N_("新会话已分给您：%(title)s")
OURS = {"我": "物资通客服", "负责人": "客服", "货物": "您咨询的货物"}
"""What variables mean in an automatic reply where nobody and nothing is named."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What held, of which thread. replies: whether its reply is still to be sent."""

    no: str
    message_id: int
    decision: Decision
    replies: bool


def guarded(session: Session, trigger: str, *, thread_id: int, message_id: int = 0) -> Applied | None:
    """`apply_rules`, but a rule that cannot be read or done leaves no trace and keeps nothing else from going on."""
    try:
        with session.begin_nested():
            return apply_rules(session, trigger, thread_id=thread_id, message_id=message_id)
    except SQLAlchemyError:
        raise  # the database's own troubles are the job's: it is run again
    # Whatever a rule stumbles over, the customer is acknowledged and the next message looked at.
    except Exception as error:
        log.error("rules failed", thread_id=thread_id, message_id=message_id, error=repr(error)[:300])
        return None


def apply_rules(session: Session, trigger: str, *, thread_id: int, message_id: int = 0) -> Applied | None:
    """Ask the rules about a thread just opened, or a message just written, and do all they say but the reply. None: nothing held."""
    rules = active_rules(session, trigger)
    no = session.scalar(select(Thread.no).where(Thread.id == thread_id)) if rules else None
    if no is None:
        return None
    thread = find_thread(session, SYSTEM, no, for_update=True)
    known = select(AutoRun.id).where(AutoRun.thread_id == thread_id, AutoRun.message_id == message_id)
    if thread.status not in ACTIVE or session.execute(known).first() is not None:
        return None
    which = [one_thread(thread_id)] + ([one_message(message_id)] if trigger != OPENED else [])
    found = next(iter(candidates(session, SYSTEM, trigger, *which, limit=1)), None)
    decision = decide(rules, trigger, found.facts) if found is not None else Decision()
    if found is None or not decision.held:
        return None
    replies = _may_reply(session, thread, trigger, decision)
    session.add(
        AutoRun(
            thread_id=thread_id,
            message_id=message_id,
            rule_ids="," + ",".join(str(rule.id) for rule in decision.held) + ",",
            replied_by=decision.reply[1].id if decision.reply and replies else None,
        )
    )
    for rule in decision.held:
        add_step(
            session, SYSTEM, thread_id=thread_id, kind="said", public=False, says=RULED, values={"rule": rule.name}
        )
    _work(session, thread, found, decision)
    return Applied(no, message_id, decision, replies)


def reply_by_rule(session: Session, applied: Applied, *, mail_batch_s: int, mails: bool = True) -> Said | None:
    """Send the reply, with its variables as they stand now. Called once, with what `apply_rules` gave in this transaction.

    mails: as `post_automatic` has it. None: nothing is replied.
    """
    if applied.decision.reply is None or not applied.replies:
        return None
    body, rule = applied.decision.reply
    thread = find_thread(session, SYSTEM, applied.no)
    return post_automatic(
        session, no=applied.no, words=prepare(said(body, values_of(thread, HOUSE))), key=f"rule-{rule.id}-{applied.message_id}",
        mail_batch_s=mail_batch_s, mails=mails,
    )  # fmt: skip


def said(body: str, values: Mapping[str, str]) -> str:
    """A reply as the house says it, with its variables filled in."""
    return fill(body, OURS | {name: value for name, value in values.items() if value and name != "我"})


def _may_reply(session: Session, thread: ThreadView, trigger: str, decision: Decision) -> bool:
    """A rule replies once in a thread: somebody's machine that answers ours hears no second word. A first word comes after nobody's."""
    if decision.reply is None or (trigger == OPENED and thread.first_answered_at is not None):
        return False
    before = select(AutoRun.id).where(AutoRun.thread_id == thread.id, AutoRun.replied_by == decision.reply[1].id)
    return session.execute(before.limit(1)).first() is None


def _work(session: Session, thread: ThreadView, found: Candidate, decision: Decision) -> None:
    for tag, _rule in decision.tags:
        _try(session, thread, partial(add_tag, session, SYSTEM, no=thread.no, tag=tag))
    owner, department = _assignee(session, thread, decision)
    work = Work(
        thread.status, owner, department, decision.priority[0] if decision.priority else thread.priority
    )  # fmt: skip
    if work == Work(thread.status, thread.owner_id, thread.department, thread.priority):
        return
    done = _try(session, thread, lambda: change_work(session, SYSTEM, no=thread.no, version=thread.version, work=work))
    if done and owner is not None and owner != thread.owner_id:
        tell_staff(
            session,
            [owner],
            key=f"assigned:{thread.id}:{owner}",
            says=GIVEN,
            values={"title": thread.subject},
            no=thread.no,
        )


def _assignee(session: Session, thread: ThreadView, decision: Decision) -> tuple[int | None, str]:
    """Owner and department after it. Who is in charge already stays so: the customer has read their name."""
    value = decision.assign[0] if decision.assign else ""
    if not value or thread.owner_id is not None:
        return thread.owner_id, thread.department
    if value.startswith(DEPARTMENT_KEY):
        return None, value.removeprefix(DEPARTMENT_KEY)
    return who_is_here(session, int(value.removeprefix(PERSON_KEY))), thread.department


def _try(session: Session, thread: ThreadView, do: Callable[[], Any]) -> bool:
    """An action that cannot be done any more (somebody left, eight tags already) keeps none of the others from being done."""
    try:
        with session.begin_nested():
            do()
    except PortalError as error:
        log.warning("rule could not act", thread=thread.no, reason=error.message)
        return False
    return True
