"""From a question to a demand: the address of an empty form with what was understood already in it."""

from __future__ import annotations

from urllib.parse import urlencode

from portal.materials.categories import category
from portal.search.query import SearchQuery
from portal.search.understanding import understood


def demand_url(query: SearchQuery) -> str:
    """`/me/listings/new?kind=demand&…`, filled in from the text and the chosen filters; the words themselves go into the remarks."""
    found = understood(query.text, query.raw)
    reading = found.reading
    values = {piece.part: piece.value for piece in found.pieces}
    chosen = {name: values_[0] for name, values_ in query.filters.items() if len(values_) == 1}
    code = chosen.get("category", "") or (reading.category or "" if reading else "")
    _low, high = query.price_range
    form = {
        "kind": "demand",
        "category": code if category(code) else "",
        "product_name": (reading.product_name or "" if reading else "") or ("" if code else query.text[:60]),
        "grade": chosen.get("grade") or values.get("grade", ""),
        "spec": chosen.get("spec") or values.get("spec", ""),
        "mill": chosen.get("mill") or values.get("mill", ""),
        "city": values.get("delivery") or chosen.get("city") or values.get("place", ""),
        "quantity": values.get("quantity", ""),
        "price": "" if high is None else f"{high // 100}" if high % 100 == 0 else f"{high / 100:.2f}",
        "remarks": query.text if found.wants.terms and code else "",
    }
    return "/me/listings/new?" + urlencode({name: value for name, value in form.items() if value}, errors="replace")
