"""Who sets rules: supervision and administrators."""

from __future__ import annotations

from portal.core.permissions import Actor, Department


def may_set(actor: Actor) -> bool:
    """May read, change and try the rules."""
    return actor.works_in(Department.SUPERVISION)
