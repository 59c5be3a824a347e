"""What listings tell the rest of the house."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, slots=True)
class ListingChanged(Event):
    """What the public may see of a listing changed: published, edited, priced, closed, expired, company verified …"""

    listing_id: int
    kind: str
