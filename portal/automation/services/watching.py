"""Looks at what customers have written since, for the rules that ask about later messages. Posting itself costs nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.automation.models import AutoRule, AutoState
from portal.automation.services.applying import guarded, reply_by_rule
from portal.automation.terms import WRITTEN
from portal.core.clock import now
from portal.core.uow import Database
from portal.threads.models import Message
from portal.threads.services.assigning import assign_new

CHUNK = 20
SETTLES_S = 30
"""Transactions end in another order than they took their numbers in: so long a number before the newest may still appear."""
EVERY_S = 5


def watch_messages(mail_batch_s: int) -> Callable[[Database], None]:
    """Periodic: each message once, a few a transaction."""

    def run(database: Database) -> None:
        while _some(database):
            with database.writing() as session:
                _look(session, mail_batch_s)

    return run


def _some(database: Database) -> bool:
    """Whether there is anything to look at; the ordinary case takes no lock."""
    with database.reading() as session:
        rules = select(AutoRule.id).where(AutoRule.trigger == WRITTEN, AutoRule.active.is_(True)).limit(1)
        if session.execute(rules).first() is None:
            return False
        state = session.get(AutoState, 1)
        return state is None or bool(_waiting(session, state))


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(Message.id))) or 0


def _waiting(session: Session, state: AutoState) -> list[tuple[int, int]]:
    """(id, thread id) of messages of customers nobody has looked at."""
    rows = session.execute(
        select(Message.id, Message.thread_id)
        .where(Message.id > state.seen_to, Message.by_staff.is_(False), Message.id.not_in(_numbers(state.done)))
        .order_by(Message.id)
        .limit(CHUNK)
    )
    return [(row.id, row.thread_id) for row in rows]


def _look(session: Session, mail_batch_s: int) -> None:
    state = session.get(AutoState, 1, with_for_update=True)
    if state is None:
        session.add(AutoState(id=1, seen_to=_newest(session), done=""))
        return
    done = _numbers(state.done)
    for message_id, thread_id in _waiting(session, state):
        applied = guarded(session, WRITTEN, thread_id=thread_id, message_id=message_id)
        if applied is not None:  # a rule may have handed it to a department that gives its threads out
            assign_new(session, {"thread_id": thread_id})
            reply_by_rule(session, applied, mail_batch_s=mail_batch_s)
        done.add(message_id)
    old = select(func.max(Message.id)).where(
        Message.id.in_(done), Message.created_at < now() - timedelta(seconds=SETTLES_S)
    )
    state.seen_to = max(state.seen_to, session.scalar(old) or 0)
    state.done = " ".join(str(number) for number in sorted(done) if number > state.seen_to)


def _numbers(text: str) -> set[int]:
    return {int(part) for part in text.split()}
