"""Who is away and how departments give out their work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.core.clock import now
from portal.threads.casefile import Absence, DeskRule
from portal.threads.models import DEPARTMENTS


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """Somebody is or will be away."""

    id: int
    user_id: int
    name: str
    deputy: str | None
    since: datetime
    until: datetime
    note: str
    handed_at: datetime | None
    handed_count: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """How a department works."""

    department: str
    mode: str = "never"
    accept_minutes: int = 30
    work_minutes: int = 240
    version: int = 0


def list_absences(session: Session) -> Sequence[AbsenceView]:
    """Absences that are not over, the next one first."""
    person, deputy = aliased(User), aliased(User)
    rows = session.execute(
        select(
            Absence.id, Absence.user_id, person.name, deputy.name, Absence.since, Absence.until, Absence.note, Absence.handed_at,
            Absence.handed_count,
        )
        .join(person, person.id == Absence.user_id)
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .where(Absence.until > now())
        .order_by(Absence.since, Absence.id)
        .limit(200)
    )  # fmt: skip
    return [AbsenceView(*row) for row in rows]


def list_rules(session: Session) -> Sequence[RuleView]:
    """Every department's, the usual where nobody has said."""
    rows = session.execute(
        select(DeskRule.department, DeskRule.mode, DeskRule.accept_minutes, DeskRule.work_minutes, DeskRule.version)
    )
    known = {row.department: RuleView(*row) for row in rows}
    return [known.get(department) or RuleView(department) for department in DEPARTMENTS]
