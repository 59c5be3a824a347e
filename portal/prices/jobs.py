"""Work the worker does for prices: the day that runs is brought up to date every few minutes, the one that ended a last time after midnight."""

from __future__ import annotations

from collections.abc import Callable

from portal.core.uow import Database
from portal.prices.services.days import refresh


def daily() -> Callable[[Database], None]:
    """What runs every few minutes; it remembers what stood, so that where nothing changed little is read."""
    known: dict[str, object] = {}

    def run(database: Database) -> None:
        refresh(database, known)

    return run
