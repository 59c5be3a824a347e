"""The live streams of one process: one thread reads new rows for all of them; each checks its reader's rights at every event.

Knows nothing of requests: `live` has the addresses.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.core.live import Live, LiveEvent, latest_id
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.web.auth import LoadActor
from portal.web.metrics import Level

log = structlog.get_logger("live")

POLL_S = 0.25
PING_S = 12.0
RECHECK_S = 1.0
"""How long an answer about somebody's rights holds."""
LATE_S = 10.0
"""On PostgreSQL a row with a smaller id may be committed this much later than its neighbours."""
BACKLOG = 500

RECONNECT_S = 2

WatchAudiences = Callable[[Session, Actor, str], frozenset[str]]
"""(session, actor, number) → the audiences of one thing's page, empty when the actor may not see it."""


def audiences_of(actor: Actor) -> frozenset[str]:
    """What a person hears of wherever they are."""
    own = {f"user:{actor.user_id}"}
    if actor.is_staff:
        own.add("staff")
    if actor.is_customer:
        own.add(f"org:{actor.org_id}")
    return frozenset(own)


class Rights:
    """What one reader may hear at this moment. Asks the database at most once a second; a stream and its tests own one each."""

    def __init__(
        self,
        database: Database,
        *,
        token: str,
        watched: Iterable[str],
        load_actor: LoadActor,
        watch: WatchAudiences,
    ) -> None:
        self._database = database
        self._token = token
        self._watched = tuple(watched)
        self._load_actor = load_actor
        self._watch = watch
        self._asked_at = float("-inf")
        self._audiences: frozenset[str] = frozenset()

    def audiences(self) -> frozenset[str]:
        """All audiences the reader belongs to; empty when they are signed out, or lost one of the things they watch."""
        if time.monotonic() - self._asked_at >= RECHECK_S:
            self._audiences = self._ask()
            self._asked_at = time.monotonic()
        return self._audiences

    def _ask(self) -> frozenset[str]:
        with self._database.reading() as db_session:
            actor = self._load_actor(db_session, self._token)
            if actor is None:
                return frozenset()
            heard = set(audiences_of(actor))
            for no in self._watched:
                more = self._watch(db_session, actor, no)
                if not more:
                    return frozenset()
                heard |= more
        return frozenset(heard)


class Stream:
    """One reader's queue of events."""

    def __init__(self, hears: frozenset[str]) -> None:
        self.events: queue.Queue[Live | None] = queue.Queue(maxsize=BACKLOG)
        self.hears = hears
        """Audiences worth waking it for, as last known; what it may be told is asked anew when it wakes."""

    def put(self, event: Live | None) -> None:
        """Add an event; a reader that does not keep up loses the stream, and begins again where it was."""
        try:
            self.events.put_nowait(event)
        except queue.Full:
            with self.events.mutex:
                self.events.queue.clear()
                self.events.queue.append(None)
                self.events.not_empty.notify()


class Overfull(Exception):
    """As many streams as this process serves are open."""


