"""The acknowledgement of a new thread: a stored step that says who answers, by when, and when work goes on; and the mail of it.

It is no message: it answers nothing, stops no clock and leaves nobody with something unread. Its words are `threads.acknowledged`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.mail import reply_of
from portal.core.outbox import enqueue
from portal.core.permissions import SYSTEM, Actor
from portal.organisations.actors import actor_of
from portal.standards.books import book_of
from portal.threads.models import ACTIVE, CUSTOMER, DEPARTMENTS, RESTRICTED_KINDS, Thread, ThreadEvent
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.telling import add_step, announce_thread

ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What was told to whom; its mail is still to be sent."""

    thread: ThreadView
    opener: Actor
    facts: dict[str, str]

    @property
    def mails(self) -> bool:
        return self.opener.email_confirmed


def acknowledge(session: Session, *, thread_id: int) -> Acknowledged | None:
    """Acknowledge a company's own new thread, once; None where there is nothing to acknowledge. Harmless again.

    Nothing is said of a thread that staff opened or took out of another one, nor where somebody has answered already.
    """
    no = session.scalar(select(Thread.no).where(Thread.id == thread_id, Thread.side == CUSTOMER))
    if no is None:
        return None
    thread = find_thread(session, SYSTEM, no, for_update=True)
    opener = actor_of(session, thread.opened_by)
    if opener is None or opener.is_staff or thread.status not in ACTIVE or thread.first_answered_at is not None:
        return None
    kinds = set(
        session.scalars(
            select(ThreadEvent.kind).where(
                ThreadEvent.thread_id == thread.id, ThreadEvent.kind.in_(("opened", ACKNOWLEDGED))
            )
        )
    )
    if kinds != {"opened"}:
        return None
    facts = _facts(session, thread)
    add_step(session, SYSTEM, thread_id=thread.id, kind=ACKNOWLEDGED, public=True, **facts)
    audit(session, SYSTEM, "thread.acknowledged", f"thread:{thread.id}")
    announce_thread(session, "message", no=thread.no, org_id=thread.org_id, lists=False)
    return Acknowledged(thread, opener, facts)


def _facts(session: Session, thread: ThreadView) -> dict[str, str]:
    """What was promised at this moment; it stays as it was said. Of a complaint nobody is named: who reads it is not for its writer."""
    calendar = book_of(session, thread.standards).calendar
    resumes = calendar.after(thread.created_at, timedelta(0))
    due = thread.first_due_at
    named = thread.kind not in RESTRICTED_KINDS
    return {
        "owner": (thread.owner_name or "") if named else "",
        "department": thread.department if named else "",
        "due_at": due.isoformat() if due is not None and due > now() else "",
        "resumes_at": resumes.isoformat() if resumes > max(thread.created_at, now()) else "",
    }


def mail_acknowledgement(session: Session, told: Acknowledged, *, said: str = "") -> None:
    """Send it. said: what the house answered by itself at once, in the same mail."""
    thread, opener = told.thread, told.opener
    enqueue(
        session,
        "mail.send",
        {
            "to": opener.email,
            "template": "email/threads/received",
            "locale": opener.locale,
            "reply": reply_of(opener, [thread.url]),
            "context": told.facts
            | {"name": opener.name, "no": thread.no, "subject": thread.subject, "url": thread.url, "said": said}
            | {"department": DEPARTMENTS.get(told.facts["department"], "")},
        },
    )
