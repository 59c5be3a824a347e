"""Which goods are put together, from all of a product down to one mill's size in one city. Pure.

Every combination would multiply the table; these are what people ask for, and any other is put together from the finest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

NAMES = {"g": "grade", "s": "spec", "m": "mill", "c": "city"}
SCOPES = ("", "g", "c", "m", "gs", "gc", "gm", "gsmc")
"""Coarsest first; each letter one thing that is told apart."""
WHOLE, FINEST = SCOPES[0], SCOPES[-1]


class Goods(NamedTuple):
    """What a price is of."""

    category: str
    unit: str
    grade: str
    spec: str
    mill: str
    city: str


class Key(NamedTuple):
    """A group: its scope, and the goods with what the scope does not tell apart left empty."""

    scope: str
    category: str
    unit: str
    grade: str
    spec: str
    mill: str
    city: str


def keys(goods: Goods) -> Iterator[Key]:
    """All groups these goods belong to."""
    category, unit, grade, spec, mill, city = goods
    for scope in SCOPES:
        yield Key(
            scope,
            category,
            unit,
            grade if "g" in scope else "",
            spec if "s" in scope else "",
            mill if "m" in scope else "",
            city if "c" in scope else "",
        )


def scope_for(asked: Collection[str]) -> str:
    """The coarsest scope that tells these letters apart."""
    return next(scope for scope in SCOPES if set(asked) <= set(scope))
