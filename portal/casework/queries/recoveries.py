"""Recoveries as the staff see them: one, the list with its filters, the counts and costs of causes. Never more than the thread allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.casework.models import Recovery, RecoveryCause
from portal.casework.models.recovery import CLOSED
from portal.casework.policies import can_handle
from portal.core.clock import SHANGHAI, now
from portal.core.errors import NotFound
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.organisations.models import Organisation
from portal.threads.models import Thread
from portal.threads.policies import visible_to
from portal.threads.queries import ThreadView, find_thread

ALL_STATES, DUE = "all", "due"


@dataclass(frozen=True, slots=True)
class RecoveryFilter:
    """What to list. state: one of the states, `due` (follow-up reached) or `all`; cause: an id, -1 for none yet, 0 for any."""

    state: str = "open"
    occasion: str = ""
    cause: int = 0
    days: int = 0
    """Opened within so many days; 0: ever."""
    since: datetime | None = None
    until: datetime | None = None
    department: str = ""
    """Of threads this department is in charge of."""


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """A recovery in the list."""

    no: str
    occasion: str
    state: str
    cause: str | None
    cost: Decimal | None
    follow_up_on: date | None
    opened_at: datetime
    closed_at: datetime | None
    thread_no: str
    subject: str
    org_name: str
    owner: str | None

    @property
    def url(self) -> str:
        return f"/desk/recovery/{self.no}"


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """A recovery with everything the staff know of it."""

    id: int
    no: str
    thread_id: int
    thread_no: str
    occasion: str
    state: str
    cause_id: int | None
    note: str
    apology: str
    promise: str
    remedy: str
    cost: Decimal | None
    follow_up_on: date | None
    customer_said: str
    opened_at: datetime
    promised_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    version: int


@dataclass(frozen=True, slots=True)
class CauseCount:
    """How often a cause occurred, and what it cost. id None: not named yet."""

    id: int | None
    name: str | None
    count: int
    still_open: int
    cost: Decimal


_closer, _owner = aliased(User), aliased(User)
_ONE: Any = (
    select(
        Recovery.id, Recovery.no, Recovery.thread_id, Thread.no.label("thread_no"), Recovery.occasion, Recovery.state,
        Recovery.cause_id, Recovery.note, Recovery.apology, Recovery.promise, Recovery.remedy, Recovery.cost,
        Recovery.follow_up_on, Recovery.customer_said, Recovery.opened_at, Recovery.promised_at, Recovery.closed_at,
        _closer.name.label("closed_by"), Recovery.version,
    )
    .join(Thread, Thread.id == Recovery.thread_id)
    .outerjoin(_closer, _closer.id == Recovery.closed_by)
)  # fmt: skip


def find_recovery(
    session: Session, actor: Actor, no: str, *, for_update: bool = False
) -> tuple[RecoveryView, ThreadView]:
    """A recovery and its thread, for who handles it. for_update: locks the thread. Raises: NotFound."""
    thread_no = session.scalar(
        select(Thread.no).join(Recovery, Recovery.thread_id == Thread.id).where(Recovery.no == no[:20])
    )
    if thread_no is None:
        raise NotFound("页面不存在")
    try:
        thread = find_thread(session, actor, thread_no, for_update=for_update)
    except NotFound as error:
        raise NotFound("页面不存在") from error
    if not can_handle(actor, thread):
        raise NotFound("页面不存在")
    return RecoveryView(*session.execute(_ONE.where(Recovery.no == no[:20])).one()), thread


def recoveries_of(session: Session, actor: Actor, thread: ThreadView) -> Sequence[tuple[str, str, str]]:
    """A thread's recoveries for who handles them: (number, occasion, state), newest first. The caller has found the thread."""
    if not can_handle(actor, thread):
        return []
    rows = session.execute(
        select(Recovery.no, Recovery.occasion, Recovery.state)
        .where(Recovery.thread_id == thread.id)
        .order_by(Recovery.id.desc())
        .limit(20)
    )
    return [(row.no, row.occasion, row.state) for row in rows]


