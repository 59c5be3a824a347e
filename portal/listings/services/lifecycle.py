"""The life of a listing: published, confirmed, closed, taken back, opened again; each step with its date and who took it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import can_publish, can_reopen, desk_clause
from portal.listings.services._rows import own_listing, own_listings, same_version, settle
from portal.listings.terms import CLOSED, DRAFT, PUBLISHED, WITHDRAWN
from portal.listings.values import check, values_of

RENEWED_FOR = timedelta(days=30)


def publish_listing(session: Session, actor: Actor, *, no: str, version: int | None = None) -> Listing:
    """Show a draft to the world, as far as its poster is proven; an unverified supplier's waits for that.

    version: the one the actor previewed; None to publish whatever it is.
    Raises: NotFound, Forbidden, Conflict, Invalid (unfinished). Records: ListingChanged.
    """
    listing = own_listing(session, actor, no)
    if version is not None:
        same_version(listing, version)
    if listing.status == PUBLISHED:
        return listing
    if not can_publish(listing.status):
        raise Conflict("这条信息不是草稿，不能直接发布")
    check(values_of(listing), kind=listing.kind, publishing=True)
    _show(session, actor, listing, "listing.published")
    return listing


def reopen_listing(session: Session, actor: Actor, *, no: str) -> Listing:
    """Publish again what expired, was closed or was taken back; a validity that is over begins anew with 30 days.

    Raises: NotFound, Forbidden, Conflict, Invalid. Records: ListingChanged.
    """
    listing = own_listing(session, actor, no)
    if listing.status == PUBLISHED:
        return listing
    if not can_reopen(listing.status, listing.withdrawn_reason):
        raise Conflict("这条信息已被平台下架，请按原因修改后重新发布")
    moment = now()
    if listing.valid_until is not None and listing.valid_until <= moment:
        listing.valid_until = moment + RENEWED_FOR
    check(values_of(listing), kind=listing.kind, publishing=True)
    _show(session, actor, listing, "listing.reopened")
    return listing


def close_listing(session: Session, actor: Actor, *, no: str) -> Listing:
    """End it because it is done: sold, bought. Its page stays and says so.

    Raises: NotFound, Forbidden, Conflict. Records: ListingChanged.
    """
    listing = own_listing(session, actor, no)
    if listing.status == CLOSED:
        return listing
    if listing.status not in (PUBLISHED, "expired"):
        raise Conflict("只有已发布的信息可以关闭")
    public = listing.is_public
    listing.status, listing.closed_at, listing.closed_by = CLOSED, now(), actor.user_id
    listing.updated_at = now()
    audit(session, actor, "listing.closed", f"listing:{listing.id}", no=no)
    settle(session, listing, before=public)
    return listing


def withdraw_listing(session: Session, actor: Actor, *, no: str) -> Listing:
    """Take back one's own listing, or throw a draft away: strangers find nothing there any more.

    Raises: NotFound, Forbidden. Records: ListingChanged.
    """
    listing = own_listing(session, actor, no)
    if listing.status != WITHDRAWN:
        _take(session, actor, listing, reason="")
    return listing


def take_down(session: Session, actor: Actor, *, no: str, reason: str) -> Listing:
    """Staff withdraw a listing; its owner reads why and may correct it.

    reason: 2–300 characters.
    Raises: NotFound, Forbidden, Invalid("reason"), Conflict (it is not published). Records: ListingChanged.
    """
    if not actor.is_staff:
        raise Forbidden("此操作由平台工作人员进行")
    reason = " ".join(reason.split())
    if not 2 <= len(reason) <= 300:
        raise Invalid("reason", "请写明原因，2 到 300 个字，发布方会看到")
    query = select(Listing).where(Listing.no == no, desk_clause(actor)).with_for_update()
    listing = session.scalars(query).first()
    if listing is None:
        raise NotFound("信息不存在")
    if listing.status == WITHDRAWN and listing.withdrawn_reason:
        return listing
    if listing.status == DRAFT:
        raise Conflict("发布方正在修改这条信息，现在没有公开")
    _take(session, actor, listing, reason=reason)
    return listing


def confirm_fresh(session: Session, actor: Actor, *, nos: Sequence[str]) -> int:
    """Say that published listings are still as they stand; resting ones wake up. Returns how many were confirmed.

    Raises: NotFound, Forbidden. Records: ListingChanged for each.
    """
    moment = now()
    confirmed = 0
    for listing in own_listings(session, actor, list(dict.fromkeys(nos))):
        if listing.status != PUBLISHED:
            continue
        public = listing.is_public
        listing.confirmed_at, listing.confirmed_by, listing.rested_at = moment, actor.user_id, None
        audit(session, actor, "listing.confirmed", f"listing:{listing.id}", no=listing.no)
        settle(session, listing, before=public)
        confirmed += 1
    return confirmed


def _show(session: Session, actor: Actor, listing: Listing, action: str) -> None:
    moment = now()
    public = listing.is_public
    listing.status = PUBLISHED
    listing.published_at, listing.published_by = moment, actor.user_id
    listing.confirmed_at, listing.confirmed_by = moment, actor.user_id
    listing.rested_at = listing.expired_at = listing.closed_at = listing.withdrawn_at = None
    listing.closed_by = listing.withdrawn_by = None
    listing.withdrawn_reason = ""
    listing.updated_at = moment
    audit(session, actor, action, f"listing:{listing.id}", no=listing.no)
    settle(session, listing, before=public)


def _take(session: Session, actor: Actor, listing: Listing, *, reason: str) -> None:
    moment = now()
    public = listing.is_public
    listing.status, listing.withdrawn_at, listing.withdrawn_by = WITHDRAWN, moment, actor.user_id
    listing.withdrawn_reason = reason
    listing.updated_at = moment
    audit(session, actor, "listing.withdrawn", f"listing:{listing.id}", no=listing.no, reason=reason)
    settle(session, listing, before=public)
