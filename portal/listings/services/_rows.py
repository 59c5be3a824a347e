"""What the verbs share: loading a row for change, and saying afterwards what strangers may see of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.events import record
from portal.core.permissions import Actor
from portal.listings.events import ListingChanged
from portal.listings.models import Listing
from portal.listings.policies import can_edit
from portal.listings.storage import lots_promised
from portal.listings.terms import PUBLISHED, SUPPLY
from portal.organisations.models import VERIFIED, Organisation


def own_listing(session: Session, actor: Actor, no: str) -> Listing:
    """A listing of the actor's company, locked for change.

    Raises: NotFound (absent, or another company's), Forbidden (a viewer).
    """
    return own_listings(session, actor, [no])[0]


def own_listings(session: Session, actor: Actor, nos: Sequence[str]) -> list[Listing]:
    """The same for many, in the order of `nos`; one that is not the company's fails them all."""
    query = select(Listing).where(Listing.no.in_(nos)).order_by(Listing.id).with_for_update()
    if not actor.is_system:
        query = query.where(Listing.org_id == actor.org_id)
    found = {listing.no: listing for listing in session.scalars(query)} if actor.org_id or actor.is_system else {}
    if any(no not in found for no in nos):
        raise NotFound("信息不存在")
    if any(not (actor.is_system or can_edit(actor, listing.org_id)) for listing in found.values()):
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    return [found[no] for no in nos]


def same_version(listing: Listing, version: int) -> None:
    """Raises: Conflict when somebody edited the listing since the actor read it."""
    if listing.version != version:
        raise Conflict("这条信息刚被同事修改过，请核对后再保存")


def promised(session: Session, listing: Listing, *, quantity: Decimal | None, unit: str) -> list[Invalid]:
    """What is wrong with a new quantity or unit, seen from those to whom some of it is promised: of what it states, or of its lots."""
    renamed = unit != listing.unit
    if not listing.reserved and not (renamed and lots_promised(session, listing)):
        return []
    found = []
    if listing.reserved and (quantity is None or quantity < listing.reserved):
        held = f"{listing.reserved.normalize():f}"
        found.append(Invalid("quantity", "订单已锁定 %(reserved)s，数量不能比这少", reserved=held))
    if renamed:
        found.append(Invalid("unit", "有订单锁定着，不能改单位"))
    return found


def is_proven(session: Session, listing: Listing) -> bool:
    """Whether its poster is: a supplier's company is verified, a buyer's address confirmed."""
    if listing.kind == SUPPLY:
        query = select(Organisation.id).where(Organisation.id == listing.org_id, Organisation.verification == VERIFIED)
    else:
        query = select(User.id).where(User.id == listing.created_by, User.email_confirmed_at.is_not(None))
    return session.execute(query).first() is not None


def settle(session: Session, listing: Listing, *, before: bool | None = None) -> None:
    """After a change: work out anew whether strangers may see it, and tell the house when what they see changed.

    before: whether they could see it when the verb began (default: as the row says now).
    """
    was = listing.is_public if before is None else before
    moment = now()
    valid = listing.valid_until is None or listing.valid_until > moment
    listing.is_public = (
        listing.status == PUBLISHED and listing.rested_at is None and valid and is_proven(session, listing)
    )
    session.flush()  # subscribers' jobs and the page that follows need the row as it is now
    if was or listing.is_public:
        record(session, ListingChanged(listing_id=listing.id, kind=listing.kind))
