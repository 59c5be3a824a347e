"""When colleagues were last there: noted in memory by whatever asks for them, written by the handful, so that no page waits for it.

For who gives out new threads: a person is present whose browser was heard of lately, not only who has just signed in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.permissions import Actor
from portal.core.uow import Database

log = structlog.get_logger("accounts")

EVERY = timedelta(minutes=5)
"""A person is noted once in so long."""
FLUSH_S = 5.0

LoadActor = Callable[[Session, str], Actor | None]


class Seen:
    """One process's notes on their way into the database. automatic: write a few seconds after there is something to write."""

    def __init__(self, database: Database, *, automatic: bool = True) -> None:
        self.database = database
        self.automatic = automatic
        self._lock = threading.Lock()
        self._noted: dict[int, datetime] = {}
        self._waiting: dict[int, datetime] = {}
        self._armed = False

    def noting(self, load_actor: LoadActor) -> LoadActor:
        """The same look-up of who asks, which notes who of the staff was found."""

        def load(session: Session, token: str) -> Actor | None:
            actor = load_actor(session, token)
            if actor is not None and actor.is_staff:
                self.note(actor)
            return actor

        return load

    def note(self, actor: Actor) -> None:
        """A colleague is there at this moment."""
        user_id, moment = actor.user_id, now()
        if user_id is None:
            return
        noted = self._noted.get(user_id)
        if noted is not None and moment - noted < EVERY:
            return
        with self._lock:
            self._noted[user_id] = self._waiting[user_id] = moment
            starting, self._armed = self.automatic and not self._armed, True
        if starting:
            timer = threading.Timer(FLUSH_S, self._due)
            timer.daemon = True
            timer.start()

    def flush(self) -> None:
        """Write what waits, in one transaction; never back behind what another process wrote."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        with self.database.writing() as session:
            for user_id, moment in sorted(waiting.items()):  # in one order: no process waits for another
                older = or_(User.last_seen_at.is_(None), User.last_seen_at < moment)
                session.execute(update(User).where(User.id == user_id, older).values(last_seen_at=moment))

    def forget(self) -> None:
        """Drop everything; for tests, whose databases are emptied under them."""
        with self._lock:
            self._noted, self._waiting = {}, {}

    def _due(self) -> None:
        with self._lock:
            self._armed = False
        try:
            self.flush()
        except Exception as error:  # a busy database costs these notes and no page
            log.warning("who is there not written", error=repr(error)[:300])
