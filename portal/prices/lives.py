"""A listing's price on each day it was public, from its life and its price changes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from portal.core.clock import SHANGHAI


@dataclass(frozen=True, slots=True)
class Change:
    """A price as it changed; None stands for on request."""

    at: datetime
    old: Decimal | None
    new: Decimal | None


@dataclass(frozen=True, slots=True)
class Life:
    """From when to when everybody saw a listing, and its price now.

    end: None while they still do. changes: oldest first. same_since: before this it was other goods, or its price was not public.
    """

    start: datetime
    end: datetime | None
    price: Decimal | None
    changes: Sequence[Change] = ()
    same_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A price that held at the end of each of these days."""

    first: date
    last: date
    price: Decimal


def local_day(moment: datetime) -> date:
    """The day it is in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def begins(day: date) -> datetime:
    """The moment a day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def spans(life: Life, first: date, last: date) -> Iterator[Span]:
    """The days from first to last on which it was public, by price, in order. A day counts with the price at its end."""
    start = local_day(max(life.start, life.same_since) if life.same_since else life.start)
    begin = max(first, start)
    end = min(last, local_day(life.end)) if life.end is not None else last
    # What held first, then what each later day ended with.
    steps: list[tuple[date, Decimal | None]] = [(begin, life.changes[0].old if life.changes else life.price)]
    for change in life.changes:
        day = max(begin, local_day(change.at))
        if steps[-1][0] == day:
            steps[-1] = (day, change.new)
        else:
            steps.append((day, change.new))
    for place, (day, price) in enumerate(steps):
        until = min(end, steps[place + 1][0] - timedelta(days=1)) if place + 1 < len(steps) else end
        if price is not None and day <= until:
            yield Span(day, until, price)
