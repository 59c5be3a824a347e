"""Tables of threads: messages, internal notes (apart, so that no customer's query returns one), files, reading, presence, steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.texts import N_
from portal.materials.text import fold_characters

CUSTOMER, SUPPLIER = "customer", "supplier"
"""`Thread.side`: whose company takes part. The other party is always the staff."""

KINDS = {
    "inquiry": N_("询价"),
    "order": N_("订单"),
    "storage": N_("仓储"),
    "transport": N_("运输"),
    "claim": N_("质量异议"),
    "complaint": N_("投诉"),
    "suggestion": N_("建议"),
}
RESTRICTED_KINDS = ("complaint", "suggestion")
"""What supervision reads and no other staff, unless brought in."""

OPEN, ANSWERED, WAITING, RESOLVED, CLOSED = "open", "answered", "waiting_customer", "resolved", "closed"
STATUSES = {
    OPEN: N_("待回复"),
    ANSWERED: N_("已回复"),
    WAITING: N_("待客户回复"),
    RESOLVED: N_("已解决"),
    CLOSED: N_("已关闭"),
}
ACTIVE = (OPEN, ANSWERED, WAITING)
DEPARTMENTS = {
    "sales": N_("业务"),
    "warehouse": N_("仓储"),
    "transport": N_("运输"),
    "quality": N_("质量"),
    "supervision": N_("监督"),
}
DEPARTMENT_OF = {
    "inquiry": "sales",
    "order": "sales",
    "storage": "warehouse",
    "transport": "transport",
    "claim": "quality",
    "complaint": "supervision",
    "suggestion": "supervision",
}
"""Which department a new thread of a kind goes to."""
PRIORITIES = {"low": N_("低"), "normal": N_("普通"), "high": N_("高"), "urgent": N_("紧急")}


def _folded(*names: str) -> Callable[[Any], str]:
    """The default of a column people search in: what other columns of the row say, in the one form of `materials.text`."""

    def fold(context: Any) -> str:
        given = context.get_current_parameters()
        return fold_characters(" ".join(given.get(name) or "" for name in names))

    return fold


class Thread(Base):
    """One matter with one company. The `last_…`, `…_count` and `waiting_since` columns repeat what messages say, for lists."""

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("(side = 'supplier') = (parent_id IS NOT NULL)", name="supplier_side_has_parent"),
        Index("ix_threads_org", "org_id", "last_message_at"),
        Index("ix_threads_org_status", "org_id", "status", "last_message_at"),
        # All that the count of unread threads asks, on every page of a member.
        Index("ix_threads_unread", "org_id", "status", "last_staff_message_id", "last_message_at"),
        Index("ix_threads_queue", "status", "waiting_since", "last_message_at"),
        Index("ix_threads_owner", "owner_id", "status", "waiting_since"),
        Index("ix_threads_department", "department", "status", "waiting_since"),
        Index("ix_threads_parent", "parent_id", sqlite_where=text("parent_id IS NOT NULL"), postgresql_where=text("parent_id IS NOT NULL")),
        Index("ix_threads_subject", "subject_kind", "subject_no"),
        Index("ix_threads_opened_by", "opened_by"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(120))
    side: Mapped[str] = mapped_column(String(10), default=CUSTOMER)
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    """The company that takes part: the customer's, or on the supplier's side the supplier's."""
    opened_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    open_key: Mapped[str | None] = mapped_column(String(60), unique=True)
    """`<user id>:<client key>`, so that a form sent twice opens one thread."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))
    """On the supplier's side: the customer's thread it serves. Known to staff only."""
    subject_kind: Mapped[str] = mapped_column(String(12), default="")
    """What it is about: listing, warehouse, freight or nothing."""
    subject_no: Mapped[str] = mapped_column(String(20), default="")
    subject_title: Mapped[str] = mapped_column(String(200), default="")
    folded: Mapped[str] = mapped_column(Text, default=_folded("subject", "subject_title"))
    """Both subjects as the search within threads reads them: 螺紋 and 螺纹, Ｈ and h are one."""
    status: Mapped[str] = mapped_column(String(20), default=OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    department: Mapped[str] = mapped_column(String(20), default="sales")
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_message_at: Mapped[datetime] = mapped_column(default=now)
    last_message_excerpt: Mapped[str] = mapped_column(String(120), default="")
    last_message_by_staff: Mapped[bool] = mapped_column(default=False)
    last_customer_message_id: Mapped[int] = mapped_column(default=0)
    """The company's newest message: what staff may have unread. 0 when there is none."""
    last_staff_message_id: Mapped[int] = mapped_column(default=0)
    """The staff's newest message: what the company may have unread. 0 when there is none."""
    waiting_since: Mapped[datetime | None]
    """When the company's oldest unanswered message came; None when it is the company's turn."""
    message_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Message(Base):
    """What one side said to the other. `body_html` is rendered and sanitised once, when written."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("thread_id", "author_id", "client_key"),
        Index("ix_messages_thread", "thread_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(60))
    by_staff: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text, default=_folded("body"))
    file_count: Mapped[int] = mapped_column(default=0)
    client_key: Mapped[str] = mapped_column(String(40))
    """Made by the sender; the same key from the same author is the same message."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]


class MessageRevision(Base):
    """What a message said before it was corrected."""

    __tablename__ = "message_revisions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime] = mapped_column(default=now)


class ThreadNote(Base):
    """What staff say among themselves. Never leaves the staff's pages."""

    __tablename__ = "thread_notes"
    __table_args__ = (
        UniqueConstraint("thread_id", "author_id", "client_key"),
        Index("ix_thread_notes_thread", "thread_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text, default=_folded("body"))
    file_count: Mapped[int] = mapped_column(default=0)
    client_key: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Attachment(Base):
    """A file that came with a message or with a note of the same thread: exactly one of the two."""

    __tablename__ = "thread_files"
    __table_args__ = (CheckConstraint("(message_id IS NULL) <> (note_id IS NULL)", name="one_parent"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("thread_notes.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)


class ThreadRead(Base):
    """How far somebody has read a thread, and up to which message they were told by mail."""

    __tablename__ = "thread_reads"
    __table_args__ = (Index("ix_thread_reads_thread", "thread_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    last_read_message_id: Mapped[int] = mapped_column(default=0)
    told_message_id: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=now)


class ThreadPresence(Base):
    """Who looks at a thread or types in it, until when."""

    __tablename__ = "thread_presence"
    __table_args__ = (Index("ix_thread_presence_until", "until"),)

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    """viewing or typing (a message to the other side) or noting (an internal note: colleagues only)."""
    until: Mapped[datetime]


class ThreadGuest(Base):
    """Staff brought into a thread they would not see by themselves (complaints)."""

    __tablename__ = "thread_guests"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class ThreadEvent(Base):
    """A step: opened, taken, assigned, status, department, priority, supplier. Some of them the company sees."""

    __tablename__ = "thread_events"
    __table_args__ = (Index("ix_thread_events_thread", "thread_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(60), default="")
    public: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
