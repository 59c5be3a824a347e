"""An answer to one of our mails, its writer found to be who had it: into the thread the mail was about, or a new one with the staff.

Rights are those of this moment: whoever left the company, or may no longer see the thread, is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.casework.models import Claim, Recovery
from portal.core.errors import Forbidden, NotFound
from portal.core.files import TakenFile
from portal.core.permissions import Actor
from portal.listings.queries.detail import get_listing
from portal.mailroom.addresses import NOTE, Reply
from portal.mailroom.titling import title_of
from portal.orders.models import Order, Quotation
from portal.threads.models import Thread
from portal.threads.services import Matter, open_thread, post_note, take_in
from portal.threads.words import Words

THREAD_OF: dict[str, Any] = {"O": Order, "Q": Quotation, "Y": Claim, "B": Recovery}
LISTINGS = ("S", "D")


@dataclass(frozen=True, slots=True)
class Became:
    """The message an answer became; message_id None for an internal note. opened: the first of a new thread."""

    thread_id: int
    message_id: int | None
    opened: bool = False


def take_answer(
    session: Session, actor: Actor, reply: Reply, *, subject: str, words: Words, key: str, files: tuple[TakenFile, ...],
    mail_batch_s: int,
) -> Became | None:  # fmt: skip
    """None for thanks to what is closed. Raises: NotFound, Forbidden, Throttled, Invalid. Answers to the same mail go to the same thread, whatever it was about."""
    if reply.is_old:
        raise Forbidden("这封通知已经太久，不能再直接回复。请登录后继续")
    if (actor.org_id or 0) != reply.org_id:
        raise NotFound("您已不在收到这封通知时所属的企业")
    no = _thread_of(session, actor, reply)
    if reply.manner == NOTE:
        noted = post_note(session, actor, no=no, words=words, key=key, files=files)
        return Became(noted.thread_id, None)
    if not no:
        return _open(session, actor, reply, subject=subject, words=words, files=files, mail_batch_s=mail_batch_s)
    posted = take_in(session, actor, no=no, words=words, key=key, files=files, mail_batch_s=mail_batch_s)
    if posted is None:
        return None
    is_first = session.scalar(select(Thread.open_key).where(Thread.id == posted.thread_id)) == f"{actor.user_id}:{key}"
    return Became(posted.thread_id, posted.id, opened=is_first)


def _thread_of(session: Session, actor: Actor, reply: Reply) -> str:
    """The thread's number; "" where the answer opens one."""
    if reply.about[:1] == "T":
        return reply.about
    table = THREAD_OF.get(reply.about[:1])
    if table is not None:
        query = select(Thread.no).join(table, table.thread_id == Thread.id).where(table.no == reply.about)
        found: str | None = session.scalar(query)
        if found is None:
            raise NotFound("会话不存在")
        return found
    # Two answers to one mail at once: the second waits here and finds what the first one opened.
    session.execute(select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True))
    return session.scalar(select(Thread.no).where(Thread.open_key == f"{actor.user_id}:{reply.key}")) or ""


def _open(
    session: Session, actor: Actor, reply: Reply, *, subject: str, words: Words, files: tuple[TakenFile, ...],
    mail_batch_s: int,
) -> Became:  # fmt: skip
    no = open_thread(
        session, actor, kind="inquiry", subject=title_of(subject), words=words, key=reply.key,
        matter=_matter(session, actor, reply.about), files=files, mail_batch_s=mail_batch_s,
    )  # fmt: skip
    thread = session.execute(select(Thread.id, Thread.last_customer_message_id).where(Thread.no == no)).one()
    return Became(thread.id, thread.last_customer_message_id, opened=True)


def _matter(session: Session, actor: Actor, about: str) -> Matter | None:
    """The listing, while its reader may still see it."""
    if about[:1] not in LISTINGS:
        return None
    try:
        return Matter("listing", about, get_listing(session, actor, about).title[:200])
    except NotFound:
        return None
