"""Loads a year of daily prices that leads up to the listings: each was preceded by others like it, dearer or cheaper with its market."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, islice
from math import pi, sin
from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.core.quantity import fen
from portal.demo.dice import Dice, insert_all
from portal.prices.counts import summed, written
from portal.prices.lives import local_day
from portal.prices.models import PriceDay, PriceGroup
from portal.prices.scopes import Goods, Key, keys
from portal.prices.services.lives import Priced, priced

DAYS = 375
BACK = 40
"""As far back as the listings' own lives reach."""
DAILY = 36
"""So many days back every day is there for everything; before that every tenth, and every day only for a product as a whole."""
TENTH = 10


def load_prices(session: Session, dice: Dice) -> None:
    """Insert the days of all groups, the listings' own and those invented before them."""
    today = local_day(dice.now)
    days: dict[tuple[Key, date], Counter[int]] = defaultdict(Counter)
    for _listing, parts in groupby(priced(session, today - timedelta(days=BACK), today), key=lambda one: one.listing):
        spans = list(parts)
        for one in spans:
            for number in range((one.span.last - one.span.first).days + 1):
                _count(days, one.goods, one.span.first + timedelta(days=number), fen(one.span.price) or 0)
        if spans[-1].span.last == today:
            _before(days, spans[0], today)
    _insert(session, days)


def _before(days: dict[tuple[Key, date], Counter[int]], one: Priced, today: date) -> None:
    """What its forerunners cost, as far back as there were any: three in four of them for the whole year."""
    chance = Random(" ".join(one.goods) + str(one.span.price))
    begin = today - timedelta(days=DAYS if chance.random() < 0.75 else chance.randint(20, DAYS))
    step = 10 if one.span.price > 1500 else 1
    day = one.span.first - timedelta(days=1)
    own = 1.0
    while day >= begin:
        own += chance.uniform(-0.002, 0.002)
        level = market(one.goods.category, day) / market(one.goods.category, today)
        price = max(step, round(float(one.span.price) * level * own / step) * step)
        _count(days, one.goods, day, price * 100, wide=(today - day).days > DAILY and day.toordinal() % TENTH != 0)
        day -= timedelta(days=1)


@lru_cache(maxsize=20_000)
def market(category: str, day: date) -> float:
    """How dear a kind of goods is on a day: seasons, waves of some weeks, and what happens from day to day."""
    phase = Random(category).uniform(0, 2 * pi)
    ordinal = day.toordinal()
    waves = 0.055 * sin(2 * pi * ordinal / 365 + phase) + 0.018 * sin(2 * pi * ordinal / 61 + 2 * phase)
    return (
        1
        + waves
        + 0.006 * sin(2 * pi * ordinal / 17 + 3 * phase)
        + Random(f"{category}{ordinal}").uniform(-0.002, 0.002)
    )


def _count(
    days: dict[tuple[Key, date], Counter[int]], goods: Goods, day: date, price: int, *, wide: bool = False
) -> None:
    for key in islice(keys(goods), 1 if wide else None):
        days[key, day][price] += 1


def _insert(session: Session, days: dict[tuple[Key, date], Counter[int]]) -> None:
    groups = sorted({key for key, _day in days})
    numbers = dict(zip(groups, insert_all(session, PriceGroup, [key._asdict() for key in groups]), strict=True))
    rows = []
    for (key, day), prices in days.items():
        one = summed(day, prices)
        rows.append(
            {
                "group_id": numbers[key],
                "day": day,
                "low": one.low,
                "middle": one.middle,
                "high": one.high,
                "listings": one.count,
                "prices": written(prices),
            }
        )
    session.execute(insert(PriceDay.__table__), rows)  # type: ignore[arg-type]  # a table, whatever the stubs say
