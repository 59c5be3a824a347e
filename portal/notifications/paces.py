"""At which pace a person is told of a topic by mail: the rules and the rows. In the app everything is told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.notices import TOPICS
from portal.core.paces import DAILY, NOW, PACES, last_turn
from portal.core.permissions import Actor
from portal.notifications.models import ALL, NoticeSetting

USUAL: Mapping[str, str] = {
    "matches": DAILY,
    "searches": NOW,
    "watches": NOW,
    "orders": NOW,
    "stock": NOW,
    "service": NOW,
}
"""What holds for who has chosen nothing."""

DIGEST_AT = time(8, 30)
"""Shanghai: daily mail leaves every morning, weekly mail on Mondays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How somebody is told of a topic."""

    topic: str
    pace: str
    paused: bool = False
    paused_until: datetime | None = None


def settings_of(session: Session, user_ids: Collection[int]) -> dict[int, dict[str, Setting]]:
    """For each person each topic, and `all` for the pause of everything."""
    rows = session.execute(
        select(
            NoticeSetting.user_id,
            NoticeSetting.topic,
            NoticeSetting.pace,
            NoticeSetting.paused_at,
            NoticeSetting.paused_until,
        ).where(NoticeSetting.user_id.in_(user_ids))
    )
    usual = {topic: Setting(topic=topic, pace=USUAL.get(topic, NOW)) for topic in (*TOPICS, ALL)}
    found = {user_id: dict(usual) for user_id in user_ids}
    moment = now()
    for row in rows:
        paused = row.paused_at is not None and (row.paused_until is None or row.paused_until > moment)
        found[row.user_id][row.topic] = Setting(
            topic=row.topic, pace=row.pace, paused=paused, paused_until=row.paused_until if paused else None
        )
    return found


def mailed_at(settings: Mapping[str, Setting], topic: str) -> str:
    """The pace mail goes at now, `never` during a pause."""
    setting = settings[topic]
    return "never" if setting.paused or settings[ALL].paused else setting.pace


def paces_of(session: Session, user_ids: Collection[int], *, topic: str) -> dict[int, str]:
    """The pace mail of a topic goes at now for each of these people, `never` during a pause."""
    return {user_id: mailed_at(settings, topic) for user_id, settings in settings_of(session, user_ids).items()}


def set_paces(session: Session, actor: Actor, paces: Mapping[str, str]) -> None:
    """Choose for some topics. Raises: Invalid(topic). Audited once, with what changed."""
    before = settings_of(session, [actor.user_id or 0])[actor.user_id or 0]
    changed = {}
    for topic, pace in paces.items():
        if topic not in TOPICS or pace not in PACES:
            raise Invalid(topic, "请选择")
        if before[topic].pace != pace:
            row_of(session, actor.user_id or 0, topic).pace = pace
            changed[topic] = pace
    if changed:
        audit(session, actor, "notices.paces_set", f"user:{actor.user_id}", **changed)


def pause(session: Session, actor: Actor, topic: str, *, until: datetime | None) -> None:
    """No mail of a topic (or of `all`) for a while. until: None for until resumed. What is told meanwhile is never mailed."""
    row = _known(session, actor, topic)
    row.paused_at, row.paused_until = now(), until
    audit(
        session, actor, "notices.paused", f"user:{actor.user_id}", topic=topic, until=until.isoformat() if until else ""
    )


def resume(session: Session, actor: Actor, topic: str) -> None:
    """Mail of the topic (or of `all`) again."""
    row = _known(session, actor, topic)
    if row.paused_at is not None:
        row.paused_at = row.paused_until = None
        audit(session, actor, "notices.resumed", f"user:{actor.user_id}", topic=topic)


def never_again(session: Session, user_id: int, topics: Iterable[str], *, by: Actor) -> None:
    """No more mail of these topics, as an unsubscribe link says."""
    topics = list(topics)
    for topic in topics:
        row_of(session, user_id, topic).pace = PACES[-1]
    audit(session, by, "notices.unsubscribed", f"user:{user_id}", topics=topics)


def last_digest(moment: datetime, pace: str) -> datetime:
    """The newest moment before this one at which mail of the pace was due to leave."""
    return last_turn(moment, pace, at=DIGEST_AT)


def row_of(session: Session, user_id: int, topic: str) -> NoticeSetting:
    """The row, made when there is none."""
    row = session.get(NoticeSetting, (user_id, topic))
    if row is None:
        row = NoticeSetting(user_id=user_id, topic=topic, pace=USUAL.get(topic, NOW))
        session.add(row)
    row.changed_at = now()
    return row


def _known(session: Session, actor: Actor, topic: str) -> NoticeSetting:
    if topic not in (*TOPICS, ALL):
        raise Invalid("topic", "请选择")
    return row_of(session, actor.user_id or 0, topic)
