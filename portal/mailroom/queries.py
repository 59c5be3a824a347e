"""What staff see of mail that came in, and the original of a message for those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, not_, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.errors import NotFound
from portal.core.files import StoredFile
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.mailroom.models import BOUNCED, HANDLED, OPENED, POSTED, REFUSED, WAITING, Mail
from portal.mailroom.services.answering import THREAD_OF
from portal.threads.models import Message, Thread
from portal.threads.policies import visible_to
from portal.threads.queries import find_thread

SEEN_TO = "handled"
_STATES = {SEEN_TO: (HANDLED, OPENED, POSTED)}
"""What a filter shows where that is more than one outcome."""


@dataclass(frozen=True, slots=True)
class MailRow:
    id: int
    sender: str
    sender_name: str
    subject: str
    received_at: datetime
    outcome: str
    reason: str
    thread_no: str
    """Where staff put it."""
    handler: str

    @property
    def url(self) -> str:
        return f"/desk/mail/{self.id}"


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter with what became of it. token, name: of the stored original."""

    row: MailRow
    handled_at: datetime | None
    answer: str
    token: str
    name: str

    @property
    def is_waiting(self) -> bool:
        return self.row.outcome in (WAITING, REFUSED) and self.handled_at is None


@dataclass(frozen=True, slots=True)
class Original:
    token: str
    name: str


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Letters in no thread, and those that staff put into one the actor may read.

    Answers to a thread's mail (their subjects tell of it) are supervision's, since it may be a complaint, and never for whom that
    is about. A bounce holds the mail it is about.
    """
    visible = select(Thread.id).where(visible_to(actor)).correlate(None)
    free = Mail.thread_id.is_(None)
    if not actor.works_in("supervision"):
        placed = Mail.handled_by.is_not(None) & Mail.thread_id.in_(visible.where(Thread.is_anonymous.is_(False)))
        return (free | placed) & Mail.recipient.not_like("reply+%") & (Mail.outcome != BOUNCED)
    told = func.upper(func.substr(Mail.recipient, 7, 9))
    cases = [Thread.id.in_(select(table.thread_id).where(table.no == told)) for table in THREAD_OF.values()]
    hidden = select(Thread.id).where(or_(Thread.no == told, *cases), not_(visible_to(actor))).correlate(Mail).exists()
    return (free | (Mail.handled_by.is_not(None) & Mail.thread_id.in_(visible))) & ~(
        Mail.recipient.like("reply+%") & hidden
    )


def _rows(actor: Actor, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Mail)
        .outerjoin(Thread, Thread.id == Mail.thread_id)
        .outerjoin(User, User.id == Mail.handled_by)
        .where(seen_by(actor))
    )


_COLUMNS = (
    Mail.id, Mail.sender, Mail.sender_name, Mail.subject, Mail.received_at, Mail.outcome, Mail.reason,
    func.coalesce(Thread.no, ""), func.coalesce(User.name, ""),
)  # fmt: skip


def list_mails(session: Session, actor: Actor, *, outcome: str, number: int, size: int = 50) -> Page[MailRow]:
    """Newest first. outcome: "" for all."""
    wanted = [Mail.outcome.in_(_STATES.get(outcome, (outcome,)))] if outcome else []
    total = session.scalar(_rows(actor, func.count(Mail.id)).where(*wanted)) or 0
    query = _rows(actor, *_COLUMNS).where(*wanted).order_by(Mail.id.desc()).limit(size).offset((number - 1) * size)
    return Page([MailRow(*row) for row in session.execute(query)], number=number, size=size, total=total)


def count_mails(session: Session, actor: Actor) -> dict[str, int]:
    """By state as the filters name it."""
    rows = session.execute(_rows(actor, Mail.outcome, func.count(Mail.id)).group_by(Mail.outcome))
    counts = {row[0]: row[1] for row in rows}
    return counts | {state: sum(counts.get(one, 0) for one in outcomes) for state, outcomes in _STATES.items()}


def find_letter(session: Session, actor: Actor, mail_id: int) -> LetterRow:
    """Raises: NotFound."""
    found = session.execute(
        _rows(actor, *_COLUMNS, Mail.handled_at, Mail.answer, StoredFile.token, StoredFile.name)
        .join(StoredFile, StoredFile.id == Mail.file_id)
        .where(Mail.id == mail_id)
    ).first()
    if found is None:
        raise NotFound("邮件不存在")
    *row, handled_at, answer, token, name = found
    return LetterRow(MailRow(*row), handled_at, answer, token, name)


def earlier_letters(session: Session, actor: Actor, mail: MailRow, *, most: int = 5) -> Sequence[tuple[MailRow, str]]:
    """The same sender's other letters with what was answered, newest first."""
    if not mail.sender:
        return []
    query = _rows(actor, *_COLUMNS, Mail.answer).where(Mail.sender == mail.sender, Mail.id != mail.id)
    return [(MailRow(*row), answer) for *row, answer in session.execute(query.order_by(Mail.id.desc()).limit(most))]


def placed_in(session: Session, mail_id: int) -> str:
    """The thread a letter was put into by staff, for whoever clicked twice; "" where it was not."""
    query = select(Thread.no).join(Mail, Mail.thread_id == Thread.id).where(Mail.id == mail_id)
    return session.scalar(query.where(Mail.handled_by.is_not(None))) or ""


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
