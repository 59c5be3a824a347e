"""Who sees matches: the company whose listing it is, and staff. To everybody else there are none."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_

from portal.core.permissions import Actor
from portal.listings.policies import desk_clause, own_clause


def of_company(actor: Actor) -> ColumnElement[bool]:
    """The listings of the actor's own company."""
    return own_clause(actor)


def readable(actor: Actor) -> ColumnElement[bool]:
    """Listings whose matches the actor may read."""
    if not (actor.is_staff or actor.is_customer):
        return false()
    return or_(own_clause(actor), desk_clause(actor))
