"""Addresses that mail comes back from: counted, paused after some, free again when a mail arrives from them."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.addresses import fold_email
from portal.core.clock import now
from portal.core.uow import Database
from portal.mailroom.models import MailTrouble

PAUSED_AFTER = 3


def note_bounce(session: Session, address: str, *, hard: bool, reason: str) -> None:
    """Only a mail that can never arrive counts; a full letter box does not."""
    address = fold_email(address)
    if not hard or "@" not in address:
        return
    row = session.get(MailTrouble, address, with_for_update=True)
    if row is None:
        row = MailTrouble(address=address, bounces=0)
        session.add(row)
    row.bounces += 1
    row.reason, row.last_at = reason[:200], now()


def note_life(session: Session, address: str) -> None:
    """Whoever writes to us can be written to."""
    session.execute(delete(MailTrouble).where(MailTrouble.address == fold_email(address)))


def is_paused(database: Database, address: str) -> bool:
    with database.reading() as session:
        bounces = session.scalar(select(MailTrouble.bounces).where(MailTrouble.address == fold_email(address)))
    return (bounces or 0) >= PAUSED_AFTER
