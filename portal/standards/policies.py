"""Who may see and change the standards: everybody reads what is promised, supervision and administrators change it."""

from __future__ import annotations

from portal.core.permissions import Actor, Department


def can_set(actor: Actor) -> bool:
    """May change policies and calendars."""
    return actor.works_in(Department.SUPERVISION)


def can_set_tier(actor: Actor) -> bool:
    """May say which tier a customer is in."""
    return actor.works_in(Department.SALES, Department.SUPERVISION)
