"""Who may see and change what in storage and transport: predicates for one thing, clauses for many."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, or_

from portal.core.permissions import Actor, Department
from portal.logistics.models import EXPIRED, PUBLISHED, FreightRate, StockLot
from portal.organisations.models import VERIFIED, Organisation


def can_edit_warehouses(actor: Actor) -> bool:
    return actor.works_in(Department.WAREHOUSE)


def can_edit_lot(actor: Actor, lot: StockLot) -> bool:
    """The owner's members, and the warehouse department."""
    return (actor.can_write and lot.org_id is not None and lot.org_id == actor.org_id) or can_edit_warehouses(actor)


def can_reserve(actor: Actor, lot: StockLot) -> bool:
    """Whoever may change the lot, and sales, who promise it to a customer."""
    return can_edit_lot(actor, lot) or actor.works_in(Department.SALES)


def own_lots(actor: Actor) -> ColumnElement[bool]:
    return and_(StockLot.org_id.is_not(None), StockLot.org_id == actor.org_id, StockLot.removed_at.is_(None))


def can_enter_rates(actor: Actor) -> bool:
    """The transport department, and suppliers whose company is verified."""
    return actor.works_in(Department.TRANSPORT) or (actor.is_supplier and actor.can_write and actor.org_verified)


def owns_rate(actor: Actor, rate_org_id: int | None) -> bool:
    """The house's rates belong to its transport department, a company's to its members."""
    if rate_org_id is None:
        return actor.works_in(Department.TRANSPORT)
    return actor.is_customer and rate_org_id == actor.org_id


def own_rates(actor: Actor) -> ColumnElement[bool]:
    """The rates the actor may change, as a clause."""
    return FreightRate.org_id == actor.org_id if actor.is_customer else FreightRate.org_id.is_(None)


def public_rates(moment: datetime) -> ColumnElement[bool]:
    """What everybody may see at `moment`; the query outer-joins Organisation.

    The company's verification is asked live: a refusal counts at once. A rate that begins later is shown with its date.
    """
    return and_(FreightRate.status == PUBLISHED, FreightRate.valid_until > moment, _offered_openly())


def lately_public_rates(since: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Public rates and those that have ended since: their end is no secret, and says why nothing can be reckoned."""
    return and_(FreightRate.status.in_((PUBLISHED, EXPIRED)), FreightRate.valid_until > since, _offered_openly())


def _offered_openly() -> ColumnElement[bool]:
    return or_(FreightRate.org_id.is_(None), Organisation.verification == VERIFIED)
