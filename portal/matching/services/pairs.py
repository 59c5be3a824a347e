"""What is written of pairs and entries, in the caller's transaction. Decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.prepared import Prepared, PreparedChange, PreparedInsert, filled, places, size_for
from portal.matching.items import Item
from portal.matching.models import MatchEntry, MatchKey, MatchPair
from portal.matching.queries.candidates import chunks, keys_of
from portal.matching.weighing import GOOD

Pair = tuple[int, int]
"""Demand and supply."""
Key = tuple[str, ...]
"""Size, kind, category, grade."""
Floor = tuple[int, int] | None
"""Points and id of the best supply left out of a demand's pairs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a listing that was entered before."""

    listing_id: int
    kind: str
    print: str
    pairs: int
    best: int
    good_since: datetime | None
    floor: Floor


@lru_cache(maxsize=16)
def _entries(size: int) -> Prepared:
    columns = (
        MatchEntry.listing_id, MatchEntry.kind, MatchEntry.print, MatchEntry.pairs, MatchEntry.best, MatchEntry.good_since,
        MatchEntry.floor_score, MatchEntry.floor_id,
    )  # fmt: skip
    return Prepared(select(*columns).where(MatchEntry.listing_id.in_(places("id", size))))


def entries_of(session: Session, ids: Collection[int]) -> dict[int, Entry]:
    """The entries there are of these listings."""
    found = {}
    for chunk in chunks(sorted(ids)):
        for number, kind, mark, pairs, best, since, score, other in _entries(size_for(chunk)).tuples(
            session, **filled("id", chunk)
        ):
            floor = None if score is None or other is None else (score, other)
            found[number] = Entry(number, kind, mark, pairs, best, since, floor)
    return found


@lru_cache(maxsize=16)
def _of_supplies(size: int) -> Prepared:
    return Prepared(
        select(MatchPair.demand_id, MatchPair.supply_id, MatchPair.score).where(
            MatchPair.supply_id.in_(places("id", size))
        )
    )


def pairs_of_supplies(session: Session, ids: Collection[int]) -> dict[Pair, int]:
    """Every kept pair of these supplies, with its points."""
    found = {}
    for chunk in chunks(sorted(ids)):
        for demand, supply, score in _of_supplies(size_for(chunk)).tuples(session, **filled("id", chunk)):
            found[demand, supply] = score
    return found


_OF_DEMAND = Prepared(
    select(MatchPair.supply_id, MatchPair.score)
    .where(MatchPair.demand_id == bindparam("demand"))
    .order_by(MatchPair.score.desc(), MatchPair.supply_id)
)


def pairs_of_demand(session: Session, demand: int) -> dict[int, int]:
    """Supplies and points of a demand's pairs, best first."""
    return {row[0]: row[1] for row in _OF_DEMAND.tuples(session, demand=demand)}


@lru_cache(maxsize=16)
def _counts(size: int) -> Prepared:
    return Prepared(
        select(MatchPair.demand_id, func.count().label("pairs"), func.max(MatchPair.score).label("best"))
        .where(MatchPair.demand_id.in_(places("id", size)))
        .group_by(MatchPair.demand_id)
    )


