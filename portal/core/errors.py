"""The few ways a request can fail. `web.errors` turns each into a page, a field error or a problem document.

A message says what happened and what to do next, in Simplified Chinese, and is translated at the edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class PortalError(Exception):
    """Base of everything a service may raise on purpose."""

    status = 500
    code = "error"

    def __init__(self, message: str = "", **params: Any) -> None:
        super().__init__(message)
        self.message = message
        self.params: Mapping[str, Any] = params


class NotFound(PortalError):
    """Absent, or not visible to who asks: the two are never told apart."""

    status = 404
    code = "not-found"


class Forbidden(PortalError):
    """The actor sees the thing but may not do this to it."""

    status = 403
    code = "forbidden"


class Invalid(PortalError):
    """Input that cannot be accepted; `field` names the form field, `""` the whole form."""

    status = 422
    code = "invalid"

    def __init__(self, field: str, message: str, **params: Any) -> None:
        super().__init__(message, **params)
        self.field = field
        self.also: tuple[Invalid, ...] = ()

    @property
    def all(self) -> tuple[Invalid, ...]:
        """This complaint and those raised together with it."""
        return (self, *self.also)


def refuse(complaints: Iterable[Invalid]) -> None:
    """Raise all the complaints as one, so that everything wrong is said at once; nothing when there are none."""
    found = tuple(complaints)
    if found:
        found[0].also = found[1:]
        raise found[0]


class Conflict(PortalError):
    """Somebody else was faster: a stale version, a second acceptance, a number taken."""

    status = 409
    code = "conflict"


class Throttled(PortalError):
    """Too often. `retry_after_s` tells when it may work again."""

    status = 429
    code = "throttled"

    def __init__(self, message: str, *, retry_after_s: int = 60, **params: Any) -> None:
        super().__init__(message, **params)
        self.retry_after_s = retry_after_s


class Unavailable(PortalError):
    """Not now: the database is busy or gone, the disk is full. Nothing acknowledged is lost."""

    status = 503
    code = "unavailable"
