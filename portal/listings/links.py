"""Signed links of the morning's mail: each may do one thing for one person of one company, for a few days. Changes nothing itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.organisations.actors import actor_of

LASTS_S = 4 * 24 * 3600
"""Friday morning's mail still works on Monday."""

PATH = "/still-there/"
CONFIRM, CHANGE, CLOSE = "confirm", "change", "close"
DOINGS = (CONFIRM, CHANGE, CLOSE)
LISTING, LOT, RATE, ALL = "listing", "lot", "rate", "all"
KINDS = (LISTING, LOT, RATE, ALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link may do: `do` to the thing `kind` `no`, as this person, for this company."""

    user_id: int
    org_id: int
    kind: str
    no: str
    do: str


class FreshLinks:
    """Signs and reads them."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="listings.still-there")

    def path(self, person: Actor, kind: str, no: str, do: str, *, mark: str) -> str:
        """The address that asks this person to do it. mark: of `mark_of`, one for all of a mail's links."""
        return PATH + str(self._serializer.dumps([person.user_id, person.org_id, kind, no, do, mark]))

    def read(self, session: Session, token: str) -> tuple[Asked, Actor]:
        """What it asks, and the person as of now.

        Raises: NotFound (forged, for something else, too old; the person left the company, only reads now, or has another
        address or password).
        """
        try:
            user_id, org_id, kind, no, do, mark = self._serializer.loads(token[:600], max_age=LASTS_S)
        except (BadSignature, ValueError, TypeError) as error:
            raise NotFound("链接无效或已过期") from error
        person = actor_of(session, user_id)
        if (
            person is None
            or person.org_id != org_id
            or not person.can_write
            or not person.email_confirmed
            or mark_of(session, person) != mark
        ):
            raise NotFound("链接无效或已过期")
        return Asked(user_id, org_id, kind, no, do), person


def mark_of(session: Session, person: Actor) -> str:
    """What must still be so when a link is used: the person's address and password. Whoever changes one of them ends the links before."""
    password = session.scalar(select(User.password_hash).where(User.id == person.user_id)) or ""
    return hashlib.sha256(f"{person.email.lower()}\0{password}".encode()).hexdigest()[:16]
