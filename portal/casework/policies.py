"""Who may rate, who handles a recovery, and who may close one: pure predicates over the thread it is about.

| who | rating | recovery |
|---|---|---|
| the company's writers who see the thread | give, and change for a few days | read what was promised, on the thread |
| staff who see the thread | read | its owner handles it |
| supervision | read | handles and closes it, keeps the list of causes |

The person a complaint is about sees neither: the thread is not there for them (`portal.threads.policies`).
"""

from __future__ import annotations

from portal.core.permissions import Actor
from portal.threads.models import CUSTOMER
from portal.threads.policies import can_see, can_work, supervises
from portal.threads.queries import ThreadView


def can_rate(actor: Actor, thread: ThreadView) -> bool:
    """May say how it went: the customer's writers. Never staff, and no supplier on his own side."""
    return actor.can_write and thread.side == CUSTOMER and can_see(actor, thread)


def can_handle(actor: Actor, thread: ThreadView) -> bool:
    """May work on a recovery: supervision, and who is in charge of the thread."""
    return can_work(actor, thread) and (supervises(actor) or thread.owner_id == actor.user_id)


def can_close(actor: Actor, thread: ThreadView) -> bool:
    """May close a recovery, and choose causes."""
    return can_work(actor, thread) and supervises(actor)


def sees_figures_of(actor: Actor, user_id: int) -> bool:
    """May see one person's ratings as figures: that person and supervision."""
    return actor.is_staff and (actor.user_id == user_id or supervises(actor))
