"""Asking for a rating: one mail to who opened the thread, once for each time it was settled."""

from __future__ import annotations

from sqlalchemy import select
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
from portal.organisations.actors import actor_of
from portal.threads.models import CUSTOMER, Thread
from portal.threads.queries import find_thread
from portal.threads.services.reading import insert_once


def ask_for_rating(session: Session, *, thread_id: int, secret: str, rules: Rules) -> bool:
    """Write the mail when the thread is settled and nobody was asked yet. Returns whether it did."""
    row = session.execute(select(Thread.no, Thread.side, Thread.opened_by).where(Thread.id == thread_id)).first()
    if row is None or row.side != CUSTOMER:
        return False
    closing = closing_of(session, thread_id)
    if closing is None or session.get(RatingAsk, closing.id) is not None:
        return False
    actor = actor_of(session, row.opened_by)
    if actor is None or not actor.email_confirmed:
        return False
    try:
        thread = find_thread(session, actor, row.no, for_update=True)  # two workers ask one after the other
    except NotFound:
        return False
    if not can_rate(actor, thread) or session.get(RatingAsk, closing.id, populate_existing=True) is not None:
        return False
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
