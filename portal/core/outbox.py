"""Jobs written in the business transaction and run later by the worker: the table, how rows get in, and the handlers' register.

A crash at any point loses nothing acknowledged and repeats a job at most harmlessly: handlers are idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Index, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.prepared import Prepared, PreparedInsert

PENDING, DEAD = "pending", "dead"


class Job(Base):
    """One thing to do. It is deleted when done; after too many failures it stays as a dead letter."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "state", "name", "run_after"), Index("ix_jobs_key", "key"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default=PENDING)
    run_after: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


_WAITING = Prepared(
    select(Job.id).where(Job.key == bindparam("key"), Job.state == PENDING, Job.claimed_by.is_(None)).limit(1),
    flush=False,
)
_ADD = PreparedInsert(Job, "name", "payload", "key", "state", "run_after", "attempts", "created_at")


def enqueue(
    session: Session, name: str, payload: dict[str, Any], *, run_after: datetime | None = None, key: str | None = None
) -> None:
    """Add a job to the caller's transaction.

    run_after: not before this moment (default: at once).
    key: while a job with the same key waits unclaimed, another is not added (used to batch: one mail for many messages).
    """
    if key is not None and _WAITING.first(session, key=key):
        return
    moment = now()
    _ADD.run(
        session,
        name=name,
        payload=payload,
        key=key,
        state=PENDING,
        run_after=run_after or moment,
        attempts=0,
        created_at=moment,
    )


Mode = Literal["transactional", "external", "batch"]


@dataclass(frozen=True, slots=True)
class Handler:
    """How jobs of one name are run.

    mode: `transactional`: run(session, payload), in one transaction with the job's removal;
          `external`: run(database, payload), for slow work outside a transaction (mail, network); it may run twice;
          `batch`: run(database, payloads), many at once in order of creation (the search index).
    lane: jobs of different lanes do not wait for each other.
    """

    name: str
    run: Callable[..., None]
    mode: Mode = "transactional"
    lane: str = "default"
    batch_size: int = 500
    max_attempts: int = 8
    lease_s: int = 120


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that comes round: `run(database)` at most once every `every_s` seconds over all workers."""

    name: str
    run: Callable[..., None]
    every_s: int


class Handlers:
    """The register of job handlers and periodic work. Filled once in `create_app`."""

    def __init__(self) -> None:
        self.by_name: dict[str, Handler] = {}
        self.periodic: list[Periodic] = []
        self.starting: list[Callable[..., None]] = []

    def add(self, name: str, run: Callable[..., None], mode: Mode = "transactional", **options: Any) -> None:
        """Register how jobs called `name` run. Raises: ValueError when the name is taken."""
        if name in self.by_name:
            raise ValueError(f"job handler {name} registered twice")
        self.by_name[name] = Handler(name=name, run=run, mode=mode, **options)

    def every(self, seconds: int, name: str, run: Callable[..., None]) -> None:
        """Register periodic work."""
        self.periodic.append(Periodic(name=name, run=run, every_s=seconds))

    def at_start(self, run: Callable[..., None]) -> None:
        """Register what a worker does once when it starts, beside its lanes: `run(database)`."""
        self.starting.append(run)

    @property
    def lanes(self) -> list[str]:
        return sorted({handler.lane for handler in self.by_name.values()})
