"""The few facts of a listing that storage needs: a picture of the listings' table, since listings stand above us.

Read only. tests/integration/logistics checks that the columns are there and that `shown` agrees with the listings' own rule.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, String, and_, column, or_, table

from portal.core.db import Id, UtcDateTime
from portal.core.quantity import Quantity
from portal.organisations.models import VERIFIED, Organisation

LISTINGS = table(
    "listings",
    column("id", Id),
    column("no", String),
    column("org_id", Id),
    column("kind", String),
    column("status", String),
    column("category", String),
    column("product_name", String),
    column("grade", String),
    column("spec", String),
    column("mill", String),
    column("available", Quantity),
    column("unit", String),
    column("warehouse_id", Id),
    column("is_public", Boolean),
    column("valid_until", UtcDateTime),
    column("confirmed_at", UtcDateTime),
    column("updated_at", UtcDateTime),
)
listing = LISTINGS.c


def shown(moment: datetime) -> ColumnElement[bool]:
    """A supply listing everybody may see; the query joins LISTINGS and its Organisation."""
    return and_(
        listing.kind == "supply",
        listing.is_public.is_(True),
        or_(listing.valid_until.is_(None), listing.valid_until > moment),
        Organisation.verification == VERIFIED,
    )


# A listing that ended keeps no stock that could be added to.
LIVING = ("draft", "published", "expired")
