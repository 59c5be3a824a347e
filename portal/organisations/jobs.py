"""What happens after the answer to a registration: whose address it is is looked up here, where nobody can time it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.organisations.models import Registration
from portal.organisations.services.registration import send_confirmation


def register(session: Session, payload: dict[str, Any]) -> None:
    """`organisations.register`: mail the link for a registration."""
    row = session.get(Registration, payload["id"])
    if row is not None and row.used_at is None:
        send_confirmation(session, row)


def resend(session: Session, payload: dict[str, Any]) -> None:
    """`organisations.resend`: mail a new link for the newest registration of an address; the old link dies."""
    row = session.scalars(
        select(Registration)
        .where(Registration.email == payload["email"], Registration.used_at.is_(None), Registration.expires_at > now())
        .order_by(Registration.id.desc())
        .limit(1)
    ).first()
    if row is not None:
        send_confirmation(session, row)
