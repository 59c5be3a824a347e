"""What somebody was told, newest first: their own only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.notifications.models import Notice

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """A line of the list. says, values: see `core.notices.tell`."""

    id: int
    topic: str
    says: str
    values: Mapping[str, str | int]
    link: str
    created_at: datetime
    read_at: datetime | None


def list_notices(
    session: Session, actor: Actor, *, topic: str = "", unread: bool = False, number: int = 1
) -> Page[NoticeRow]:
    """A page of the actor's own. topic: only these; unread: only what they have not read."""
    total = session.scalar(_own(select(func.count()).select_from(Notice), actor, topic, unread)) or 0
    query = _own(
        select(
            Notice.id, Notice.topic, Notice.says, Notice.values, Notice.link, Notice.created_at, Notice.read_at
        ).order_by(Notice.id.desc()),
        actor,
        topic,
        unread,
    )
    rows = session.execute(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page([NoticeRow(**row._mapping) for row in rows], number, PAGE_SIZE, total)


def _own(query: Select[*tuple[int, ...]], actor: Actor, topic: str, unread: bool) -> Select[*tuple[int, ...]]:
    query = query.where(Notice.user_id == actor.user_id)
    if topic:
        query = query.where(Notice.topic == topic)
    return query.where(Notice.read_at.is_(None)) if unread else query
