"""Tables of rules: the rules, what they did in which thread, and how far messages have been looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id


class AutoRule(Base):
    """A rule of the house. conditions and actions: as `rules.stored_form` writes them."""

    __tablename__ = "automation_rules"
    # No number is given twice, on SQLite either: a new rule must not inherit the runs of one thrown away.
    __table_args__ = (
        Index("ix_automation_rules_order", "trigger", "active", "position"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    trigger: Mapped[str] = mapped_column(String(10))
    active: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    stops: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[dict[str, Any]]
    actions: Mapped[dict[str, Any]]
    changed_by: Mapped[str] = mapped_column(String(60), default="")
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)


class AutoRun(Base):
    """Rules held in a thread: once when it was opened (message_id 0), once for each later message. did: what came of each action."""

    __tablename__ = "automation_runs"
    __table_args__ = (
        UniqueConstraint("thread_id", "message_id"),
        Index("ix_automation_runs_at", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    message_id: Mapped[int] = mapped_column(Id, default=0)
    rule_ids: Mapped[str] = mapped_column(Text)
    """The rules that held, each between commas: `,3,7,`."""
    replied_by: Mapped[int | None]
    """The rule whose reply was sent; each replies once in a thread."""
    at: Mapped[datetime] = mapped_column(default=now)


class AutoState(Base):
    """One row: up to which message `written` rules have looked. done: later ones they have looked at too, as `12 15`."""

    __tablename__ = "automation_state"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    seen_to: Mapped[int] = mapped_column(Id, default=0)
    done: Mapped[str] = mapped_column(Text, default="")
