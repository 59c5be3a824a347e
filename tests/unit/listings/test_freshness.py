"""How old is old, and how a price's course is drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from portal.listings.freshness import Freshness
from portal.listings.sparkline import line

MOMENT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday at ten
MONDAY = MOMENT + timedelta(days=3)


@pytest.mark.parametrize(
    ("hours", "state"), [(0, "fresh"), (24, "fresh"), (24.1, "aging"), (72, "aging"), (72.1, "stale"), (5000, "stale")]
)
def test_a_confirmation_ages(hours: float, state: str) -> None:
    assert Freshness().state(MOMENT - timedelta(hours=hours), MOMENT) == state


@pytest.mark.parametrize(
    ("hours", "state"), [(72, "fresh"), (72.1, "aging"), (71, "fresh"), (120, "aging"), (120.1, "stale")]
)
def test_weekends_do_not_age_it(hours: float, state: str) -> None:
    assert Freshness().state(MONDAY - timedelta(hours=hours), MONDAY) == state


def test_what_nobody_confirmed_is_stale() -> None:
    assert Freshness().state(None, MOMENT) == "stale"


def test_limits_are_settings() -> None:
    strict = Freshness(fresh_h=1, ageing_h=2, rest_d=1)
    assert strict.state(MOMENT - timedelta(hours=1.5), MOMENT) == "aging"
    assert strict.rests_before(MOMENT) == MOMENT - timedelta(days=1)
    assert strict.since("fresh", MOMENT) == MOMENT - timedelta(hours=1)
    assert strict.since("", MOMENT) is None


def test_course_of_a_price_goes_level_until_it_changes() -> None:
    points = [(MOMENT, Decimal(100)), (MOMENT + timedelta(days=1), Decimal(200))]
    assert line(points) == "4.0,44.0 236.0,44.0 236.0,4.0"
    assert line(points[:1]) == ""
    assert line([(MOMENT, Decimal(5)), (MOMENT, Decimal(5))]).count(",") == 3