class Hub:
    """The streams of this process and the one thread that reads for them."""

    def __init__(self, database: Database, *, cap: int, poll_s: float = POLL_S, level: Level | None = None) -> None:
        self.database = database
        self._level = level
        self.cap = cap
        self.poll_s = poll_s
        self.alive: Callable[[], bool] = lambda: True
        """Says False once the process is asked to end; the server's hook sets it."""
        self._lock = threading.Lock()
        self._streams: set[Stream] = set()
        self._thread: threading.Thread | None = None
        self._last_id = 0
        self._recent: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._streams)

    def open(self, hears: frozenset[str]) -> Stream:
        """A new stream of what is said to these audiences from now on. Raises: Overfull."""
        with self._lock:
            if len(self._streams) >= self.cap or not self.alive():
                raise Overfull
            if self._thread is None:
                self._begin()
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
            stream = Stream(hears)
            self._streams.add(stream)
        if self._level:
            self._level.inc()
        return stream

    def close(self, stream: Stream) -> None:
        """Forget a stream, as often as this is said; the reading thread ends with the last one."""
        with self._lock:
            if stream not in self._streams:
                return
            self._streams.remove(stream)
        if self._level:
            self._level.dec()

    def stop(self) -> None:
        """End all streams."""
        with self._lock:
            for stream in self._streams:
                stream.put(None)

    def _begin(self) -> None:
        with self.database.reading() as db_session:
            self._last_id = latest_id(db_session)
            self._recent = {}
            if not self.database.is_sqlite:  # rows of smaller ids may still be on their way
                self._last_id = max(0, self._last_id - 200)
                moment = time.monotonic()
                self._recent = {row.id: moment for row in events_after(db_session, self._last_id)}

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._streams:
                    self._thread = None
                    return
            if not self.alive():
                self.stop()
                with self._lock:
                    self._thread = None
                return
            try:
                fresh = self._read()
            except SQLAlchemyError as error:  # the database may be away for a moment; readers only hear later
                log.warning("live events not read", error=repr(error)[:200])
                time.sleep(1)
                continue
            if fresh:
                with self._lock:
                    for stream in self._streams:
                        for event in fresh:
                            if event.audience in stream.hears:
                                stream.put(event)
            time.sleep(self.poll_s)

    def _read(self) -> list[Live]:
        with self.database.reading() as db_session:
            if self.database.is_sqlite:  # one writer: ids are committed in order
                rows = events_after(db_session, self._last_id)
                if rows:
                    self._last_id = rows[-1].id
                return rows
            rows = [row for row in events_after(db_session, self._last_id) if row.id not in self._recent]
        moment = time.monotonic()
        self._recent.update((row.id, moment) for row in rows)
        settled = [event_id for event_id, seen in self._recent.items() if moment - seen > LATE_S]
        if settled:
            self._last_id = max(self._last_id, *settled)
            self._recent = {event_id: seen for event_id, seen in self._recent.items() if event_id > self._last_id}
        return rows


def events_after(
    db_session: Session, after: int, *, audiences: frozenset[str] | None = None, limit: int = 1000
) -> list[Live]:
    """Events with a greater id, oldest first; of some audiences only."""
    query = (
        select(LiveEvent.id, LiveEvent.audience, LiveEvent.kind, LiveEvent.payload)
        .where(LiveEvent.id > after)
        .order_by(LiveEvent.id)
        .limit(limit)
    )
    if audiences is not None:
        query = query.where(LiveEvent.audience.in_(sorted(audiences)))
    return [Live(*row) for row in db_session.execute(query)]


def as_text(event: Live) -> str:
    """One Server-Sent Event. Its data never holds a line break."""
    return f"id: {event.id}\nevent: {event.kind}\ndata: {json.dumps(event.payload, separators=(',', ':'))}\n\n"


def listen(hub: Hub, stream: Stream, rights: Rights, *, after: int | None, ping_s: float = PING_S) -> Iterator[str]:
    """The text of a stream: first what was missed since `after`, then what comes, with a ping in silence.

    Ends when rights are gone, the reader falls behind or the process stops.
    """
    try:
        with hub.database.reading() as db_session:
            newest = latest_id(db_session)
        # What began before this moment is in the page; what comes after reaches it, resumed or not.
        yield f'retry: {RECONNECT_S * 1000}\nevent: hello\ndata: {{"last":{newest}}}\n\n'
        sent: frozenset[int] = frozenset()
        if after is not None:
            heard = rights.audiences()
            with hub.database.reading() as db_session:
                missed = events_after(db_session, after, audiences=heard, limit=BACKLOG) if heard else []
            for event in missed:
                yield as_text(event)
            sent = frozenset(event.id for event in missed)
        while True:
            try:
                event_or_end = stream.events.get(timeout=ping_s)
            except queue.Empty:
                stream.hears = rights.audiences()
                if not stream.hears:
                    return
                yield ": ping\n\n"
                continue
            if event_or_end is None:
                return
            if event_or_end.id in sent:
                continue
            stream.hears = rights.audiences()
            if not stream.hears:
                return
            if event_or_end.audience in stream.hears:
                yield as_text(event_or_end)
    finally:
        hub.close(stream)
