"""Tables of the standards: policies, calendars and their days. Nothing is ever overwritten: a change replaces a row by a new one.

What of them holds now is `books.Book`; who may change them, `services`.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id

ANNOUNCED, STAFF = "announced", "staff"
_CURRENT = text("replaced_at IS NULL")


class StandardsVersion(Base):
    """One row: the number of the newest change. Every process compares it with what it remembers."""

    __tablename__ = "standards_version"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class _Versioned:
    """Who wrote a row, and until when it held. replaced_at None: it holds now."""

    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    replaced_at: Mapped[datetime | None]


class ServicePolicy(_Versioned, Base):
    """What is promised for a kind of thread, a tier and a priority; an empty tier or priority stands for all of them.

    An amount is working minutes (`m`) or working days (`d`); None promises nothing.
    """

    __tablename__ = "service_policies"
    __table_args__ = (
        Index("uq_service_policies_current", "kind", "tier", "priority", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    tier: Mapped[str] = mapped_column(String(10), default="")
    priority: Mapped[str] = mapped_column(String(10), default="")
    first_amount: Mapped[int | None]
    first_unit: Mapped[str] = mapped_column(String(1), default="m")
    next_amount: Mapped[int | None]
    next_unit: Mapped[str] = mapped_column(String(1), default="m")
    resolve_amount: Mapped[int | None]
    resolve_unit: Mapped[str] = mapped_column(String(1), default="d")


class ServiceCalendar(_Versioned, Base):
    """The working hours of a department; of the house when the department is empty. Hours as in `08:30-12:00 13:30-18:00`."""

    __tablename__ = "service_calendars"
    __table_args__ = (
        Index("uq_service_calendars_current", "department", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    department: Mapped[str] = mapped_column(String(20), default="")
    workday: Mapped[str] = mapped_column(String(120))
    saturday: Mapped[str] = mapped_column(String(120), default="")
    sunday: Mapped[str] = mapped_column(String(120), default="")


class ServiceDay(_Versioned, Base):
    """A day unlike its weekday: off (no hours), a make-up workday, or with hours of its own (a half day)."""

    __tablename__ = "service_days"
    __table_args__ = (
        Index("uq_service_days_current", "department", "day", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    department: Mapped[str] = mapped_column(String(20), default="")
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(10))
    """off, work or hours."""
    hours: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(10), default=STAFF)
    """announced: the State Council's, brought in by the program, which never touches what staff wrote."""
