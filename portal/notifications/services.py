"""Reading notices, and forgetting old ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.live import announce
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.notifications.models import PEOPLE, Notice
from portal.notifications.telling import ActorOf, Unseen

FORGET = "notices.forget-gone"
KEEP = timedelta(days=365)
AT_ONCE = 2000


def mark_read(session: Session, actor: Actor, notice_id: int) -> str:
    """Note that the actor has read it. Returns where it leads. Raises: NotFound (absent, or somebody else's)."""
    query = select(Notice.link, Notice.read_at).where(Notice.id == notice_id, Notice.user_id == actor.user_id)
    found = session.execute(query).first()
    if found is None:
        raise NotFound("没有这条通知")
    if found.read_at is None:
        _mark(session, actor, Notice.id == notice_id)
    return str(found.link)


def mark_all_read(session: Session, actor: Actor, *, topic: str = "", up_to: int | None = None) -> None:
    """Note that the actor has read everything. topic: only these. up_to: nothing that came after the page was shown."""
    conditions: list[ColumnElement[bool]] = [Notice.read_at.is_(None)]
    if topic:
        conditions.append(Notice.topic == topic)
    if up_to is not None:
        conditions.append(Notice.id <= up_to)
    _mark(session, actor, *conditions)


def _mark(session: Session, actor: Actor, *conditions: Any) -> None:
    _hold(session, actor)
    session.execute(update(Notice).where(Notice.user_id == actor.user_id, *conditions).values(read_at=now()))
    _count_anew(session, actor)


def _hold(session: Session, actor: Actor) -> None:
    """The person's row first, as whoever tells them something takes it too: the count is then of what it says."""
    session.execute(select(PEOPLE.c.id).where(PEOPLE.c.id == actor.user_id).with_for_update())


def _count_anew(session: Session, actor: Actor) -> None:
    own = Notice.user_id == actor.user_id
    unread = select(func.count()).select_from(Notice).where(own, Notice.read_at.is_(None)).scalar_subquery()
    session.execute(update(PEOPLE).where(PEOPLE.c.id == actor.user_id).values(unread_notices=unread))
    announce(session, f"user:{actor.user_id}", "notices")


def forgetter(actor_of: ActorOf, unseen: Unseen) -> Callable[[Session, dict[str, Any]], None]:
    """The job after somebody left a company: what they were told of it goes, and counts as unread no more."""

    def forget(session: Session, payload: dict[str, Any]) -> None:
        user_id = int(payload["user_id"])
        actor = actor_of(session, user_id) or Actor(user_id=user_id)
        _hold(session, actor)
        links = session.scalars(select(Notice.link).where(Notice.user_id == user_id).distinct()).all()
        for start in range(0, len(links), 500):
            gone = unseen(session, actor, links[start : start + 500])
            session.execute(delete(Notice).where(Notice.user_id == user_id, Notice.link.in_(gone)))
        _count_anew(session, actor)

    return forget


def forget_old(database: Database) -> None:
    """Periodic: notices of a year ago go, read or not, a part at a time."""
    before = now() - KEEP
    while True:
        with database.writing() as session:
            old = session.execute(
                select(Notice.id, Notice.user_id, Notice.read_at).where(Notice.created_at < before).limit(AT_ONCE)
            ).all()
            session.execute(delete(Notice).where(Notice.id.in_([row.id for row in old])))
            for user_id in sorted({row.user_id for row in old if row.read_at is None}):
                gone = sum(row.user_id == user_id and row.read_at is None for row in old)
                session.execute(
                    update(PEOPLE).where(PEOPLE.c.id == user_id).values(unread_notices=PEOPLE.c.unread_notices - gone)
                )
        if len(old) < AT_ONCE:
            return
