"""Rows that say who did periodic work last, so that one of many workers does it, and that a worker is alive."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base
from portal.core.uow import Database

HEARTBEAT = "worker.alive"


class Lease(Base):
    """When a piece of periodic work ran last and may run next."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    ran_at: Mapped[datetime]
    next_at: Mapped[datetime]


def take_turn(database: Database, name: str, every_s: int) -> bool:
    """True when it is this worker's turn: at most once every `every_s` seconds over all workers."""
    moment = now()
    with database.reading() as session:
        row = session.execute(select(Lease.next_at).where(Lease.name == name)).first()
    if row and row.next_at > moment:
        return False
    following = moment + timedelta(seconds=every_s)
    try:
        with database.writing() as session:
            if row is None:
                session.add(Lease(name=name, ran_at=moment, next_at=following))
                return True
            taken = session.execute(
                update(Lease)
                .where(Lease.name == name, Lease.next_at <= moment)
                .values(ran_at=moment, next_at=following)
            )
            return bool(taken.rowcount)  # type: ignore[attr-defined]
    except IntegrityError:  # another worker inserted the row first
        return False


def resting(database: Database) -> set[str]:
    """Names of the work whose next turn has not come yet: one look for all of it, before `take_turn` is asked for any."""
    with database.reading() as session:
        return set(session.scalars(select(Lease.name).where(Lease.next_at > now())))


def worker_seen_at(database: Database) -> datetime | None:
    """When a worker last said that it is alive."""
    with database.reading() as session:
        return session.execute(select(Lease.ran_at).where(Lease.name == HEARTBEAT)).scalar()
