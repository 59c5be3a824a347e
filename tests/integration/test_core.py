"""Transactions, jobs and limits keep what they promise."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.errors import Throttled
from portal.core.limits import throttle
from portal.core.outbox import DEAD, Handlers, Job, enqueue
from portal.core.uow import Database
from portal.core.worker import Worker
from tests.factories.people import make_user


def test_nothing_is_kept_when_the_block_raises(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as session:
            make_user(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0


def test_many_threads_update_one_row_and_lose_nothing(database: Database) -> None:
    with database.writing() as session:
        user_id = make_user(session, phone="0").id

    def add_one(_: int) -> None:
        with database.writing() as session:
            user = session.get(User, user_id, with_for_update=True)
            assert user is not None
            user.phone = str(int(user.phone) + 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(200)))
    with database.reading() as session:
        assert session.scalar(select(User.phone)) == "200"


def test_a_failing_job_is_retried_then_parked(database: Database) -> None:
    handlers = Handlers()
    calls: list[int] = []

    def fail(session: object, payload: dict[str, int]) -> None:
        calls.append(payload["n"])
        raise RuntimeError("no")

    handlers.add("test.fail", fail, max_attempts=2)
    worker = Worker(database, handlers)
    with database.writing() as session:
        enqueue(session, "test.fail", {"n": 7})
    assert worker.drain() == 1
    assert worker.drain() == 0  # backs off
    with time_machine.travel(now() + timedelta(minutes=5)):
        worker.drain()
    with database.reading() as session:
        job = session.scalars(select(Job)).one()
        assert (job.state, job.attempts) == (DEAD, 2)
        assert "RuntimeError" in (job.error or "")
    assert calls == [7, 7]


def test_a_job_with_a_key_waits_alone(database: Database) -> None:
    with database.writing() as session:
        for _ in range(3):
            enqueue(session, "test.once", {}, key="one")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_a_killed_workers_claim_is_released_at_once(database: Database) -> None:
    done: list[int] = []
    handlers = Handlers()
    handlers.add("test.done", lambda session, payload: done.append(payload["n"]))
    worker = Worker(database, handlers)
    dead = worker.name.rsplit(":", 2)[0] + ":999999999:dead"
    with database.writing() as session:
        enqueue(session, "test.done", {"n": 1})
        session.flush()
        job = session.scalars(select(Job)).one()
        job.claimed_by, job.claimed_until = dead, now() + timedelta(hours=1)
    assert worker.drain() == 0
    worker.release_dead_claims()
    assert worker.drain() == 1
    assert done == [1]


def test_a_limit_counts_per_subject_and_window(database: Database) -> None:
    for _ in range(3):
        throttle(database, "sign-in", "A@example.com", limit=3, per_s=60)
    throttle(database, "sign-in", "b@example.com", limit=3, per_s=60)
    with pytest.raises(Throttled):
        throttle(database, "sign-in", " a@EXAMPLE.com", limit=3, per_s=60)
    with time_machine.travel(now() + timedelta(seconds=61)):
        throttle(database, "sign-in", "a@example.com", limit=3, per_s=60)


def test_attempts_made_at_once_are_all_counted(database: Database) -> None:
    def attempt(_: int) -> bool:
        try:
            throttle(database, "sign-in", "a@example.com", limit=5, per_s=60)
        except Throttled:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(24))) == 5
