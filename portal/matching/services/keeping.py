"""Keeps pairs as the listings are: a change works out its own neighbours, found by the inverted table, never everything.

What is kept of a demand are its best pairs, at most `MOST`: past that the worst go until `TOP` are left, and the best of those left
out is the demand's floor; a new pair below the floor is not kept. So what is kept are always the very best, of whatever number.
When so many have left that fewer than `LEAST` remain, the demand is worked out anew. A change of a supply thus costs its own demands
and, once in `TOP - LEAST` departures, one demand's supplies.

Safe to interrupt: a listing's `print` is written with its pairs, and the job that named it is removed after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
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
from portal.matching.queries.candidates import candidates, chunks, items_of, print_of
from portal.matching.services.pairs import (
    Entry,
    Floor,
    Pair,
    enter,
    entries_of,
    leave,
    note_demand,
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
                .order_by(Listing.kind.desc(), Listing.id)
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
        for number in [*demands, *low]:
            self.demand(database, number, mark=prints.get(number), tell=tell)
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
            near = {number: candidates(session, SUPPLY, item) for number, item in supplies.items()}
            others = items_of(session, {demand for each in near.values() for demand in each})
            old = pairs_of_supplies(session, [*supplies, *off])
            new: dict[Pair, int] = {}
            for number, item in supplies.items():
                for demand in near[number]:
                    if demand in others and demand not in apart:
                        score = self._points(others[demand][1], item)
                        if score >= KEEP:
                            new[demand, number] = score
            old = {pair: score for pair, score in old.items() if pair[0] not in apart}
            touched: dict[int, tuple[dict[Pair, int], list[Pair]]] = defaultdict(lambda: ({}, []))
            entries = entries_of(session, {pair[0] for pair in (*new, *old)})
            for pair, score in new.items():
                if pair[0] not in entries or (
                    old.get(pair) == score and _above(entries[pair[0]].floor, score, pair[1])
                ):
                    continue
                if _above(entries[pair[0]].floor, score, pair[1]):
                    touched[pair[0]][0][pair] = score
                elif pair in old:
                    touched[pair[0]][1].append(pair)
            for pair in old:
                if pair not in new:
                    touched[pair[0]][1].append(pair)
        low = []
        with database.writing() as session:
            for demand, (kept, dropped) in sorted(touched.items()):
                if demand not in entries:
                    continue
                write_pairs(session, kept, dropped)
                if self._settle(session, entries[demand]):
                    low.append(demand)
                if tell:
                    note_new(
                        session, demand, [pair[1] for pair, score in kept.items() if score >= GOOD > old.get(pair, 0)]
                    )
            note_prints(session, {number: prints[number] for number in supplies})
        return low

    def _settle(self, session: Session, entry: Entry) -> bool:
        """Cut what is too much, count. True when so few are left that others may be better."""
        floor = entry.floor
        pairs = note_demand(session, entry, floor=floor)
        if pairs > self.most:
            ranked = list(pairs_of_demand(session, entry.listing_id).items())
            floor = (ranked[self.top][1], ranked[self.top][0])
            write_pairs(session, {}, [(entry.listing_id, supply) for supply, _score in ranked[self.top :]])
            pairs = note_demand(session, entry, floor=floor)
        return pairs < self.least and floor is not None

    def demand(self, database: Database, number: int, *, mark: str | None = None, tell: bool = True) -> None:
        """Work out one demand against every supply under its keys."""
        with database.reading() as session:
            found = items_of(session, [number]).get(number)
            entry = entries_of(session, [number]).get(number)
            if found is None or entry is None:
                return
            others = items_of(session, candidates(session, DEMAND, found[1]))
            scored = [(self._points(found[1], item), supply) for supply, (_kind, item) in others.items()]
            ranked = sorted((one for one in scored if one[0] >= KEEP), key=lambda one: (-one[0], one[1]))
            old = pairs_of_demand(session, number)
        floor: Floor = None
        if len(ranked) > self.most:
            floor, ranked = ranked[self.top], ranked[: self.top]
        new = {(number, supply): score for score, supply in ranked}
        with database.writing() as session:
            write_pairs(
                session,
                {pair: score for pair, score in new.items() if old.get(pair[1]) != score},
                [(number, supply) for supply in old if (number, supply) not in new],
            )
            note_demand(session, entry, floor=floor, mark=mark)
            if tell:
                fresh = [pair[1] for pair, score in new.items() if score >= GOOD > old.get(pair[1], 0)]
                note_new(session, number, fresh)

    def _points(self, demand: Item, supply: Item) -> int:
        found = match(demand, supply, self.assumptions)
        return found.score if found else 0


def _above(floor: Floor, score: int, supply: int) -> bool:
    """Better than the best that was left out."""
    return floor is None or (score, -supply) > (floor[0], -floor[1])
