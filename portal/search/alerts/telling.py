"""The job `search.tell`: what waits for saved searches and followed listings becomes notices, when each one's turn has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.core.notices import tell
from portal.core.paces import DAILY, NOW, WEEKLY, last_turn
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.search.alerts import words
from portal.search.alerts.hearing import QUIET_S, ActorsOf, ask_to_tell
from portal.search.alerts.news import NEW, visible
from portal.search.links import Links, query_of
from portal.search.models import SavedSearch, SearchNews, Watch
from portal.search.sources import Sources

TURN_AT = time(8, 0)
"""Shanghai: before the morning's mail, so that it is in it."""
LONGEST_S = 600
"""Somebody who wants to hear at once waits no longer than this, however much goes on coming."""
AT_ONCE = 200
THERE, OUT, GONE = "there", "out", "gone"

Documents = Mapping[tuple[str, int], SearchDocument]
IsStale = Callable[[datetime | None, datetime], bool]


class Telling:
    """Tells savers and followers. is_stale: whether a confirmation is too long ago in the trade's eyes."""

    def __init__(self, sources: Sources, *, actors_of: ActorsOf, is_stale: IsStale) -> None:
        self.sources = sources
        self._actors_of = actors_of
        self._is_stale = is_stale

    def run(self, database: Database, payload: Mapping[str, Any]) -> None:
        """Handler of the job `search.tell`; comes again while something has to settle."""
        while self._tell_searches(database):
            pass
        while self._tell_followers(database):
            pass
        with database.reading() as session:
            waits = session.execute(_waiting_now().limit(1)).first() or session.execute(_restless().limit(1)).first()
        if waits:
            with database.writing() as session:
                ask_to_tell(session)

    def turn(self, database: Database) -> None:
        """Periodic: whose morning or Monday has come, and who follows what has gone stale."""
        self._look_for_stale(database)
        moment = now()
        with database.reading() as session:
            due = (
                session.execute(_due_news(moment).limit(1)).first()
                or session.execute(_due_watches(moment).limit(1)).first()
            )
        if due:
            with database.writing() as session:
                ask_to_tell(session, after_s=0)

    # ---- Saved searches ----------------------------------------------------------------------------------------

    def _tell_searches(self, database: Database) -> bool:
        moment = now()
        with database.writing() as session:
            rows = session.execute(_due_news(moment).limit(AT_ONCE).with_for_update(of=SearchNews)).all()
            people = self._actors_of(session, {saved.user_id for _news, saved in rows})
            documents = self._load(session, {_key(key) for news, _saved in rows for key in news.items})
            for news, saved in rows:
                if saved.user_id in people:
                    _tell_saver(session, people[saved.user_id], saved, news, documents)
                session.delete(news)
        return len(rows) == AT_ONCE

    def _load(self, session: Session, keys: set[tuple[str, int]]) -> dict[tuple[str, int], SearchDocument]:
        found: dict[tuple[str, int], SearchDocument] = {}
        for kind in {kind for kind, _number in keys}:
            source = self.sources.get(kind)
            ids = sorted(number for each, number in keys if each == kind)
            for start in range(0, len(ids) if source else 0, 500):
                loaded = source.load(session, ids[start : start + 500]) if source else {}
                found |= {(kind, number): document for number, document in loaded.items() if document is not None}
        return found

    # ---- Followed listings -------------------------------------------------------------------------------------

    def _tell_followers(self, database: Database) -> bool:
        moment = now()
        with database.writing() as session:
            rows = session.scalars(_due_watches(moment).limit(AT_ONCE).with_for_update()).all()
            people = self._actors_of(session, {watch.user_id for watch in rows})
            documents = self._load(session, {(watch.kind, watch.doc_id) for watch in rows})
            for watch in rows:
                person = people.get(watch.user_id)
                if person is not None:
                    self._tell_follower(session, person, watch, documents.get((watch.kind, watch.doc_id)), moment)
                watch.changed_at = None
        return len(rows) == AT_ONCE

    def _tell_follower(
        self, session: Session, person: Actor, watch: Watch, document: SearchDocument | None, moment: datetime
    ) -> None:
        sees = person.sees_member_prices
        old = visible(watch.price_fen, watch.members_only, sees=sees)
        new = visible(document.price_fen, document.member_price_only, sees=sees) if document else None
        state = state_of(document)
        stale = document is not None and self._is_stale(document.confirmed_at, moment)
        says = ""
        if state != watch.state:
            says = {GONE: words.GONE, OUT: words.OUT}.get(state) or (
                words.BACK if watch.state == GONE else words.IN_STOCK
            )
        elif document is not None and old != new:
            says = words.priced(
                old, new, cheaper=words.CHEAPER, dearer=words.DEARER, priced=words.PRICED, unpriced=words.UNPRICED
            )
        elif document is not None and stale and watch.stale_since != document.confirmed_at:
            says = words.STALE
        if says and not _paused(watch, moment):
            tell(
                session,
                to=[watch.user_id],
                topic="watches",
                key=f"watch:{watch.no}:{int(moment.timestamp() * 1000)}",
                says=says,
                values={"what": watch.title, "old": words.money(old), "new": words.money(new)},
                link=f"/listings/{watch.doc_no}" if document else "/me/searches#watches",
            )
        watch.state = state
        if document is not None:
            watch.price_fen, watch.members_only = document.price_fen, document.member_price_only
            watch.title = words.what(document)[:240]
            if stale:
                watch.stale_since = document.confirmed_at

    def _look_for_stale(self, database: Database) -> None:
        """Who follows something that has gone stale since they were told of it: nothing changed, so no event says so."""
        moment, last = now(), 0
        while True:
            with database.reading() as session:
                query = select(Watch.id, Watch.kind, Watch.doc_id, Watch.stale_since).where(
                    Watch.id > last,
                    Watch.changed_at.is_(None),
                    Watch.state != GONE,
                    Watch.pace.in_((NOW, DAILY, WEEKLY)),
                )
                rows = session.execute(query.order_by(Watch.id).limit(1000)).all()
                documents = self._load(session, {(row.kind, row.doc_id) for row in rows})
            stale = [
                row.id
                for row in rows
                if (document := documents.get((row.kind, row.doc_id))) is not None
                and document.confirmed_at != row.stale_since
                and self._is_stale(document.confirmed_at, moment)
            ]
            if stale:
                with database.writing() as session:
                    for watch in session.scalars(select(Watch).where(Watch.id.in_(stale))):
                        watch.changed_at = moment
                    ask_to_tell(session)
            if len(rows) < 1000:
                return
            last = rows[-1].id


