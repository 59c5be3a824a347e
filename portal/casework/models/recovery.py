"""Tables of recoveries: what went wrong, how it was made good, what the customer said afterwards; and the list of causes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.quantity import Money
from portal.core.texts import N_

BREACH, RATING, COMPLAINT, CLAIM, FOUND = "breach", "rating", "complaint", "claim", "found"
OCCASIONS = {
    BREACH: N_("超时"),
    RATING: N_("低评分"),
    COMPLAINT: N_("投诉"),
    CLAIM: N_("异议成立"),
    FOUND: N_("自查发现"),
}
"""What opened a recovery. Why it came to that is its cause, which the supervisor names."""

OPEN, PROMISED, CLOSED = "open", "promised", "closed"
STATES = {OPEN: N_("待处理"), PROMISED: N_("已承诺"), CLOSED: N_("已结案")}

DEFAULT_CAUSES = (
    "答复不及时", "答复有误", "服务态度", "货物质量", "重量短缺", "发货延误", "单据错误", "部门衔接", "系统问题", "客户原因",
)  # fmt: skip
"""What a new house begins with; from then on the table is the list."""


class RecoveryCause(Base):
    """A cause that can be chosen. Retired ones stay for what was counted under them."""

    __tablename__ = "recovery_causes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]


class Recovery(Base):
    """A fault being put right (B…). The customer learns of apology and promise, and of nothing else in this row."""

    __tablename__ = "recoveries"
    __table_args__ = (
        UniqueConstraint("thread_id", "occasion", "ref"),
        Index("ix_recoveries_state", "state", "follow_up_on"),
        Index("ix_recoveries_at", "opened_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    occasion: Mapped[str] = mapped_column(String(12))
    ref: Mapped[str] = mapped_column(String(20), default="")
    """Which of several: the closing that was rated. A thread and an occasion open one."""
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("recovery_causes.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    apology: Mapped[str] = mapped_column(Text, default="")
    promise: Mapped[str] = mapped_column(Text, default="")
    """What the customer was, or is to be, told we do."""
    remedy: Mapped[str] = mapped_column(String(20), default="")
    cost: Mapped[Decimal | None] = mapped_column(Money)
    follow_up_on: Mapped[date | None] = mapped_column(Date)
    customer_said: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    promised_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
