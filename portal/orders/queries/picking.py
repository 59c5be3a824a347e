"""What staff put into a quotation: listings by number or words, and what carrying them would cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI, now
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import visible_to
from portal.listings.terms import PUBLISHED, SUPPLY
from portal.logistics.models import Warehouse
from portal.logistics.queries import routes_between
from portal.logistics.routes import Route, best_route
from portal.materials.places import code_of, place_name, places_called
from portal.organisations.models import Organisation
from portal.threads.models import Thread

FOUND = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A listing that can be put on a line."""

    id: int
    no: str
    title: str
    detail: str
    price: Decimal | None
    price_remark: str
    available: Decimal | None
    unit: str
    city: str
    supplier: str
    price_basis: str
    tax_included: bool
    weighing_basis: str

    @property
    def url(self) -> str:
        return f"/listings/{self.no}"


_PICK: Any = select(
    Listing.id, Listing.no, Listing.product_name, Listing.grade, Listing.spec, Listing.mill, Listing.warehouse_name,
    Listing.price, Listing.price_remark, Listing.available, Listing.unit, Listing.city, Organisation.short_name,
    Organisation.name, Listing.price_basis, Listing.tax_included, Listing.weighing_basis,
).join(Organisation, Organisation.id == Listing.org_id)  # fmt: skip


def find_listings(session: Session, actor: Actor, words: str, *, without_org: int) -> list[Pick]:
    """Supply on offer whose number, name, grade, spec, mill, place or company has all the words; the freshest first."""
    wanted = words.split()[:6]
    if not actor.is_staff or not wanted:
        return []
    clauses = [_offered(actor), Listing.org_id != without_org]
    for word in wanted:
        columns = (
            Listing.no, Listing.product_name, Listing.grade, Listing.spec, Listing.mill, Listing.city,
            Listing.warehouse_name, Organisation.name,
        )  # fmt: skip
        clauses.append(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    query = _PICK.where(*clauses).order_by(Listing.confirmed_at.desc(), Listing.id.desc()).limit(FOUND)
    return [_pick(row) for row in session.execute(query)]


def pick_listing(session: Session, actor: Actor, no: str) -> Pick:
    """One of them by its number. Raises: NotFound."""
    row = session.execute(_PICK.where(_offered(actor), Listing.no == no[:12])).first() if actor.is_staff else None
    if row is None:
        raise NotFound("信息不存在")
    return _pick(row)


def asked_listing(session: Session, actor: Actor, *, thread_no: str) -> str:
    """The number of the supply a thread is about, "" where it is about nothing that can be offered."""
    if not actor.is_staff:
        return ""
    about = _PICK.join(Thread, (Thread.subject_kind == "listing") & (Thread.subject_no == Listing.no))
    row = session.execute(about.where(Thread.no == thread_no[:20], _offered(actor))).first()
    return row.no if row else ""


def picks_of(session: Session, actor: Actor, numbers: list[str]) -> dict[str, Pick]:
    """What listings on lines say now, by number, whatever has become of them."""
    if not actor.is_staff or not numbers:
        return {}
    rows = session.execute(_PICK.where(Listing.no.in_(numbers), visible_to(actor, now())))
    return {row.no: _pick(row) for row in rows}


def _offered(actor: Actor) -> Any:
    moment = now()
    alive = or_(Listing.valid_until.is_(None), Listing.valid_until > moment)
    return (Listing.kind == SUPPLY) & (Listing.status == PUBLISHED) & alive & visible_to(actor, moment)


def _pick(row: Any) -> Pick:
    return Pick(
        id=row.id,
        no=row.no,
        title=" ".join(part for part in (row.product_name, row.grade, row.spec) if part),
        detail=" · ".join(part for part in (row.mill, row.warehouse_name or row.city) if part),
        price=row.price,
        price_remark=row.price_remark,
        available=row.available,
        unit=row.unit,
        city=row.city,
        supplier=row.short_name or row.name,
        price_basis=row.price_basis,
        tax_included=row.tax_included,
        weighing_basis=row.weighing_basis,
    )


@dataclass(frozen=True, slots=True)
class FreightOffer:
    """A rate that would carry it: yuan a tonne for that quantity, minimums applied."""

    route: Route
    from_name: str
    to_name: str
    per_tonne: Decimal


def find_freight(session: Session, *, listing_ids: list[int], place: str, tonnes: Decimal) -> FreightOffer | None:
    """The best rate from where the first of the listings lies to a place as people write it; None where there is none."""
    found = places_called(place, loose=True) if place.strip() else ()
    if len(found) != 1 or tonnes <= 0 or not listing_ids:
        return None
    rows = session.execute(
        select(Listing.id, Listing.city, Warehouse.province, Warehouse.city.label("warehouse_city"))
        .outerjoin(Warehouse, Warehouse.id == Listing.warehouse_id)
        .where(Listing.id.in_(listing_ids))
    ).all()
    by_id = {row.id: row for row in rows}
    for listing_id in listing_ids:
        row = by_id.get(listing_id)
        if row is None:
            continue
        origin = _origin(row)
        if not origin:
            continue
        routes = routes_between(session, [origin], found[0].code)
        choice = best_route(
            routes, origin=origin, destination=found[0].code, tonnes=tonnes, day=now().astimezone(SHANGHAI).date()
        )
        if choice.route is not None:
            per_tonne = (choice.route.charge(tonnes) / tonnes).quantize(Decimal("0.01"))
            return FreightOffer(choice.route, place_name(origin), place_name(found[0].code), per_tonne)
    return None


def _origin(row: Any) -> str:
    return (code_of(row.province or "", row.warehouse_city) if row.warehouse_city else "") or code_of(row.city)
