"""What a listing cost on each day: its life and its price changes as worked cases. Moments are Shanghai's."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D

import pytest

from portal.core.clock import SHANGHAI
from portal.prices.lives import Change, Life, spans

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 10)


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def amount(text: str) -> D | None:
    return None if text == "-" else D(text)


# start, end ("" while it lasts), price now, changes "moment old new", same since → days and prices.
CASES = [
    ("it never changed", "10-20 09:00", "", "3650", "", "", "1-10 3650"),
    ("published within", "11-03 23:59", "", "3650", "", "", "3-10 3650"),
    ("sold within", "10-20 09:00", "11-04 00:01", "3650", "", "", "1-4 3650"),
    ("published and sold on one day", "11-04 09:00", "11-04 17:00", "3650", "", "", "4-4 3650"),
    ("over before", "10-01 09:00", "10-31 23:00", "3650", "", "", ""),
    ("dearer on the 5th", "10-20 09:00", "", "3700", "11-05 10:00 3650 3700", "", "1-4 3650, 5-10 3700"),
    ("twice on a day: its end counts", "10-20 09:00", "", "3680", "11-05 10:00 3650 3700, 11-05 16:00 3700 3680", "", "1-4 3650, 5-10 3680"),
    ("changed before the first day", "10-20 09:00", "", "3700", "10-25 10:00 3650 3700", "", "1-10 3700"),
    ("changed on the first day", "10-20 09:00", "", "3700", "11-01 10:00 3650 3700", "", "1-10 3700"),
    ("on request for a while", "10-20 09:00", "", "3700", "11-03 10:00 3650 -, 11-06 10:00 - 3700", "", "1-2 3650, 6-10 3700"),
    ("on request", "10-20 09:00", "", "-", "", "", ""),
    ("changed after it was sold", "10-20 09:00", "11-04 12:00", "3700", "11-06 10:00 3650 3700", "", "1-4 3650"),
    ("other goods until the 6th", "10-20 09:00", "", "3700", "11-03 10:00 3600 3650, 11-06 10:00 3650 3700", "11-06 10:00", "6-10 3700"),
    ("a day in Shanghai, not in Greenwich", "10-20 09:00", "", "3700", "11-05 00:30 3650 3700", "", "1-4 3650, 5-10 3700"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "price", "changes", "same", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])  # fmt: skip
def test_days_of_a_life(start: str, end: str, price: str, changes: str, same: str, expected: str) -> None:
    parts = [part.split() for part in changes.split(", ") if part]
    life = Life(
        start=at(start),
        end=at(end) if end else None,
        price=amount(price),
        changes=[Change(at(f"{day} {time}"), amount(old), amount(new)) for day, time, old, new in parts],
        same_since=at(same) if same else None,
    )
    found = [f"{span.first.day}-{span.last.day} {span.price}" for span in spans(life, FIRST, LAST)]
    assert ", ".join(found) == expected
