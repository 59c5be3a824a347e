"""The jobs behind `core.notices.tell`: keep what people are told, once each, and send it by mail at the pace each chose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.live import announce
from portal.core.mail import reply_of
from portal.core.outbox import enqueue
from portal.core.paces import DAILY, NEVER, NOW, WEEKLY
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.notifications.models import PEOPLE, Notice
from portal.notifications.paces import last_digest, mailed_at, settings_of

MAIL, DIGEST = "notices.mail", "notices.digest"
SHOWN = 50
"""Notices written out in one mail; of the rest it says how many."""
SETTLE_S = 60
"""A digest takes what was told up to its hour, a moment after it: all of that is in the table by then."""

ActorOf = Callable[[Session, int], Actor | None]
Unseen = Callable[[Session, Actor, Collection[str]], set[str]]
"""Of these links those that somebody may not follow any more. Handed over by the wiring."""
Payload = dict[str, Any]


def keeper(*, gather_s: int) -> Callable[[Database, Sequence[Payload]], None]:
    """The handler of `notices.tell`. gather_s: how long mail waits for more of the same topic."""

    def keep(database: Database, payloads: Sequence[Payload]) -> None:
        """Write the notices that are new, count them as unread, have them mailed."""
        with database.writing() as session:
            wanted = _rows(session, payloads)
            told = _insert_new(session, wanted)
            unread = Counter(user_id for user_id, _topic in told)
            for user_id in sorted(unread):  # always in this order: two workers never wait for each other
                add_unread(session, user_id, unread[user_id])
            at_once = {(row["user_id"], row["topic"]) for row in wanted if row.pop("pace_now")}
            for user_id, topic in sorted(set(told) & at_once):
                ask_for_mail(session, user_id, topic, after_s=gather_s)

    return keep


def _rows(session: Session, payloads: Sequence[Payload]) -> list[Payload]:
    people = {int(user_id) for payload in payloads for user_id in payload["to"]}
    known = set(session.scalars(select(PEOPLE.c.id).where(PEOPLE.c.id.in_(people))))
    settings = settings_of(session, known)
    moment, rows = now(), []
    for payload in payloads:
        for user_id in payload["to"]:
            if user_id not in known:
                continue
            pace = mailed_at(settings[user_id], payload["topic"])
            said = {name: payload[name] for name in ("topic", "key", "says", "values", "link")}
            rows.append(
                {**said, "user_id": user_id, "created_at": moment, "to_mail": pace != NEVER, "pace_now": pace == NOW}
            )
    return rows


def _insert_new(session: Session, rows: Sequence[Payload]) -> list[tuple[int, str]]:
    """Who was told of what; a key somebody has been told already is passed over."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    told: list[tuple[int, str]] = []
    for start in range(0, len(rows), 200):
        part = [{name: value for name, value in row.items() if name != "pace_now"} for row in rows[start : start + 200]]
        statement = dialect.insert(Notice).values(part).on_conflict_do_nothing(index_elements=["user_id", "key"])
        told += [(row.user_id, row.topic) for row in session.execute(statement.returning(Notice.user_id, Notice.topic))]
    return told


def add_unread(session: Session, user_id: int, count: int) -> None:
    """Count notices as unread (or read), and tell the person's open pages."""
    session.execute(update(PEOPLE).where(PEOPLE.c.id == user_id).values(unread_notices=PEOPLE.c.unread_notices + count))
    announce(session, f"user:{user_id}", "notices")


def ask_for_mail(session: Session, user_id: int, topic: str, *, after_s: int) -> None:
    """One waiting job a person and topic, so that what comes within the while goes as one mail."""
    enqueue(
        session,
        MAIL,
        {"user_id": user_id, "topic": topic},
        run_after=now() + timedelta(seconds=after_s),
        key=f"{MAIL}:{user_id}:{topic}",
    )


def mailer(actor_of: ActorOf, unseen: Unseen) -> Callable[[Session, Payload], None]:
    """The handler of `notices.mail`: what waits of one topic, to somebody who wants it at once."""

    def mail(session: Session, payload: Payload) -> None:
        user_id, topic = int(payload["user_id"]), str(payload["topic"])
        if mailed_at(settings_of(session, [user_id])[user_id], topic) in (DAILY, WEEKLY):
            return  # chosen meanwhile: it waits for the morning
        _send(session, actor_of, unseen, user_id, topics=[topic], before=None)

    return mail


