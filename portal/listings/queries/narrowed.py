"""Counts beside a narrowed list: what each option would find with everything else that is chosen. The list itself is in halls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.queries.counts import HallCounts, remembered
from portal.listings.queries.halls import HallFilter, Shape, conditions, shape_of
from portal.organisations.models import Organisation

MOST = 30
_COLUMNS: dict[str, Any] = {
    "category": Listing.category, "grade": Listing.grade, "mill": Listing.mill, "city": Listing.city
}  # fmt: skip


def narrowed_counts(session: Session, actor: Actor, asked: HallFilter, *, moment: datetime) -> HallCounts:
    """Counts of each facet with the choices in the others applied, in one statement once a minute.

    A price the actor must not see counts as none here too: narrowing by price finds it no more than the list does.
    """
    shape, values = shape_of(actor, asked, moment)

    def count() -> HallCounts:
        found: dict[str, list[tuple[str, int]]] = {name: [] for name in _COLUMNS}
        for name, text, number in session.execute(_statement(shape), values).all():
            if text:
                found[name].append((text, number))
        return HallCounts(
            categories=dict(found["category"]),
            grades=_commonest(found["grade"], asked.grades),
            mills=_commonest(found["mill"], asked.mills),
            cities=_commonest(found["city"], asked.cities),
        )

    # `since` moves with every request; the counts do not mind being a minute behind.
    chosen = (values[name] for name in sorted(values) if name not in ("now", "since"))
    return remembered(session, ("narrowed", shape, asked.fresh, *chosen), count)


@lru_cache(maxsize=512)
def _statement(shape: Shape) -> Any:
    return union_all(*(_by(name, shape) for name in _COLUMNS))


def _by(name: str, shape: Shape) -> Any:
    """How many of each value there are, whatever is chosen of the facet itself."""
    column = _COLUMNS[name]
    others = Shape(tuple(value for value in shape.values if value[0] != name), shape.members)
    return (
        select(literal(name), column, func.count())
        .select_from(Listing)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(*conditions(others, "all"))
        .group_by(column)
    )


def _commonest(rows: Sequence[tuple[str, int]], chosen: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The commonest ones, and what is chosen however rare."""
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    return tuple(row for place, row in enumerate(ordered) if place < MOST or row[0] in chosen)
