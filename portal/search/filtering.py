"""What of the hits was chosen by facets, prices and permissions, and how many each facet value would leave.

Permissions come first and are no filter: what the audience may not find is not in `permitted`, whatever else is asked.
"""

from __future__ import annotations

import heapq
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from portal.core.documents import KINDS
from portal.materials.categories import leaf_codes
from portal.search import schema
from portal.search.engine import FacetValue
from portal.search.matching import offers
from portal.search.query import FRESH_HOURS, Audience, SearchQuery
from portal.search.ranking import prices
from portal.search.segments import Numbers
from portal.search.sizes import band_of, bands_of, one_category, slots_of
from portal.search.view import Mask, View
from portal.search.wants import SLOTS, UNKNOWN

_SHOWN = 12
_SHOWN_CATEGORIES = 60
_BANDS = 5
_HOUR = 3600


def permitted(view: View, numbers: Numbers, query: SearchQuery, audience: Audience, *, now: int) -> Mask:
    """Which of these documents the audience may find at all, now, on this page."""
    columns = view.columns
    until = columns["valid_until"][numbers]
    mask: Mask = (columns["audience"][numbers] <= audience.level) & ((until == 0) | (until > now))
    if query.kinds:
        mask &= np.isin(columns["kind"][numbers], [KINDS.index(kind) for kind in query.kinds])
    return mask


def chosen(view: View, numbers: Numbers, query: SearchQuery, audience: Audience, *, now: int) -> dict[str, Mask]:
    """For each condition of the query, which of these documents meet it."""
    masks: dict[str, Mask] = {}
    if query.kind:
        masks["kind"] = view.columns["kind"][numbers] == KINDS.index(query.kind)
    for name, values in query.filters.items():
        if name == "fresh":
            hours = max((FRESH_HOURS[value] for value in values if value in FRESH_HOURS), default=None)
            if hours is not None:
                masks[name] = view.columns["confirmed"][numbers] >= now - hours * _HOUR
            continue
        if name in SLOTS:
            masks[name] = _within(view, numbers, name, values)
            continue
        wanted = leaf_or_self(values) if name == "category" else values
        interner = view.vocabulary.columns[name]
        strings = view.strings[name][numbers]
        found = [number for value in wanted if (number := interner.find(value)) > 0]
        masks[name] = np.isin(strings, found) if len(found) != 1 else strings == found[0]
    low, high = query.price_range
    if low is not None or high is not None:
        price = prices(view, audience)[numbers]
        mask = price != schema.NO_PRICE
        if low is not None:
            mask &= price >= low
        if high is not None:
            mask &= price <= high
        masks["price"] = mask
    return masks


def _within(view: View, numbers: Numbers, slot: str, values: tuple[str, ...]) -> Mask:
    """Which offer something in one of these bands; what states no such measure does not."""
    mask = np.zeros(len(numbers), dtype=bool)
    for value in values:
        if (band := band_of(value)) is not None:
            mask |= offers(view, numbers, slot, *band)
    return mask


