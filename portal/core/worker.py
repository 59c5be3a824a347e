"""Runs the jobs: claims due rows, calls their handlers, retries with back-off, parks dead letters.

One thread a lane, one for periodic work. Several workers may run at once on PostgreSQL; on SQLite they work too, one writer at a time.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.leases import HEARTBEAT, resting, take_turn
from portal.core.outbox import DEAD, PENDING, Handler, Handlers, Job
from portal.core.uow import Database

log = structlog.get_logger("worker")

BACK_OFF_S = (1, 5, 30, 120, 600, 1800, 3600)
HEARTBEAT_S = 5


def back_off(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure (from 1)."""
    return timedelta(seconds=BACK_OFF_S[min(attempts, len(BACK_OFF_S)) - 1])


class Worker:
    """Runs handlers until told to stop."""

    def __init__(self, database: Database, handlers: Handlers, *, poll_s: float = 0.2) -> None:
        self.database = database
        self.handlers = handlers
        self.poll_s = poll_s
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stopping = threading.Event()
        self._looking = threading.Lock()
        self._looked_at = float("-inf")
        self._lanes_due: set[str] = set()

    def run(self) -> None:
        """Work until `stop()`; returns when every lane has finished the job in hand."""
        self.release_dead_claims()
        threads = [
            threading.Thread(target=self._lane, args=(lane,), name=f"lane-{lane}") for lane in self.handlers.lanes
        ]
        threads.append(threading.Thread(target=self._periodic, name="periodic"))
        threads.append(threading.Thread(target=self._start, name="start"))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        """Finish the jobs in hand and return from `run()`."""
        self.stopping.set()

    def drain(self, *, lane: str | None = None, limit: int = 10_000) -> int:
        """Run what is due now, in this thread, until nothing is left; for commands and tests. Returns how many ran."""
        done = 0
        while done < limit:
            ran = sum(self.run_due(name) for name in ([lane] if lane else self.handlers.lanes))
            if not ran:
                break
            done += ran
        return done

    def run_due(self, lane: str) -> int:
        """One round over the handlers of a lane. Returns how many jobs were run."""
        due = self._due_names()
        ran = 0
        for handler in self.handlers.by_name.values():
            if handler.lane == lane and handler.name in due:
                jobs = self._claim(handler)
                if jobs:
                    ran += len(jobs)
                    self._run(handler, jobs)
        return ran

    def release_dead_claims(self) -> None:
        """Free what workers of this machine held when they were killed, instead of waiting for their leases to end."""
        host = socket.gethostname()
        with self.database.reading() as session:
            holders = set(session.scalars(select(Job.claimed_by).where(Job.claimed_by.is_not(None)).distinct()))
        dead = [holder for holder in holders if holder and holder.startswith(f"{host}:") and not _alive(holder)]
        if dead:
            with self.database.writing() as session:
                session.execute(update(Job).where(Job.claimed_by.in_(dead)).values(claimed_by=None, claimed_until=None))

    def _due_names(self) -> set[str]:
        with self.database.reading() as session:
            return set(
                session.scalars(
                    select(Job.name).where(Job.state == PENDING, Job.run_after <= now(), _unclaimed()).distinct()
                )
            )

    def _lanes_with_work(self) -> set[str]:
        """Lanes with a job that is due, known anew every half poll: a quiet worker looks once for all its lanes."""
        with self._looking:
            if time.monotonic() - self._looked_at >= self.poll_s / 2:
                due = self._due_names()
                self._lanes_due = {h.lane for h in self.handlers.by_name.values() if h.name in due}
                self._looked_at = time.monotonic()
            return self._lanes_due

    def _claim(self, handler: Handler) -> Sequence[tuple[int, dict[str, Any], int]]:
        size = handler.batch_size if handler.mode == "batch" else 20
        moment = now()
        with self.database.writing() as session:
            query = (
                select(Job.id, Job.payload, Job.attempts)
                .where(Job.state == PENDING, Job.name == handler.name, Job.run_after <= moment, _unclaimed())
                .order_by(Job.id)
                .limit(size)
                .with_for_update(skip_locked=True)
            )
            jobs = [(row.id, row.payload, row.attempts) for row in session.execute(query)]
            if jobs:
                lease = moment + timedelta(seconds=handler.lease_s)
                session.execute(
                    update(Job)
                    .where(Job.id.in_([job[0] for job in jobs]))
                    .values(claimed_by=self.name, claimed_until=lease)
                )
        return jobs

    def _run(self, handler: Handler, jobs: Sequence[tuple[int, dict[str, Any], int]]) -> None:
        if handler.mode == "batch":
            ids = [job[0] for job in jobs]
            try:
                handler.run(self.database, [job[1] for job in jobs])
            except Exception as error:  # any failure of a handler is retried, then parked
                self._failed(handler, ids, max(job[2] for job in jobs) + 1, error)
            else:
                self._done(ids)
            return
        for job_id, payload, attempts in jobs:
            try:
                if handler.mode == "transactional":
                    with self.database.writing() as session:
                        handler.run(session, payload)
                        _remove(session, [job_id])
                else:
                    handler.run(self.database, payload)
                    self._done([job_id])
            except Exception as error:  # as above
                self._failed(handler, [job_id], attempts + 1, error)

    def _done(self, ids: Sequence[int]) -> None:
        with self.database.writing() as session:
            _remove(session, ids)

    def _failed(self, handler: Handler, ids: Sequence[int], attempts: int, error: Exception) -> None:
        dead = attempts >= handler.max_attempts
        log.error(
            "job failed", job=handler.name, ids=list(ids)[:20], attempts=attempts, dead=dead, error=repr(error)[:300]
        )
        with self.database.writing() as session:
            session.execute(
                update(Job)
                .where(Job.id.in_(ids))
                .values(
                    attempts=attempts,
                    claimed_by=None,
                    claimed_until=None,
                    error="".join(traceback.format_exception(error))[-4000:],
                    run_after=now() + back_off(attempts),
                    state=DEAD if dead else PENDING,
                )
            )

    def _lane(self, lane: str) -> None:
        while not self.stopping.is_set():
            try:
                ran = self.run_due(lane) if lane in self._lanes_with_work() else 0
            except Exception as error:  # the database may be away for a moment; the lane must outlive it
                log.error("lane stumbled", lane=lane, error=repr(error)[:300])
                ran = 0
                self.stopping.wait(1)
            if not ran:
                self.stopping.wait(self.poll_s)

    def _start(self) -> None:
        for begin in self.handlers.starting:
            try:
                begin(self.database)
            except Exception as error:  # as above: jobs go on without it
                log.error("start failed", error=repr(error)[:300])

    def _periodic(self) -> None:
        while not self.stopping.is_set():
            try:
                rests = resting(self.database)
                if HEARTBEAT not in rests:
                    take_turn(self.database, HEARTBEAT, HEARTBEAT_S)
                for work in self.handlers.periodic:
                    if work.name not in rests and take_turn(self.database, work.name, work.every_s):
                        work.run(self.database)
            except Exception as error:  # as above
                log.error("periodic work failed", error=repr(error)[:300])
            self.stopping.wait(1)


def _unclaimed() -> Any:
    return or_(Job.claimed_until.is_(None), Job.claimed_until < now())


def _remove(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(Job).where(Job.id.in_(ids)))


def _alive(holder: str) -> bool:
    try:
        os.kill(int(holder.split(":")[1]), 0)
    except (ProcessLookupError, ValueError, IndexError):
        return False
    except PermissionError:
        return True
    return True
