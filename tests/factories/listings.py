"""Listings."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.numbers import new_number
from portal.listings.models import Listing
from portal.listings.terms import DRAFT, PREFIXES, PUBLISHED, SUPPLY
from portal.organisations.models import VERIFIED, Organisation
from tests.factories.people import make_organisation


def make_listing(session: Session, organisation: Organisation | None = None, **values: Any) -> Listing:
    """A published, public supply of rebar by a verified company (a new one unless given).

    status="draft" makes a draft; is_public, confirmed_at, price and all other columns may be given.
    """
    organisation = organisation or make_organisation(session)
    kind = values.get("kind", SUPPLY)
    moment = now()
    status = values.get("status", PUBLISHED)
    defaults: dict[str, Any] = {
        "no": new_number(PREFIXES[kind]),
        "kind": kind,
        "org_id": organisation.id,
        "category": "rebar",
        "product_name": "螺纹钢",
        "grade": "HRB400E",
        "spec": "Φ25×12m",
        "standard": "GB/T 1499.2-2024",
        "mill": "沙钢",
        "quantity": Decimal("100"),
        "unit": "t",
        "price": Decimal("3650"),
        "price_basis": "two",
        "weighing_basis": "theory",
        "payment_terms": "cash",
        "delivery_terms": "pickup",
        "city": "天津",
        "status": status,
        "created_at": moment,
        "updated_at": moment,
        "valid_until": moment + timedelta(days=30),
    }
    if status != DRAFT:
        defaults |= {"published_at": moment, "confirmed_at": moment}
    values = defaults | values
    values.setdefault("available", values["quantity"])
    values.setdefault("is_public", status == PUBLISHED and (kind != SUPPLY or organisation.verification == VERIFIED))
    listing = Listing(**values)
    session.add(listing)
    session.flush()
    return listing