def state_of(document: SearchDocument | None) -> str:
    """How a listing stands with its followers."""
    return GONE if document is None else OUT if document.available_milli == 0 else THERE


def _key(key: str) -> tuple[str, int]:
    kind, _colon, number = key.partition(":")
    return kind, int(number)


def _tell_saver(session: Session, person: Actor, saved: SavedSearch, news: SearchNews, documents: Documents) -> None:
    """One notice for everything that waits, as it stands now and as the saver may know it."""
    sees = person.sees_member_prices
    new, cheaper, changed = news.more_new, 0, news.more_changed
    one: tuple[SearchDocument, str, int | None, int | None] | None = None
    for key, (happened, old) in news.items.items():
        document = documents.get(_key(key))
        if document is None:
            continue
        price = visible(document.price_fen, document.member_price_only, sees=sees)
        if happened == NEW:
            new += 1
        elif price == old:
            continue  # there and back again
        elif old is not None and price is not None and price < old:
            cheaper += 1
        else:
            changed += 1
        one = (document, happened, old, price)
    total = new + cheaper + changed
    if not total or one is None:
        return
    values: dict[str, str | int] = {"name": saved.name}
    link = saved.address
    if total == 1:
        document, happened, old, price = one
        link = f"/listings/{document.no}"
        if happened == NEW:
            says = words.ONE_NEW
            values["what"] = words.what(document, price)
        else:
            says = words.priced(
                old, price, cheaper=words.ONE_CHEAPER, dearer=words.ONE_DEARER, priced=words.ONE_PRICED,
                unpriced=words.ONE_UNPRICED,
            )  # fmt: skip
            values |= {"what": words.what(document), "old": words.money(old), "new": words.money(price)}
    else:
        says = words.several(new=new, cheaper=cheaper, changed=changed)
        values |= {"new": new, "cheaper": cheaper, "changed": changed}
        if new:
            link = Links(query_of(saved.address)).to(sort="newest")
    key = f"search:{saved.no}:{int(news.last_at.timestamp() * 1000)}"
    tell(session, to=[saved.user_id], topic="searches", key=key, says=says, values=values, link=link)


# ---- Whose turn it is ------------------------------------------------------------------------------------------------


def _due_news(moment: datetime) -> Any:
    quiet, longest = moment - timedelta(seconds=QUIET_S), moment - timedelta(seconds=LONGEST_S)
    at_once = and_(SavedSearch.pace == NOW, or_(SearchNews.last_at <= quiet, SearchNews.first_at <= longest))
    daily = and_(SavedSearch.pace == DAILY, SearchNews.first_at < last_turn(moment, DAILY, at=TURN_AT))
    weekly = and_(SavedSearch.pace == WEEKLY, SearchNews.first_at < last_turn(moment, WEEKLY, at=TURN_AT))
    query = select(SearchNews, SavedSearch).join(SavedSearch, SavedSearch.id == SearchNews.search_id)
    return query.where(or_(at_once, daily, weekly)).order_by(SearchNews.search_id)


def _waiting_now() -> Any:
    query = select(SearchNews.search_id).join(SavedSearch, SavedSearch.id == SearchNews.search_id)
    return query.where(SavedSearch.pace == NOW)


def _due_watches(moment: datetime) -> Any:
    at_once = and_(Watch.pace == NOW, Watch.changed_at <= moment - timedelta(seconds=QUIET_S))
    daily = and_(Watch.pace == DAILY, Watch.changed_at < last_turn(moment, DAILY, at=TURN_AT))
    weekly = and_(Watch.pace == WEEKLY, Watch.changed_at < last_turn(moment, WEEKLY, at=TURN_AT))
    return select(Watch).where(Watch.changed_at.is_not(None), or_(at_once, daily, weekly)).order_by(Watch.id)


def _restless() -> Any:
    return select(Watch.id).where(Watch.changed_at.is_not(None), Watch.pace == NOW)


def _paused(watch: Watch, moment: datetime) -> bool:
    return watch.paused_at is not None and (watch.paused_until is None or watch.paused_until > moment)