def counts_of(session: Session, demands: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many pairs these demands have, and the points of the best; demands without any are not there."""
    found = {}
    for chunk in chunks(sorted(demands)):
        for number, pairs, best in _counts(size_for(chunk)).tuples(session, **filled("id", chunk)):
            found[number] = (pairs, best)
    return found


def insert_for(kind: str, model: Any) -> Any:
    """An insert of this kind of database, for its words about conflicts."""
    made: Any = postgresql.insert if kind == "postgresql" else sqlite.insert
    return made(model.__table__)


def insert_into(session: Session, model: Any) -> Any:
    """The same for the database the session is of."""
    return insert_for(session.get_bind().dialect.name, model)


def _upsert(model: Any, columns: Sequence[str], index: Sequence[str], changed: Sequence[str]) -> PreparedChange:
    """Insert a row with these columns, or change some where it is there."""

    def statement(kind: str) -> Any:
        made = insert_for(kind, model).values({name: bindparam(name) for name in columns})
        return made.on_conflict_do_update(index_elements=index, set_={name: made.excluded[name] for name in changed})

    return PreparedChange(statement)


_table: Any = MatchEntry.__table__
_pairs: Any = MatchPair.__table__
_keys: Any = MatchKey.__table__
_ENTER = _upsert(
    MatchEntry, ("listing_id", "kind", "org_id", "category", "print", "pairs", "best", "dismissed_reason"), ("listing_id",),
    ("org_id", "category", "print"),
)  # fmt: skip
_DROP_KEYS = PreparedChange(_keys.delete().where(_keys.c.listing_id == bindparam("number")))
_KEY = ("listing_id", "size", "kind", "category", "grade")
_ADD_KEY = PreparedInsert(MatchKey, *_KEY)
_KEEP = _upsert(MatchPair, ("demand_id", "supply_id", "score", "since"), ("demand_id", "supply_id"), ("score",))
_DROP = PreparedChange(
    _pairs.delete().where(_pairs.c.demand_id == bindparam("demand"), _pairs.c.supply_id == bindparam("supply"))
)
_PRINT = PreparedChange(
    _table.update().where(_table.c.listing_id == bindparam("number")).values(print=bindparam("mark"))
)
_DEMAND = PreparedChange(
    _table.update()
    .where(_table.c.listing_id == bindparam("number"))
    .values(
        {name: bindparam(f"new_{name}") for name in ("print", "pairs", "best", "good_since", "floor_score", "floor_id")}
    )
)


def enter(session: Session, found: Mapping[int, tuple[str, Item]], gone: Collection[int]) -> None:
    """Put listings under their keys, as not worked out yet; take those that are gone from under theirs."""
    known = _keys_there(session, {*found, *gone})
    entries: list[dict[str, Any]] = []
    keys: dict[int, set[Key]] = {}
    for number, (kind, item) in found.items():
        sizes, grade = keys_of(item)
        entries.append(
            {"listing_id": number, "kind": kind, "org_id": item.org_id, "category": item.category, "print": "", "pairs": 0, "best": 0,
             "dismissed_reason": ""}
        )  # fmt: skip
        keys[number] = {(size, kind, item.category, grade) for size in sizes}
    other = [number for number in sorted({*found, *gone}) if known.get(number, set()) != keys.get(number, set())]
    _DROP_KEYS.many(session, [{"number": number} for number in other if number in known])
    _ENTER.many(session, entries)
    _ADD_KEY.many(
        session,
        [dict(zip(_KEY, (number, *key), strict=True)) for number in other for key in sorted(keys.get(number, ()))],
    )


@lru_cache(maxsize=16)
def _keys_of(size: int) -> Prepared:
    columns = (MatchKey.listing_id, MatchKey.size, MatchKey.kind, MatchKey.category, MatchKey.grade)
    return Prepared(select(*columns).where(MatchKey.listing_id.in_(places("id", size))))


def _keys_there(session: Session, ids: Collection[int]) -> dict[int, set[Key]]:
    found: dict[int, set[Key]] = {}
    for chunk in chunks(sorted(ids)):
        for number, *key in _keys_of(size_for(chunk)).tuples(session, **filled("id", chunk)):
            found.setdefault(number, set()).add(tuple(key))
    return found


def leave(session: Session, gone: Collection[int]) -> None:
    """Forget listings that match no more, and their pairs."""
    for chunk in chunks(sorted(gone)):
        for column in (MatchPair.demand_id, MatchPair.supply_id):
            session.execute(delete(MatchPair).where(column.in_(chunk)))
        session.execute(delete(MatchEntry).where(MatchEntry.listing_id.in_(chunk)))


def write_pairs(session: Session, kept: Mapping[Pair, int], dropped: Iterable[Pair]) -> None:
    """Add or change pairs, take others away."""
    _DROP.many(session, [{"demand": demand, "supply": supply} for demand, supply in dropped])
    moment = now()
    _KEEP.many(
        session,
        [
            {"demand_id": demand, "supply_id": supply, "score": score, "since": moment}
            for (demand, supply), score in kept.items()
        ],
    )


def note_demands(session: Session, noted: Iterable[tuple[Entry, Floor, str]]) -> dict[int, int]:
    """Count the pairs of demands anew after they changed: each with its floor and print. Returns how many each has."""
    noted = list(noted)
    counts = counts_of(session, [entry.listing_id for entry, _floor, _mark in noted])
    rows, found = [], {}
    for entry, floor, mark in noted:
        pairs, best = counts.get(entry.listing_id, (0, 0))
        since = (entry.good_since or now()) if best >= GOOD else None
        found[entry.listing_id] = pairs
        if (pairs, best, since, floor, mark) != (entry.pairs, entry.best, entry.good_since, entry.floor, entry.print):
            rows.append({
                "number": entry.listing_id, "new_print": mark, "new_pairs": pairs, "new_best": best, "new_good_since": since,
                "new_floor_score": floor[0] if floor else None, "new_floor_id": floor[1] if floor else None,
            })  # fmt: skip
    _DEMAND.many(session, rows)
    return found


def note_prints(session: Session, prints: Mapping[int, str]) -> None:
    """These listings are worked out as they stand."""
    _PRINT.many(session, [{"number": number, "mark": mark} for number, mark in prints.items()])


__all__: Sequence[str] = (
    "Entry", "Floor", "Pair", "counts_of", "enter", "entries_of", "insert_for", "insert_into", "leave", "note_demands", "note_prints",
    "pairs_of_demand", "pairs_of_supplies", "write_pairs",
)  # fmt: skip
