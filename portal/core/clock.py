"""The time. One function, so that tests can move it (time-machine moves what it reads)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current moment, aware, UTC, to the microsecond."""
    return datetime.now(UTC)


def today() -> datetime:
    """Midnight at the start of the current day in Shanghai, as an aware UTC moment."""
    local = now().astimezone(SHANGHAI)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
