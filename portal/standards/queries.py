"""What the desk's settings show: calendars with their days, and who changed what. Promises themselves come from `books`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.audit import AuditEvent
from portal.standards.models import ServiceCalendar, ServiceDay


@dataclass(frozen=True, slots=True)
class DayView:
    """A day somebody has spoken of."""

    day: date
    kind: str
    hours: str
    name: str
    source: str
    by_name: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """The hours of a department's week as they stand in the table."""

    workday: str
    saturday: str
    sunday: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of the standards."""

    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, object]


def list_days(session: Session, department: str, *, year: int) -> Sequence[DayView]:
    """The days of a year a calendar has of its own."""
    rows = session.execute(
        select(
            ServiceDay.day, ServiceDay.kind, ServiceDay.hours, ServiceDay.name, ServiceDay.source, ServiceDay.by_name
        )
        .where(
            ServiceDay.department == department,
            ServiceDay.replaced_at.is_(None),
            ServiceDay.day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(ServiceDay.day)
    )
    return [DayView(*row) for row in rows]


def find_week(session: Session, department: str) -> WeekView | None:
    """A department's own hours, if it has any."""
    row = session.execute(
        select(ServiceCalendar.workday, ServiceCalendar.saturday, ServiceCalendar.sunday).where(
            ServiceCalendar.department == department, ServiceCalendar.replaced_at.is_(None)
        )
    ).first()
    return WeekView(*row) if row else None


def list_changes(session: Session, *prefixes: str, limit: int = 20) -> Sequence[ChangeView]:
    """The newest changes of what begins with one of these (`policy:`, `calendar:`)."""
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.actor, AuditEvent.action, AuditEvent.subject, AuditEvent.facts)
        .where(
            AuditEvent.action.startswith("standards."),
            or_(*(AuditEvent.subject.startswith(prefix) for prefix in prefixes)),
        )
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    )
    return [ChangeView(*row) for row in rows]
