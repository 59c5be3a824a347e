"""Answers to creations that carried an idempotency key, so that a repeated request gets the same answer instead of a second thing.

The key's row is written in the transaction that creates the thing: either both are there or neither is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, delete, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.clock import now
from portal.core.db import Base
from portal.core.errors import Conflict, Invalid
from portal.core.permissions import Actor
from portal.core.uow import Database

KEEP = timedelta(hours=48)


class IdempotencyKey(Base):
    """What was answered to the creation that carried this key. `id` is a digest of who asked, for which company, and the key."""

    __tablename__ = "idempotency_keys"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    """Digest of method, path and body."""
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer given before."""

    status: int
    answer: dict[str, Any]


def digest(*parts: bytes | str) -> str:
    """A digest over parts that keeps them apart."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def claim(session: Session, actor: Actor, key: str, request: str) -> Kept | None:
    """Take the key for this transaction; the answer kept under it when the same request was answered before.

    A second request with the key waits for the first to end (on SQLite for the write lock, on PostgreSQL at the
    primary key, at most as long as the lock timeout) and then gets its answer.
    Raises: Invalid when the key was used for another request, Conflict when the first one takes too long.
    """
    row_id = _row_id(actor, key)
    kept = _read(session, row_id)
    if kept is None:
        try:
            with session.begin_nested():
                session.add(IdempotencyKey(id=row_id, request=request, status=0, answer={}))
            return None
        except IntegrityError:
            kept = _read(session, row_id)
        except OperationalError as error:
            raise Conflict("相同幂等键的请求正在处理，请稍后重试") from error
    if kept is None or kept.request != request:
        raise Invalid("Idempotency-Key", "此幂等键已用于另一请求，请换一个")
    return Kept(status=kept.status, answer=kept.answer)


def keep(session: Session, actor: Actor, key: str, *, status: int, answer: dict[str, Any]) -> None:
    """Note the answer under a key claimed in this transaction."""
    session.execute(
        update(IdempotencyKey).where(IdempotencyKey.id == _row_id(actor, key)).values(status=status, answer=answer)
    )


def forget_old(database: Database) -> None:
    """Periodic: remove answers older than two days."""
    with database.writing() as session:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now() - KEEP))


def _row_id(actor: Actor, key: str) -> str:
    # The company too: whoever left it gets nothing more that was answered on its behalf.
    return digest(str(actor.user_id), str(actor.org_id), key)


def _read(session: Session, row_id: str) -> Any:
    columns = (IdempotencyKey.request, IdempotencyKey.status, IdempotencyKey.answer)
    return session.execute(select(*columns).where(IdempotencyKey.id == row_id)).first()
