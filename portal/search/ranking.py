"""In which order hits stand: relevance with freshness, newest, price; always a total order, so that pages never overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from portal.core.documents import KINDS
from portal.search import schema
from portal.search.matching import Scores
from portal.search.query import Audience
from portal.search.segments import Numbers
from portal.search.view import View

Keys = NDArray[np.int64]

_HOUR = 3600
# A listing nobody has confirmed sinks, but never below one that only sounds alike.
_FRESHNESS = ((24 * _HOUR, 1.0), (72 * _HOUR, 0.97), (14 * 24 * _HOUR, 0.92))
_STALE = 0.85
_KIND_WORTH = np.array(
    [{"supply": 1.0, "demand": 0.97, "warehouse": 0.97, "freight": 0.93, "help": 0.9}[kind] for kind in KINDS],
    dtype=np.float32,
)
_AGES = np.array([kind in ("supply", "demand", "freight") for kind in KINDS])
_VERIFIED, _SOLD_OUT = 1.02, 0.9
_LAST = 2**62


def order(
    view: View, hits: Numbers, *, scores: Scores | None, sort: str, audience: Audience, now: int, window: int
) -> Numbers:
    """The first `window` of the hits in their order. scores: of these hits; None: there was no text."""
    confirmed = view.columns["confirmed"][hits].astype(np.int64)
    id_and_kind = (view.columns["id"][hits] & 0xFFFFFFF) << 3 | view.columns["kind"][hits]
    recency: Keys = confirmed << 31 | id_and_kind
    if sort == "newest":
        primary: Keys = view.columns["published"][hits].astype(np.int64)
    elif sort in ("price", "-price"):
        price = prices(view, audience)[hits]
        primary = np.where(price == schema.NO_PRICE, -_LAST, price if sort == "-price" else -price)
    elif sort == "relevance" and scores is not None:
        kind = view.columns["kind"][hits]
        worth = scores * np.where(_AGES[kind], freshness(now - confirmed), np.float32(1)) * _KIND_WORTH[kind]
        worth *= np.where(view.columns["verified"][hits] == 1, np.float32(_VERIFIED), np.float32(1))
        worth *= np.where(view.columns["available"][hits] == 0, np.float32(_SOLD_OUT), np.float32(1))
        primary = (worth * 1000).astype(np.int64)
    else:
        primary = confirmed
    return hits[_first(primary, recency, window)]


def prices(view: View, audience: Audience) -> NDArray[np.int64]:
    """The price column this audience may know: everything done with prices goes through here."""
    return view.columns["member_price" if audience.sees_member_prices else "price"]


def freshness(age_s: NDArray[np.int64]) -> Scores:
    """What a confirmation so long ago is worth."""
    limits = np.array([limit for limit, _worth in _FRESHNESS], dtype=np.int64)
    worth = np.array([worth for _limit, worth in _FRESHNESS] + [_STALE], dtype=np.float32)
    found: Scores = worth[np.searchsorted(limits, age_s, side="left")]
    return found


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
