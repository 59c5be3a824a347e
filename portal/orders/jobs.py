"""Work the worker does for quotations: ending those nobody answered in time."""

from __future__ import annotations

from portal.orders.services import LAPSE, lapse

__all__ = ["LAPSE", "lapse"]
