"""Threads and messages as rules look at them: one query for those that are happening and for those a trial runs on.

Never among them: complaints and suggestions, suppliers' threads, what staff opened or split off, what staff or a rule wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.automation.rules import Facts
from portal.automation.terms import OPENED
from portal.core.calendar import WorkingTime
from portal.core.permissions import Actor
from portal.organisations.models import Organisation
from portal.standards.books import book_of
from portal.threads.models import CUSTOMER, RESTRICTED_KINDS, Message, Thread, ThreadEvent
from portal.threads.policies import visible_to
from portal.threads.services.replies import values_from

MOST = 3000
"""So many of the newest a trial looks at."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a customer wrote, with what is shown of it. values: of the variables a reply may have."""

    thread_id: int
    no: str
    subject: str
    org_name: str
    at: datetime
    owner_name: str
    tags: str
    values: dict[str, str]
    facts: Facts

    @property
    def url(self) -> str:
        return f"/threads/{self.no}"


_opener, _owner, _other, _before = aliased(User), aliased(User), aliased(Thread), aliased(Message)
_FIRST = (
    select(func.min(_before.id)).where(_before.thread_id == Thread.id, _before.by_staff.is_(False)).scalar_subquery()
)
_EARLIER = exists().where(_other.org_id == Thread.org_id, _other.side == CUSTOMER, _other.id < Thread.id)
_OPENED = exists().where(
    ThreadEvent.thread_id == Thread.id, ThreadEvent.kind == "opened", ThreadEvent.by_id == Thread.opened_by
)
_QUERY: Any = (
    select(
        Thread.id.label("thread_id"), Thread.no, Thread.kind, Thread.channel, Thread.subject, Thread.subject_kind,
        Thread.subject_title, Thread.tags, Message.body, Message.created_at, Organisation.no.label("org_no"),
        Organisation.name.label("org_name"), Organisation.short_name, Organisation.tier, User.locale,
        _opener.name.label("opener_name"), _owner.name.label("owner_name"), _EARLIER.label("known"),
    )
    .select_from(Message)
    .join(Thread, Thread.id == Message.thread_id)
    .join(Organisation, Organisation.id == Thread.org_id)
    .join(User, User.id == Message.author_id)
    .join(_opener, _opener.id == Thread.opened_by)
    .outerjoin(_owner, _owner.id == Thread.owner_id)
    .where(
        Message.by_staff.is_(False), Thread.side == CUSTOMER, Thread.kind.not_in(RESTRICTED_KINDS), _OPENED
    )
)  # fmt: skip


def candidates(
    session: Session, actor: Actor, trigger: str, *conditions: ColumnElement[bool], limit: int = MOST
) -> Iterable[Candidate]:
    """What the actor may see of what rules of this trigger look at, newest first."""
    first = Message.id == _FIRST if trigger == OPENED else Message.id > _FIRST
    calendar = book_of(session).calendar
    rows = session.execute(
        _QUERY.where(first, visible_to(actor), *conditions).order_by(Message.id.desc()).limit(limit)
    ).all()
    return (_candidate(row, trigger, calendar) for row in rows)


def one_thread(thread_id: int) -> ColumnElement[bool]:
    return Thread.id == thread_id


def one_message(message_id: int) -> ColumnElement[bool]:
    return Message.id == message_id


def written_since(moment: datetime) -> ColumnElement[bool]:
    return Message.created_at >= moment


def _candidate(row: Any, trigger: str, calendar: WorkingTime) -> Candidate:
    values = values_from(
        company=row.short_name or row.org_name, contact=row.opener_name, no=row.no, subject=row.subject,
        goods=row.subject_title, owner=row.owner_name or "",
    )  # fmt: skip
    facts = Facts(
        kind=row.kind,
        channel=row.channel,
        about=row.subject_kind,
        about_title=row.subject_title,
        subject=row.subject if trigger == OPENED else "",
        text=row.body,
        org_no=row.org_no,
        tier=row.tier,
        is_newcomer=not row.known,
        is_outside=calendar.after(row.created_at, timedelta(0)) > row.created_at,
        language=row.locale or "zh-CN",
    )
    return Candidate(
        row.thread_id, row.no, row.subject, row.org_name, row.created_at, row.owner_name or "", row.tags, values, facts
    )  # fmt: skip
