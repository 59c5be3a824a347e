"""What happens after the answer: who an address belongs to is looked up here, where nobody can time it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.services.passwords import send_reset
from portal.accounts.services.profile import send_email_change


def reset(session: Session, payload: dict[str, Any]) -> None:
    """`accounts.reset`: mail a link if there is such an account."""
    send_reset(session, email=payload["email"], locale=payload["locale"])


def email(session: Session, payload: dict[str, Any]) -> None:
    """`accounts.email`: mail the link that confirms a new address."""
    send_email_change(session, user_id=payload["user_id"], email=payload["email"], locale=payload["locale"])
