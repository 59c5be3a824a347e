"""Work the worker does for quotations and orders: ending what nobody answered in time, following threads that were merged."""

from __future__ import annotations

from portal.orders.services import LAPSE, lapse
from portal.orders.services.following import FOLLOW, follow_merged

__all__ = ["FOLLOW", "LAPSE", "follow_merged", "lapse"]
