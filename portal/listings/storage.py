"""Where listings meet the warehouses: the one place that asks logistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.logistics import queries
from portal.logistics import services as movements
from portal.logistics.queries import LotRow
from portal.materials.units import UNITS, convert


@dataclass(frozen=True, slots=True)
class WarehouseRef:
    """What a listing keeps of its warehouse."""

    id: int
    no: str
    name: str
    city: str


def warehouses(session: Session) -> list[WarehouseRef]:
    """The open warehouses, by place and name; hundreds at most."""
    return [WarehouseRef(one.id, one.no, one.name, one.city) for one in queries.warehouses_for_choice(session)]


def find_warehouse(session: Session, no: str) -> WarehouseRef | None:
    """The open warehouse with this number."""
    return next((one for one in warehouses(session) if one.no == no), None) if no else None


def stock_of(session: Session, listings: Sequence[Listing]) -> dict[int, Decimal]:
    """What the lots of each listing have available, in its own unit.

    Lots are weighed. A listing without lots is absent, and so is one counted in pieces: its weight is not guessed.
    """
    if not listings:
        return {}
    sums = queries.stock_of(session, [listing.id for listing in listings])
    found = {}
    for listing in listings:
        if listing.id in sums and UNITS[listing.unit].dimension == "mass":
            found[listing.id] = convert(sums[listing.id].available, source="t", target=listing.unit)
    return found


def available_of(listing: Listing, stock: Mapping[int, Decimal]) -> Decimal | None:
    """What can still be had of it: its lots', where there are any (`stock_of`), else what was stated, less what is promised."""
    there = stock.get(listing.id, listing.quantity)
    return None if there is None else max(there - listing.reserved, Decimal(0))


def lots_promised(session: Session, listing: Listing) -> bool:
    """Whether some of its lots is promised to somebody."""
    there = queries.stock_of(session, [listing.id]).get(listing.id)
    return there is not None and there.reserved > 0


def lots_of(session: Session, listing_id: int) -> list[LotRow]:
    """The lots of a listing as storage shows them; whoever asks has made sure that the listing may be seen."""
    return queries.lots_of(session, listing_id)


def shares(
    session: Session, listing: Listing, amount: Decimal, *, only: Sequence[int] = ()
) -> list[tuple[int, Decimal]] | None:
    """Which lots so much of the listing is taken from, in its own unit; None when it has no lots, and only its word counts.

    Raises: Invalid("quantity") when they have not as much.
    """
    lots = queries.available_lots(session, listing.id)
    if not lots or UNITS[listing.unit].dimension != "mass":
        return None
    there = [
        (lot_id, convert(tonnes, source="t", target=listing.unit))
        for lot_id, tonnes in lots
        if not only or lot_id in only
    ]
    total = sum((left for _id, left in there), Decimal(0)) - listing.reserved
    if amount > total:
        raise Invalid("quantity", "可供只有 %(available)s", available=f"{max(total, Decimal(0)).normalize():f}")
    whole = [lot for lot in there if lot[1] >= amount]
    if whole:
        return [(min(whole, key=lambda lot: (lot[1], lot[0]))[0], amount)]
    taken, wanted = [], amount
    for lot_id, left in sorted(there, key=lambda lot: (-lot[1], lot[0])):
        share = min(left, wanted)
        if share > 0:
            taken.append((lot_id, share))
            wanted -= share
    return taken


def reserve(
    session: Session, actor: Actor, listing: Listing, *, lot_id: int, amount: Decimal, reason: str, reference: str
) -> int | None:
    """Promise some of a lot, in the listing's unit. Returns the pieces. Raises: NotFound, Invalid("quantity")."""
    with _said():
        return movements.reserve_for(
            session, actor, lot_id=lot_id, tonnes=_tonnes(listing, amount), reason=reason, reference=reference
        )


def release(
    session: Session, actor: Actor, listing: Listing, *, lot_id: int, amount: Decimal, pieces: int | None, reason: str,
    reference: str,
) -> None:  # fmt: skip
    """Give a promise of a lot back. Raises: NotFound, Invalid("quantity")."""
    with _said():
        movements.release_for(
            session, actor, lot_id=lot_id, tonnes=_tonnes(listing, amount), pieces=pieces, reason=reason,
            reference=reference,
        )  # fmt: skip


def ship(
    session: Session, actor: Actor, listing: Listing, *, lot_id: int, amount: Decimal, of_held: Decimal, pieces: int | None,
    reason: str, reference: str,
) -> None:  # fmt: skip
    """What was promised of a lot leaves. Raises: NotFound, Invalid("quantity")."""
    with _said():
        movements.ship_out(
            session, actor, lot_id=lot_id, tonnes=_tonnes(listing, amount), of_reserved=_tonnes(listing, of_held),
            pieces=pieces, reason=reason, reference=reference,
        )  # fmt: skip


def _tonnes(listing: Listing, amount: Decimal) -> Decimal:
    return convert(amount, source=listing.unit, target="t")


@contextmanager
def _said() -> Iterator[None]:
    """What a lot refuses is said of the listing's quantity."""
    try:
        yield
    except Invalid as error:
        raise Invalid("quantity", error.message, **error.params) from error
