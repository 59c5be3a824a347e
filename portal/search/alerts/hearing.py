"""The job `search.alert`: what changed meets the saved searches and those who follow it; what is news to them is kept until it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.core.outbox import enqueue
from portal.core.paces import NEVER
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.search.alerts.news import NEW, PRICE, Happening, Items, announced, happening, merged
from portal.search.alerts.percolator import Asked, Percolator
from portal.search.links import query_of
from portal.search.models import Announced, SavedSearch, SearchNews, Watch
from portal.search.query import Audience
from portal.search.sources import Sources
from portal.search.wants import SOFT_KINDS

ALERT, TELL = "search.alert", "search.tell"
QUIET_S = 30
"""Somebody who wants to hear at once hears when nothing more has come for so long: an import is one notice."""
CHUNK = 400

ActorsOf = Callable[[Session, Collection[int]], Mapping[int, Actor]]
Learn = Callable[[], object]
Keys = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Saver:
    """A saved search, as far as it decides whether something is news to it."""

    id: int
    user_id: int
    created_at: datetime
    paused_until: datetime | None

    def listens(self, moment: datetime) -> bool:
        return self.paused_until is None or self.paused_until <= moment


class Hearing:
    """Keeps the saved searches' questions in memory, in step with their table."""

    def __init__(self, sources: Sources, *, actors_of: ActorsOf, learn: Learn = lambda: None) -> None:
        """learn: take in staff's words; what it returns differs when they have changed."""
        self.sources = sources
        self._actors_of = actors_of
        self._learn = learn
        self._stamp: object = None
        self._words: object = None
        self._percolator = Percolator()
        self._savers: dict[str, list[Saver]] = {}

    def run(self, database: Database, payloads: Sequence[Mapping[str, Any]]) -> None:
        """Handler of the batch jobs `search.alert` with payloads {"changed": [[kind, id], …]}; idempotent."""
        changed = dict.fromkeys(
            (str(kind), int(number)) for each in payloads for kind, number in each["changed"] if kind in SOFT_KINDS
        )
        keys = list(changed)
        for start in range(0, len(keys), CHUNK):
            self.hear(database, keys[start : start + CHUNK])

    def hear(self, database: Database, keys: Keys) -> None:
        """Look at these listings as they are now, and note to whom they are news."""
        moment = now()
        with database.reading() as session:
            documents = self._load(session, keys)
            known = _known(session, keys)
            self._refresh(session)
        found = [happening(document, known.get(key)) for key, document in documents.items() if document]
        happenings = [each for each in found if each is not None]
        with database.reading() as session:
            news = self._news(session, happenings, moment)
        with database.writing() as session:
            _announce(session, happenings, moment)
            gone = [key for key, document in documents.items() if document is None]
            _mark_gone(session, [key for key in gone if key in known])
            _keep(session, news, moment)
            followed = _mark_followed(session, keys, moment)
            if news or followed:
                ask_to_tell(session)

    def forget(self) -> None:
        """Read the saved searches anew at the next change; for tests and a restored backup."""
        self._stamp = None

    def _load(self, session: Session, keys: Keys) -> dict[tuple[str, int], SearchDocument | None]:
        found: dict[tuple[str, int], SearchDocument | None] = {}
        for kind in dict.fromkeys(kind for kind, _number in keys):
            source = self.sources.get(kind)
            ids = [number for each, number in keys if each == kind]
            loaded = source.load(session, ids) if source else {}
            found |= {(kind, number): loaded.get(number) for number in ids}
        return found

    # ---- Questions ---------------------------------------------------------------------------------------------

    def _refresh(self, session: Session) -> None:
        """Take in what was saved, changed or dropped since; a look at one line where nothing was."""
        words = self._learn()
        # The newest moment too: SQLite gives the number of the last one, dropped, to the next.
        summary = select(
            func.count(), func.max(SavedSearch.id), func.max(SavedSearch.created_at), func.sum(SavedSearch.changes)
        )
        stamp = tuple(session.execute(summary.select_from(SavedSearch)).one())
        if (stamp, words) == (self._stamp, self._words):
            return
        if words != self._words:
            self._percolator = Percolator()
        savers: dict[str, list[Saver]] = defaultdict(list)
        rows = session.execute(
            select(
                SavedSearch.id, SavedSearch.user_id, SavedSearch.address, SavedSearch.created_at, SavedSearch.paused_at,
                SavedSearch.paused_until,
            ).where(SavedSearch.pace != NEVER)
        )  # fmt: skip
        for row in rows:
            if row.paused_at is None or row.paused_until is not None:  # else paused until resumed
                savers[row.address].append(Saver(row.id, row.user_id, row.created_at, row.paused_until))
        self._savers = dict(savers)
        self._percolator.keep({address: query_of(address) for address in savers})
        self._stamp, self._words = stamp, words

    def _news(self, session: Session, happenings: Sequence[Happening], moment: datetime) -> dict[int, Items]:
        """For each saved search what is news to it."""
        asked = self._percolator.ask([each.document for each in happenings])
        edited = [place for place, each in enumerate(happenings) if each.before is not None]
        before = self._percolator.ask([each for place in edited if (each := happenings[place].before) is not None])
        wide = {address: places for address in asked.candidates if (places := asked.answered(address))}
        listening = {
            address: [saver for saver in self._savers.get(address, ()) if saver.listens(moment)] for address in wide
        }
        people = self._actors_of(session, {saver.user_id for savers in listening.values() for saver in savers})
        news: dict[int, Items] = {}
        for address, savers in listening.items():
            answers: dict[Audience, list[tuple[str, Happening, list[Any]]]] = {}
            for saver in savers:
                person = people.get(saver.user_id)
                if person is None:
                    continue
                audience = Audience.of(person)
                if audience not in answers:
                    answers[audience] = _answers(asked, before, edited, happenings, address, audience)
                items = {key: item for key, each, item in answers[audience] if each.concerns(saver.created_at)}
                if items:
                    news[saver.id] = items
        return news


