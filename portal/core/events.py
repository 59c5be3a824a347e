"""What happened, said once in the business transaction; each subscriber gets a job of its own there.

An event is a frozen dataclass whose fields are ids and plain values (they become JSON). It is named in the past tense,
declared in its feature's `events.py`, recorded by services and subscribed to in `create_app`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core.outbox import enqueue


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


Payload = Callable[[Any], dict[str, Any]]


class Bus:
    """Which jobs follow which event. Filled once in `create_app`, then only read."""

    def __init__(self) -> None:
        self._subscribers: dict[type[Event], list[tuple[str, Payload]]] = defaultdict(list)

    def subscribe(self, event_type: type[Event], job: str, payload: Payload = asdict) -> None:
        """After each `event_type`, run the job named `job` with `payload(event)` (default: all its fields)."""
        self._subscribers[event_type].append((job, payload))

    def jobs_for(self, event: Event) -> list[tuple[str, dict[str, Any]]]:
        return [(job, payload(event)) for job, payload in self._subscribers[type(event)]]


def record(session: Session, event: Event) -> None:
    """Say that `event` happened: inserts one job for each subscriber, in the caller's transaction."""
    bus: Bus = session.info["bus"]
    for job, payload in bus.jobs_for(event):
        enqueue(session, job, payload)
