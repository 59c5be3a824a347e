"""Every change of a lot's amounts: under a row lock, with a movement that says who, why and how much. Never below nothing.

People book by the lot's number (`take_in`, `take_out`, `reserve`, `release`; `transfers.transfer`), as far as the lot is theirs.
Orders book by its id (`reserve_for`, `release_for`, `ship_out`): whoever calls them has made sure that the promise may be made.
Weight and pieces move together: a lot counted in pieces always has a number of them, said or reckoned (`counting`).
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.permissions import Actor
from portal.logistics.models import StockLot
from portal.logistics.services.booking import count, held_by_orders, locked, locked_by_id, move, plain


def take_in(
    session: Session,
    actor: Actor,
    no: str,
    *,
    tonnes: Decimal,
    reason: str,
    pieces: int | None = None,
    sure: bool = False,
) -> None:
    """More of the lot arrived. sure: pieces × unit weight may disagree with the weight.

    Raises: NotFound, Invalid("tonnes", "pieces", "reason").
    """
    _positive(tonnes)
    lot = locked(session, actor, no)
    if pieces is not None and lot.pieces is None and lot.on_hand == 0:
        lot.pieces = 0  # an empty lot may begin to be counted
    moved = count(lot, tonnes, pieces, bound=None, sure=sure)
    move(session, actor, lot, kind="in", on_hand=tonnes, pieces=moved, reason=reason)


def take_out(
    session: Session,
    actor: Actor,
    no: str,
    *,
    tonnes: Decimal,
    reason: str,
    pieces: int | None = None,
    sure: bool = False,
) -> None:
    """Some of the lot left; what is reserved cannot leave before it is released. Raises: as take_in."""
    _positive(tonnes)
    lot = locked(session, actor, no)
    whole = tonnes == lot.available
    moved = count(lot, tonnes, pieces, bound=lot.pieces_available, whole=whole, sure=sure)
    move(session, actor, lot, kind="out", on_hand=-tonnes, pieces=-moved, reason=reason)


def reserve(
    session: Session,
    actor: Actor,
    no: str,
    *,
    tonnes: Decimal,
    reason: str,
    pieces: int | None = None,
    sure: bool = False,
) -> None:
    """Promise some of the lot to somebody. Raises: NotFound, Invalid("tonnes", more than is available; "pieces", "reason")."""
    lot = locked(session, actor, no, to_reserve=True)
    _reserve(session, actor, lot, tonnes=tonnes, pieces=pieces, reason=reason, sure=sure)


def release(
    session: Session,
    actor: Actor,
    no: str,
    *,
    tonnes: Decimal,
    reason: str,
    pieces: int | None = None,
    sure: bool = False,
) -> None:
    """Take back a promise made by hand; what orders hold, orders give back, or the same tonnes could be promised again.

    Raises: NotFound, Invalid("tonnes", more than is reserved; "pieces", "reason").
    """
    lot = locked(session, actor, no, to_reserve=True)
    ordered, ordered_pieces = held_by_orders(session, lot)
    if ordered and tonnes > lot.reserved - ordered:
        raise Invalid("tonnes", "有 %(ordered)s 吨是订单锁定的，要在订单里解除", ordered=plain(ordered))
    bound = lot.pieces_reserved - ordered_pieces
    if ordered_pieces and pieces is not None and pieces > bound:
        raise Invalid("pieces", "有 %(ordered)s 件是订单锁定的，要在订单里解除", ordered=ordered_pieces)
    _release(session, actor, lot, tonnes=tonnes, pieces=pieces, reason=reason, sure=sure, bound=bound)


def reserve_for(
    session: Session,
    actor: Actor,
    *,
    lot_id: int,
    tonnes: Decimal,
    reason: str,
    pieces: int | None = None,
    reference: str = "",
) -> int | None:
    """Promise some of a lot for an order. Returns the pieces that were reserved with it (None: not counted in pieces).

    The caller has made sure that the promise may be made; several lots are taken in the order of their ids (no deadlock).
    reason: read by the lot's owner, so no customer's name. reference: the order's number.
    Raises: NotFound, Invalid("tonnes", more than is available; "pieces").
    """
    lot = locked_by_id(session, lot_id)
    return _reserve(session, actor, lot, tonnes=tonnes, pieces=pieces, reason=reason, reference=reference)


def release_for(
    session: Session,
    actor: Actor,
    *,
    lot_id: int,
    tonnes: Decimal,
    reason: str,
    pieces: int | None = None,
    reference: str = "",
) -> int | None:
    """Take an order's promise back, whole or in part. Returns the pieces released. Raises: NotFound, Invalid."""
    lot = locked_by_id(session, lot_id)
    said = None if tonnes == lot.reserved else pieces  # the last promise takes all its pieces along
    return _release(session, actor, lot, tonnes=tonnes, pieces=said, reason=reason, reference=reference, sure=True)


