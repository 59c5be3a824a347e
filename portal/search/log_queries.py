"""Reads the search log: what found nothing, what is searched often, a person's own last searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.search.models import PastSearch, SearchDay

DAYS = 30
MANY = 3
"""So many people make a search common: what fewer typed is shown to nobody but staff."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A text with its figures over the last days. people: at least so many found something."""

    text: str
    shown: str
    count: int
    zero: int
    people: int
    last_at: datetime | None


_PAST = Prepared(
    select(PastSearch.text, PastSearch.shown)
    .where(PastSearch.user_id == bindparam("user_id"))
    .order_by(PastSearch.at.desc(), PastSearch.text)
    .limit(30)
)


def past_searches(session: Session, actor: Actor) -> Sequence[tuple[str, str]]:
    """The actor's own, newest first: (folded, as typed)."""
    return [] if actor.user_id is None else _PAST.tuples(session, user_id=actor.user_id)


def found_nothing(session: Session, *, limit: int = 50) -> list[Searched]:
    """Texts that found nothing within the last thirty days, the most frequent first."""
    zero = func.sum(SearchDay.zero)
    last = func.max(SearchDay.last_zero_at)
    rows = session.execute(
        select(SearchDay.text, func.max(SearchDay.shown), func.sum(SearchDay.count), zero, last)
        .where(SearchDay.day > _since())
        .group_by(SearchDay.text)
        .having(zero > 0)
        .order_by(zero.desc(), last.desc(), SearchDay.text)
        .limit(limit)
    )
    return [Searched(text, shown, int(count), int(nothing), 0, at) for text, shown, count, nothing, at in rows]


def searched_often(session: Session, *, limit: int = 50) -> list[Searched]:
    """The texts searched most within the last thirty days."""
    count = func.sum(SearchDay.count)
    rows = session.execute(
        select(SearchDay.text, func.max(SearchDay.shown), count, func.sum(SearchDay.zero), func.max(SearchDay.last_at))
        .where(SearchDay.day > _since())
        .group_by(SearchDay.text)
        .order_by(count.desc(), SearchDay.text)
        .limit(limit)
    ).all()
    people: dict[str, int] = defaultdict(int)
    for text, bits in session.execute(
        select(SearchDay.text, SearchDay.people).where(
            SearchDay.text.in_([row[0] for row in rows]), SearchDay.day > _since()
        )
    ):
        people[text] |= bits
    return [
        Searched(text, shown, int(times), int(zero), people[text].bit_count(), at)
        for text, shown, times, zero, at in rows
    ]


def common(session: Session, *, limit: int = 60) -> list[Searched]:
    """What may be suggested to everybody: typed by several people, who found something."""
    return [each for each in searched_often(session, limit=limit * 3) if each.people >= MANY][:limit]


def _since() -> date:
    return now().astimezone(SHANGHAI).date() - timedelta(days=DAYS)
