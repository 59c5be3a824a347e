"""Work the worker does for prices: the day that runs is brought up to date every few minutes, the one that ended a last time after midnight."""

from __future__ import annotations

from portal.core.uow import Database
from portal.prices.services.days import refresh


def daily(database: Database) -> None:
    """Periodic."""
    refresh(database)
