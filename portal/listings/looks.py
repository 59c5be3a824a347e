"""Which listings signed-in customers looked at: counted in memory and written by the handful, so that no page waits for it.

For the staff beside a conversation, so that they know what a customer has before them. Kept `KEEP_D` days; the terms say so.
"""

from __future__ import annotations

import atexit
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ForeignKey, Index, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.db import Base
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.listings.models import Listing

log = structlog.get_logger("listings")

KEEP_D = 90
FLUSH_S = 5.0
MOST_WAITING = 2000


class ListingLook(Base):
    """A customer looked at a listing: when last, and how often."""

    __tablename__ = "listing_looks"
    __table_args__ = (Index("ix_listing_looks_org", "org_id", "at"), Index("ix_listing_looks_at", "at"))

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    times: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A listing a company's people looked at."""

    no: str
    title: str
    spec: str
    times: int
    at: datetime

    @property
    def url(self) -> str:
        return f"/listings/{self.no}"


class Looks:
    """One process's looks on their way into the database. automatic: write every few seconds and at the end of the process."""

    def __init__(self, database: Database, *, automatic: bool = True) -> None:
        self.database = database
        self.automatic = automatic
        self._lock = threading.Lock()
        self._waiting: dict[tuple[int, int], tuple[int, int, datetime]] = {}
        self._armed = False
        if automatic:
            atexit.register(_flush_last, weakref.ref(self))

    def note(self, actor: Actor, listing_id: int) -> None:
        """Somebody looked at another company's listing. Visitors' and the staff's looks are nothing to note."""
        if not actor.is_customer or actor.user_id is None or actor.org_id is None:
            return
        key = (actor.user_id, listing_id)
        with self._lock:
            known = self._waiting.get(key)
            if known is None and len(self._waiting) >= MOST_WAITING:
                return
            self._waiting[key] = (actor.org_id, (known[1] if known else 0) + 1, now())
            starting, self._armed = self.automatic and not self._armed, True
        if starting:
            timer = threading.Timer(FLUSH_S, self._due)
            timer.daemon = True
            timer.start()

    def flush(self) -> None:
        """Write what waits, in one transaction."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        rows = [
            {"user_id": user, "listing_id": listing, "org_id": org, "times": times, "at": at}
            for (user, listing), (org, times, at) in sorted(
                waiting.items()
            )  # in one order: no process waits for another
        ]
        with self.database.writing() as session:
            dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            statement = dialect.insert(ListingLook.__table__)
            new, old = statement.excluded, ListingLook.__table__.c
            upsert = statement.on_conflict_do_update(
                index_elements=["user_id", "listing_id"],
                set_={"times": old.times + new.times, "at": new.at, "org_id": new.org_id},
            )
            session.connection().execute(upsert, rows)

    def forget(self) -> None:
        """Drop what waits; for tests, whose databases are emptied under them."""
        with self._lock:
            self._waiting = {}

    def _due(self) -> None:
        with self._lock:
            self._armed = False
        try:
            self.flush()
        except Exception as error:  # a busy database costs these looks and no page
            log.warning("looks not written", error=repr(error)[:300])


def _flush_last(reference: weakref.ref[Looks]) -> None:
    keeper = reference()
    if keeper is not None:
        keeper._due()


def looked_at(session: Session, org_id: int, *, limit: int = 10) -> Sequence[LookedAt]:
    """What a company's people looked at lately, newest first; what the public may not see any more is left out."""
    last = func.max(ListingLook.at)
    rows = session.execute(
        select(Listing.no, Listing.product_name, Listing.grade, Listing.spec, func.sum(ListingLook.times), last)
        .join(Listing, Listing.id == ListingLook.listing_id)
        .where(ListingLook.org_id == org_id, Listing.is_public.is_(True))
        .group_by(Listing.id, Listing.no, Listing.product_name, Listing.grade, Listing.spec)
        .order_by(last.desc())
        .limit(limit)
    )
    return [LookedAt(no, f"{name} {grade}".strip(), spec, int(times), at) for no, name, grade, spec, times, at in rows]


def forget_old(database: Database) -> None:
    """Periodic: remove looks older than we keep them."""
    with database.writing() as session:
        session.execute(delete(ListingLook).where(ListingLook.at < now() - timedelta(days=KEEP_D)))
