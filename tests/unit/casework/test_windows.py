"""The written rules, by table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from portal.casework.rules import Rules
from portal.casework.services.claiming import numbers_of
from portal.casework.windows import CHECKLIST, ITEMS, KINDS, is_claim, payer, permille, window

RULES = Rules()

WINDOWS = [
    # kind, delivered, raised, last day, days late
    ("quality", "2026-11-01", "2026-11-01", "2026-11-06", 0),
    ("quality", "2026-11-01", "2026-11-05", "2026-11-06", 0),
    ("quality", "2026-11-01", "2026-11-06", "2026-11-06", 0),
    ("quality", "2026-11-01", "2026-11-07", "2026-11-06", 1),
    ("quality", "2026-11-01", "2026-12-01", "2026-11-06", 25),
    ("quality", "2026-12-29", "2027-01-03", "2027-01-03", 0),  # over the year's end
    ("quality", "2026-12-29", "2027-01-04", "2027-01-03", 1),
    ("quality", "2028-02-25", "2028-03-01", "2028-03-01", 0),  # a leap day counts
    ("quality", "2027-02-25", "2027-03-02", "2027-03-02", 0),
    ("quality", "2026-10-01", "2026-10-06", "2026-10-06", 0),  # calendar days: a holiday counts too
    ("quality", "2026-11-20", "2026-11-25", "2026-11-25", 0),  # and a weekend
    ("weight", "2026-11-01", "2026-11-01", "2026-11-02", 0),
    ("weight", "2026-11-01", "2026-11-02", "2026-11-02", 0),
    ("weight", "2026-11-01", "2026-11-03", "2026-11-02", 1),
    ("weight", "2026-12-31", "2027-01-01", "2027-01-01", 0),
    ("weight", "2026-02-28", "2026-03-02", "2026-03-01", 1),
]


@pytest.mark.parametrize(("kind", "delivered", "raised", "last", "late"), WINDOWS)
def test_the_window_is_calendar_days_from_the_day_after_delivery(
    kind: str, delivered: str, raised: str, last: str, late: int
) -> None:
    day = date.fromisoformat
    found = window(kind, delivered_on=day(delivered), raised_on=day(raised), rules=RULES)
    assert (found.last_day, found.days_late, found.in_time) == (day(last), late, late == 0)


def test_the_days_are_settings() -> None:
    found = window(
        "quality", delivered_on=date(2026, 11, 1), raised_on=date(2026, 11, 9), rules=Rules(quality_d=8, weight_d=0)
    )
    assert (found.days, found.days_late) == (8, 0)
    found = window(
        "weight", delivered_on=date(2026, 11, 1), raised_on=date(2026, 11, 2), rules=Rules(quality_d=8, weight_d=0)
    )
    assert (found.days, found.days_late) == (0, 1)


WEIGHTS = [
    # stated, weighed, per mille, a claim
    ("100", "100", "0.00", False),
    ("100", "99.7", "-3.00", False),  # exactly at the tolerance
    ("100", "100.3", "3.00", False),
    ("100", "99.699", "-3.01", True),
    ("100", "100.301", "3.01", True),
    ("33.333", "33.233", "-3.00", True),  # -3.00003: the shown figure is rounded, the judgement is not
    ("33.334", "33.234", "-3.00", False),  # -2.99994
    ("62.48", "62.3", "-2.88", False),
    ("62.48", "62.06", "-6.72", True),
    ("0.5", "0.498", "-4.00", True),
    ("0.001", "0.001", "0.00", False),
    ("48.62", "48.766", "3.00", True),  # 3.00288
    ("12000", "11964", "-3.00", False),
]


@pytest.mark.parametrize(("stated", "weighed", "difference", "claim"), WEIGHTS)
def test_a_difference_within_three_per_mille_is_no_claim(
    stated: str, weighed: str, difference: str, claim: bool
) -> None:
    assert permille(Decimal(stated), Decimal(weighed)) == Decimal(difference)
    assert is_claim(Decimal(stated), Decimal(weighed), RULES) is claim


@pytest.mark.parametrize(
    ("verdict", "ordered_by", "pays"),
    [
        ("supports", "customer", "seller"), ("supports", "seller", "seller"), ("refutes", "customer", "customer"), ("refutes", "seller", "customer"),
        ("unclear", "customer", "customer"), ("unclear", "seller", "seller"), ("", "customer", ""), ("", "seller", ""),
    ],
)  # fmt: skip
def test_whoever_was_wrong_pays_the_test(verdict: str, ordered_by: str, pays: str) -> None:
    assert payer(verdict, ordered_by) == pays


def test_each_kind_has_a_checklist_of_known_things() -> None:
    assert set(CHECKLIST) == set(KINDS)
    assert all(set(items) <= set(ITEMS) for items in CHECKLIST.values())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("23a0715", "23A0715"), ("23A0715，23a0716、23A0715", "23A0715,23A0716"), (" A1 / B2 ; c3\n", "A1,B2,C3"), (",,、", "")],
)  # fmt: skip
def test_numbers_are_kept_once_each(typed: str, kept: str) -> None:
    assert numbers_of(typed) == kept
