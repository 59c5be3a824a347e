"""In which order hits stand: relevance with freshness, newest, price; always a total order, so that pages never overlap.

What counts how much is in `weights`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from portal.core.documents import KINDS
from portal.search import schema, weights
from portal.search.matching import Scores
from portal.search.query import Audience
from portal.search.segments import Numbers
from portal.search.view import View

Keys = NDArray[np.int64]

_HOUR = 3600
_LIMITS = np.array([hours * _HOUR for hours, _worth in weights.AGES], dtype=np.int64)
_WORTH_BY_AGE = np.array([worth for _hours, worth in weights.AGES] + [weights.STALE], dtype=np.int64)
_WORTH_BY_KIND = np.array([weights.KINDS_WORTH[kind] for kind in KINDS], dtype=np.int64)
_AGEING = np.array([kind in weights.AGEING_KINDS for kind in KINDS])
_LAST = 2**52
_ID_BITS = 28


def order(
    view: View, hits: Numbers, *, scores: Scores | None, sort: str, audience: Audience, now: int, window: int
) -> Numbers:
    """The first `window` of the hits in their order. scores: what the words of these hits are worth; None: there were none."""
    confirmed = view.columns["confirmed"][hits].astype(np.int64)
    kind = view.columns["kind"][hits].astype(np.int64)
    if sort == "newest":
        primary: Keys = view.columns["published"][hits].astype(np.int64)
    elif sort in ("price", "-price"):
        price = prices(view, audience)[hits]
        primary = np.where(price == schema.NO_PRICE, -_LAST, price if sort == "-price" else -price)
    elif sort == "relevance" and scores is not None:
        primary = scores * (
            weights.BASE
            + np.where(_AGEING[kind], worth_by_age(now - confirmed), 0)
            + _WORTH_BY_KIND[kind]
            + np.where(view.columns["verified"][hits] == 1, weights.VERIFIED, 0)
            + np.where(view.columns["available"][hits] == 0, weights.SOLD_OUT, 0)
        )
    else:
        primary = confirmed
    # Ties: the latest confirmed, then by kind and id, the first first.
    place = kind << _ID_BITS | view.columns["id"][hits] & (1 << _ID_BITS) - 1
    return hits[_first(primary, confirmed << 31 | (1 << 31) - 1 - place, window)]


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
