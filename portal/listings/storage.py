"""Where listings meet the warehouses: the one place that asks logistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.listings.models import Listing
from portal.logistics import queries
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


def lots_of(session: Session, listing_id: int) -> list[LotRow]:
    """The lots of a listing as storage shows them; whoever asks has made sure that the listing may be seen."""
    return queries.lots_of(session, listing_id)
