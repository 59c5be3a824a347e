"""Limits in a request: by address and by account, noted once in the audit when one is reached."""

from __future__ import annotations

from typing import Protocol

from flask import request

from portal.core.audit import audit
from portal.core.errors import Throttled
from portal.core.limits import network_of, throttle
from portal.web.auth import current_actor
from portal.web.uow import database, end_reading, writing


class Limit(Protocol):
    """How often (see accounts.policies)."""

    @property
    def action(self) -> str: ...
    @property
    def limit(self) -> int: ...
    @property
    def per_s(self) -> int: ...


def network() -> str:
    """What this request's address counts as."""
    return network_of(request.remote_addr)


def count(limit: Limit, subject: str) -> None:
    """Count one use. Raises: Throttled, after noting it in the audit (once a window)."""
    end_reading()
    try:
        throttle(database(), limit.action, subject, limit=limit.limit, per_s=limit.per_s)
    except Throttled:
        _note(limit, subject)
        raise


def _note(limit: Limit, subject: str) -> None:
    try:
        throttle(database(), f"audit.{limit.action}", subject, limit=1, per_s=limit.per_s)
    except Throttled:
        return
    with writing() as session:
        audit(session, current_actor(), "limit.reached", limit.action, who=subject.split("\0")[0][:120])
