"""Tables of what is said: messages, internal notes (apart, so that no customer's query returns one), their files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.threads.models.folding import folded_from


class Message(Base):
    """What one side said to the other. `body_html` is rendered and sanitised once, when written."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("thread_id", "author_id", "client_key"),
        Index("ix_messages_thread", "thread_id", "id"),
        Index(
            "ix_messages_answers",
            "created_at",
            sqlite_where=text("answers <> ''"),
            postgresql_where=text("answers <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None: nobody wrote it, a rule of the house said it."""
    author_name: Mapped[str] = mapped_column(String(60))
    by_staff: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text, default=folded_from("body"))
    file_count: Mapped[int] = mapped_column(default=0)
    client_key: Mapped[str] = mapped_column(String(40))
    """Made by the sender; the same key from the same author is the same message."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    answers: Mapped[str] = mapped_column(String(6), default="")
    """The promise this message of ours kept or broke: first or next; empty for all other messages."""
    answer_due_at: Mapped[datetime | None]
    answer_took_s: Mapped[int | None]
    """Working seconds, without the waits for the customer."""


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
    folded: Mapped[str] = mapped_column(Text, default=folded_from("body"))
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
