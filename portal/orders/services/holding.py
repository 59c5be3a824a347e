"""Stock behind orders: what is promised is held where `listings` holds it, is shipped from there, or released.

Listings are always taken in the order of their ids, so that two customers who accept at once wait for each other and never both
get the last tonnes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Invalid, refuse
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.services import Held, release_goods, reserve_goods, ship_goods
from portal.materials.units import unit_name
from portal.orders.models import OrderHold, OrderLine, QuotationLine
from portal.organisations.models import VERIFIED, Organisation

ZERO = Decimal(0)


def lock_listings(session: Session, lines: Iterable[QuotationLine]) -> None:
    """Lock the listings of these lines, in the order of their ids."""
    ids = sorted({line.listing_id for line in lines if line.listing_id is not None})
    if ids:
        session.execute(select(Listing.id).where(Listing.id.in_(ids)).order_by(Listing.id).with_for_update()).all()


def hold(session: Session, actor: Actor, *, order_no: str, lines: Sequence[OrderLine]) -> None:
    """Promise what the lines need: those from a listing; what staff wrote out is not in stock.

    Raises: Invalid(`line-<position>`) for every line there is too little for, saying how much is lacking. The caller's transaction
    then ends, and nothing is held.
    """
    short: list[Invalid] = []
    for line in sorted(lines, key=lambda one: (one.listing_id or 0, one.position)):
        if line.listing_id is None:
            continue
        try:
            held = reserve_goods(
                session, actor, listing_id=line.listing_id, amount=line.quantity, unit=line.unit, reason=_reason(order_no),
                reference=order_no,
            )  # fmt: skip
        except (Invalid, Conflict):
            short.append(_lacking(session, line))
            continue
        for part in held:
            session.add(OrderHold(line_id=line.id, lot_id=part.lot_id, quantity=part.amount, pieces=part.pieces))
    refuse(sorted(short, key=lambda one: int(one.field.removeprefix("line-"))))
    session.flush()


def ship_held(session: Session, actor: Actor, *, order_no: str, line: OrderLine, quantity: Decimal) -> None:
    """So much of a line leaves: from what is held for it; what was loaded above that, from the same place's free stock.

    Raises: Invalid when there is not so much.
    """
    holds = _holds(session, [line.id]) if line.listing_id is not None else []
    rest = quantity
    for index, one in enumerate(holds):
        if rest <= 0:
            break
        taken = min(rest, one.quantity)
        leaves = rest if index == len(holds) - 1 else taken
        whole = taken == one.quantity
        held = Held(lot_id=one.lot_id, amount=taken, pieces=one.pieces if whole else None)
        ship_goods(
            session, actor, listing_id=_listing(line), held=held, weighed=leaves, reason=_reason(order_no),
            reference=order_no,
        )  # fmt: skip
        rest -= leaves
        if whole:
            session.delete(one)
        else:
            one.quantity, one.pieces = one.quantity - taken, None  # the pieces left are reckoned when they go
    if rest > 0 and not holds and line.listing_id is not None:
        _ship_free(session, actor, order_no=order_no, line=line, quantity=rest)
    session.flush()


def _ship_free(session: Session, actor: Actor, *, order_no: str, line: OrderLine, quantity: Decimal) -> None:
    """A little more of a line whose promise has been used up: it leaves too, so it is promised and gone in one go."""
    reason = _reason(order_no)
    try:
        parts = reserve_goods(
            session,
            actor,
            listing_id=_listing(line),
            amount=quantity,
            unit=line.unit,
            reason=reason,
            reference=order_no,
        )
    except Conflict as error:
        raise Invalid("quantity", error.message, **error.params) from error
    for part in parts:
        ship_goods(session, actor, listing_id=_listing(line), held=part, reason=reason, reference=order_no)


def release_held(session: Session, actor: Actor, *, order_no: str, lines: Sequence[OrderLine]) -> None:
    """Give back all that is still held for these lines."""
    for line in sorted(lines, key=lambda one: (one.listing_id or 0, one.position)):
        holds = _holds(session, [line.id]) if line.listing_id is not None else []
        if not holds:
            continue
        parts = [Held(lot_id=one.lot_id, amount=one.quantity, pieces=one.pieces) for one in holds]
        release_goods(
            session, actor, listing_id=_listing(line), held=parts, reason=_reason(order_no), reference=order_no
        )
        for one in holds:
            session.delete(one)
    session.flush()


def _lacking(session: Session, line: OrderLine) -> Invalid:
    """What to say of a line there is too little for."""
    row = session.execute(
        select(Listing.available, Listing.unit, Listing.status, Organisation.verification)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(Listing.id == line.listing_id)
    ).one()
    field = f"line-{line.position}"
    if row.status not in ("published", "expired") or row.verification != VERIFIED:
        return Invalid(field, "%(title)s：这批货已经售完或下架", title=line.title)
    if row.unit != line.unit:
        return Invalid(field, "%(title)s：供应方改了计量单位，请在会话里请业务员重新报价", title=line.title)
    if row.available is None:
        return Invalid(field, "%(title)s：供应方没有写数量，请在会话里请业务员确认", title=line.title)
    return Invalid(
        field,
        "%(title)s：可供只有 %(left)s %(unit)s，还缺 %(missing)s %(unit)s",
        title=line.title,
        left=_plain(row.available),
        missing=_plain(line.quantity - row.available),
        unit=unit_name(line.unit),
    )


def _holds(session: Session, line_ids: Sequence[int]) -> list[OrderHold]:
    query = select(OrderHold).where(OrderHold.line_id.in_(line_ids)).order_by(OrderHold.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def _listing(line: OrderLine) -> int:
    assert line.listing_id is not None  # noqa: S101  # holds are of listings only
    return line.listing_id


def _reason(order_no: str) -> str:
    """As the supplier reads it beside the lot: no customer's name."""
    return f"订单 {order_no}"


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