def leaf_or_self(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Categories as chosen, groups replaced by what they hold; unknown codes stay (and find what has them)."""
    return tuple(leaf for code in codes for leaf in (leaf_codes(code) or (code,)))


def facet_counts(
    view: View, numbers: Numbers, masks: dict[str, Mask], query: SearchQuery, audience: Audience, *, now: int
) -> dict[str, tuple[FacetValue, ...]]:
    """Counts of every facet. A facet's own choice does not narrow it, so that its other values can be chosen too."""
    hits = numbers[meeting(masks, len(numbers))]

    def relevant(name: str) -> Numbers:
        return numbers[meeting(masks, len(numbers), besides=name)] if name in masks else hits

    facets: dict[str, tuple[FacetValue, ...]] = {}
    kinds = np.bincount(view.columns["kind"][relevant("kind")], minlength=len(KINDS)).tolist()
    facets["kind"] = tuple(
        FacetValue(kind, kinds[place], chosen=kind == query.kind) for place, kind in enumerate(KINDS)
    )
    for name in ("category", "grade", "spec", "mill", "city", "warehouse"):
        facets[name] = _strings(view, name, relevant(name), query)
    category = one_category(query, facets["category"])
    for slot in slots_of(category):
        facets[slot] = _sizes(view, slot, bands_of(category, slot), relevant(slot), query)
    facets["price"] = _price_bands(prices(view, audience)[relevant("price")], query)
    facets["fresh"] = _fresh(view.columns["confirmed"][relevant("fresh")], query, now=now)
    return facets


def meeting(masks: dict[str, Mask], count: int, *, besides: str = "") -> Mask:
    """What meets every condition (but one)."""
    mask = np.ones(count, dtype=bool)
    for name, each in masks.items():
        if name != besides:
            mask &= each
    return mask


def _strings(view: View, name: str, hits: Numbers, query: SearchQuery) -> tuple[FacetValue, ...]:
    interner = view.vocabulary.columns[name]
    counts = np.bincount(view.strings[name][hits], minlength=1)
    counts[0] = 0  # the empty value
    shown = _SHOWN_CATEGORIES if name == "category" else _SHOWN
    found = np.flatnonzero(counts)
    if len(found) > shown:  # of those with equal counts the first by name, whatever number an index gave them
        least = np.partition(counts[found], len(found) - shown)[len(found) - shown]
        sure, tied = found[counts[found] > least], found[counts[found] == least]
        first = heapq.nsmallest(shown - len(sure), tied.tolist(), key=interner.names.__getitem__)
        found = np.concatenate([sure, np.array(first, dtype=found.dtype)])
    wanted = leaf_or_self(query.filters.get(name, ())) if name == "category" else query.filters.get(name, ())
    picked = {number: value for value in wanted if (number := interner.find(value)) > 0}
    numbers = dict.fromkeys(
        [*found.tolist(), *(number for number in picked if number < len(counts) or name != "category")]
    )
    values = [
        FacetValue(
            interner.names[number],
            int(counts[number]) if number < len(counts) else 0,
            label=view.vocabulary.warehouse_names.get(interner.names[number], "") if name == "warehouse" else "",
            chosen=number in picked,
        )
        for number in numbers
    ]
    return tuple(sorted(values, key=lambda value: (-value.count, value.value)))


def _sizes(view: View, slot: str, bands: tuple[str, ...], hits: Numbers, query: SearchQuery) -> tuple[FacetValue, ...]:
    """How many hits offer something in each band of the slot; a wide offer counts in several, as it is found in them."""
    picked = query.filters.get(slot, ())
    low, high = view.columns[f"{slot}_low"][hits], view.columns[f"{slot}_high"][hits]
    low, high = low[low != UNKNOWN], high[low != UNKNOWN]
    # Of those that begin by the end of a band, all but those that end before it: two sorted columns say how many.
    begins, ends = np.sort(low), np.sort(high)
    values = []
    for value in dict.fromkeys((*bands, *picked)):
        if (band := band_of(value)) is not None:
            count = np.searchsorted(begins, band[1], side="right") - np.searchsorted(ends, band[0], side="left")
            values.append(FacetValue(value, int(count), chosen=value in picked))
    return tuple(value for value in values if value.count or value.chosen)


def _fresh(confirmed: NDArray[np.uint32], query: SearchQuery, *, now: int) -> tuple[FacetValue, ...]:
    picked = query.filters.get("fresh", ())
    return tuple(
        FacetValue(value, int(np.count_nonzero(confirmed >= now - hours * _HOUR)), chosen=value in picked)
        for value, hours in FRESH_HOURS.items()
    )


def _price_bands(price: NDArray[np.int64], query: SearchQuery) -> tuple[FacetValue, ...]:
    """Up to five bands with about as many hits each and round ends; `value` is `from-to` in whole yuan, open at the ends.

    Both ends belong to a band, as they do to a price filter, so that a count is what choosing it brings.
    """
    known = np.sort(price[price != schema.NO_PRICE])
    if len(known) < 2:
        return ()
    rounded = (_round(int(known[(len(known) - 1) * share // _BANDS])) for share in range(1, _BANDS))
    ends = sorted({end for end in rounded if end > 0})
    if not ends:
        return ()
    picked = query.price_range
    bands = []
    for low, high in pairwise((None, *ends, None)):
        first = 0 if low is None else int(np.searchsorted(known, low, side="left"))
        last = len(known) if high is None else int(np.searchsorted(known, high, side="right"))
        if last > first:
            value = f"{'' if low is None else low // 100}-{'' if high is None else high // 100}"
            bands.append(FacetValue(value, last - first, chosen=(low, high) == picked))
    return tuple(bands)


def _round(fen: int) -> int:
    """To two significant figures of yuan, but never to less than one yuan."""
    yuan = fen // 100
    if yuan < 10:
        return yuan * 100
    step: int = 10 ** max(0, len(str(yuan)) - 2)
    return (yuan + step // 2) // step * step * 100
