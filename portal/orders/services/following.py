"""Quotations and orders of a thread that was merged belong to the one it went into."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.orders.models import Order, Quotation
from portal.threads.services.following import surviving_id

FOLLOW = "orders.follow"


def follow_merged(session: Session, payload: dict[str, Any]) -> None:
    """Job after a thread was merged. Harmless again, and in whichever order several mergers are heard of."""
    gone = payload["thread_id"]
    kept = surviving_id(session, gone)
    for table in (Quotation, Order):
        # No version moves: who answers a quotation meanwhile is answering what they read.
        session.execute(
            update(table)
            .where(table.thread_id == gone)
            .values(thread_id=kept)
            .execution_options(synchronize_session=False)
        )
