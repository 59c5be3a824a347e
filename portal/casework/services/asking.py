"""Asking for a rating: one mail to who opened the thread, or else to who wrote in it last, once for each time it was settled."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.casework import links
from portal.casework.models import RatingAsk
from portal.casework.policies import can_rate
from portal.casework.queries import closing_of
from portal.casework.rules import Rules
from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.mail import reply_of
from portal.core.outbox import enqueue
from portal.core.permissions import Actor
from portal.organisations.actors import actor_of
from portal.threads.models import CUSTOMER, Message, Thread
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.reading import insert_once


def ask_for_rating(session: Session, *, thread_id: int, secret: str, rules: Rules) -> bool:
    """Write the mail when the thread is settled and nobody was asked yet. Returns whether it did."""
    row = session.execute(select(Thread.no, Thread.side, Thread.opened_by).where(Thread.id == thread_id)).first()
    if row is None or row.side != CUSTOMER:
        return False
    closing = closing_of(session, thread_id)
    if closing is None or session.get(RatingAsk, closing.id) is not None:
        return False
    found = _whom(session, thread_id, row.no, row.opened_by)
    if found is None or session.get(RatingAsk, closing.id, populate_existing=True) is not None:
        return False
    actor, thread = found
    values = {"closing_id": closing.id, "thread_id": thread_id, "user_id": actor.user_id, "asked_at": now()}
    insert_once(session, RatingAsk, values)
    token = links.sign(secret, links.RatingLink(thread_id, closing.id, actor.user_id or 0))
    context = {
        "name": actor.name,
        "no": thread.no,
        "subject": thread.subject,
        "url": f"/rate/{token}",
        "days": rules.rating_link_d,
    }
    enqueue(
        session,
        "mail.send",
        {
            "to": actor.email,
            "template": "email/casework/rate",
            "locale": actor.locale,
            "context": context,
            "reply": reply_of(actor, [f"/threads/{thread.no}"]),
        },
    )
    return True


def _whom(session: Session, thread_id: int, no: str, opened_by: int) -> tuple[Actor, ThreadView] | None:
    """Who may rate it and can be reached: who opened it, or where staff did or they have left, who of the company wrote last.

    The thread is held, so that two workers ask one after the other.
    """
    writers = (
        select(Message.author_id)
        .where(Message.thread_id == thread_id, Message.by_staff.is_(False), Message.author_id.is_not(None))
        .group_by(Message.author_id)
        .order_by(func.max(Message.id).desc())
        .limit(5)
    )
    for user_id in dict.fromkeys((opened_by, *session.scalars(writers))):
        actor = actor_of(session, user_id) if user_id is not None else None
        if actor is None or not actor.email_confirmed:
            continue
        try:
            thread = find_thread(session, actor, no, for_update=True)
        except NotFound:
            continue
        if can_rate(actor, thread):
            return actor, thread
    return None
