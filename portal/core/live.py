"""News for open pages: small rows with a growing id and an audience. They carry ids, never content;
the page fetches what changed through its ordinary, guarded address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.prepared import PreparedInsert
from portal.core.uow import Database

KEEP = timedelta(hours=6)


class LiveEvent(Base):
    """Something an open page may want to know of."""

    __tablename__ = "live_events"
    __table_args__ = (Index("ix_live_events_created_at", "created_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    audience: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


_SAY = PreparedInsert(LiveEvent, "audience", "kind", "payload", "created_at")


@dataclass(frozen=True, slots=True)
class Live:
    """A live event as read by the poller."""

    id: int
    audience: str
    kind: str
    payload: dict[str, Any]


def announce(session: Session, audience: str, kind: str, **ids: Any) -> None:
    """Tell open pages. audience: `staff`, `user:7`, `org:3` or `thread:T1234ABCD`; kind: `message`, `typing`, `unread` …"""
    _SAY.run(session, audience=audience, kind=kind, payload=ids, created_at=now())


def latest_id(session: Session) -> int:
    """The id to start reading after."""
    return session.execute(select(func.max(LiveEvent.id))).scalar() or 0


def read_after(session: Session, last_id: int, *, limit: int = 1000) -> Sequence[Live]:
    """Events with a greater id, oldest first."""
    rows = session.execute(
        select(LiveEvent.id, LiveEvent.audience, LiveEvent.kind, LiveEvent.payload)
        .where(LiveEvent.id > last_id)
        .order_by(LiveEvent.id)
        .limit(limit)
    )
    return [Live(*row) for row in rows]


def forget_old(database: Database) -> None:
    """Periodic: remove events no page will ask for again."""
    with database.writing() as session:
        session.execute(delete(LiveEvent).where(LiveEvent.created_at < now() - KEEP))
