"""The list of causes: supervision adds to it and retires from it; nothing that was counted is renamed or lost."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.casework.models import RecoveryCause
from portal.casework.models.recovery import DEFAULT_CAUSES
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.permissions import Actor
from portal.core.uow import Database
from portal.threads.policies import supervises


def begin_causes(database: Database) -> None:
    """When a worker starts: a house without causes gets the usual ones."""
    with database.writing() as session:
        if session.execute(select(RecoveryCause.id).limit(1)).first() is None:
            session.add_all(RecoveryCause(name=name) for name in DEFAULT_CAUSES)


def add_cause(session: Session, actor: Actor, *, name: str) -> None:
    """Raises: Forbidden, Invalid("name")."""
    if not supervises(actor):
        raise Forbidden("此操作由监督部门办理")
    name = " ".join(name.split())
    if not name:
        raise Invalid("name", "请填写原因")
    if len(name) > 40:
        raise Invalid("name", "最多 %(max)s 个字", max=40)
    if session.execute(select(RecoveryCause.id).where(RecoveryCause.name == name)).first():
        raise Invalid("name", "已经有这个原因")
    row = RecoveryCause(name=name, created_at=now())
    session.add(row)
    session.flush()  # the audit names it
    audit(session, actor, "cause.added", f"cause:{row.id}", name=name)


def retire_cause(session: Session, actor: Actor, *, cause_id: int, retired: bool) -> None:
    """Offer it no more, or again. Raises: Forbidden, NotFound."""
    if not supervises(actor):
        raise Forbidden("此操作由监督部门办理")
    row = session.get(RecoveryCause, cause_id, with_for_update=True)
    if row is None:
        raise NotFound("原因不存在")
    if (row.retired_at is not None) == retired:
        return
    row.retired_at = now() if retired else None
    audit(session, actor, "cause.retired" if retired else "cause.restored", f"cause:{cause_id}")
