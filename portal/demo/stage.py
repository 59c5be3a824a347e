"""Plays the sample scripts: who says what about which listing, and when. Writes no row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from portal.demo.dice import Dice
from portal.demo.listings import Shown
from portal.demo.people import Cast, Company, Person
from portal.demo.places import Rate
from portal.demo.scripts import Line, Script
from portal.standards.books import DEFAULT_BOOK
from portal.threads import models as tables


@dataclass(slots=True)
class Said:
    """A message or note on its way into the tables. said: by the staff's side."""

    thread: Spoken
    line: Line
    by: Person
    staff: bool
    at: datetime
    text: str
    id: int = 0


@dataclass(slots=True)
class Spoken:
    """A thread on its way into the tables."""

    script: Script
    company: Company
    owner: Person | None
    row: dict[str, Any]
    parent: Spoken | None = None
    id: int = 0
    messages: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)


class Stage:
    """Plays the scripts."""

    def __init__(self, dice: Dice, cast: Cast, shown: Sequence[Shown], rates: Sequence[Rate]) -> None:
        self.dice, self.cast, self.shown, self.rates = dice, cast, shown, rates
        self._turn = self._spread = 0

    def play(self, script: Script) -> list[Spoken]:
        """The thread, and the suppliers' sides of it."""
        company = self.cast.companies[script.company]
        listing = self._listing(script, company)
        words = self._words(listing)
        thread = Spoken(script, company, self._owner(script), self._row(script, company, listing, words))
        self._say(thread, words, end=self.dice.now - timedelta(hours=script.hours))
        found = [thread]
        for side in script.sides:
            supplier = self.cast.companies[side.company]
            spoken = Spoken(side, supplier, thread.owner, self._row(side, supplier, None, words), parent=thread)
            begun = thread.messages[max(0, min(side.after, len(thread.messages)) - 1)].at + timedelta(minutes=3)
            end = min(begun + timedelta(minutes=14 * len(side.lines)), self.dice.now - timedelta(minutes=4))
            self._say(spoken, words, end=end)
            spoken.row["created_at"] = spoken.messages[0].at
            found.append(spoken)
        return found

    def _owner(self, script: Script) -> Person | None:
        spoken = next((line.who for line in script.lines if line.who.startswith("S")), None)
        if spoken is None:
            return None
        department = spoken.partition("-")[2] or tables.DEPARTMENT_OF[script.kind]
        people = self.cast.staff[department]
        self._turn += 1
        return people[self._turn % len(people)]

    def _listing(self, script: Script, company: Company) -> Shown | None:
        category, _, grade = script.about.partition("/")
        fits = [
            item for item in self.shown
            if item.values["category"] == category and item.values["price"] and not item.values["members_only_price"]
            and item.values["warehouse_no"] and item.company.no != company.no
        ]  # fmt: skip
        fits = [item for item in fits if item.values["grade"] == grade] or fits
        near = [item for item in fits if item.company.city == company.city]
        return self.dice.choice(near or fits) if fits else None

    def _words(self, listing: Shown | None) -> dict[str, str]:
        if listing is None:
            return {}
        price, most = int(listing.values["price"]), listing.values["available"]
        want = self.dice.randint(4, 20) if price > 10_000 else self.dice.choice((20, 30, 40, 60, 90))
        return {
            "title": listing.title,
            "grade": listing.values["grade"],
            "spec": listing.values["spec"],
            "price": f"{price:,}",
            "deal": f"{price - 10:,}",
            "landed": f"{price + 28:,}",
            "want": str(max(1, min(want, int(most)))),
            "qty": f"{most.normalize():f}",
            "wh": listing.values["warehouse_name"],
        }

    def _row(self, script: Script, company: Company, listing: Shown | None, words: dict[str, str]) -> dict[str, Any]:
        kind, no, title = "", "", ""
        route = next((rate for rate in self.rates if rate.from_city == company.city), None)
        if listing and script.kind == "storage":
            kind, no, title = "warehouse", listing.values["warehouse_no"], listing.values["warehouse_name"]
        elif script.kind == "transport" and route and self.dice.chance(0.6):
            kind, no, title = "freight", route.no, f"{route.from_city} → {route.to_city}"
        elif listing:
            kind, no, title = "listing", listing.no, listing.title
        return {
            "no": self.dice.number("T"),
            "kind": script.kind,
            "subject": script.subject.format_map(words)[:100],
            "subject_kind": kind,
            "subject_no": no,
            "subject_title": title,
            "department": tables.DEPARTMENT_OF[script.kind],
            "priority": "high" if script.kind in ("claim", "complaint") else "normal",
        }

    def _say(self, thread: Spoken, words: dict[str, str], *, end: datetime) -> None:
        gaps = [self.dice.uniform(2, 24) for _ in thread.script.lines]
        at = end - timedelta(minutes=sum(gaps[1:]))
        if thread.script.hours >= 20:  # what is older was said in working time, at this hour or that
            self._spread += 1
            at = min(at, DEFAULT_BOOK.calendar.before(at, timedelta(minutes=self._spread * 67 % 330 + sum(gaps))))
        colleague = thread.company.people[1 if len(thread.company.people) > 1 and self.dice.chance(0.25) else 0]
        for line, gap in zip(thread.script.lines, [0.0, *gaps[1:]], strict=True):
            at += timedelta(minutes=gap)
            staff = line.who not in ("C", "P")
            by = self._staff(thread, line) if staff else colleague
            said = Said(thread, line, by, staff, at, line.text.format_map(words))
            (thread.notes if line.who == "N" else thread.messages).append(said)

    def _staff(self, thread: Spoken, line: Line) -> Person:
        department = line.who.partition("-")[2]
        if department and department != tables.DEPARTMENT_OF[thread.script.kind]:
            return self.cast.staff[department][0]
        return thread.owner or self.cast.staff[tables.DEPARTMENT_OF[thread.script.kind]][0]