def ship_out(
    session: Session,
    actor: Actor,
    *,
    lot_id: int,
    tonnes: Decimal,
    reason: str,
    of_reserved: Decimal | None = None,
    pieces: int | None = None,
    reference: str = "",
) -> int | None:
    """What was promised leaves the warehouse: on hand and reserved fall in one movement. Returns the pieces that left.

    tonnes: what the weighbridge says. of_reserved: how much of the promise that settles (default: as many tonnes); the promise was
    60 and 59.4 were weighed: tonnes=59.4, of_reserved=60. More than was promised needs as much available.
    Raises: NotFound, Invalid("tonnes", "pieces").
    """
    _positive(tonnes)
    lot = locked_by_id(session, lot_id)
    settled = tonnes if of_reserved is None else of_reserved
    if settled < 0:
        raise Invalid("tonnes", "请填写大于 0 的吨数")
    if tonnes == lot.on_hand:
        pieces = None  # nothing is left: all pieces go along
    freed = count(lot, settled, None, bound=lot.pieces_reserved, whole=settled == lot.reserved)
    if pieces is not None:
        freed = lot.pieces_reserved if settled == lot.reserved else min(pieces, lot.pieces_reserved)
    most = lot.pieces_available + freed
    moved = count(lot, tonnes, pieces, bound=most, whole=tonnes == lot.on_hand, sure=True)
    move(
        session, actor, lot, kind="out", on_hand=-tonnes, reserved=-settled, pieces=-moved, pieces_reserved=-freed,
        reason=reason, reference=reference,
    )  # fmt: skip
    return None if lot.pieces is None else moved


def _reserve(
    session: Session, actor: Actor, lot: StockLot, *, tonnes: Decimal, pieces: int | None, reason: str,
    reference: str = "", sure: bool = False,
) -> int | None:  # fmt: skip
    _positive(tonnes)
    whole = tonnes == lot.available
    moved = count(lot, tonnes, pieces, bound=lot.pieces_available, whole=whole, sure=sure)
    move(
        session, actor, lot, kind="reserve", reserved=tonnes, pieces_reserved=moved, reason=reason, reference=reference
    )
    return None if lot.pieces is None else moved


def _release(
    session: Session, actor: Actor, lot: StockLot, *, tonnes: Decimal, pieces: int | None, reason: str,
    reference: str = "", sure: bool = False, bound: int | None = None,
) -> int | None:  # fmt: skip
    _positive(tonnes)
    whole = tonnes == lot.reserved
    bound = lot.pieces_reserved if bound is None else bound
    moved = count(lot, tonnes, pieces, bound=bound, whole=whole, sure=sure)
    move(
        session,
        actor,
        lot,
        kind="release",
        reserved=-tonnes,
        pieces_reserved=-moved,
        reason=reason,
        reference=reference,
    )
    return None if lot.pieces is None else moved


def _positive(tonnes: Decimal) -> None:
    if tonnes <= 0:
        raise Invalid("tonnes", "请填写大于 0 的吨数")