def list_recoveries(
    session: Session, actor: Actor, *, wanted: RecoveryFilter, page: int = 1, size: int = 50
) -> Page[RecoveryRow]:
    """Recoveries of threads the actor sees: those to follow up first come first."""
    conditions = _conditions(actor, wanted)
    base = select(Recovery.id).join(Thread, Thread.id == Recovery.thread_id).where(*conditions).subquery()
    total = session.scalar(select(func.count()).select_from(base)) or 0
    name = case((Organisation.short_name != "", Organisation.short_name), else_=Organisation.name)
    rows = session.execute(
        select(
            Recovery.no, Recovery.occasion, Recovery.state, RecoveryCause.name, Recovery.cost, Recovery.follow_up_on,
            Recovery.opened_at, Recovery.closed_at, Thread.no, Thread.subject, name, _owner.name,
        )
        .join(Thread, Thread.id == Recovery.thread_id)
        .join(Organisation, Organisation.id == Thread.org_id)
        .outerjoin(RecoveryCause, RecoveryCause.id == Recovery.cause_id)
        .outerjoin(_owner, _owner.id == Thread.owner_id)
        .where(*conditions)
        .order_by(Recovery.state == CLOSED, Recovery.follow_up_on.is_(None), Recovery.follow_up_on, Recovery.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )  # fmt: skip
    found: list[Any] = list(rows)
    return Page([RecoveryRow(*row) for row in found], page, size, total)


def count_causes(session: Session, actor: Actor, *, wanted: RecoveryFilter) -> Sequence[CauseCount]:
    """How often each cause occurred and what it cost, over all states; the most frequent first."""
    conditions = _conditions(actor, replace(wanted, state=ALL_STATES, cause=0))
    count = func.count().label("n")
    rows: Any = session.execute(
        select(
            Recovery.cause_id, RecoveryCause.name, count,
            func.count().filter(Recovery.state != CLOSED), func.coalesce(func.sum(Recovery.cost), Decimal(0)),
        )
        .join(Thread, Thread.id == Recovery.thread_id)
        .outerjoin(RecoveryCause, RecoveryCause.id == Recovery.cause_id)
        .where(*conditions)
        .group_by(Recovery.cause_id, RecoveryCause.name)
        .order_by(count.desc(), RecoveryCause.name)
    )  # fmt: skip
    return [CauseCount(*row) for row in rows]


def list_causes(session: Session, *, also: int | None = None) -> Sequence[tuple[int, str, bool]]:
    """The causes: (id, name, retired), those in use first. also: of the retired only this one is wanted; None for all."""
    rows = session.execute(
        select(RecoveryCause.id, RecoveryCause.name, RecoveryCause.retired_at.is_not(None))
        .order_by(RecoveryCause.retired_at.is_not(None), RecoveryCause.id)
        .limit(200)
    )
    return [(row[0], row[1], bool(row[2])) for row in rows if also is None or not row[2] or row[0] == also]


def _conditions(actor: Actor, wanted: RecoveryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [visible_to(actor)]
    if wanted.state == DUE:
        found += [Recovery.state != CLOSED, Recovery.follow_up_on <= now().astimezone(SHANGHAI).date()]
    elif wanted.state == "open":
        found.append(Recovery.state != CLOSED)
    elif wanted.state != ALL_STATES:
        found.append(Recovery.state == wanted.state)
    if wanted.occasion:
        found.append(Recovery.occasion == wanted.occasion)
    if wanted.cause:
        found.append(Recovery.cause_id.is_(None) if wanted.cause < 0 else Recovery.cause_id == wanted.cause)
    if wanted.days:
        found.append(Recovery.opened_at >= now() - timedelta(days=wanted.days))
    if wanted.since:
        found.append(Recovery.opened_at >= wanted.since)
    if wanted.until:
        found.append(Recovery.opened_at < wanted.until)
    if wanted.department:
        found.append(Thread.department == wanted.department)
    return found
