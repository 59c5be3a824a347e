"""Tables of mail that came in: each whole mail with what became of it, and addresses that mail does not reach."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.texts import N_

NEW, POSTED, OPENED, WAITING, REFUSED, IGNORED, BOUNCED, HANDLED = (
    "new", "posted", "opened", "waiting", "refused", "ignored", "bounced", "handled",
)  # fmt: skip
OUTCOMES = {
    NEW: N_("待处理"),
    POSTED: N_("已进会话"),
    OPENED: N_("已开会话"),
    WAITING: N_("等待员工处理"),
    REFUSED: N_("已拒收"),
    IGNORED: N_("自动邮件"),
    BOUNCED: N_("退信"),
    HANDLED: N_("已处理"),
}


class Mail(Base):
    """One mail. Its bytes are a stored file and never change; nothing of it is deleted."""

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_outcome", "outcome", "id"),
        Index("ix_mails_sender", "sender", "received_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of its Message-ID and all but the headers relays add: the same mail brought twice is one."""
    message_id: Mapped[str] = mapped_column(String(300))
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    sender: Mapped[str] = mapped_column(String(320))
    sender_name: Mapped[str] = mapped_column(String(80))
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    received_at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[str] = mapped_column(String(12), default=NEW)
    reason: Mapped[str] = mapped_column(String(200), default="")
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"), index=True)
    posted_id: Mapped[int | None]
    """The message it became."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    handled_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    """What staff wrote back by mail to somebody who has no company here."""


class MailTrouble(Base):
    """An address that mail came back from for good. After some of them nothing is sent there until a mail arrives from it."""

    __tablename__ = "mail_troubles"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    bounces: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    last_at: Mapped[datetime] = mapped_column(default=now)
