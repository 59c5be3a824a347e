"""What holds now: calendars and policies put together from their tables and remembered in the process by their version.

Whoever has the version at hand (a column read with something else) asks no statement at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.remembered import remembered
from portal.standards.calendar import STANDARD_WEEK, Hours, Week, WorkCalendar, read_hours
from portal.standards.models import ServiceCalendar, ServiceDay, ServicePolicy, StandardsVersion
from portal.standards.promises import DEFAULTS, Amount, Policy, Promise, promise_for

KEEP_S = 24 * 3600
OFF, WORK, OWN_HOURS = "off", "work", "hours"

VERSION = select(func.coalesce(func.max(StandardsVersion.version), 0)).scalar_subquery()
"""The version that holds, as a column of another statement."""
_VERSION = select(func.coalesce(func.max(StandardsVersion.version), 0).label("version"))


@dataclass(frozen=True, slots=True)
class Book:
    """The standards of one version. The empty department is the house: what customers are promised is reckoned by it."""

    version: int = 0
    policies: tuple[Policy, ...] = DEFAULTS
    calendars: Mapping[str, WorkCalendar] = field(default_factory=lambda: {"": WorkCalendar()})
    _promises: dict[tuple[str, str, str], Promise] = field(default_factory=dict, repr=False, compare=False)

    @property
    def calendar(self) -> WorkCalendar:
        """The house's."""
        return self.calendars[""]

    def calendar_of(self, department: str) -> WorkCalendar:
        """A department's own, or the house's where it has none."""
        return self.calendars.get(department) or self.calendar

    def promise(self, *, kind: str, tier: str, priority: str) -> Promise:
        """What is promised to such a thread."""
        key = (kind, tier, priority)
        known = self._promises.get(key)
        if known is None:
            known = self._promises[key] = promise_for(
                self.policies, kind=kind, tier=tier, priority=priority, day=self.calendar.day_length
            )
        return known


DEFAULT_BOOK = Book()


def book_of(session: Session, version: int | None = None) -> Book:
    """The standards that hold. version: where it is known already, nothing is asked."""
    if version is None:
        version = int(session.execute(_VERSION).scalar_one())
    if version < 0:
        raise ValueError("the version was not read: lock the row first")
    if version == 0:
        return DEFAULT_BOOK
    return remembered(session, ("standards", version), lambda: _read(session, version), keep_s=KEEP_S)


def _read(session: Session, version: int) -> Book:
    return Book(version, read_policies(session), read_calendars(session))


def read_policies(session: Session) -> tuple[Policy, ...]:
    """The policies of the table; the house's defaults while nobody has written any."""
    rows = session.execute(
        select(
            ServicePolicy.kind, ServicePolicy.tier, ServicePolicy.priority, ServicePolicy.first_amount, ServicePolicy.first_unit,
            ServicePolicy.next_amount, ServicePolicy.next_unit, ServicePolicy.resolve_amount, ServicePolicy.resolve_unit,
        ).where(ServicePolicy.replaced_at.is_(None)).order_by(ServicePolicy.id)
    ).all()  # fmt: skip
    written = tuple(
        Policy(
            row.kind,
            row.tier,
            row.priority,
            _amount(row.first_amount, row.first_unit),
            _amount(row.next_amount, row.next_unit),
            _amount(row.resolve_amount, row.resolve_unit),
        )
        for row in rows
    )
    return written or DEFAULTS


def read_calendars(session: Session) -> dict[str, WorkCalendar]:
    """The calendar of the house and of each department that has days or hours of its own."""
    weeks = {
        row.department: Week(read_hours(row.workday), read_hours(row.saturday), read_hours(row.sunday))
        for row in session.execute(
            select(
                ServiceCalendar.department, ServiceCalendar.workday, ServiceCalendar.saturday, ServiceCalendar.sunday
            ).where(ServiceCalendar.replaced_at.is_(None))
        )
    }
    days: dict[str, dict[date, tuple[str, str]]] = {}
    for row in session.execute(
        select(ServiceDay.department, ServiceDay.day, ServiceDay.kind, ServiceDay.hours).where(
            ServiceDay.replaced_at.is_(None)
        )
    ):
        days.setdefault(row.department, {})[row.day] = (row.kind, row.hours)
    house = weeks.get("", STANDARD_WEEK)
    return {
        department: _calendar(weeks.get(department, house), (days.get("", {}), days.get(department, {})))
        for department in {"", *weeks, *days}
    }


def _calendar(week: Week, sources: Sequence[Mapping[date, tuple[str, str]]]) -> WorkCalendar:
    """A department's days stand above the house's."""
    found: dict[date, Hours] = {}
    for source in sources:
        for day, (kind, hours) in source.items():
            found[day] = () if kind == OFF else week.workday if kind == WORK else read_hours(hours)
    return WorkCalendar(week, found)


def _amount(number: int | None, unit: str) -> Amount | None:
    return None if number is None else Amount(number, unit)
