"""Until when a word about stock, rates and warehouses is news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.logistics import terms

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ages", "days", "state"),
    [
        (terms.LOT_DAYS, 3, "fresh"),  # counted on Friday: one day of trade ago
        (terms.LOT_DAYS, 3.1, "aging"),
        (terms.LOT_DAYS, 5.1, "stale"),
        (terms.RATE_DAYS, 5, "fresh"),
        (terms.RATE_DAYS, 14, "aging"),
        (terms.RATE_DAYS, 14.1, "stale"),
        (terms.WAREHOUSE_DAYS, 30, "fresh"),
        (terms.WAREHOUSE_DAYS, 30.1, "aging"),
        (terms.WAREHOUSE_DAYS, 90.1, "stale"),
    ],
)
def test_weekends_count_for_warehouses_only(ages: terms.Ages, days: float, state: str) -> None:
    assert terms.freshness(MONDAY - timedelta(days=days), MONDAY, ages) == state


def test_what_nobody_confirmed_is_stale() -> None:
    assert terms.freshness(None, MONDAY, terms.LOT_DAYS) == "stale"
