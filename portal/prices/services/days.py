"""The days of our own listings: worked out anew and written where they differ, from the last day there is to today."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.quantity import fen
from portal.core.uow import Database
from portal.prices.counts import summed, written
from portal.prices.lives import local_day
from portal.prices.models import PriceDay, PriceGroup
from portal.prices.scopes import WHOLE, Key, keys
from portal.prices.services.lives import Priced, priced, standings

MOST_DAYS = 400
"""How far back a first run reaches."""
CHUNK = 2000
_KEY = tuple(getattr(PriceGroup, name) for name in Key._fields)


def refresh(database: Database, known: dict[str, object] | None = None) -> int:
    """Write the days up to today: the last one there is again, since it had not ended, then the missing ones.

    The first run goes back to the first listing. Returns how many rows changed. Category by category, in short transactions;
    running it again changes nothing, and what an interrupted run left out is made up.
    known: what stood when it ran last; categories that stand as they did are passed over, and it is brought up to date.
    """
    today = local_day(now())
    with database.reading() as session:
        standing, last = standings(session), _last_days(session)
    changed = 0
    for category in sorted(standing.keys() | last.keys()):
        at = standing.get(category)
        begin = last.get(category) or local_day(at.since if at else now())
        first = min(today, max(begin, today - timedelta(days=MOST_DAYS)))
        mark = (first, today, at.mark if at else None)
        if known is not None and known.get(category) == mark:
            continue
        changed += _refresh(database, category, first, today)
        if known is not None:
            known[category] = mark
    return changed


def _refresh(database: Database, category: str, first: date, last: date) -> int:
    """The same for one category."""
    changed = 0
    numbers: dict[Key, int] = {}
    with database.reading() as session:
        found = list(priced(session, first, last, category=category))
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        wanted = grouped(found, day)
        with database.reading() as session:
            new, gone = _differing(session, day, category, wanted)
        for part in _chunks(new):
            with database.writing() as session:
                save(session, day, {key: wanted[key] for key in part}, numbers)
        if gone:
            with database.writing() as session:
                _remove(session, day, gone)
        changed += len(new) + len(gone)
    return changed


def _last_days(session: Session) -> dict[str, date]:
    query = (
        select(PriceGroup.category, func.max(PriceDay.day).label("day"))
        .join(PriceDay, PriceDay.group_id == PriceGroup.id)
        .where(PriceGroup.scope == WHOLE)
        .group_by(PriceGroup.category)
    )
    return {row.category: row.day for row in session.execute(query)}


def grouped(found: Iterable[Priced], day: date) -> dict[Key, Counter[int]]:
    """The prices of a day, in fen, in every group they belong to."""
    groups: dict[Key, Counter[int]] = defaultdict(Counter)
    for one in found:
        if one.span.first <= day <= one.span.last:
            price = fen(one.span.price)
            for key in keys(one.goods):
                groups[key][price or 0] += 1
    return groups


def save(
    session: Session, day: date, wanted: Mapping[Key, Mapping[int, int]], numbers: dict[Key, int] | None = None
) -> None:
    """Write these groups' day, over what was there. numbers: groups' ids that are known; those looked up are added."""
    numbers = {} if numbers is None else numbers
    numbers |= _numbers(session, [key for key in wanted if key not in numbers])
    rows = []
    for key, prices in wanted.items():
        found = summed(day, prices)
        rows.append(
            {
                "group_id": numbers[key],
                "day": day,
                "low": found.low,
                "middle": found.middle,
                "high": found.high,
                "listings": found.count,
                "prices": written(prices),
            }
        )
    insert = _insert(session)(PriceDay.__table__)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["group_id", "day"],
            set_={name: insert.excluded[name] for name in ("low", "middle", "high", "listings", "prices")},
        ),
        rows,
    )


def _numbers(session: Session, wanted: list[Key]) -> dict[Key, int]:
    """The ids of the groups; those that are new are made."""
    found: dict[Key, int] = {}
    for part in _chunks(wanted, 400):
        session.execute(
            _insert(session)(PriceGroup.__table__).on_conflict_do_nothing(),
            [key._asdict() for key in part],
        )
        query = select(PriceGroup.id, *_KEY).where(tuple_(*_KEY).in_(part))
        found |= {Key(*key): number for number, *key in session.execute(query)}
    return found


def _differing(
    session: Session, day: date, category: str, wanted: dict[Key, Counter[int]]
) -> tuple[list[Key], list[int]]:
    """Which groups' day is missing or different, and the ids of groups that have one and should not."""
    query = (
        select(PriceGroup.id, PriceDay.prices, *_KEY)
        .join(PriceDay, PriceDay.group_id == PriceGroup.id)
        .where(PriceGroup.category == category, PriceDay.day == day)
    )
    same, gone = set(), []
    for number, prices, *names in session.execute(query):
        key = Key(*names)
        if key not in wanted:
            gone.append(number)
        elif written(wanted[key]) == prices:
            same.add(key)
    return [key for key in wanted if key not in same], gone


def _remove(session: Session, day: date, gone: Sequence[int]) -> None:
    statement = delete(PriceDay.__table__).where(  # type: ignore[arg-type]  # a table, whatever the stubs say
        PriceDay.day == day, PriceDay.group_id == bindparam("number")
    )
    session.connection().execute(statement, [{"number": number} for number in gone])


def _insert(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def _chunks(items: Iterable[Key], size: int = CHUNK) -> Iterable[list[Key]]:
    source = iter(items)
    while part := list(islice(source, size)):
        yield part
