"""Reading prices over time: our own days and imported series, each in a fixed number of statements. The same for every reader."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.quantity import fen
from portal.materials.categories import leaf_codes
from portal.prices.counts import Day, read, summed
from portal.prices.course import LOOK_BACK
from portal.prices.models import PriceDay, PriceGroup, Quote, QuoteSource
from portal.prices.scopes import FINEST, WHOLE, scope_for

MOST_ROWS = 40_000
"""How many rows one course is put together from: beyond, it reaches back less far, and says so."""
MOST_OPTIONS = 20_000
MOST_SOURCES = 50
FACETS = ("grade", "spec", "mill", "city")
_LETTERS = {"grade": "g", "spec": "s", "mill": "m", "city": "c"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFilter:
    """What was chosen: one category, and of each other thing any of several values (none: all)."""

    category: str
    grade: tuple[str, ...] = ()
    spec: tuple[str, ...] = ()
    mill: tuple[str, ...] = ()
    city: tuple[str, ...] = ()

    def of(self, facet: str) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(self, facet)
        return values


@dataclass(frozen=True, slots=True)
class Course:
    """Days, oldest first. whole: nothing older was left out for its number."""

    days: Sequence[Day]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit the goods of a category are priced in, its newest day, and how many listings were priced in it then."""

    unit: str
    day: date
    listings: int


@dataclass(frozen=True, slots=True)
class Source:
    """An imported series."""

    id: int
    no: str
    name: str
    quotes: int
    first_day: date
    last_day: date
    imported_at: datetime


# ---- Our own -------------------------------------------------------------------------------------------------------


def overview(session: Session, *, group: str, today: date) -> dict[tuple[str, str], list[Day]]:
    """The last month, and the days round a year ago, of every product: (category, unit) → days, oldest first."""
    year = today - timedelta(days=365)
    columns = (PriceDay.day, PriceDay.low, PriceDay.middle, PriceDay.high, PriceDay.listings)
    query = (
        select(PriceGroup.category, PriceGroup.unit, *columns)
        .join(PriceDay, PriceDay.group_id == PriceGroup.id)
        .where(PriceGroup.scope == WHOLE, PriceDay.day <= today)
        .where((PriceDay.day >= today - timedelta(days=31)) | PriceDay.day.between(year - timedelta(days=12), year))
        .order_by(PriceDay.day)
        .limit(MOST_ROWS)
    )
    if group:
        query = query.where(PriceGroup.category.in_(leaf_codes(group)))
    found: dict[tuple[str, str], list[Day]] = defaultdict(list)
    for category, unit, day, low, middle, high, count in session.execute(query):
        found[category, unit].append(Day(day, low, middle, high, count))
    return found


def units(session: Session, category: str) -> list[Unit]:
    """The units of a category's prices: the newest first, of those of one day the commonest."""
    newest = (
        select(PriceDay.group_id, func.max(PriceDay.day).label("day"))
        .join(PriceGroup, PriceGroup.id == PriceDay.group_id)
        .where(PriceGroup.scope == WHOLE, PriceGroup.category == category)
        .group_by(PriceDay.group_id)
        .subquery()
    )
    query = (
        select(PriceGroup.unit, PriceDay.day, PriceDay.listings)
        .join(newest, (newest.c.group_id == PriceDay.group_id) & (newest.c.day == PriceDay.day))
        .join(PriceGroup, PriceGroup.id == PriceDay.group_id)
        .order_by(PriceDay.day.desc(), PriceDay.listings.desc(), PriceGroup.unit)
    )
    return [Unit(*row) for row in session.execute(query)]


def course(session: Session, asked: PriceFilter, *, unit: str, last: date) -> Course:
    """The days of what was chosen, a year and a little back from `last`."""
    scope = scope_for([letter for name, letter in _LETTERS.items() if asked.of(name)])
    # Where each thing the scope tells apart is one value, each day is one row and its figures stand there ready.
    ready = all(len(asked.of(name)) == (letter in scope) for name, letter in _LETTERS.items())
    columns: tuple[Any, ...] = (
        (PriceDay.day, PriceDay.low, PriceDay.middle, PriceDay.high, PriceDay.listings)
        if ready
        else (PriceDay.day, PriceDay.prices)
    )
    query = (
        select(*columns)
        .join(PriceGroup, PriceGroup.id == PriceDay.group_id)
        .where(PriceGroup.category == asked.category, PriceGroup.unit == unit, PriceGroup.scope == scope)
        .where(*_chosen(PriceGroup, asked), PriceDay.day > last - timedelta(days=LOOK_BACK), PriceDay.day <= last)
        .order_by(PriceDay.day.desc())
        .limit(MOST_ROWS + 1)
    )
    rows = session.execute(query).all()
    if ready:
        return Course([Day(*row) for row in reversed(rows)])
    counted: dict[date, Counter[int]] = defaultdict(Counter)
    for day, prices in rows[:MOST_ROWS]:
        counted[day].update(read(prices))
    return _course(counted, whole=len(rows) <= MOST_ROWS)


