"""The table of threads, and of how they were settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.threads.models.folding import folded_from
from portal.threads.models.terms import CUSTOMER, OPEN, PAGE


class Thread(Base):
    """One matter with one company. The `last_…`, `…_count` and `waiting_since` columns repeat what messages say, for lists.

    From `due_at` on: what was promised to the customer, by `portal.standards`; a supplier's thread promises nothing. Only
    `services.promises` says what they are to be; a hand-off changes none of them.
    """

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("(side = 'supplier') = (parent_id IS NOT NULL)", name="supplier_side_has_parent"),
        Index("ix_threads_org", "org_id", "last_message_at"),
        Index("ix_threads_org_status", "org_id", "status", "last_message_at"),
        # All that the count of unread threads asks, on every page of a member.
        Index("ix_threads_unread", "org_id", "status", "last_staff_message_id", "last_message_at"),
        # The desk's order: what is due first.
        Index("ix_threads_queue", "status", "due_at"),
        Index("ix_threads_owner", "owner_id", "status", "due_at"),
        Index("ix_threads_department", "department", "status", "due_at"),
        # All that the numbers on the queue's tabs ask.
        Index("ix_threads_counts", "status", "kind", "owner_id", "due_at", "snoozed_until", "about"),
        Index("ix_threads_watch", "watch_at", sqlite_where=text("watch_at IS NOT NULL"), postgresql_where=text("watch_at IS NOT NULL")),
        Index("ix_threads_parent", "parent_id", sqlite_where=text("parent_id IS NOT NULL"), postgresql_where=text("parent_id IS NOT NULL")),
        Index("ix_threads_subject", "subject_kind", "subject_no"),
        Index("ix_threads_opened_by", "opened_by"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(8), default=PAGE)
    """Where it was opened: page, mail or api."""
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
    folded: Mapped[str] = mapped_column(Text, default=folded_from("subject", "subject_title"))
    """Both subjects as the search within threads reads them: 螺紋 and 螺纹, Ｈ and h are one."""
    about: Mapped[str] = mapped_column(String(30), default="")
    """Of a complaint: whom it is about, `u:<user id>` or `d:<department>`. For them it does not exist, whatever their office."""
    about_name: Mapped[str] = mapped_column(String(60), default="")
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    """The customer asked that colleagues brought in do not learn who they are; supervision does."""
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
    due_at: Mapped[datetime | None]
    """The earliest of the three below; None when nothing runs (settled, or waiting for the customer)."""
    first_due_at: Mapped[datetime | None]
    next_due_at: Mapped[datetime | None]
    resolve_due_at: Mapped[datetime | None]
    answer_since: Mapped[datetime | None]
    """Since when an answer is owed: the clock of the first response until somebody has answered, then of the next one."""
    resolve_since: Mapped[datetime | None]
    """Since when a solution is owed; begun anew by a new question on a settled matter."""
    first_answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When the clocks stopped; None while the matter is open."""
    paused_since: Mapped[datetime | None]
    """Since when we wait for the customer, by our own explicit word."""
    pauses: Mapped[str] = mapped_column(Text, default="")
    """Earlier waits within what still runs: `<from>-<to>` in seconds, one beside the other."""
    clock_marks: Mapped[int] = mapped_column(default=0)
    """Of which of the running promises somebody was warned, and which were broken: bits of `portal.standards.clock`."""
    watch_at: Mapped[datetime | None]
    """When the clocks want looking at next: three quarters of a promise, or its end."""
    promised_by: Mapped[int] = mapped_column(default=0)
    """The version of the standards that these moments were reckoned by."""
    tags: Mapped[str] = mapped_column(String(200), default="")
    """The desk's words for it, each between commas: `,急单,发票,`."""
    snoozed_until: Mapped[datetime | None]
    """Out of the queue until then, or until the company writes. No promise moves."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))
    """Where its messages went; what is written to it goes there too."""
    version: Mapped[int] = mapped_column(default=1)


class Outcome(Base):
    """A matter that was settled: how long it took and when it was due. `undone_at`: it was not, the matter was opened again."""

    __tablename__ = "thread_outcomes"
    __table_args__ = (
        Index("ix_thread_outcomes_thread", "thread_id", "id"),
        Index("ix_thread_outcomes_at", "settled_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    settled_at: Mapped[datetime]
    took_s: Mapped[int]
    """Working seconds, without the waits for the customer."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    department: Mapped[str] = mapped_column(String(20))
    undone_at: Mapped[datetime | None]
    unanswered: Mapped[str] = mapped_column(String(10), default="")
    """The answer (`first`, `next`) that was late and never came."""
