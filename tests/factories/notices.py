"""Notices."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.notices import tell

SAYS = "会话 %(no)s 有新消息，您还没有看。"  # a text of the portal's own, so that it has its translations


def tell_one(session: Session, *people: User, key: str = "k1", no: str = "T1", **values: Any) -> None:
    """Tell people something, about their orders unless said otherwise."""
    said: dict[str, Any] = {"topic": "orders", "says": SAYS, "values": {"no": no}, "link": f"/threads/{no}"} | values
    tell(session, to=[person.id for person in people], key=key, **said)
