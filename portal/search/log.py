"""What is searched for, counted in memory and written by the handful: a page that searches never waits for it.

Owns what of a text is kept at all, and the buffer; the figures are read in `log_queries`.
"""

from __future__ import annotations

import atexit
import hashlib
import hmac
import re
import threading
import unicodedata
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.materials.text import fold, without_controls
from portal.search.models import PastCleared, PastSearch, SearchDay

log = structlog.get_logger("search")

LONGEST = 200
MOST_PAST = 30
"""Past searches kept for one person."""

MOST_WAITING = 2000
"""Different texts that wait to be written; beyond that only those already waiting are counted on."""

FLUSH_S = 4.0
BITS = 60
"""Of the people's bits: two people share one by chance, so figures are rather too small than too large."""

_ADDRESS = re.compile(r"[^\s,;、，；]*\s?@\s?[^\s,;、，；]*")  # an e-mail address, or a name on some service
_NUMBERS = re.compile(
    r"""\+?\d{0,3}[ -]?1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}(?!\d)   # a mobile number
    | \(?0\d{2,3}\)?[ -]?\d{7,8}(?!\d)          # a landline
    | 400[ -]?\d{3}[ -]?\d{4}(?!\d)
    | \d{7,}[xX]?                               # any long number: an account, an identity card
    | [零〇一二三四五六七八九幺]{7,}            # the same, spelt out""",
    re.X,
)
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def kept(text: str) -> tuple[str, str]:
    """What is kept of a text: (folded, as typed), both without personal numbers and bounded; both empty when nothing is left."""
    plain = unicodedata.normalize("NFKC", without_controls(text[: LONGEST * 4]))
    bare = _NUMBERS.sub(" ", _ADDRESS.sub(" ", plain) if "@" in plain else plain)
    if bare != plain:
        text = bare
    shown = _SPACE.sub(" ", without_controls(text[: LONGEST * 4])).strip()[:LONGEST]
    return fold(shown)[:LONGEST].strip(), shown


@dataclass(slots=True)
class _Count:
    shown: str
    last_at: datetime
    count: int = 0
    zero: int = 0
    people: int = 0
    last_zero_at: datetime | None = None


class SearchLog:
    """One process's counts on their way into the database.

    secret: keys the hash that tells people apart. automatic: write every few seconds and at the end of the process.
    """

    def __init__(self, database: Database, *, secret: str, automatic: bool = True) -> None:
        self.database = database
        self.automatic = automatic
        self._secret = secret.encode()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._counts: dict[tuple[date, str], _Count] = {}
        self._past: dict[tuple[int, str], tuple[str, datetime]] = {}
        self._armed = False
        if automatic:
            atexit.register(_flush_last, weakref.ref(self))

    def note(self, actor: Actor, text: str, *, total: int, network: str) -> None:
        """Somebody searched for a text and got so many hits. network: where a visitor asks from; only its hash is used."""
        folded, shown = kept(text)
        if not folded:
            return
        moment = now()
        with self._lock:
            if not actor.is_staff:
                self._count(folded, shown, moment, total=total, person=str(actor.user_id or network))
            if actor.user_id is not None and (len(self._past) < MOST_WAITING or (actor.user_id, folded) in self._past):
                self._past[actor.user_id, folded] = (shown, moment)
            starting, self._armed = self.automatic and not self._armed, True
        if starting:
            self._start()

    def _count(self, folded: str, shown: str, moment: datetime, *, total: int, person: str) -> None:
        key = (moment.astimezone(SHANGHAI).date(), folded)
        entry = self._counts.get(key)
        if entry is None:
            if len(self._counts) >= MOST_WAITING:
                return
            entry = self._counts[key] = _Count(shown, moment)
        entry.count += 1
        entry.shown, entry.last_at = shown, moment
        if total:
            entry.people |= _bit(self._secret, person)
        else:
            entry.zero += 1
            entry.last_zero_at = moment

    def waiting_of(self, user_id: int) -> list[tuple[str, str]]:
        """A person's searches that are not written yet, newest first: (folded, as typed)."""
        with self._lock:
            own = [(at, text, shown) for (user, text), (shown, at) in self._past.items() if user == user_id]
        return [(text, shown) for _at, text, shown in sorted(own, reverse=True)]

    def forget(self, user_id: int | None = None) -> None:
        """Drop what waits: one person's past searches, or everything."""
        with self._lock:
            self._past = {} if user_id is None else {key: v for key, v in self._past.items() if key[0] != user_id}
            if user_id is None:
                self._counts = {}

    def flush(self) -> None:
        """Write what waits, in one transaction. What cannot be written now waits on."""
        with self._writing:
            with self._lock:
                counts, self._counts = self._counts, {}
                past, self._past = self._past, {}
            if not counts and not past:
                return
            try:
                with self.database.writing() as session:
                    _write_counts(session, counts)
                    _write_past(session, past)
            except Exception:
                with self._lock:
                    self._put_back(counts, past)
                raise

    def _put_back(
        self, counts: dict[tuple[date, str], _Count], past: dict[tuple[int, str], tuple[str, datetime]]
    ) -> None:
        self._past = past | self._past
        for key, newer in self._counts.items():
            if older := counts.get(key):
                newer.count += older.count
                newer.zero += older.zero
                newer.people |= older.people
                newer.last_zero_at = newer.last_zero_at or older.last_zero_at
        self._counts = counts | self._counts

    def _start(self) -> None:
        timer = threading.Timer(FLUSH_S, self._due)
        timer.daemon = True
        timer.start()

    def _due(self) -> None:
        with self._lock:
            self._armed = False
        try:
            self.flush()
        except Exception as error:  # a database that is busy or gone ends no page: the next search tries again
            log.warning("searches not written", error=repr(error)[:300])


