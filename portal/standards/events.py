"""What happens to the standards, for others to hear of."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, slots=True)
class StandardsChanged(Event):
    """A policy or a calendar changed: what is due must be reckoned again."""

    version: int


@dataclass(frozen=True, slots=True)
class TierChanged(Event):
    """A customer was put into another tier."""

    org_id: int
