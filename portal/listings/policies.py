"""Who may see and change which listing: predicates for one, clauses for many. Every query of listings goes through one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, false, or_, true

from portal.core.db import UtcDateTime
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.terms import CLOSED, DEMAND, DRAFT, EXPIRED, PUBLISHED, SUPPLY, WITHDRAWN
from portal.organisations.models import VERIFIED, Organisation

NOW: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
"""Stands for the moment in statements that are built once and executed often."""

MINE: BindParameter[Any] = bindparam("mine")
"""Stands for the actor's company in such statements."""


def public_clause(moment: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """What everybody may see at `moment`; the query joins Organisation.

    The company's verification is asked live: a refusal counts at once, before any job has run.
    """
    return and_(
        Listing.is_public.is_(True),
        or_(Listing.valid_until.is_(None), Listing.valid_until > moment),
        or_(Listing.kind == DEMAND, Organisation.verification == VERIFIED),
    )


def once_public_clause() -> ColumnElement[bool]:
    """What was public and ended in the ordinary way: its page says so calmly. The query joins Organisation.

    What somebody withdrew is not among them: it was taken back.
    """
    return and_(
        Listing.published_at.is_not(None),
        Listing.status.in_((PUBLISHED, EXPIRED, CLOSED)),
        or_(
            Listing.status != PUBLISHED,
            Listing.rested_at.is_not(None),
            and_(Listing.is_public.is_(True), Listing.valid_until.is_not(None)),
        ),
        or_(Listing.kind == DEMAND, Organisation.verification == VERIFIED),
    )


def own_clause(actor: Actor, company: BindParameter[Any] | None = None) -> ColumnElement[bool]:
    """The listings of the actor's company, drafts included. company: a placeholder for it."""
    if not actor.is_customer:
        return false()
    return Listing.org_id == (actor.org_id if company is None else company)


def desk_clause(actor: Actor) -> ColumnElement[bool]:
    """What staff see: everything but what a company has not shown to anybody yet."""
    return Listing.published_at.is_not(None) if actor.is_staff else false()


def visible_to(actor: Actor, moment: datetime) -> ColumnElement[bool]:
    """Everything this actor may open as it stands now. The query joins Organisation."""
    if actor.is_system:
        return true()
    return or_(public_clause(moment), own_clause(actor), desk_clause(actor))


def can_edit(actor: Actor, org_id: int) -> bool:
    """A member or manager of the listing's company; a viewer only reads."""
    return actor.can_write and actor.org_id == org_id


def can_post(actor: Actor, kind: str) -> bool:
    """Supply is for suppliers. A demand may come from any company: traders buy too."""
    return actor.can_write and (kind == DEMAND or (kind == SUPPLY and actor.is_supplier))


def can_publish(status: str) -> bool:
    return status == DRAFT


def can_reopen(status: str, withdrawn_reason: str) -> bool:
    """What ended may come back as it was, unless staff took it down: then it is edited first."""
    return status in (EXPIRED, CLOSED) or (status == WITHDRAWN and not withdrawn_reason)


def sees_price(actor: Actor, org_id: int, *, members_only: bool) -> bool:
    """A members-only price is for members with a proven address, for staff and for its own company."""
    return not members_only or actor.sees_member_prices or (actor.is_customer and actor.org_id == org_id)


def sees_contact(actor: Actor, org_id: int, rule: str) -> bool:
    """The contact's name and phone, by the rule the poster chose. Staff always see them."""
    if actor.is_staff or (actor.is_customer and actor.org_id == org_id):
        return True
    return rule == "public" or (rule == "members" and actor.sees_member_prices)