def _flush_last(reference: weakref.ref[SearchLog]) -> None:
    keeper = reference()
    if keeper is not None:
        keeper._due()


@lru_cache(maxsize=8192)
def _bit(secret: bytes, person: str) -> int:
    digest = hmac.new(secret, person.encode(), hashlib.sha256).digest()
    return 1 << int.from_bytes(digest[:4], "big") % BITS


def _write_counts(session: Session, counts: dict[tuple[date, str], _Count]) -> None:
    if not counts:
        return
    insert = _insert(session)(SearchDay.__table__)
    new, old = insert.excluded, SearchDay.__table__.c
    upsert = insert.on_conflict_do_update(
        index_elements=["day", "text"],
        set_={
            "shown": new.shown,
            "count": old.count + new.count,
            "zero": old.zero + new.zero,
            "people": old.people.bitwise_or(new.people),
            "last_at": new.last_at,
            "last_zero_at": func.coalesce(new.last_zero_at, old.last_zero_at),
        },
    )
    rows = [
        {
            "day": day, "text": text, "shown": entry.shown, "count": entry.count, "zero": entry.zero,
            "people": entry.people, "last_at": entry.last_at, "last_zero_at": entry.last_zero_at,
        }
        for (day, text), entry in sorted(counts.items())  # in one order: two processes never wait for each other
    ]  # fmt: skip
    session.connection().execute(upsert, rows)


def _write_past(session: Session, past: dict[tuple[int, str], tuple[str, datetime]]) -> None:
    if not past:
        return
    people = sorted({user_id for user_id, _text in past})
    asked = select(PastCleared.user_id, PastCleared.at).where(PastCleared.user_id.in_(people))
    cleared = {row.user_id: row.at for row in session.execute(asked)}
    rows = [
        {"user_id": user_id, "text": text, "shown": shown, "at": at}
        for (user_id, text), (shown, at) in sorted(past.items())
        if user_id not in cleared or at > cleared[user_id]
    ]
    if rows:
        insert = _insert(session)(PastSearch.__table__)
        new = insert.excluded
        session.connection().execute(
            insert.on_conflict_do_update(index_elements=["user_id", "text"], set_={"shown": new.shown, "at": new.at}),
            rows,
        )
        _keep_newest(session, people)


def _keep_newest(session: Session, people: Sequence[int]) -> None:
    crowded = session.scalars(
        select(PastSearch.user_id)
        .where(PastSearch.user_id.in_(people))
        .group_by(PastSearch.user_id)
        .having(func.count() > MOST_PAST)
    ).all()
    for user_id in crowded:
        newest = (
            select(PastSearch.text)
            .where(PastSearch.user_id == user_id)
            .order_by(PastSearch.at.desc(), PastSearch.text)
            .limit(MOST_PAST)
        )
        session.execute(
            delete(PastSearch).where(PastSearch.user_id == user_id, PastSearch.text.not_in(newest)),
            execution_options={"synchronize_session": False},
        )


def _insert(session: Session) -> Any:
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert


def clear_past(session: Session, actor: Actor, *, text: str | None = None) -> None:
    """Forget the actor's past searches, or one of them (folded). The caller drops what waits in this process too."""
    if actor.user_id is None:
        return
    gone = delete(PastSearch).where(PastSearch.user_id == actor.user_id)
    if text is not None:
        session.execute(gone.where(PastSearch.text == text))
        return
    session.execute(gone)
    insert = _insert(session)(PastCleared.__table__)
    session.connection().execute(
        insert.on_conflict_do_update(index_elements=["user_id"], set_={"at": insert.excluded.at}),
        [{"user_id": actor.user_id, "at": now()}],
    )


def forget_old(database: Database, *, keep_d: int) -> None:
    """Periodic: remove what is older than the retention."""
    before = now() - timedelta(days=keep_d)
    with database.writing() as session:
        session.execute(delete(SearchDay).where(SearchDay.day < before.astimezone(SHANGHAI).date()))
        session.execute(delete(PastSearch).where(PastSearch.at < before))
