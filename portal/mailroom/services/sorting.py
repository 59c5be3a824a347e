"""Decides what becomes of a kept mail: a message, a new thread, something for staff to see, or nothing. Once for each mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.addresses import fold_email
from portal.accounts.queries import find_credentials
from portal.config import Settings
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import PortalError
from portal.core.files import FileStore, StoredFile
from portal.core.live import announce
from portal.core.mail import reply_of
from portal.core.outbox import enqueue
from portal.core.permissions import SYSTEM, Actor
from portal.core.texts import N_
from portal.core.uow import Database
from portal.mailroom import judging
from portal.mailroom.addresses import Reply, ReplyAddresses
from portal.mailroom.models import BOUNCED, IGNORED, NEW, OPENED, POSTED, REFUSED, WAITING, Mail
from portal.mailroom.reading import Mail as Read
from portal.mailroom.reading import read
from portal.mailroom.reading.parts import TooMuch
from portal.mailroom.services.answering import take_answer
from portal.mailroom.services.enclosing import Enclosed, enclosed
from portal.mailroom.services.keeping import MOST_LOOKED_AT
from portal.mailroom.services.troubles import note_bounce, note_life
from portal.mailroom.services.wording import key_of, words_of
from portal.mailroom.titling import title_of
from portal.organisations.actors import actor_of
from portal.threads.models import MAIL, Thread
from portal.threads.services import open_thread
from portal.threads.words import prepare

PER_HOUR = 40
"""Mails of one sender that are sorted in an hour; the rest waits for staff. Two machines answering each other end here."""
FORGED = N_("发件人与收到通知的人不一致")
FAILED = N_("发件人未通过邮件服务器的验证")
MADE_UP = N_("回复地址无效")
GONE = N_("收件人的账号已停用")


@dataclass(frozen=True, slots=True)
class Mailroom:
    """What sorting needs of the house."""

    settings: Settings
    files: FileStore
    addresses: ReplyAddresses

    @property
    def host(self) -> str:
        return urlsplit(self.settings.base_url).hostname or "localhost"


def sorter(room: Mailroom) -> Callable[[Database, dict[str, Any]], None]:
    """The job `mailroom.sort`: payload mail_id. Runs again harmlessly."""

    def sort(database: Database, payload: dict[str, Any]) -> None:
        sort_mail(database, room, payload["mail_id"])

    return sort


def sort_mail(database: Database, room: Mailroom, mail_id: int) -> str:
    """Returns the outcome."""
    with database.reading() as session:
        row = session.execute(
            select(Mail.outcome, StoredFile.token)
            .join(StoredFile, StoredFile.id == Mail.file_id)
            .where(Mail.id == mail_id)
        ).first()
    if row is None or row.outcome != NEW:
        return row.outcome if row else ""
    try:
        data = room.files.read(row.token).read_bytes()
        mail = read(data)
    except TooMuch:
        return _settle(database, mail_id, WAITING, N_("邮件太大或结构异常，没有自动处理"))
    found = _not_a_letter(database, room, mail_id, mail, data)
    if found is not None:
        return found
    enclosures = enclosed(room.files, mail)  # slow: before the transaction
    with database.writing() as session:
        kept = session.get(Mail, mail_id, with_for_update=True)
        if kept is None or kept.outcome != NEW:
            return kept.outcome if kept else ""
        if not judging.is_forged(mail, trusted=room.settings.mail_auth_id):  # it says nothing of whom it names
            note_life(session, mail.sender)
        try:
            with session.begin_nested():
                _deal_with(session, room, kept, mail, enclosures)
        except PortalError as error:
            session.refresh(kept)
            _refuse(session, kept, mail, error)
        audit(session, SYSTEM, f"mail.{kept.outcome}", f"mail:{mail_id}", reason=kept.reason)
        if kept.thread_id is None:
            announce(session, "staff", "mail")
        return kept.outcome


def _not_a_letter(database: Database, room: Mailroom, mail_id: int, mail: Read, data: bytes) -> str | None:
    if judging.is_our_own(mail, host=room.host):
        return _settle(database, mail_id, IGNORED, N_("我们自己发出的邮件"))
    bounce = judging.bounce_of(mail)
    if bounce is not None:
        # Anybody can write such a report: it counts where it gives back the name of a mail of ours to that very address.
        counts = bounce.hard and room.addresses.is_marked(data[:MOST_LOOKED_AT], bounce.address)
        return _settle(database, mail_id, BOUNCED, bounce.address[:200], bounce if counts else None)
    if judging.is_automatic(mail):
        return _settle(database, mail_id, IGNORED, N_("自动回复或群发邮件"))
    return None


def _settle(database: Database, mail_id: int, outcome: str, reason: str, bounce: judging.Bounce | None = None) -> str:
    with database.writing() as session:
        kept = session.get(Mail, mail_id, with_for_update=True)
        if kept is not None and kept.outcome == NEW:
            kept.outcome, kept.reason = outcome, reason
            if bounce is not None:
                note_bounce(session, bounce.address, reason=bounce.reason)
            audit(session, SYSTEM, f"mail.{outcome}", f"mail:{mail_id}")
            announce(session, "staff", "mail")
    return outcome


def _deal_with(session: Session, room: Mailroom, kept: Mail, mail: Read, enclosures: Enclosed) -> None:
    hour_ago = now() - timedelta(hours=1)
    recent = session.scalar(
        select(func.count()).select_from(Mail).where(Mail.sender == mail.sender, Mail.received_at > hour_ago)
    )
    forged = judging.is_forged(mail, trusted=room.settings.mail_auth_id)
    if not mail.sender or ((recent or 0) > PER_HOUR and not forged):  # what waits is put in its sender's name
        kept.outcome, kept.reason = WAITING, N_("同一发件人一小时内的邮件过多") if mail.sender else N_("没有发件人")
        return
    ours = [address for address in mail.recipients if room.addresses.looks_like(address)]
    if ours:
        replies = [reply for reply in map(room.addresses.read, ours) if reply is not None]
        _answer(session, room, kept, mail, enclosures, replies[0] if replies else None, forged=forged)
        return
    person = find_credentials(session, fold_email(mail.sender))
    actor = actor_of(session, person.user_id) if person.user_id and person.may_sign_in else None
    if forged:
        kept.outcome, kept.reason = REFUSED, FAILED
    elif actor is not None and actor.can_write:
        _open(session, room, kept, mail, enclosures, actor)
    else:
        kept.outcome, kept.user_id = WAITING, actor.user_id if actor else None
        if actor is None:
            _acknowledge(session, room, kept)


def _answer(
    session: Session, room: Mailroom, kept: Mail, mail: Read, enclosures: Enclosed, reply: Reply | None, *, forged: bool
) -> None:
    kept.outcome = REFUSED
    if reply is None:
        kept.reason = MADE_UP
        return
    actor = actor_of(session, reply.user_id)
    if actor is None or actor.is_staff != reply.by_staff:
        kept.reason = GONE
    elif fold_email(mail.sender) != fold_email(actor.email):
        kept.reason = FORGED
    elif forged:
        kept.reason = FAILED
    else:
        kept.user_id = actor.user_id
        words = words_of(mail, enclosures, context=True)
        if words is None:
            kept.outcome, kept.reason = WAITING, N_("没有新的内容")
            return
        became = take_answer(
            session, actor, reply, subject=mail.subject, words=words, key=key_of(kept.id), files=enclosures.taken,
            mail_batch_s=room.settings.mail_batch_s,
        )  # fmt: skip
        if became is None:
            kept.outcome, kept.reason = IGNORED, N_("对已关闭会话的道谢")
            return
        kept.outcome = OPENED if became.opened else POSTED
        kept.thread_id, kept.posted_id = became.thread_id, became.message_id


def _open(session: Session, room: Mailroom, kept: Mail, mail: Read, enclosures: Enclosed, actor: Actor) -> None:
    kept.user_id = actor.user_id
    words = words_of(mail, enclosures) or prepare(mail.subject or "（空邮件）")
    no = open_thread(
        session, actor, kind="inquiry", subject=title_of(mail.subject), words=words, key=key_of(kept.id),
        files=enclosures.taken, mail_batch_s=room.settings.mail_batch_s, channel=MAIL,
    )  # fmt: skip
    thread = session.execute(select(Thread.id, Thread.last_customer_message_id).where(Thread.no == no)).one()
    kept.outcome, kept.thread_id, kept.posted_id = OPENED, thread.id, thread.last_customer_message_id


def _refuse(session: Session, kept: Mail, mail: Read, error: PortalError) -> None:
    """Tell the writer why, with their own words, at the address their account has."""
    kept.outcome, kept.reason = REFUSED, error.message[:200]
    found = find_credentials(session, fold_email(mail.sender))
    actor = actor_of(session, found.user_id) if found.user_id and found.may_sign_in else None
    if actor is None:
        return
    kept.user_id = actor.user_id
    enqueue(
        session,
        "mail.send",
        {
            "to": actor.email,
            "template": "email/mailroom/refused",
            "locale": actor.locale,
            "context": {
                "name": actor.name, "subject": mail.subject, "says": error.message, "values": error.params,
                "text": mail.new_text()[:3000], "url": "/threads",
            },
            "reply": reply_of(actor),
        },
    )  # fmt: skip


def _acknowledge(session: Session, room: Mailroom, kept: Mail) -> None:
    """One polite line to a stranger, at most one a day, with nothing of their own text in it."""
    day_ago = now() - timedelta(days=1)
    before = session.scalar(
        select(func.count())
        .select_from(Mail)
        .where(Mail.sender == kept.sender, Mail.received_at > day_ago, Mail.id < kept.id)
    )
    if before or not room.addresses.on:
        return
    enqueue(
        session,
        "mail.send",
        {"to": kept.sender, "template": "email/mailroom/received", "locale": "zh-CN", "context": {"url": "/register"}},
    )
