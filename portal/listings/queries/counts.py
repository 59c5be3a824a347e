"""Counts that may be a minute old, kept in the process: how many of each category, grade, mill and city there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.core.remembered import forget, remembered
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.materials.categories import leaf_codes
from portal.organisations.models import Organisation

__all__ = ["HallCounts", "forget", "hall_counts", "remembered"]


@dataclass(frozen=True, slots=True)
class HallCounts:
    """How many there are by name, commonest first; categories count over the whole kind, the rest inside the category."""

    categories: dict[str, int]
    grades: tuple[tuple[str, int], ...]
    mills: tuple[tuple[str, int], ...]
    cities: tuple[tuple[str, int], ...]

    def total(self, category: str) -> int:
        """How many stand in a category or group; all of them for an empty code."""
        if not category:
            return sum(self.categories.values())
        return sum(self.categories.get(code, 0) for code in leaf_codes(category))


def hall_counts(session: Session, *, kind: str, category: str, moment: datetime) -> HallCounts:
    """Counts beside a list, in one statement once a minute. category: a category's or a group's code, or empty."""
    return remembered(session, ("hall", kind, category), lambda: _count(session, kind, category, moment))


def _count(session: Session, kind: str, category: str, moment: datetime) -> HallCounts:
    public = (Listing.kind == kind, public_clause(moment))
    inside = (Listing.category.in_(leaf_codes(category)),) if category else ()

    def by(name: str, column: Any, *clauses: Any) -> Any:
        return (
            select(literal(name), column, func.count())
            .join(Organisation, Organisation.id == Listing.org_id)
            .where(*public, *clauses)
            .group_by(column)
        )

    parts = union_all(
        by("category", Listing.category),
        by("grade", Listing.grade, Listing.grade != "", *inside),
        by("mill", Listing.mill, Listing.mill != "", *inside),
        by("city", Listing.city, Listing.city != "", *inside),
    )
    found: dict[str, list[tuple[str, int]]] = {"category": [], "grade": [], "mill": [], "city": []}
    for row in session.execute(parts).all():
        found[row[0]].append((row[1], row[2]))
    ordered = {name: tuple(sorted(rows, key=lambda row: (-row[1], row[0]))[:30]) for name, rows in found.items()}
    return HallCounts(
        categories=dict(found["category"]), grades=ordered["grade"], mills=ordered["mill"], cities=ordered["city"]
    )
