"""What the desk reads of a company beside a conversation: how much there is with it, and what it has on offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.organisations.models import Organisation
from portal.threads.models import ACTIVE, Thread
from portal.threads.policies import visible_to


@dataclass(frozen=True, slots=True)
class Dealings:
    """A company's threads in numbers, as far as the actor sees them."""

    tier: str
    threads: int
    open: int
    claims: int
    complaints: int


def dealings_of(session: Session, actor: Actor, org_id: int) -> Dealings:
    """How much there is with the company. Complaints count for those alone who may read them."""

    def where(condition: object) -> object:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)  # type: ignore[arg-type]

    tier = select(Organisation.tier).where(Organisation.id == org_id).scalar_subquery()
    row = session.execute(
        select(  # type: ignore[call-overload]
            tier,
            func.count(Thread.id),
            where(Thread.status.in_(ACTIVE)),
            where(Thread.kind == "claim"),
            where(Thread.kind == "complaint"),
        ).where(Thread.org_id == org_id, visible_to(actor))
    ).one()
    return Dealings(row[0] or "", *row[1:])


def listings_of(session: Session, org_id: int, *, limit: int = 8) -> Sequence[tuple[str, str, str]]:
    """What the company shows to the public now: (address, title, supply or demand), newest first."""
    rows = session.execute(
        select(Listing.no, Listing.product_name, Listing.grade, Listing.spec, Listing.kind)
        .where(Listing.org_id == org_id, Listing.is_public.is_(True))
        .order_by(Listing.id.desc())
        .limit(limit)
    )
    return [
        (f"/listings/{no}", " ".join(filter(None, (name, grade, spec))), kind) for no, name, grade, spec, kind in rows
    ]
