"""Who changed what, when: one row for each change of state, in the transaction that changed it."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.db import Base, Id
from portal.core.permissions import Actor
from portal.core.prepared import PreparedInsert

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The current request's id, set by the web layer; empty in commands and jobs."""


class AuditEvent(Base):
    """One change of state. Rows are only ever added."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject", "subject", "id"),
        Index("ix_audit_events_actor", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None]
    org_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]]
    request_id: Mapped[str] = mapped_column(String(40))


def audit(session: Session, actor: Actor, action: str, subject: str, **facts: Any) -> None:
    """Note that `actor` did `action` (`listing.published`) to `subject` (`listing:42`).

    facts: plain JSON values that explain it; never a password, token or message body.
    """
    _NOTE.run(
        session,
        at=now(),
        user_id=actor.user_id,
        org_id=actor.org_id,
        actor=actor.name[:120],
        action=action,
        subject=subject,
        facts=facts,
        request_id=request_id.get(),
    )


_NOTE = PreparedInsert(AuditEvent, "at", "user_id", "org_id", "actor", "action", "subject", "facts", "request_id")
