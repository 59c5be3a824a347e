"""A tie between two threads: one row, whoever ties them and however often. Who may is asked by who calls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.threads.casefile import ThreadLink
from portal.threads.services.reading import insert_once


def tie(session: Session, one: int, other: int, *, by_id: int | None, at: datetime | None = None) -> None:
    """Tie them, unless they are tied. The lower id stands first, so that there is one way to write a pair."""
    first, second = sorted((one, other))
    insert_once(session, ThreadLink, {"thread_id": first, "other_id": second, "by_id": by_id, "at": at or now()})
