"""What the house says by itself, by a rule: a message nobody wrote. It answers nothing, stops no clock and starts no other rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.permissions import SYSTEM
from portal.threads.models import AUTOMATIC, Thread
from portal.threads.queries import find_thread
from portal.threads.services.posting import add_message
from portal.threads.services.telling import tell_by_mail
from portal.threads.words import Words

HOUSE = replace(SYSTEM, name=AUTOMATIC)


@dataclass(frozen=True, slots=True)
class Said:
    """A message nobody wrote."""

    id: int
    body: str


def post_automatic(
    session: Session, *, no: str, words: Words, key: str, mail_batch_s: int = 120, mails: bool = True
) -> Said:
    """Say it in the thread. No MessagePosted: nothing follows from it.

    mails: the company hears by mail as of any message; not where another mail to it says the same.

    Raises: NotFound.
    """
    thread = find_thread(session, HOUSE, no, for_update=True)
    said = Thread.last_message_excerpt, Thread.last_message_by_staff
    excerpt, by_staff = session.execute(select(*said).where(Thread.id == thread.id)).one()
    message_id = add_message(session, HOUSE, thread, words=words, key=key, files=(), automatic=True)
    # Lists go on showing what the customer wrote: it is that which somebody has to answer.
    kept = {"last_message_excerpt": excerpt, "last_message_by_staff": by_staff}
    session.execute(update(Thread).where(Thread.id == thread.id).values(**kept))
    audit(session, HOUSE, "message.automatic", f"thread:{thread.id}", message=message_id)
    if mails:
        tell_by_mail(session, thread_id=thread.id, by_staff=True, after_s=mail_batch_s)
    return Said(message_id, words.body)
