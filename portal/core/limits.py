"""How often something sensitive may happen: fixed windows counted in the database, shared by all processes."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.db import Base
from portal.core.errors import Throttled
from portal.core.uow import Database


class RateWindow(Base):
    """How many times a key was used in the window that began at `started_at`."""

    __tablename__ = "rate_windows"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    hits: Mapped[int] = mapped_column(default=0)


def throttle(database: Database, action: str, subject: str, *, limit: int, per_s: int) -> None:
    """Count one use of `action` by `subject` (an address, an account); raises Throttled beyond `limit` per `per_s` seconds.

    It has a transaction of its own: an attempt counts even when what follows fails.
    subject: compared without letter case, kept only as a hash.
    """
    moment = now()
    over = RateWindow.started_at <= moment - timedelta(seconds=per_s)
    with database.writing() as session:
        insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
        # One statement counts and answers: attempts made at once neither pass as one nor get into each other's way.
        row = session.execute(
            insert(RateWindow)
            .values(key=_key(action, subject), started_at=moment, hits=1)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "hits": case((over, 1), else_=RateWindow.hits + 1),
                    "started_at": case((over, moment), else_=RateWindow.started_at),
                },
            )
            .returning(RateWindow.started_at, RateWindow.hits)
        ).one()
        if row.hits > limit:
            ends = row.started_at + timedelta(seconds=per_s)
            raise Throttled("操作过于频繁，请稍后再试", retry_after_s=max(1, int((ends - moment).total_seconds())))


def give_back(session: Session, action: str, subject: str) -> None:
    """Take one counted use back, in the caller's transaction: what succeeded is no attempt to guess."""
    session.execute(
        update(RateWindow)
        .where(RateWindow.key == _key(action, subject), RateWindow.hits > 0)
        .values(hits=RateWindow.hits - 1)
    )


def _key(action: str, subject: str) -> str:
    return hashlib.sha256(f"{action}\0{subject.strip().lower()}".encode()).hexdigest()


def network_of(address: str | None) -> str:
    """The address a limit counts by: an IPv4 address as it is, an IPv6 address by its /64 (one customer's network)."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)


def forget_old_windows(database: Database) -> None:
    """Periodic: remove windows that ended long ago."""
    with database.writing() as session:
        session.execute(delete(RateWindow).where(RateWindow.started_at < datetime.now(UTC) - timedelta(days=2)))
