"""What is written of pairs and entries, in the caller's transaction. Decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.prepared import Prepared, filled, places, size_for
from portal.matching.items import Item
from portal.matching.models import MatchEntry, MatchKey, MatchPair
from portal.matching.queries.candidates import chunks, keys_of
from portal.matching.weighing import GOOD

Pair = tuple[int, int]
"""Demand and supply."""
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
_NTH = Prepared(
    select(MatchPair.score)
    .where(MatchPair.demand_id == bindparam("demand"))
    .order_by(MatchPair.score.desc(), MatchPair.supply_id)
    .limit(1)
    .offset(bindparam("skip"))
)


def pairs_of_demand(session: Session, demand: int) -> dict[int, int]:
    """Supplies and points of a demand's pairs, best first."""
    return {row[0]: row[1] for row in _OF_DEMAND.tuples(session, demand=demand)}


def nth_score(session: Session, demand: int, place: int) -> int | None:
    """The points of a demand's pair at a place (from 0); None when it has fewer."""
    score: int | None = _NTH.scalar(session, demand=demand, skip=place)
    return score


def enter(session: Session, found: Mapping[int, tuple[str, Item]], gone: Collection[int]) -> None:
    """Put listings under their keys, as not worked out yet; take those that are gone from under theirs."""
    for chunk in chunks(sorted({*found, *gone})):
        session.execute(delete(MatchKey).where(MatchKey.listing_id.in_(chunk)))
    if not found:
        return
    entries, keys = [], []
    for number, (kind, item) in found.items():
        sizes, grade = keys_of(item)
        entries.append(
            {"listing_id": number, "kind": kind, "org_id": item.org_id, "category": item.category, "print": "", "pairs": 0, "best": 0}
        )  # fmt: skip
        keys += [
            {"listing_id": number, "size": size, "kind": kind, "category": item.category, "grade": grade}
            for size in sizes
        ]
    entry = insert_into(session, MatchEntry)
    session.connection().execute(
        entry.on_conflict_do_update(
            index_elements=["listing_id"],
            set_={name: entry.excluded[name] for name in ("org_id", "category", "print")},
        ),
        entries,
    )
    session.connection().execute(insert_into(session, MatchKey), keys)


def leave(session: Session, gone: Collection[int]) -> None:
    """Forget listings that match no more, and their pairs."""
    for chunk in chunks(sorted(gone)):
        for column in (MatchPair.demand_id, MatchPair.supply_id):
            session.execute(delete(MatchPair).where(column.in_(chunk)))
        session.execute(delete(MatchEntry).where(MatchEntry.listing_id.in_(chunk)))


def write_pairs(session: Session, kept: Mapping[Pair, int], dropped: Iterable[Pair]) -> None:
    """Add or change pairs, take others away."""
    table: Any = MatchPair.__table__
    less = [{"demand": demand, "supply": supply} for demand, supply in dropped]
    if less:
        statement = table.delete().where(
            table.c.demand_id == bindparam("demand"), table.c.supply_id == bindparam("supply")
        )
        session.connection().execute(statement, less)
    if kept:
        insert, moment = insert_into(session, MatchPair), now()
        rows = [
            {"demand_id": demand, "supply_id": supply, "score": score, "since": moment}
            for (demand, supply), score in kept.items()
        ]
        changed = insert.on_conflict_do_update(
            index_elements=["demand_id", "supply_id"], set_={"score": insert.excluded.score}
        )
        session.connection().execute(changed, rows)


def note_demand(session: Session, entry: Entry, *, floor: Floor, mark: str | None = None) -> int:
    """Count a demand's pairs anew after they changed. Returns how many there are."""
    pairs = session.scalar(_COUNT, {"demand": entry.listing_id}) or 0
    best = nth_score(session, entry.listing_id, 0) or 0
    values: dict[str, Any] = {
        "pairs": pairs,
        "best": best,
        "good_since": (entry.good_since or now()) if best >= GOOD else None,
        "floor_score": floor[0] if floor else None,
        "floor_id": floor[1] if floor else None,
    }
    if mark is not None:
        values["print"] = mark
    session.execute(update(MatchEntry).where(MatchEntry.listing_id == entry.listing_id).values(**values))
    return int(pairs)


_COUNT = select(func.count().label("n")).select_from(MatchPair).where(MatchPair.demand_id == bindparam("demand"))


def note_prints(session: Session, prints: Mapping[int, str]) -> None:
    """These listings are worked out as they stand."""
    if prints:
        table: Any = MatchEntry.__table__
        statement = table.update().where(table.c.listing_id == bindparam("number")).values(print=bindparam("mark"))
        session.connection().execute(statement, [{"number": number, "mark": mark} for number, mark in prints.items()])


def insert_into(session: Session, model: Any) -> Any:
    """An insert of the kind of database there is, for its words about conflicts."""
    kind: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return kind(model.__table__)


__all__: Sequence[str] = (
    "Entry", "Floor", "Pair", "enter", "entries_of", "insert_into", "leave", "note_demand", "note_prints", "nth_score", "pairs_of_demand",
    "pairs_of_supplies", "write_pairs",
)  # fmt: skip
