"""Low, middle and high: worked cases a trader can check, and what holds of any prices."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal as D
from random import Random
from statistics import median

import pytest

from portal.prices.counts import read, summed, written
from portal.prices.scopes import FINEST, SCOPES, Goods, keys, scope_for

DAY = date(2026, 11, 22)

# Prices as listed, yuan → low, middle, high.
CASES = [
    ("3650", "3650", "3650", "3650"),
    ("3600 3700", "3600", "3650", "3700"),
    ("3600 3610 3900", "3600", "3610", "3900"),
    ("3600 3610 3650 3900", "3600", "3630", "3900"),
    ("3600 3600 3600 9999", "3600", "3600", "9999"),
    ("3900 3600 3610", "3600", "3610", "3900"),
    ("0.01 0.02", "0.01", "0.02", "0.02"),  # half a fen goes up
    ("254.50 260.25 261", "254.50", "260.25", "261"),
]


@pytest.mark.parametrize(("prices", "low", "middle", "high"), CASES)
def test_low_middle_and_high(prices: str, low: str, middle: str, high: str) -> None:
    counted = Counter(int(D(price) * 100) for price in prices.split())
    day = summed(DAY, counted)
    assert (day.low, day.middle, day.high, day.count) == (D(low), D(middle), D(high), len(prices.split()))


def test_the_middle_is_the_median_of_any_prices() -> None:
    chance = Random(7)
    for _round in range(300):
        prices = [chance.randint(1, 40) * 1000 for _ in range(chance.randint(1, 30))]
        day = summed(DAY, Counter(prices))
        assert day.middle == D(median(prices)) / 100
        assert day.low <= day.middle <= day.high


def test_what_is_written_is_read_again() -> None:
    prices = Counter({365000: 2, 366000: 1, 99: 12})
    assert written(prices) == "99*12,365000*2,366000"
    assert read(written(prices)) == prices


def test_groups_put_together_have_the_middle_of_all_their_prices() -> None:
    one, other = Counter([3600_00, 3600_00, 3600_00]), Counter([3900_00])
    together = read(written(one)) + read(written(other))
    assert summed(DAY, together).middle == 3600  # the middle of the middles would be 3750


def test_goods_stand_in_every_group_once() -> None:
    goods = Goods("rebar", "t", "HRB400E", "Φ25×12m", "沙钢", "天津")
    found = list(keys(goods))
    assert len(set(found)) == len(SCOPES)
    assert found[0][1:] == ("rebar", "t", "", "", "", "")
    assert found[-1] == (FINEST, *goods)


@pytest.mark.parametrize(
    ("asked", "scope"),
    [("", ""), ("g", "g"), ("s", "gs"), ("gs", "gs"), ("c", "c"), ("gc", "gc"), ("mc", "gsmc"), ("sc", "gsmc"), ("gsmc", "gsmc")],
)  # fmt: skip
def test_the_coarsest_scope_that_serves(asked: str, scope: str) -> None:
    assert scope_for(asked) == scope
