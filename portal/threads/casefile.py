"""Tables of the desk's work on a case: hand-offs, tasks, links, watchers; and what the desk keeps for itself. All of it is the staff's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.texts import N_

ASKED, ACCEPTED, RETURNED, DONE = "asked", "accepted", "returned", "done"
HAND_OFF_STATES = {ASKED: N_("等待接收"), ACCEPTED: N_("处理中"), RETURNED: N_("已退回"), DONE: N_("已办结")}
NEVER, ROUND, LEAST = "never", "round", "least"
MODES = {NEVER: N_("不自动分配"), ROUND: N_("轮流"), LEAST: N_("手上会话最少的人")}
"""How a department gives new threads to its people."""


class HandOff(Base):
    """A department asks another for an outcome. The customer's owner and promise stay; this has a clock of its own."""

    __tablename__ = "thread_hand_offs"
    __table_args__ = (
        Index("ix_thread_hand_offs_thread", "thread_id", "id"),
        Index("ix_thread_hand_offs_state", "state", "to_department", "due_at"),
        # Asking the same department twice at once is one mistake, not two hand-offs.
        Index(
            "uq_thread_hand_offs_open", "thread_id", "to_department", unique=True,
            sqlite_where=text("state IN ('asked', 'accepted')"), postgresql_where=text("state IN ('asked', 'accepted')"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    from_department: Mapped[str] = mapped_column(String(20))
    to_department: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(Text)
    """The outcome asked for."""
    state: Mapped[str] = mapped_column(String(10), default=ASKED)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    accept_by: Mapped[datetime]
    """Unaccepted by then it goes to supervision, and after as long again back to the sender."""
    escalated_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    accepted_name: Mapped[str] = mapped_column(String(60), default="")
    due_at: Mapped[datetime]
    """The department's own clock."""
    warn_at: Mapped[datetime | None]
    """When three quarters of what runs are gone: of the time to accept, then of the department's. None once somebody was warned."""
    breached_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_name: Mapped[str] = mapped_column(String(60), default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What came of it, or why it was returned."""


class Task(Base):
    """A part of the case somebody works on beside the others."""

    __tablename__ = "thread_tasks"
    __table_args__ = (
        Index("ix_thread_tasks_thread", "thread_id", "id"),
        Index("ix_thread_tasks_open", "department", "done_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    title: Mapped[str] = mapped_column(String(120))
    department: Mapped[str] = mapped_column(String(20))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    due_at: Mapped[datetime | None]
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    done_name: Mapped[str] = mapped_column(String(60), default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    warn_at: Mapped[datetime | None]
    """When three quarters of the time are gone. None once somebody was warned."""
    reminded_at: Mapped[datetime | None]


class ThreadLink(Base):
    """Two threads that have to do with each other: the smaller id first."""

    __tablename__ = "thread_links"
    __table_args__ = (
        CheckConstraint("thread_id < other_id", name="in_order"),
        Index("ix_thread_links_other", "other_id"),
    )

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class ThreadWatcher(Base):
    """Staff who want to hear of a thread that is not theirs. told_message_id: up to which message they were told."""

    __tablename__ = "thread_watchers"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    told_message_id: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=now)


class CannedReply(Base):
    """An answer kept for use again, with variables such as {客户}. department: whose set it is, '' for everybody's."""

    __tablename__ = "canned_replies"
    __table_args__ = (Index("ix_canned_replies_department", "department", "title"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    department: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text, default="")
    changed_by: Mapped[str] = mapped_column(String(60), default="")
    changed_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)


class DeskView(Base):
    """A way of looking at the queue, kept under a name: one's own, or shared with all staff."""

    __tablename__ = "desk_views"
    __table_args__ = (Index("ix_desk_views_user", "user_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(400))
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Absence(Base):
    """Somebody is away: their open threads go to the deputy when it begins, and no new ones come to them."""

    __tablename__ = "staff_absences"
    __table_args__ = (Index("ix_staff_absences_user", "user_id", "until"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    since: Mapped[datetime]
    until: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    handed_at: Mapped[datetime | None]
    handed_count: Mapped[int] = mapped_column(default=0)


class DeskRule(Base):
    """How one department works: how new threads are given out, and how long hand-offs to it may wait and take."""

    __tablename__ = "desk_rules"
    __table_args__ = (UniqueConstraint("department"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    department: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(10), default=NEVER)
    accept_minutes: Mapped[int] = mapped_column(default=30)
    work_minutes: Mapped[int] = mapped_column(default=240)
    last_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who got the last one, when they take turns."""
    version: Mapped[int] = mapped_column(default=1)
