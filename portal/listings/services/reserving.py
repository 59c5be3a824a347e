"""Goods of a listing promised, given back, shipped: from its lots where there are lots, else from the quantity it states.

For orders, which stand above. Whoever calls has made sure that the promise may be made (a quotation that was accepted); here it
is made sure that nothing is promised twice. Several listings are taken in the order of their ids, so that two orders never wait
for each other. Amounts are in the listing's own unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.permissions import SYSTEM, Actor
from portal.listings import storage
from portal.listings.models import Listing, ListingMovement
from portal.listings.services._rows import settle
from portal.listings.terms import CLOSED, EXPIRED, PUBLISHED, SUPPLY
from portal.organisations.models import VERIFIED, Organisation

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """So much of a listing promised: of a lot, or (lot_id None) of what the listing states. pieces: None where none are counted."""

    lot_id: int | None
    amount: Decimal
    pieces: int | None = None


def reserve_goods(
    session: Session,
    actor: Actor,
    *,
    listing_id: int,
    amount: Decimal,
    reason: str,
    reference: str = "",
    unit: str = "",
    lot_ids: Sequence[int] = (),
) -> tuple[Held, ...]:
    """Promise so much of a listing; returns where it is held, which the caller keeps for `release_goods` and `ship_goods`.

    From the smallest lot that holds it all, else from as few lots as it takes. lot_ids: only from these.
    reason: read by the supplier, so no customer's name. reference: the order's number. unit: what `amount` was agreed in.
    Raises: NotFound, Conflict (the listing has ended, its company is not verified any more, or it is sold by another unit now), Invalid("quantity", more than is available, or it states none).
    """
    listing = _locked(session, listing_id)
    if listing.status not in (PUBLISHED, EXPIRED):
        raise Conflict("这条供应已经结束，不能再锁定")
    trusted = select(Organisation.verification).where(Organisation.id == listing.org_id)
    if session.scalar(trusted) != VERIFIED:
        raise Conflict("供应方的认证已失效，不能再锁定")
    if unit and unit != listing.unit:
        raise Conflict("供应方改了计量单位，请重新报价")
    _positive(amount)
    shares = storage.shares(session, listing, amount, only=lot_ids)
    if shares is None:
        _book(session, actor, listing, "reserve", reserved=amount, reason=reason, reference=reference)
        held = [Held(lot_id=None, amount=amount)]
    else:
        held = []
        for lot_id, share in sorted(shares):
            pieces = storage.reserve(
                session, actor, listing, lot_id=lot_id, amount=share, reason=reason, reference=reference
            )
            held.append(Held(lot_id=lot_id, amount=share, pieces=pieces))
    _follow(session, listing)
    return tuple(held)


def release_goods(
    session: Session, actor: Actor, *, listing_id: int, held: Sequence[Held], reason: str, reference: str = ""
) -> None:
    """Give back what was held, or part of it: the amounts given. Raises: NotFound, Invalid("quantity")."""
    listing = _locked(session, listing_id)
    for part in sorted(held, key=lambda part: part.lot_id or 0):
        if part.lot_id is None:
            _positive(part.amount)
            _book(session, actor, listing, "release", reserved=-part.amount, reason=reason, reference=reference)
        else:
            storage.release(
                session, actor, listing, lot_id=part.lot_id, amount=part.amount, pieces=part.pieces, reason=reason,
                reference=reference,
            )  # fmt: skip
    _follow(session, listing)


def ship_goods(
    session: Session,
    actor: Actor,
    *,
    listing_id: int,
    held: Held,
    reason: str,
    weighed: Decimal | None = None,
    reference: str = "",
) -> None:
    """What was held leaves for good. weighed: what the weighbridge said, where it differs from what was held.

    A listing without lots has so much less from then on, and is closed when nothing of it is left.
    Raises: NotFound, Invalid("quantity").
    """
    listing = _locked(session, listing_id)
    left = held.amount if weighed is None else weighed
    _positive(left)
    if held.lot_id is None:
        _book(session, actor, listing, "out", quantity=-left, reserved=-held.amount, reason=reason, reference=reference)
        listing.version += 1  # a form that was open would put the old quantity back
        listing.updated_at = now()
    else:
        storage.ship(
            session, actor, listing, lot_id=held.lot_id, amount=left, of_held=held.amount, pieces=held.pieces,
            reason=reason, reference=reference,
        )  # fmt: skip
    _follow(session, listing)


def _book(
    session: Session, actor: Actor, listing: Listing, kind: str, *, reserved: Decimal, reason: str, reference: str,
    quantity: Decimal = ZERO,
) -> None:  # fmt: skip
    if listing.quantity is None:
        raise Invalid("quantity", "这条供应没有写数量，请先请供应方补上")
    after, reserved_after = listing.quantity + quantity, listing.reserved + reserved
    if reserved_after < 0:
        raise Invalid("quantity", "锁定只有 %(reserved)s", reserved=_plain(listing.reserved))
    if reserved_after > after:
        raise Invalid("quantity", "可供只有 %(available)s", available=_plain(listing.quantity - listing.reserved))
    listing.quantity, listing.reserved = after, reserved_after
    session.add(
        ListingMovement(
            listing_id=listing.id, kind=kind, quantity_change=quantity, reserved_change=reserved, quantity_after=after,
            reserved_after=reserved_after, reason=reason[:200], reference=reference, at=now(), user_id=actor.user_id,
        )
    )  # fmt: skip
    amount = quantity or reserved
    audit(
        session, actor, f"listing.{kind}", f"listing:{listing.id}", no=listing.no, amount=f"{amount:f}", reason=reason
    )


def _follow(session: Session, listing: Listing) -> None:
    """What is available follows at once: whoever looks next must not be offered the same goods."""
    session.flush()
    before, public = listing.available, listing.is_public
    listing.available = storage.available_of(listing, storage.stock_of(session, [listing]))
    if listing.quantity == 0 and listing.available == 0 and listing.status == PUBLISHED:
        listing.status, listing.closed_at = CLOSED, now()
        audit(session, SYSTEM, "listing.closed", f"listing:{listing.id}", no=listing.no, reason="已全部发出")
    if listing.available != before or listing.status == CLOSED:
        settle(session, listing, before=public)


def _locked(session: Session, listing_id: int) -> Listing:
    query = select(Listing).where(Listing.id == listing_id, Listing.kind == SUPPLY).with_for_update()
    listing = session.scalars(query.execution_options(populate_existing=True)).first()
    if listing is None:
        raise NotFound("信息不存在")
    return listing


def _positive(amount: Decimal) -> None:
    if amount <= 0:
        raise Invalid("quantity", "请填写大于 0 的数量")


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
