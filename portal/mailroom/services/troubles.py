"""Addresses that mail comes back from: counted, paused after some, free again when a mail arrives from them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.addresses import fold_email
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, NotFound
from portal.core.live import announce
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.mailroom.models import MailTrouble

PAUSED_AFTER = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """What staff see of an address that mail came back from."""

    address: str
    bounces: int
    reason: str
    last_at: datetime

    @property
    def is_paused(self) -> bool:
        return self.bounces >= PAUSED_AFTER


def note_bounce(session: Session, address: str, *, reason: str) -> None:
    """For a mail that can never arrive; a full letter box does not count."""
    address = fold_email(address)
    if "@" not in address:
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


def lift(session: Session, actor: Actor, address: str) -> None:
    """Staff know that the letter box is there again: what came back is forgotten, and mail goes there. Raises: Forbidden, NotFound."""
    if not actor.works_in("sales", "supervision"):
        raise Forbidden("此操作供物资通员工使用")
    address = fold_email(address)
    done: Any = session.execute(delete(MailTrouble).where(MailTrouble.address == address))
    if done.rowcount != 1:
        raise NotFound("这个地址没有退信记录")
    audit(session, actor, "mail.resumed", "mail_troubles", address=address)
    announce(session, "staff", "mail")


_TROUBLES = select(MailTrouble.address, MailTrouble.bounces, MailTrouble.reason, MailTrouble.last_at)


def list_troubles(session: Session, *, most: int = 50) -> list[Trouble]:
    """Newest first."""
    return [Trouble(*row) for row in session.execute(_TROUBLES.order_by(MailTrouble.last_at.desc()).limit(most))]


def troubles_of(session: Session, addresses: Collection[str]) -> dict[str, Trouble]:
    """Of these addresses those that mail came back from, by address."""
    rows = session.execute(_TROUBLES.where(MailTrouble.address.in_(list(addresses)[:500])))
    return {row.address: Trouble(*row) for row in rows}


def is_paused(database: Database, address: str) -> bool:
    with database.reading() as session:
        bounces = session.scalar(select(MailTrouble.bounces).where(MailTrouble.address == fold_email(address)))
    return (bounces or 0) >= PAUSED_AFTER
