"""In which order hits stand: relevance with freshness, newest, price; always a total order, so that pages never overlap.

What counts how much is in `weights`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from portal.core.documents import KINDS
from portal.search import schema, wants, weights
from portal.search.distance import nearness
from portal.search.matching import Hits
from portal.search.query import Audience, SearchQuery
from portal.search.segments import Numbers
from portal.search.standing import Standing, Stated, standing
from portal.search.view import View
from portal.search.wants import Wants

Keys = NDArray[np.int64]

_HOUR = 3600
_LIMITS = np.array([hours * _HOUR for hours, _worth in weights.AGES], dtype=np.int64)
_WORTH_BY_AGE = np.array([worth for _hours, worth in weights.AGES] + [weights.STALE], dtype=np.int64)
_WORTH_BY_KIND = np.array([weights.KINDS_WORTH[kind] for kind in KINDS], dtype=np.int64)
_AGEING = np.array([kind in weights.AGEING_KINDS for kind in KINDS])
_LAST = 2**52
_TIER = 2**56
_ID_BITS = 28


def order(view: View, hits: Hits, query: SearchQuery, audience: Audience, *, now: int) -> NDArray[np.intp]:
    """Places among the hits of the first page × size of them, in their order."""
    numbers, window = hits.numbers, query.page * query.size
    confirmed = view.columns["confirmed"][numbers].astype(np.int64)
    kind = view.columns["kind"][numbers].astype(np.int64)
    tiers = hits.tiers.astype(np.int64)
    if query.sort == "newest":
        primary: Keys = view.columns["published"][numbers].astype(np.int64)
    elif query.sort in ("price", "-price"):
        price = prices(view, audience)[numbers]
        primary = np.where(price == schema.NO_PRICE, -_LAST, price if query.sort == "-price" else -price)
    elif query.sort == "fresh":
        primary = confirmed
    else:
        primary = _scores(view, hits, query.wants, kind=kind, age_s=now - confirmed)
    if query.sort != "relevance":
        tiers = (tiers > wants.SERVES).astype(np.int64)
    # Ties: the latest confirmed, then by kind and id, the first first.
    place = kind << _ID_BITS | view.columns["id"][numbers] & (1 << _ID_BITS) - 1
    return _first(primary - tiers * _TIER, confirmed << 31 | (1 << 31) - 1 - place, window)


def _scores(view: View, hits: Hits, asked: Wants, *, kind: Keys, age_s: Keys) -> Keys:
    numbers = hits.numbers
    if not hits.words.any():
        return np.zeros(len(numbers), dtype=np.int64)
    available = view.columns["available"][numbers]
    permille = (
        weights.BASE
        + np.where(_AGEING[kind], worth_by_age(age_s), 0)
        + _WORTH_BY_KIND[kind]
        + np.where(view.columns["verified"][numbers] == 1, weights.VERIFIED, 0)
        + np.where(available == 0, weights.SOLD_OUT, 0)
        + hits.parts
        + hits.extra
    )
    if asked.quantity_milli:
        known = available != wants.UNKNOWN
        permille += np.where(known & (available < asked.quantity_milli), weights.SHORT, 0)
        permille += np.where(known, 0, weights.AMOUNT_UNKNOWN)
    if asked.deliver_to:
        permille += _by_distance(view, numbers, asked.deliver_to)
    found: Keys = hits.words * permille
    return found


def _by_distance(view: View, numbers: Numbers, deliver_to: str) -> Keys:
    """For each document what its city or province is worth, looked up by name: there are a few hundred."""
    near = nearness(deliver_to)
    if near is None:
        return np.zeros(len(numbers), dtype=np.int64)
    cities, regions = view.vocabulary.columns["city"].names, view.vocabulary.columns["region"].names
    by_region = np.array([near.by_region(name) for name in regions], dtype=np.int64)
    by_city = np.array([near.is_city(name) for name in cities])
    return np.where(
        by_city[view.strings["city"][numbers]], weights.SAME_CITY, by_region[view.strings["region"][numbers]]
    )


def standings(view: View, hits: Hits, places: NDArray[np.intp], asked: Wants, *, now: int) -> tuple[Standing, ...]:
    """Why the hits at these places stand where they do."""
    numbers = hits.numbers[places]
    near = nearness(asked.deliver_to) if asked.deliver_to else None
    kinds, available, confirmed, verified = (
        view.columns[name][numbers].tolist() for name in ("kind", "available", "confirmed", "verified")
    )
    tiers, conditions = hits.tiers[places].tolist(), hits.stated[places].tolist()
    ends = [
        (view.columns[f"{size.slot}_low"][numbers].tolist(), view.columns[f"{size.slot}_high"][numbers].tolist())
        for size in asked.sizes
    ]
    found = []
    for place, number in enumerate(numbers.tolist()):
        stated = Stated(
            kind=KINDS[kinds[place]],
            grade=view.string("steel", number) if asked.grade else "",
            sizes=tuple((low[place], high[place]) for low, high in ends),
            available=available[place],
            age_s=now - confirmed[place],
            verified=verified[place] == 1,
            distance=None if near is None else near.worth(view.string("city", number), view.string("region", number)),
        )
        found.append(standing(stated, asked, tier=tiers[place], conditions=conditions[place]))
    return tuple(found)


def prices(view: View, audience: Audience) -> NDArray[np.int64]:
    """The price column this audience may know: everything done with prices goes through here."""
    return view.columns["member_price" if audience.sees_member_prices else "price"]


def worth_by_age(age_s: NDArray[np.int64]) -> Keys:
    """What a confirmation so long ago adds or takes, in permille."""
    return _WORTH_BY_AGE[np.searchsorted(_LIMITS, age_s, side="left")]


def _first(primary: Keys, recency: Keys, window: int) -> NDArray[np.intp]:
    """Positions of the `window` greatest by (primary, recency), greatest first."""
    count = len(primary)
    chosen = np.arange(count)
    if count > window:
        least = np.partition(primary, count - window)[count - window]
        sure = np.flatnonzero(primary > least)
        tied = np.flatnonzero(primary == least)
        wanted = window - len(sure)
        if len(tied) > wanted:
            tied = tied[np.argpartition(recency[tied], len(tied) - wanted)[len(tied) - wanted :]]
        chosen = np.concatenate([sure, tied])
    ordered: NDArray[np.intp] = chosen[np.lexsort((recency[chosen], primary[chosen]))[::-1]]
    return ordered