def _answers(
    asked: Asked,
    before: Asked,
    edited: Sequence[int],
    happenings: Sequence[Happening],
    address: str,
    audience: Audience,
) -> list[tuple[str, Happening, list[Any]]]:
    """What of the happenings answers a question as this audience asks it, and did not before."""
    answered = set(before.answered(address, audience)) if edited else set()
    had = {edited[place] for place in answered}
    found = []
    for place in asked.answered(address, audience):
        each = happenings[place]
        item = each.item(sees=audience.sees_member_prices)
        if item is not None and place not in had:
            found.append((each.document.key, each, item))
    return found


# ---- Rows ------------------------------------------------------------------------------------------------------------


def _known(session: Session, keys: Keys) -> dict[tuple[str, int], Announced]:
    found = {}
    for kind in SOFT_KINDS:
        ids = [number for each, number in keys if each == kind]
        query = select(Announced).where(Announced.kind == kind, Announced.doc_id.in_(ids))
        for row in session.scalars(query) if ids else ():
            found[kind, row.doc_id] = row
            session.expunge(row)
    return found


def _announce(session: Session, happenings: Sequence[Happening], moment: datetime) -> None:
    rows = [announced(each.document, moment) for each in happenings]
    if not rows:
        return
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    for start in range(0, len(rows), 100):
        statement = dialect.insert(Announced).values(rows[start : start + 100])
        changed = {name: statement.excluded[name] for name in ("price_fen", "members_only", "identity", "at", "gone")}
        session.execute(statement.on_conflict_do_update(index_elements=["kind", "doc_id"], set_=changed))


def _mark_gone(session: Session, keys: Keys) -> None:
    for kind in SOFT_KINDS:
        ids = [number for each, number in keys if each == kind]
        if ids:
            where = (Announced.kind == kind, Announced.doc_id.in_(ids))
            session.execute(update(Announced).where(*where).values(gone=True))


def _keep(session: Session, news: Mapping[int, Items], moment: datetime) -> None:
    """Add to what waits for each search."""
    ids = sorted(news)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        waiting = {
            row.search_id: row
            for row in session.scalars(select(SearchNews).where(SearchNews.search_id.in_(part)).with_for_update())
        }
        # Somebody may have dropped the search while it was asked.
        there = set(session.scalars(select(SavedSearch.id).where(SavedSearch.id.in_(part))))
        for search_id in part:
            row = waiting.get(search_id)
            items, left_out = merged(row.items if row else {}, news[search_id])
            if row is not None:
                row.items, row.last_at = items, moment
                row.more_new += left_out[NEW]
                row.more_changed += left_out[PRICE]
            elif search_id in there:
                more_new, more_changed = left_out[NEW], left_out[PRICE]
                session.add(
                    SearchNews(
                        search_id=search_id, items=items, more_new=more_new, more_changed=more_changed, first_at=moment,
                        last_at=moment,
                    )
                )  # fmt: skip
        session.flush()


def _mark_followed(session: Session, keys: Keys, moment: datetime) -> bool:
    """Note for who follows one of these that it has changed."""
    any_followed = False
    for kind in SOFT_KINDS:
        ids = [number for each, number in keys if each == kind]
        if ids:
            where = (Watch.kind == kind, Watch.doc_id.in_(ids), Watch.pace != NEVER)
            found = session.execute(update(Watch).where(*where).values(changed_at=moment).returning(Watch.id)).all()
            any_followed = any_followed or bool(found)
    return any_followed


def ask_to_tell(session: Session, *, after_s: int = QUIET_S) -> None:
    """One waiting job for everybody."""
    enqueue(session, TELL, {}, run_after=now() + timedelta(seconds=after_s), key=TELL)
