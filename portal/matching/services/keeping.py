"""Keeps pairs as the listings are: a change works out its own neighbours, found by the inverted table, never everything.

What is kept of a demand are its best pairs, at most `MOST`: past that the worst go until `TOP` are left, and the best of those left
out is the demand's floor; a new pair below the floor is not kept. So what is kept are always the very best, of whatever number.
When so many have left that fewer than `LEAST` remain, the demand is worked out anew. A change of a supply thus costs its own demands
and, once in `TOP - LEAST` departures, one demand's supplies.

Safe to interrupt: a listing's `print` is written with its pairs, and the job that named it is removed after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.uow import Database
from portal.landed.assumptions import Assumptions
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.listings.terms import DEMAND, SUPPLY
from portal.matching.items import Item
from portal.matching.match import match
from portal.matching.models import MatchEntry
from portal.matching.queries.candidates import Candidates, Kept, chunks, items_of, print_of
from portal.matching.services.pairs import (
    Entry,
    Floor,
    Pair,
    enter,
    entries_of,
    leave,
    note_demands,
    note_prints,
    pairs_of_demand,
    pairs_of_supplies,
    write_pairs,
)
from portal.matching.services.serial import one_at_a_time
from portal.matching.services.telling import note_new
from portal.matching.weighing import GOOD, KEEP
from portal.organisations.models import VERIFIED, Organisation

log = structlog.get_logger("matching")

MOST, TOP, LEAST = 200, 150, 75
BATCH = 250
AT_ONCE = 4000
"""So many pairs are written in one transaction: others wait for it."""
MOST_READ = 20_000
"""So many supplies are held while demands are worked out."""
RULES = "1"
"""Change it when `match` judges otherwise: every listing is then worked out anew at the next start."""

Progress = Callable[[int, int], None]


class Keeper:
    """usual: what this installation takes for granted when it makes prices comparable. limits: MOST, TOP, LEAST."""

    def __init__(self, usual: Assumptions, *, limits: tuple[int, int, int] = (MOST, TOP, LEAST)) -> None:
        self.assumptions = replace(usual, day=date.min)
        self.most, self.top, self.least = limits

    def run(self, database: Database, payloads: Sequence[Mapping[str, Any]]) -> None:
        """Handler of the batch jobs `matching.feed` with payloads {"id": …}; idempotent, in any order."""
        self.update(database, [int(payload["id"]) for payload in payloads])

    def update(
        self, database: Database, ids: Iterable[int], *, tell: bool = True, progress: Progress = lambda done, of: None
    ) -> int:
        """Bring these listings' pairs to what the listings say now. Returns how many had changed."""
        wanted, changed = list(dict.fromkeys(ids)), 0
        for number, chunk in enumerate(chunks(wanted, BATCH)):
            with one_at_a_time(database):
                changed += self._update(database, chunk, tell)
            progress(min(len(wanted), (number + 1) * BATCH), len(wanted))
        return changed

    # ---- Agreeing with the database --------------------------------------------------------------------------------

    def begin(self, database: Database) -> None:
        """When a worker starts: work out whatever a lost job, a restored backup or new rules left behind. Tells nobody."""
        changed = self.update(database, self._everything(database), tell=False)
        if changed:
            log.warning("matches corrected", listings=changed)

    def rebuild(self, database: Database, progress: Progress = lambda done, of: None) -> int:
        """Work out everything anew. Tells nobody; what people put aside stays so. Returns how many listings match at all."""
        with database.writing() as session:
            session.execute(update(MatchEntry).values(print=""))
        return self.update(database, self._everything(database), tell=False, progress=progress)

    def _everything(self, database: Database) -> list[int]:
        """All that may match and all that was entered, supplies first: demands then find them."""
        with database.reading() as session:
            query = (
                select(Listing.id, Listing.kind)
                .join(Organisation, Organisation.id == Listing.org_id)
                .where(public_clause(now()), Organisation.verification == VERIFIED)
                .order_by(Listing.kind.desc(), Listing.category, Listing.grade, Listing.spec, Listing.id)
            )
            found = [row.id for row in session.execute(query)]
            return found + list(session.scalars(select(MatchEntry.listing_id).order_by(MatchEntry.listing_id)))

    # ---- A batch -------------------------------------------------------------------------------------------------------

    def _update(self, database: Database, ids: Sequence[int], tell: bool) -> int:
        with database.reading() as session:
            found = items_of(session, ids)
            known = entries_of(session, ids)
        prints = {number: f"{RULES}{print_of(kind, item)}" for number, (kind, item) in found.items()}
        changed = {
            number: one for number, one in found.items() if number not in known or known[number].print != prints[number]
        }
        gone = [number for number in known if number not in found]
        if not changed and not gone:
            return 0
        with database.writing() as session:
            enter(session, changed, gone)
        demands = {number: item for number, (kind, item) in changed.items() if kind == DEMAND}
        supplies = {number: item for number, (kind, item) in changed.items() if kind == SUPPLY}
        off = [number for number in gone if known[number].kind == SUPPLY]
        low = self._supplies(database, supplies, off=off, apart={*demands, *gone}, prints=prints, tell=tell)
        if gone:
            with database.writing() as session:
                leave(session, gone)
        self._demands(database, [*demands, *low], prints=prints, tell=tell)
        return len(changed) + len(gone)

    def _supplies(
        self,
        database: Database,
        supplies: Mapping[int, Item],
        *,
        off: Sequence[int],
        apart: Collection[int],
        prints: Mapping[int, str],
        tell: bool,
    ) -> list[int]:
        """Pairs of changed and ended supplies with all demands but those apart. Returns the demands that have become short of pairs."""
        with database.reading() as session:
            near = Candidates(session)
            others = items_of(session, {demand for item in supplies.values() for demand in near.of(SUPPLY, item)})
            old: dict[int, dict[int, int]] = defaultdict(dict)
            for (demand, supply), score in pairs_of_supplies(session, [*supplies, *off]).items():
                if demand not in apart:
                    old[demand][supply] = score
            new: dict[int, dict[int, int]] = defaultdict(dict)
            for number, item in supplies.items():
                for demand in near.of(SUPPLY, item):
                    if demand in others and demand not in apart:
                        score = self._points(others[demand][1], item)
                        if score >= KEEP:
                            new[demand][number] = score
            entries = entries_of(session, {*new, *old})
            changes = []
            for demand in sorted(entries):
                one = self._change(session, entries[demand], old.get(demand, {}), new.get(demand, {}))
                if one is not None:
                    changes.append(one)
        return self._write(database, changes, tell, done={number: prints[number] for number in supplies})

    def _change(self, session: Session, entry: Entry, old: Mapping[int, int], new: Mapping[int, int]) -> Change | None:
        """What becomes of a demand's pairs when those with some supplies go from old to new; None where nothing does."""
        floor, number = entry.floor, entry.listing_id
        new = {supply: score for supply, score in new.items() if _above(floor, score, supply)}
        if new == old:
            return None
        if entry.pairs + len(new) - len(old) > self.most:
            was = pairs_of_demand(session, number)
            ranked = sorted(({one: was[one] for one in was if one not in old} | new).items(), key=_place)
            return self._best(entry, was, ranked, floor=floor, mark=entry.print)
        return Change(entry, floor, entry.print, old, new)

    def _best(
        self, entry: Entry, old: Mapping[int, int], ranked: list[tuple[int, int]], *, floor: Floor, mark: str
    ) -> Change:
        """Keep the best of these, if they are too many; else the floor stays."""
        if len(ranked) > self.most:
            supply, score = ranked[self.top]
            floor, ranked = (score, supply), ranked[: self.top]
        return Change(entry, floor, mark, old, dict(ranked))

    def _demands(self, database: Database, numbers: Sequence[int], *, prints: Mapping[int, str], tell: bool) -> None:
        """Work out demands against every supply under their keys; demands of the same goods after one another share what was read."""
        with database.reading() as session:
            found, entries = items_of(session, numbers), entries_of(session, numbers)
            near, others = Candidates(session), dict[int, Kept]()
            changes, size = [], 0
            for number in sorted(entries.keys() & found, key=lambda one: (*_goods(found[one][1]), one)):
                item = found[number][1]
                ids = near.of(DEMAND, item)
                if len(others) > MOST_READ:
                    others = {}
                others |= items_of(session, [one for one in ids if one not in others])
                scored = [(supply, self._points(item, others[supply][1])) for supply in ids if supply in others]
                ranked = sorted((one for one in scored if one[1] >= KEEP), key=_place)
                entry, was = entries[number], pairs_of_demand(session, number)
                changes.append(self._best(entry, was, ranked, floor=None, mark=prints.get(number, entry.print)))
                size += len(ranked)
                if size > AT_ONCE:
                    self._write(database, changes, tell)
                    changes, size = [], 0
        self._write(database, changes, tell)

    def _write(
        self, database: Database, changes: Sequence[Change], tell: bool, *, done: Mapping[int, str] | None = None
    ) -> list[int]:
        """Write what becomes of demands, a few thousand pairs a transaction. done: prints of what is worked out after the last.

        Returns the demands so short of pairs that others may be better.
        """
        low: list[int] = []
        parts = list(_parts(changes)) or [[]]
        for part in parts if changes or done else ():
            with database.writing() as session:
                write_pairs(
                    session,
                    {pair: score for one in part for pair, score in one.kept.items()},
                    [pair for one in part for pair in one.dropped],
                )
                counts = note_demands(session, [(one.entry, one.floor, one.mark) for one in part])
                if tell:
                    note_new(session, {one.entry.listing_id: one.fresh for one in part if one.fresh})
                if part is parts[-1]:
                    note_prints(session, done or {})
            low += [
                one.entry.listing_id
                for one in part
                if one.floor is not None and counts[one.entry.listing_id] < self.least
            ]
        return low

    def _points(self, demand: Item, supply: Item) -> int:
        found = match(demand, supply, self.assumptions)
        return found.score if found else 0


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a demand: its floor and print, and pairs with some supplies as they were and as they shall be."""

    entry: Entry
    floor: Floor
    mark: str
    old: Mapping[int, int]
    new: Mapping[int, int]

    @property
    def kept(self) -> dict[Pair, int]:
        number = self.entry.listing_id
        return {(number, supply): score for supply, score in self.new.items() if self.old.get(supply) != score}

    @property
    def dropped(self) -> list[Pair]:
        return [(self.entry.listing_id, supply) for supply in self.old if supply not in self.new]

    @property
    def fresh(self) -> list[int]:
        """Supplies whose pairs have become good."""
        return [supply for supply, score in self.new.items() if score >= GOOD > self.old.get(supply, 0)]


def _parts(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes in pieces of some AT_ONCE pairs."""
    part: list[Change] = []
    size = 0
    for one in changes:
        part.append(one)
        size += len(one.old) + len(one.new)
        if size > AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _place(pair: tuple[int, int]) -> tuple[int, int]:
    """The order of a demand's pairs (supply, points): the better, then the older."""
    return (-pair[1], pair[0])


def _goods(item: Item) -> tuple[str, ...]:
    return (item.category, item.grade, item.spec)


def _above(floor: Floor, score: int, supply: int) -> bool:
    """Better than the best that was left out."""
    return floor is None or (score, -supply) > (floor[0], -floor[1])
