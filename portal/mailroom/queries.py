"""What staff see of mail that came in, and the original of a message for those who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from portal.casework.models import Recovery
from portal.core.errors import NotFound
from portal.core.files import StoredFile
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.mailroom.models import BOUNCED, Mail, MailTrouble
from portal.threads.models import Message, Thread
from portal.threads.policies import visible_to
from portal.threads.queries import find_thread


@dataclass(frozen=True, slots=True)
class MailRow:
    id: int
    sender: str
    sender_name: str
    subject: str
    received_at: datetime
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Original:
    token: str
    name: str


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Mails in no thread. Answers to a thread's mail (their subjects tell of it) are supervision's, since it may be a complaint, and
    never for whom that is about. A bounce holds the mail it is about."""
    free = Mail.thread_id.is_(None)
    if not actor.works_in("supervision"):
        return free & Mail.recipient.not_like("reply+%") & (Mail.outcome != BOUNCED)
    told = func.upper(func.substr(Mail.recipient, 7, 9))
    its = or_(Thread.no == told, Thread.id.in_(select(Recovery.thread_id).where(Recovery.no == told)))
    return free & ~(Mail.recipient.like("reply+%") & exists().where(its, not_(visible_to(actor))))


def list_mails(session: Session, actor: Actor, *, outcome: str, number: int, size: int = 50) -> Page[MailRow]:
    """Newest first. outcome: "" for all."""
    wanted = [seen_by(actor), *([Mail.outcome == outcome] if outcome else [])]
    total = session.scalar(select(func.count()).select_from(Mail).where(*wanted)) or 0
    rows = session.execute(
        select(Mail.id, Mail.sender, Mail.sender_name, Mail.subject, Mail.received_at, Mail.outcome, Mail.reason)
        .where(*wanted)
        .order_by(Mail.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    items = [MailRow(*row) for row in rows]
    return Page(items, number=number, size=size, total=total)


def count_mails(session: Session, actor: Actor) -> dict[str, int]:
    rows = session.execute(select(Mail.outcome, func.count()).where(seen_by(actor)).group_by(Mail.outcome))
    return {row[0]: row[1] for row in rows}


def list_troubles(session: Session, *, most: int = 50) -> list[tuple[str, int, str, datetime]]:
    rows = session.execute(
        select(MailTrouble.address, MailTrouble.bounces, MailTrouble.reason, MailTrouble.last_at)
        .order_by(MailTrouble.last_at.desc())
        .limit(most)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def find_unposted(session: Session, actor: Actor, mail_id: int) -> Original:
    """The original of a mail that is in no thread; those of threads are had through their thread. Raises: NotFound."""
    row = session.execute(
        select(StoredFile.token, StoredFile.name)
        .join(Mail, Mail.file_id == StoredFile.id)
        .where(Mail.id == mail_id, seen_by(actor))
    ).first()
    if row is None:
        raise NotFound("邮件不存在")
    return Original(row.token, row.name)


def find_original(session: Session, actor: Actor, no: str, message_id: int) -> Original:
    """The mail a message came in: for staff who see the thread, and for its writer. Raises: NotFound.

    A mail names its writer in a dozen places: who reads an unnamed customer does not have it.
    """
    thread = find_thread(session, actor, no)
    if thread.is_masked:
        raise NotFound("邮件不存在")
    row = session.execute(
        select(StoredFile.token, StoredFile.name, Mail.user_id)
        .join(Mail, Mail.file_id == StoredFile.id)
        .join(Message, Message.id == Mail.posted_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Mail.posted_id == message_id, Thread.id == thread.id)
    ).first()
    if row is None or not (actor.is_staff or row.user_id == actor.user_id):
        raise NotFound("邮件不存在")
    return Original(row.token, row.name)
