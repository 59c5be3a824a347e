"""The signed link by which somebody rates without signing in: for one thread, one closing, one person, and a while.

It signs nobody in, and who it names must still see the thread when it is used. Pure but for the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

_SALT = "casework.rating"


@dataclass(frozen=True, slots=True)
class RatingLink:
    """What a link says."""

    thread_id: int
    closing_id: int
    user_id: int


def sign(secret: str, link: RatingLink) -> str:
    """The link's token."""
    return str(_serializer(secret).dumps([link.thread_id, link.closing_id, link.user_id]))


def read(secret: str, token: str, *, days: int) -> RatingLink | None:
    """What a token says; None when it is not ours or older than so many days."""
    if len(token) > 300:
        return None
    try:
        found = _serializer(secret).loads(token, max_age=days * 86_400)
    except BadData:
        return None
    if not (isinstance(found, list) and len(found) == 3 and all(type(number) is int for number in found)):
        return None
    return RatingLink(*found)


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_SALT)
