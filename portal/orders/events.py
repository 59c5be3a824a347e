"""What happens to quotations and orders, for others to hear of. Ids and plain words only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, slots=True)
class QuotationChanged(Event):
    """A version was sent, accepted, countered, declined, lapsed or withdrawn."""

    quotation_id: int
    status: str


@dataclass(frozen=True, slots=True)
class OrderChanged(Event):
    """A step of an order: confirmed, loading, shipped, completed, delivered, received or cancelled. number: the shipment's."""

    order_id: int
    step: str
    number: int = 0
