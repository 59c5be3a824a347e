"""The house's calendar against the simplest counting there is: every minute of three years, worked or not."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import chinese_calendar

from portal.core.clock import SHANGHAI
from portal.standards.calendar import WorkCalendar, read_hours

FIRST, LAST = date(2024, 11, 1), date(2026, 12, 31)
BEGIN = datetime.combine(FIRST, time(), SHANGHAI)
M = timedelta(minutes=1)
HALF_DAYS = {date(2026, 2, 14), date(2025, 12, 31)}
EDGES = (0, 509, 510, 719, 720, 721, 809, 810, 1079, 1080, 1439)


def _worked() -> bytes:
    """One byte a minute."""
    found = bytearray()
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(number)
        minutes = bytearray(24 * 60)
        if chinese_calendar.is_workday(day):
            minutes[8 * 60 + 30 : 12 * 60] = b"\1" * 210
            if day not in HALF_DAYS:
                minutes[13 * 60 + 30 : 18 * 60] = b"\1" * 270
        found += minutes
    return bytes(found)


def test_due_and_elapsed_are_those_of_counting_minutes() -> None:
    worked = _worked()
    calendar = WorkCalendar(days=dict.fromkeys(HALF_DAYS, read_hours("8:30-12:00")))
    chance = random.Random(20261122)  # cases, no secret
    for _case in range(400):
        number = chance.randrange(700) * 1440 + chance.choice((chance.randrange(1440), chance.choice(EDGES)))
        amount = left = chance.choice((1, 30, 60, 210, 211, 480, chance.randrange(1, 6000)))
        ends = number
        while left:
            left -= worked[ends]
            ends += 1
        seconds = timedelta(seconds=chance.choice((0, 0, 1, 59)))
        start = BEGIN + number * M
        assert calendar.after(start, amount * M) == BEGIN + ends * M, (start, amount)
        later = number + chance.randrange(20_000)
        expected = worked.count(1, number, later) * M
        if worked[number]:
            expected -= min(seconds, expected)
        assert calendar.elapsed(start + seconds, BEGIN + later * M) == expected, (start, later)
