"""Rows of features as one shape for programs: what `GET /api/v1/search` answers for each kind. No Flask, no query."""

from __future__ import annotations

from typing import Any


def as_item(kind: str, row: Any) -> dict[str, Any]:
    """A row as its feature presents it → an item of the answer; what a kind has not is empty or null."""
    item: dict[str, Any] = {
        "no": "",
        "kind": kind,
        "title": "",
        "category": "",
        "product_name": "",
        "grade": "",
        "spec": "",
        "mill": "",
        "city": "",
        "price": None,
        "unit": "",
        "available": None,
        "url": row.url,
    }
    return item | _OWN[kind](row)


def _listing(row: Any) -> dict[str, Any]:
    names = ("no", "title", "category", "product_name", "grade", "spec", "mill", "city", "price", "unit")
    return {name: getattr(row, name) for name in names} | {"available": row.amount}


def _warehouse(row: Any) -> dict[str, Any]:
    return {"no": row.no, "title": row.name, "city": row.city, "unit": "t", "available": row.tonnes}


def _freight(row: Any) -> dict[str, Any]:
    return {
        "no": row.no,
        "title": f"{row.from_city} → {row.to_city}",
        "city": row.from_city,
        "price": row.price,
        "unit": "t",
    }


def _help(row: Any) -> dict[str, Any]:
    return {"no": row.slug, "title": row.title}


_OWN = {"supply": _listing, "demand": _listing, "warehouse": _warehouse, "freight": _freight, "help": _help}
