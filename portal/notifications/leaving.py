"""Unsubscribing by a signed link, without signing in: made and read here. Such a link can do nothing else, and dies of age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.core.errors import NotFound
from portal.core.notices import TOPICS
from portal.notifications.models import ALL

LASTS_S = 90 * 24 * 3600
PATH = "/unsubscribe/"


@dataclass(frozen=True, slots=True)
class Leave:
    """What a link may end: mail of these topics to this person."""

    user_id: int
    topics: tuple[str, ...]


class Leaving:
    """Signs and reads the links."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="notices.unsubscribe")

    def path(self, user_id: int, topics: Sequence[str]) -> str:
        """Address that ends mail of these topics; a mail about several is ended as a whole."""
        return PATH + str(self._serializer.dumps([user_id, list(topics) if len(topics) == 1 else [ALL]]))

    def read(self, token: str) -> Leave:
        """Raises: NotFound (forged, too old, or not such a link)."""
        try:
            user_id, topics = self._serializer.loads(token[:500], max_age=LASTS_S)
        except (BadSignature, ValueError, TypeError) as error:
            raise NotFound("链接无效或已过期") from error
        named = TOPICS if topics == [ALL] else tuple(topic for topic in topics if topic in TOPICS)
        return Leave(int(user_id), named)
