"""Corrections of a message within its first minutes; what it said before is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden
from portal.core.events import record
from portal.core.permissions import Actor
from portal.standards.books import book_of
from portal.standards.thanks import is_thanks
from portal.threads import promised
from portal.threads.events import ThreadChanged
from portal.threads.models import OPEN, RESOLVED, Message, MessageRevision, Thread
from portal.threads.policies import can_edit
from portal.threads.queries import ThreadView, find_message, find_thread
from portal.threads.services.telling import announce_thread
from portal.threads.words import Words


def edit_message(session: Session, actor: Actor, *, no: str, message_id: int, words: Words) -> None:
    """Correct one's own message within five minutes; what it said before is kept.

    Thanks for what was settled that become a question begin what a question begins; the matter is open again.
    Raises: NotFound, Forbidden (somebody else's, or too late).
    """
    thread = find_thread(session, actor, no, for_update=True)
    message = find_message(session, thread, message_id)
    moment = now()
    if not can_edit(actor, author_id=message.author_id, written_at=message.created_at, now=moment):
        raise Forbidden("消息发出 5 分钟后不能再修改，请另发一条")
    if words.body == message.body:
        return
    session.execute(
        insert(MessageRevision).values(
            message_id=message.id,
            body=message.body,
            written_at=message.edited_at or message.created_at,
            replaced_at=moment,
        )
    )
    session.execute(
        update(Message)
        .where(Message.id == message.id)
        .values(body=words.body, body_html=words.html, folded=words.folded, edited_at=moment)
    )
    if _asks_after_all(actor, thread, written_at=message.created_at, words=words, files=message.file_count):
        book, clock = book_of(session, thread.standards), promised.after_question(thread, moment)
        columns = promised.reckoned(thread, clock, book) if clock else {}
        values = {"status": OPEN, "waiting_since": moment, "snoozed_until": None} | columns
        session.execute(update(Thread).where(Thread.id == thread.id).values(**values))
        record(session, ThreadChanged(thread_id=thread.id))
    newest = max(thread.last_customer_message_id, thread.last_staff_message_id)
    if message.id == newest:
        session.execute(update(Thread).where(Thread.id == thread.id).values(last_message_excerpt=words.excerpt))
    audit(session, actor, "message.edited", f"thread:{thread.id}", message=message.id)
    announce_thread(session, "edited", no=thread.no, org_id=thread.org_id, id=message.id, lists=message.id == newest)


def _asks_after_all(actor: Actor, thread: ThreadView, *, written_at: datetime, words: Words, files: int) -> bool:
    """Whether words that were taken for thanks, since they left the matter settled, are none any more."""
    return (
        not actor.is_staff
        and thread.status == RESOLVED
        and thread.settled_at is not None
        and written_at >= thread.settled_at
        and not is_thanks(words.body, files=files)
    )
