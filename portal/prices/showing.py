"""What an address of /prices asks for, found: whose prices, of what, over which days. Knows the request, draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.remembered import remembered
from portal.materials.categories import category
from portal.materials.units import UNITS
from portal.prices import queries
from portal.prices.counts import Day
from portal.prices.lives import local_day
from portal.prices.queries import FACETS, Course, PriceFilter, Source
from portal.web.forms import clean

PERIODS = (30, 90, 365)
USUAL = 90
MOST_CHOSEN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page of one product's prices shows. source: None for our own."""

    source: Source | None
    asked: PriceFilter
    unit: str
    units: Sequence[str]
    period: int
    course: Course
    options: Mapping[str, Sequence[tuple[str, int]]]
    categories: Mapping[str, int]

    @property
    def days(self) -> Sequence[Day]:
        """All days, those before the period included: what it is compared with."""
        return self.course.days

    @property
    def begin(self) -> int:
        """Where the period begins in `days`."""
        if not self.days:
            return 0
        first = self.days[-1].day - timedelta(days=self.period)
        return next((place for place, one in enumerate(self.days) if one.day > first), len(self.days))

    @property
    def chosen(self) -> dict[str, Sequence[str]]:
        """The parameters of its address."""
        return {
            "source": (self.source.no,) if self.source else (),
            "category": (self.asked.category,),
            **{name: self.asked.of(name) for name in FACETS},
            "unit": (self.unit,) if len(self.units) > 1 and self.unit != self.units[0] else (),
            "days": (str(self.period),) if self.period != USUAL else (),
        }


def all_sources(session: Session) -> list[Source]:
    """The imported series, as they were within the last minute."""
    return remembered(session, ("prices", "sources"), lambda: queries.sources(session))


def listed(session: Session, today: date) -> dict[tuple[str, str], list[Day]]:
    """Every product's last month, as it was within the last minute."""
    return remembered(session, ("prices", "overview", today), lambda: queries.overview(session, group="", today=today))


def find_shown(session: Session, args: MultiDict[str, str]) -> Shown:
    """What the address asks for. Raises: NotFound for a source there is none of."""
    number = clean(args.get("source", ""))[:12]
    asked = PriceFilter(category=_leaf(args), **{name: _many(args, name) for name in FACETS})
    period = next((days for days in PERIODS if args.get("days") == str(days)), USUAL)
    unit = args.get("unit", "")
    unit = unit if unit in UNITS else ""
    key = ("prices", "shown", number, asked, unit, period, local_day(now()))
    return remembered(session, key, lambda: _find(session, number, asked, unit, period))


def _find(session: Session, number: str, asked: PriceFilter, unit: str, period: int) -> Shown:
    if not number:
        return _own(session, asked, unit, period)
    source = next((one for one in all_sources(session) if one.no == number), None)
    if source is None:
        raise NotFound("没有这个行情来源")
    return _quoted(session, source, asked, unit, period)


def _own(session: Session, asked: PriceFilter, unit: str, period: int) -> Shown:
    categories: dict[str, int] = {}
    for (code, _unit), days in listed(session, local_day(now())).items():
        categories[code] = categories.get(code, 0) + days[-1].count
    found = queries.units(session, asked.category)
    at = next((one for one in found if one.unit == unit), found[0] if found else None)
    return Shown(
        source=None,
        asked=asked,
        unit=at.unit if at else unit,
        units=[one.unit for one in found],
        period=period,
        course=queries.course(session, asked, unit=at.unit, last=at.day) if at else Course([]),
        options=queries.options(_listed_goods(session, asked.category, at), asked, unit=at.unit) if at else {},
        categories=categories,
    )


def _listed_goods(session: Session, category: str, at: queries.Unit) -> list[Any]:
    return remembered(
        session,
        ("prices", "goods", category, at),
        lambda: queries.listed_goods(session, category, unit=at.unit, day=at.day),
    )


def _quoted(session: Session, source: Source, asked: PriceFilter, unit: str, period: int) -> Shown:
    goods = remembered(
        session, ("prices", "goods", source.id, source.imported_at), lambda: queries.quoted_goods(session, source)
    )
    categories = _totals((row.category, row.count) for row in goods)
    if not asked.category and categories:
        asked = PriceFilter(
            category=next(iter(categories)), grade=asked.grade, spec=asked.spec, mill=asked.mill, city=asked.city
        )
    units = list(_totals((row.unit, row.count) for row in goods if row.category == asked.category))
    unit = unit if unit in units else units[0] if units else ""
    return Shown(
        source=source,
        asked=asked,
        unit=unit,
        units=units,
        period=period,
        course=queries.quoted_course(session, source, asked, unit=unit),
        options=queries.options(goods, asked, unit=unit),
        categories=categories,
    )


def _totals(pairs: Any) -> dict[str, int]:
    """Name → sum, greatest first."""
    found: dict[str, int] = {}
    for name, number in pairs:
        found[name] = found.get(name, 0) + number
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _leaf(args: MultiDict[str, str]) -> str:
    code = args.get("category", "")
    return code if category(code) else ""


def _many(args: MultiDict[str, str], name: str) -> tuple[str, ...]:
    texts = (clean(raw)[:80] for raw in args.getlist(name)[:MOST_CHOSEN])
    return tuple(dict.fromkeys(text for text in texts if text))
