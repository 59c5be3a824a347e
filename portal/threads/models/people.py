"""Tables of who takes part: how far they read, who is there, who was brought in, and the steps taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id


class ThreadRead(Base):
    """How far somebody has read a thread, up to which message they were told by mail, and what they began to write."""

    __tablename__ = "thread_reads"
    __table_args__ = (Index("ix_thread_reads_thread", "thread_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    last_read_message_id: Mapped[int] = mapped_column(default=0)
    told_message_id: Mapped[int] = mapped_column(default=0)
    draft: Mapped[str] = mapped_column(Text, default="")
    """Not sent yet; nobody but its writer reads it. Here, since pages read this row and posting writes it anyway."""
    draft_is_note: Mapped[bool] = mapped_column(default=False)
    draft_at: Mapped[datetime | None]
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
