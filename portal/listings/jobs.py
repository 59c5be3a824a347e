"""Work the worker does for listings: periodic upkeep with this installation's settings."""

from __future__ import annotations

from collections.abc import Callable

from portal.core.uow import Database
from portal.listings.freshness import Freshness
from portal.listings.services import expire_due


def upkeep(freshness: Freshness) -> Callable[[Database], None]:
    """What runs every minute: listings expire, rest, and become public with their poster."""
    return lambda database: expire_due(database, freshness)
