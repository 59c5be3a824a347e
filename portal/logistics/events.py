"""What happens in storage and transport that others may want to know."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, slots=True)
class WarehouseChanged(Event):
    """A warehouse, or what lies there, changed in a way its page or its search document shows."""

    warehouse_id: int


@dataclass(frozen=True, slots=True)
class FreightRateChanged(Event):
    """A freight rate was published, changed, confirmed, withdrawn or expired."""

    rate_id: int


@dataclass(frozen=True, slots=True)
class StockChanged(Event):
    """The amounts of a listing's lots changed; what the listing calls available must be counted anew."""

    listing_id: int
