"""One-time links: made, used once, dead when the address they were sent to changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts.models import OneTimeLink, secret_hash
from portal.accounts.queries import Link, find_link
from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.numbers import new_token


def make_link(session: Session, *, user_id: int, purpose: str, email: str, lasts: timedelta) -> str:
    """A new link of this purpose; earlier ones of the same purpose die. Returns its token."""
    end_links(session, user_id, purpose=purpose)
    token = new_token()
    session.add(
        OneTimeLink(
            token_hash=secret_hash(token),
            purpose=purpose,
            user_id=user_id,
            email=email,
            created_at=now(),
            expires_at=now() + lasts,
        )
    )
    return token


def use_link(session: Session, token: str, *purposes: str) -> Link:
    """Use a link up. Two who use it at the same moment: one wins. Raises: NotFound."""
    link = find_link(session, token, *purposes)
    used: Any = session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == secret_hash(token), OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )
    if used.rowcount != 1:
        raise NotFound("链接无效或已过期")
    return link


def end_links(session: Session, user_id: int, *, purpose: str = "") -> None:
    """Make a person's unused links worthless: all, or those of one purpose."""
    query = update(OneTimeLink).where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))
    if purpose:
        query = query.where(OneTimeLink.purpose == purpose)
    session.execute(query.values(used_at=now()))
