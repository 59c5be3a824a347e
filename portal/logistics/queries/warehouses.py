"""Reads warehouses and how much lies in them: the public list and page, choices for forms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.paging import Page
from portal.logistics import terms
from portal.logistics.models import OPEN, Warehouse
from portal.logistics.queries.stock import ZERO
from portal.logistics.queries.warehouse_rows import COLUMNS, WarehouseRow, place_of, rows_of
from portal.materials.text import fold
from portal.organisations.models import Organisation

SORTS = ("stock", "name", "new")


@dataclass(frozen=True, slots=True)
class WarehouseChoice:
    """A warehouse in a select."""

    id: int
    no: str
    name: str
    city: str

    @property
    def label(self) -> str:
        return f"{self.city} · {self.name}" if self.city else self.name


@dataclass(frozen=True, slots=True)
class WarehouseFilter:
    """What a reader asks for; empty means any."""

    text: str = ""
    province: str = ""
    city: str = ""
    category: str = ""
    service: str = ""
    sort: str = "stock"


@dataclass(frozen=True, slots=True)
class WarehouseList:
    page: Page[WarehouseRow]
    provinces: tuple[tuple[str, int], ...]
    cities: tuple[tuple[str, int], ...]
    categories: tuple[tuple[str, int], ...]
    services: tuple[tuple[str, int], ...]
    tonnes: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseView:
    """A warehouse's own page."""

    id: int
    no: str
    name: str
    short_name: str
    org_id: int | None
    operator: str
    province: str
    city: str
    district: str
    place: str
    address: str
    hours: str
    fees: tuple[dict[str, str], ...]
    services: tuple[str, ...]
    contact_name: str
    contact_phone: str
    capacity: Decimal | None
    remarks: str
    status: str
    confirmed_at: datetime | None
    changed_at: datetime
    freshness: terms.State
    version: int


def warehouses_for_choice(session: Session) -> list[WarehouseChoice]:
    """Open warehouses for a form, by place and name."""
    query = (
        select(Warehouse.id, Warehouse.no, Warehouse.name, Warehouse.city)
        .where(Warehouse.status == OPEN)
        .order_by(Warehouse.province, Warehouse.city, Warehouse.name)
    )
    return [WarehouseChoice(*row) for row in session.execute(query)]


def warehouse_label(session: Session, no: str) -> str | None:
    """The name of an open warehouse by its number; None for any other. For threads that are about it."""
    return session.execute(select(Warehouse.name).where(Warehouse.no == no, Warehouse.status == OPEN)).scalar()


def list_warehouses(session: Session, wanted: WarehouseFilter, *, number: int = 1, size: int = 20) -> WarehouseList:
    """The public list with the counts of its filters; each filter's counts heed the other filters.

    Warehouses are few (hundreds): they are read whole and narrowed here, so that the counts cost no query each.
    """
    rows = rows_of(session, Warehouse.status == OPEN)
    needle = fold(wanted.text).replace(" ", "")
    tests: dict[str, Callable[[WarehouseRow], bool]] = {
        "text": lambda row: not needle or needle in fold(f"{row.name}{row.place}{row.address}").replace(" ", ""),
        "province": lambda row: wanted.province in ("", row.province),
        "city": lambda row: wanted.city in ("", row.city),
        "category": lambda row: not wanted.category or wanted.category in row.categories,
        "service": lambda row: not wanted.service or wanted.service in row.services,
    }
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    found: list[WarehouseRow] = []
    for row in rows:
        failed = [name for name, test in tests.items() if not test(row)]
        if not failed:
            found.append(row)
        if set(failed) <= {"province", "city"} and row.province:
            counts["province"][row.province] += 1
        if failed in ([], ["city"]) and row.city:
            counts["city"][row.city] += 1
        if failed in ([], ["category"]):
            counts["category"].update(row.categories)
        if failed in ([], ["service"]):
            counts["service"].update(row.services)
    if wanted.sort == "name":
        found.sort(key=lambda row: (row.province, row.city, row.name))
    elif wanted.sort == "new":
        found.sort(key=lambda row: (row.updated_at is None, -(row.updated_at.timestamp() if row.updated_at else 0)))
    else:
        found.sort(key=lambda row: (-row.tonnes, -row.lines, row.name))
    start = (number - 1) * size
    return WarehouseList(
        Page(found[start : start + size], number, size, len(found)),
        tuple(counts["province"].most_common()),
        tuple(counts["city"].most_common()),
        tuple(counts["category"].most_common()),
        tuple((code, counts["service"][code]) for code in terms.SERVICES if counts["service"][code]),
        sum((row.tonnes for row in found), ZERO),
    )


def fullest_warehouses(session: Session, *, limit: int = 6) -> list[WarehouseRow]:
    """The open warehouses with most stock."""
    return sorted(rows_of(session, Warehouse.status == OPEN), key=lambda row: (-row.tonnes, row.name))[:limit]


def list_all_warehouses(session: Session, *, text: str = "", number: int = 1, size: int = 50) -> Page[WarehouseRow]:
    """Every warehouse, closed ones last, for staff."""
    needle = fold(text)
    rows = [row for row in rows_of(session, live=True) if needle in fold(f"{row.name}{row.place}{row.no}")]
    rows.sort(key=lambda row: (row.status != OPEN, row.province, row.city, row.name))
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows))


def warehouse_view(session: Session, no: str) -> WarehouseView:
    """A warehouse's page; a closed one is still shown, as closed, since listings name it. Raises: NotFound."""
    row = session.execute(
        select(
            *COLUMNS, Warehouse.org_id, Warehouse.operator, Warehouse.hours, Warehouse.fees, Warehouse.contact_name,
            Warehouse.contact_phone, Warehouse.capacity, Warehouse.remarks, Warehouse.changed_at, Warehouse.version,
            Organisation.name.label("org_name"),
        )
        .outerjoin(Organisation, Organisation.id == Warehouse.org_id)
        .where(Warehouse.no == no)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("仓库不存在")
    return WarehouseView(
        id=row.id,
        no=row.no,
        name=row.name,
        short_name=row.short_name,
        org_id=row.org_id,
        operator=row.org_name or row.operator,
        province=row.province,
        city=row.city,
        district=row.district,
        place=place_of(row),
        address=row.address,
        hours=row.hours,
        fees=tuple(row.fees),
        services=terms.unpack(row.services),
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        capacity=row.capacity,
        remarks=row.remarks,
        status=row.status,
        confirmed_at=row.confirmed_at,
        changed_at=row.changed_at,
        freshness=terms.freshness(row.confirmed_at, now(), terms.WAREHOUSE_DAYS),
        version=row.version,
    )


def organisation_no(session: Session, org_id: int | None) -> str:
    """A company's code; empty for none."""
    if org_id is None:
        return ""
    return session.execute(select(Organisation.no).where(Organisation.id == org_id)).scalar() or ""


def warehouses_by_id(session: Session, ids: Collection[int]) -> dict[int, WarehouseRow]:
    """The open ones among these."""
    wanted = and_(Warehouse.status == OPEN, Warehouse.id.in_(list(ids)))
    return {row.id: row for row in rows_of(session, wanted, within=ids)}


def warehouses_after(
    session: Session, last_id: int | None, *, limit: int, province: str = "", city: str = ""
) -> list[WarehouseRow]:
    """Open warehouses in the order of their ids, for programs."""
    wanted = [Warehouse.status == OPEN, Warehouse.id > (last_id or 0)]
    if province:
        wanted.append(Warehouse.province == province)
    if city:
        wanted.append(Warehouse.city == city)
    return rows_of(session, and_(*wanted), limit=limit)
