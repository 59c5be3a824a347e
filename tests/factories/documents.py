"""Search documents for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from portal.core.clock import now
from portal.core.documents import SearchDocument

_ids = count(1)


def make_document(title: str = "", *, age: timedelta = timedelta(hours=1), **given: Any) -> SearchDocument:
    """A public supply of rebar in Tianjin at 3,700 yuan a tonne, unless said otherwise. `price` is in yuan."""
    number = given.pop("id", None) or next(_ids)
    price = given.pop("price", 3700)
    moment: datetime = given.pop("confirmed_at", now() - age)
    values: dict[str, Any] = {
        "kind": "supply",
        "id": number,
        "no": f"S{number:07}",
        "category": "rebar",
        "product_name": "螺纹钢",
        "grade": "HRB400E",
        "spec": "Φ25×12m",
        "mill": "沙钢",
        "city": "天津",
        "price_fen": None if price is None else int(price * 100),
        "unit": "t",
        "available_milli": 100_000,
        "confirmed_at": moment,
        "published_at": moment,
    }
    if given.get("kind") in ("warehouse", "freight", "help"):
        values = {name: values[name] for name in ("kind", "id", "no", "confirmed_at", "published_at")}
    values.update(given)
    words = (values.get("product_name", ""), values.get("grade", ""), values.get("spec", ""))
    values["title"] = title or " ".join(word for word in words if word)
    return SearchDocument(**values)