def ask_for_digests(database: Database) -> None:
    """Periodic: one job for each person for whom something waits since before the last morning of their pace."""
    moment = now() - timedelta(seconds=SETTLE_S)
    with database.reading() as session:
        waiting = session.execute(
            select(Notice.user_id, Notice.topic, func.min(Notice.created_at).label("since"))
            .where(Notice.to_mail, Notice.created_at < last_digest(moment, DAILY))
            .group_by(Notice.user_id, Notice.topic)
        ).all()
        settings = settings_of(session, {row.user_id for row in waiting})
    monday = last_digest(moment, WEEKLY)
    paced = ((row, mailed_at(settings[row.user_id], row.topic)) for row in waiting)
    due = {row.user_id for row, pace in paced if pace != WEEKLY or row.since < monday}
    if due:
        with database.writing() as session:
            for user_id in sorted(due):
                enqueue(session, DIGEST, {"user_id": user_id}, key=f"{DIGEST}:{user_id}")


def digester(actor_of: ActorOf, unseen: Unseen) -> Callable[[Session, Payload], None]:
    """The handler of `notices.digest`: everything that is due, in one mail."""

    def digest(session: Session, payload: Payload) -> None:
        user_id = int(payload["user_id"])
        settings = settings_of(session, [user_id])[user_id]
        moment = now() - timedelta(seconds=SETTLE_S)
        paces = {topic: mailed_at(settings, topic) for topic in settings}
        # What should have gone at once and did not (the pace was changed meanwhile) goes now.
        due = [topic for topic, pace in paces.items() if pace in (NOW, DAILY)]
        if _first_waits(session, user_id, [topic for topic, pace in paces.items() if pace == WEEKLY], moment):
            due += [topic for topic, pace in paces.items() if pace == WEEKLY]
        _send(session, actor_of, unseen, user_id, topics=due, before=last_digest(moment, DAILY))
        _drop(session, user_id, [topic for topic, pace in paces.items() if pace == NEVER])

    return digest


def _first_waits(session: Session, user_id: int, topics: Sequence[str], moment: datetime) -> bool:
    """Whether something of these topics has waited for a Monday morning that is past."""
    query = select(Notice.id).where(
        Notice.user_id == user_id,
        Notice.to_mail,
        Notice.topic.in_(topics),
        Notice.created_at < last_digest(moment, WEEKLY),
    )
    return session.execute(query.limit(1)).first() is not None


def _send(
    session: Session, actor_of: ActorOf, unseen: Unseen, user_id: int, *, topics: Sequence[str], before: datetime | None
) -> None:
    """Hand what waits to the mail's job, and note in the same transaction that it was; what was read is left out, and what the
    person may see no more."""
    waiting = select(Notice.id, Notice.topic, Notice.says, Notice.values, Notice.link, Notice.read_at).where(
        Notice.user_id == user_id, Notice.to_mail, Notice.topic.in_(topics)
    )
    if before is not None:
        waiting = waiting.where(Notice.created_at < before)
    rows = session.execute(waiting.order_by(Notice.id).with_for_update()).all()
    if not rows:
        return
    _sent(session, [row.id for row in rows])
    person = actor_of(session, user_id)
    settings = settings_of(session, [user_id])[user_id]
    if person is None or not person.email_confirmed:
        return
    gone = unseen(session, person, {row.link for row in rows})
    news = [
        row for row in rows if row.read_at is None and row.link not in gone and mailed_at(settings, row.topic) != NEVER
    ]
    if not news:
        return
    enqueue(session, "mail.send", _mail(person, news, digest=before is not None))


def _mail(person: Actor, news: Sequence[Any], *, digest: bool) -> Payload:
    by_topic = defaultdict(list)
    for row in news[:SHOWN]:
        by_topic[row.topic].append({"says": row.says, "values": row.values, "url": row.link})
    return {
        "to": person.email,
        "template": "email/notifications/notices",
        "locale": person.locale,
        "context": {
            "name": person.name,
            "count": len(news),
            "more": max(0, len(news) - SHOWN),
            "groups": [{"topic": topic, "notices": notices} for topic, notices in by_topic.items()],
            "digest": digest,
            "all_url": "/me/notifications",
            "settings_url": "/me/notifications/settings",
        },
        "reply": reply_of(person, [row.link for row in news], to_colleagues=True),
        "leave": {"user_id": person.user_id, "topics": list(dict.fromkeys(row.topic for row in news))},
    }


def _sent(session: Session, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):
        session.execute(update(Notice).where(Notice.id.in_(ids[start : start + 500])).values(to_mail=False))


def _drop(session: Session, user_id: int, topics: Iterable[str]) -> None:
    """What is wanted no more waits no more."""
    session.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.to_mail, Notice.topic.in_(list(topics)))
        .values(to_mail=False)
    )