def listed_goods(session: Session, category: str, *, unit: str, day: date) -> list[Any]:
    """What was listed of a category on a day: rows of (category, unit, grade, spec, mill, city, how many)."""
    query = (
        select(
            PriceGroup.category, PriceGroup.unit, PriceGroup.grade, PriceGroup.spec, PriceGroup.mill, PriceGroup.city,
            PriceDay.listings.label("count"),
        )
        .join(PriceDay, PriceDay.group_id == PriceGroup.id)
        .where(PriceGroup.category == category, PriceGroup.unit == unit, PriceGroup.scope == FINEST)
        .where(PriceDay.day == day)
        .limit(MOST_OPTIONS)
    )  # fmt: skip
    return list(session.execute(query).all())


# ---- From elsewhere ------------------------------------------------------------------------------------------------


def sources(session: Session) -> list[Source]:
    """The imported series, the one reaching furthest first."""
    query = (
        select(
            QuoteSource.id, QuoteSource.no, QuoteSource.name, QuoteSource.quotes, QuoteSource.first_day,
            QuoteSource.last_day, QuoteSource.imported_at,
        )
        .where(QuoteSource.quotes > 0)
        .order_by(QuoteSource.last_day.desc(), QuoteSource.id.desc())
        .limit(MOST_SOURCES)
    )  # fmt: skip
    return [Source(**row._mapping) for row in session.execute(query)]


def quoted_goods(session: Session, source: Source) -> list[Any]:
    """What a source quotes: rows of (category, unit, grade, spec, mill, city, how often)."""
    names = (Quote.category, Quote.unit, Quote.grade, Quote.spec, Quote.mill, Quote.city)
    query = (
        select(*names, func.count().label("count"))
        .where(Quote.source_id == source.id)
        .group_by(*names)
        .order_by(func.count().desc(), *names)
        .limit(MOST_OPTIONS)
    )
    return list(session.execute(query).all())


def quoted_course(session: Session, source: Source, asked: PriceFilter, *, unit: str) -> Course:
    """The days of a source: of several quotes of the same goods on a day the last counts."""
    query = (
        select(Quote.day, Quote.at, Quote.product, Quote.grade, Quote.spec, Quote.mill, Quote.city, Quote.price)
        .where(Quote.source_id == source.id, Quote.category == asked.category, Quote.unit == unit)
        .where(*_chosen(Quote, asked), Quote.day > source.last_day - timedelta(days=LOOK_BACK))
        .order_by(Quote.day.desc(), Quote.at.desc())
        .limit(MOST_ROWS + 1)
    )
    rows = session.execute(query).all()
    seen: set[tuple[Any, ...]] = set()
    counted: dict[date, Counter[int]] = defaultdict(Counter)
    for day, _at, *goods, price in rows[:MOST_ROWS]:
        if (day, *goods) in seen:
            continue
        seen.add((day, *goods))
        if price is not None:
            counted[day][fen(price) or 0] += 1
    return _course(counted, whole=len(rows) <= MOST_ROWS)


def _chosen(table: Any, asked: PriceFilter) -> list[Any]:
    return [getattr(table, name).in_(asked.of(name)) for name in FACETS if asked.of(name)]


def _course(counted: Mapping[date, Counter[int]], *, whole: bool) -> Course:
    days = sorted(counted)
    if not whole:  # the oldest day may be there in part
        days = days[1:]
    return Course([summed(day, counted[day]) for day in days], whole)


def options(goods: Iterable[Any], asked: PriceFilter, *, unit: str) -> dict[str, list[tuple[str, int]]]:
    """How many of these goods each value of each filter would find with the others as chosen, commonest first. Pure."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for category, of, *values, number in goods:
        if category != asked.category or of != unit:
            continue
        fits = [not asked.of(name) or value in asked.of(name) for name, value in zip(FACETS, values, strict=True)]
        misses = fits.count(False)
        if misses > 1:
            continue
        for place, (name, value) in enumerate(zip(FACETS, values, strict=True)):
            if value and (not misses or not fits[place]):
                counts[name][value] += number
    return {name: sorted(found.items(), key=lambda one: (-one[1], one[0])) for name, found in counts.items()}
