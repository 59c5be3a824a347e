"""What the home page shows that is the same for everybody, counted once a minute in each process."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.clock import now, today
from portal.help.queries import NoticeView, current_notices
from portal.listings.models import Listing
from portal.listings.policies import public_clause
from portal.listings.queries.counts import hall_counts, remembered
from portal.listings.terms import DEMAND, SUPPLY
from portal.logistics.queries import RateRow, WarehouseRow, fullest_warehouses, latest_rates
from portal.materials.categories import GROUPS, categories_in
from portal.organisations.models import Organisation

SHOWN_CATEGORIES = 5
EXAMPLES = ("螺纹钢 HRB400E 天津", "304/2B 佛山", "Q235B 热轧卷板", "PO42.5 水泥", "1#电解铜", "H300*300*10*15")
"""What people type; not translated, since it is what the stock is called."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of today. new and confirmed count supply and demand of this day in Shanghai."""

    new: int
    confirmed: int
    supplies: int
    demands: int
    suppliers: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A group of categories with how many offers each has, commonest first."""

    code: str
    count: int
    categories: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Storage:
    """The fullest warehouses, and how much lies in them together."""

    warehouses: tuple[WarehouseRow, ...]
    tonnes: Decimal


def figures(session: Session) -> Figures:
    """One statement, once a minute."""
    return remembered(session, ("home", "figures"), lambda: _figures(session))


def branches(session: Session) -> tuple[Branch, ...]:
    """The tree of categories as far as something is offered in it."""
    counts = hall_counts(session, kind=SUPPLY, category="", moment=now()).categories
    found = []
    for group in GROUPS:
        within = [(entry.code, counts.get(entry.code, 0)) for entry in categories_in(group.code)]
        filled = sorted((pair for pair in within if pair[1]), key=lambda pair: -pair[1])
        found.append(Branch(group.code, sum(count for _code, count in filled), tuple(filled[:SHOWN_CATEGORIES])))
    return tuple(sorted((branch for branch in found if branch.count), key=lambda branch: -branch.count))


def storage(session: Session) -> Storage:
    """Where most lies."""

    def compute() -> Storage:
        rows = fullest_warehouses(session, limit=6)
        return Storage(tuple(row for row in rows if row.tonnes), sum((row.tonnes for row in rows), Decimal(0)))

    return remembered(session, ("home", "storage"), compute)


def rates(session: Session) -> tuple[RateRow, ...]:
    """The rates confirmed last."""
    return remembered(session, ("home", "rates"), lambda: tuple(latest_rates(session, limit=8)))


def notices(session: Session, language: str) -> tuple[NoticeView, ...]:
    """What everybody should know these days."""
    return remembered(
        session, ("home", "notices", language), lambda: tuple(current_notices(session, language=language, limit=4))
    )


def _figures(session: Session) -> Figures:
    begins = today()
    row = session.execute(
        select(
            func.count().filter(Listing.published_at >= begins),
            func.count().filter(Listing.confirmed_at >= begins),
            func.count().filter(Listing.kind == SUPPLY),
            func.count().filter(Listing.kind == DEMAND),
            func.count(func.distinct(Listing.org_id)).filter(Listing.kind == SUPPLY),
        )
        .select_from(Listing)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(public_clause(now()))
    ).one()
    return Figures(*(int(value or 0) for value in row))
