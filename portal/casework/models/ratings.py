"""Tables of what customers say of a settled matter, and of whom was asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id


class RatingAsk(Base):
    """Somebody was asked by mail, once for each time a thread was settled."""

    __tablename__ = "rating_asks"

    closing_id: Mapped[int] = mapped_column(ForeignKey("thread_events.id"), primary_key=True, autoincrement=False)
    """The step that settled the thread: opened again and settled again is another."""
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)


class Rating(Base):
    """One person's word on a matter that was settled. Theirs alone: staff neither change nor remove it."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("closing_id", "user_id"),
        CheckConstraint(
            "quality BETWEEN 1 AND 5 AND speed BETWEEN 1 AND 5 AND attitude BETWEEN 1 AND 5", name="scores"
        ),
        Index("ix_ratings_thread", "thread_id", "id"),
        Index("ix_ratings_owner", "owner_id", "created_at"),
        Index("ix_ratings_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    closing_id: Mapped[int] = mapped_column(ForeignKey("thread_events.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who was in charge then."""
    department: Mapped[str] = mapped_column(String(20))
    quality: Mapped[int]
    speed: Mapped[int]
    attitude: Mapped[int]
    word: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime | None]
