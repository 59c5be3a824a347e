"""What is asked of the desk's queue, and what it answers: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

VIEWS = ("waiting", "active", "overdue", "handed", "snoozed", "resolved", "closed")
NARROWING = ("department", "kind", "side", "priority", "tier", "tag", "owner")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the desk's queue to list. view: one of VIEWS; whose: '', mine, unassigned, watched; owner: a colleague's id."""

    view: str = "waiting"
    whose: str = ""
    department: str = ""
    kind: str = ""
    side: str = ""
    priority: str = ""
    tier: str = ""
    tag: str = ""
    owner: int = 0
    words: str = ""

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The filters in use."""
        return tuple(name for name in NARROWING if getattr(self, name))


@dataclass(frozen=True, slots=True, eq=False)
class InQueue:
    """A thread in the queue. unread: the company's messages the actor has not read; tier: the customer's.

    Read again unchanged it is the same object.
    """

    id: int
    no: str
    kind: str
    subject: str
    status: str
    side: str
    org_id: int
    org_name: str
    tier: str
    owner_id: int | None
    owner_name: str | None
    department: str
    priority: str
    tags: str
    last_message_at: datetime
    excerpt: str
    by_staff: bool
    waiting_since: datetime | None
    due_at: datetime | None
    unread: int
    is_anonymous: bool

    @property
    def url(self) -> str:
        return f"/threads/{self.no}"


@dataclass(frozen=True, slots=True)
class Queued:
    """A thread in the queue, with the colleagues who have it open."""

    thread: InQueue
    seen_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many active threads there are, in all and in part; here: those of the view asked for."""

    waiting: int
    mine: int
    unassigned: int
    active: int
    overdue: int
    snoozed: int
    here: int
    here_due: int
    """Of these, those something is due of."""
    handed: int
