"""Reads what lies in warehouses, as far as everybody may know it: lots, and listings that say where they lie."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select, type_coerce
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.quantity import Quantity
from portal.logistics import terms
from portal.logistics.listing_facts import LISTINGS, listing, shown
from portal.logistics.models import StockLot
from portal.organisations.models import Organisation

MAX_LINES = 600
SHOWN_LINES = 60
"""Lots, and listings, on a warehouse's page; what there is in all is added up (`stock_ages`), and search finds the rest."""
ZERO = Decimal(0)


@dataclass(slots=True)
class Stock:
    """What lies in one warehouse, gathered."""

    tonnes: Decimal = ZERO
    lines: int = 0
    confirmed_at: datetime | None = None
    categories: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """Something lying in a warehouse that everybody may know of: a lot, or a listing that says it lies there."""

    title: str
    subtitle: str
    url: str
    owner: str
    available: Decimal | None
    unit: str
    pieces: int | None
    """That can be had; None: not counted."""
    arrived_on: date | None
    confirmed_at: datetime | None
    freshness: terms.State
    source: str


@dataclass(frozen=True, slots=True)
class StockGroup:
    category: str
    tonnes: Decimal
    lines: tuple[StockLine, ...]


def stock_in(session: Session, warehouse_id: int, *, limit: int = MAX_LINES) -> list[StockGroup]:
    """What everybody may know to lie in a warehouse, by category, most first; at most so many lots, and listings."""
    moment = now()
    lots = session.execute(
        select(
            StockLot.category, StockLot.product_name, StockLot.grade, StockLot.spec, StockLot.mill, StockLot.listing_no,
            type_coerce(StockLot.on_hand - StockLot.reserved, Quantity).label("available"), (StockLot.pieces - StockLot.pieces_reserved).label("pieces"),
            StockLot.arrived_on, StockLot.confirmed_at, StockLot.source, Organisation.short_name, Organisation.name.label("org_name"),
        )
        .select_from(StockLot)
        .outerjoin(LISTINGS, listing.id == StockLot.listing_id)
        .outerjoin(Organisation, Organisation.id == StockLot.org_id)
        .where(StockLot.warehouse_id == warehouse_id, *public_lots(moment))
        .order_by((StockLot.on_hand - StockLot.reserved).desc(), StockLot.id)
        .limit(limit)
    ).all()  # fmt: skip
    said = session.execute(
        select(
            listing.category, listing.product_name, listing.grade, listing.spec, listing.mill, listing.no,
            listing.available, listing.unit, listing.confirmed_at, Organisation.short_name, Organisation.name.label("org_name"),
        )
        .select_from(LISTINGS)
        .join(Organisation, Organisation.id == listing.org_id)
        .where(listing.warehouse_id == warehouse_id, *listings_without_lots(moment))
        .order_by(listing.confirmed_at.desc())
        .limit(limit)
    ).all()  # fmt: skip
    groups: dict[str, list[StockLine]] = defaultdict(list)
    for lot in lots:
        groups[lot.category].append(
            _line(
                lot,
                moment,
                no=lot.listing_no,
                unit="t",
                pieces=lot.pieces,
                arrived_on=lot.arrived_on,
                source=lot.source,
            )
        )
    for row in said:
        groups[row.category].append(_line(row, moment, no=row.no, unit=row.unit))
    stock = [
        StockGroup(code, sum((line.available or ZERO for line in lines if line.unit == "t"), ZERO), tuple(lines))
        for code, lines in groups.items()
    ]
    return sorted(stock, key=lambda group: (-group.tonnes, group.category))


def stock_sums(session: Session, *, within: Collection[int] | None = None) -> dict[int, Stock]:
    """What everybody may know to lie in each warehouse. within: only in these."""
    moment = now()
    sums: dict[int, Stock] = defaultdict(Stock)
    available = func.sum(StockLot.on_hand - StockLot.reserved, type_=Quantity)
    lots = (
        select(StockLot.warehouse_id, StockLot.category, available, func.count(), func.max(StockLot.confirmed_at))
        .select_from(StockLot)
        .outerjoin(LISTINGS, listing.id == StockLot.listing_id)
        .outerjoin(Organisation, Organisation.id == StockLot.org_id)
        .where(*public_lots(moment))
        .group_by(StockLot.warehouse_id, StockLot.category)
    )
    said = (
        select(listing.warehouse_id, listing.category, func.sum(listing.available), func.count(), func.max(listing.confirmed_at))
        .select_from(LISTINGS)
        .join(Organisation, Organisation.id == listing.org_id)
        .where(listing.warehouse_id.is_not(None), listing.unit == "t", *listings_without_lots(moment))
        .group_by(listing.warehouse_id, listing.category)
    )  # fmt: skip
    if within is not None:
        lots = lots.where(StockLot.warehouse_id.in_(list(within)))
        said = said.where(listing.warehouse_id.in_(list(within)))
    for query in (lots, said):
        for warehouse_id, category, tonnes, lines, confirmed_at in session.execute(query):
            stock = sums[warehouse_id]
            stock.tonnes += tonnes or ZERO
            stock.lines += lines
            if confirmed_at and (stock.confirmed_at is None or confirmed_at > stock.confirmed_at):
                stock.confirmed_at = confirmed_at
            if category:
                stock.categories[category] += int(tonnes or 0) + 1
    return sums


def names_in(session: Session, warehouse_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of what lies in each of these warehouses, each once, most lots first; for the search index."""
    moment = now()
    lots = (
        select(StockLot.warehouse_id, StockLot.product_name, func.count())
        .select_from(StockLot)
        .outerjoin(LISTINGS, listing.id == StockLot.listing_id)
        .outerjoin(Organisation, Organisation.id == StockLot.org_id)
        .where(StockLot.warehouse_id.in_(list(warehouse_ids)), *public_lots(moment))
        .group_by(StockLot.warehouse_id, StockLot.product_name)
    )
    said = (
        select(listing.warehouse_id, listing.product_name, func.count())
        .select_from(LISTINGS)
        .join(Organisation, Organisation.id == listing.org_id)
        .where(listing.warehouse_id.in_(list(warehouse_ids)), *listings_without_lots(moment))
        .group_by(listing.warehouse_id, listing.product_name)
    )
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for query in (lots, said):
        for warehouse_id, name, count in session.execute(query):
            counts[warehouse_id][name] += count
    return defaultdict(list, {key: [name for name, _ in names.most_common()] for key, names in counts.items()})


def public_lots(moment: datetime) -> tuple[Any, ...]:
    """Lots of no listing, or of one everybody may see; empty ones are not shown."""
    return (
        StockLot.removed_at.is_(None),
        StockLot.on_hand > StockLot.reserved,
        or_(StockLot.listing_id.is_(None), shown(moment)),
    )


def listings_without_lots(moment: datetime) -> tuple[Any, ...]:
    kept = select(StockLot.id).where(StockLot.listing_id == listing.id, StockLot.removed_at.is_(None)).exists()
    return shown(moment), ~kept


def _line(row: Any, moment: datetime, *, no: str, **values: Any) -> StockLine:
    return StockLine(
        **{"pieces": None, "arrived_on": None, "source": ""} | values,
        title=f"{row.product_name} {row.grade}".strip(),
        subtitle=" · ".join(part for part in (row.spec, row.mill) if part),
        url=f"/listings/{no}" if no else "",
        owner=row.short_name or row.org_name or "",
        available=row.available,
        confirmed_at=row.confirmed_at,
        freshness=terms.freshness(row.confirmed_at, moment, terms.LOT_DAYS),
    )
