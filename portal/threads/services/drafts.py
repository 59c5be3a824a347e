"""What somebody began to write in a thread, kept by the server until it is sent: one draft a person and thread."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import Forbidden
from portal.core.permissions import Actor
from portal.threads.models import ThreadRead
from portal.threads.policies import can_write
from portal.threads.queries import find_thread, message_by_key
from portal.threads.words import MAX_BODY


def save_draft(session: Session, actor: Actor, *, no: str, body: str, is_note: bool, key: str) -> bool:
    """Keep it, or nothing where it is empty. key: the sender's key of the form; what was sent meanwhile is no draft any more.

    Raises: NotFound, Forbidden (who may not write there).
    """
    thread = find_thread(session, actor, no)
    if not can_write(actor, thread):
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    if key and message_by_key(session, thread, author_id=actor.user_id or 0, key=key):
        return False
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    moment = now()
    kept = {"draft": body[:MAX_BODY], "draft_is_note": is_note and actor.is_staff, "draft_at": moment}
    row = {
        "user_id": actor.user_id,
        "thread_id": thread.id,
        "last_read_message_id": 0,
        "told_message_id": 0,
        "at": moment,
    }
    session.execute(
        dialect.insert(ThreadRead)
        .values(**row, **kept)
        .on_conflict_do_update(index_elements=["user_id", "thread_id"], set_=kept)
    )
    return True


def drop_draft(session: Session, actor: Actor, *, thread_id: int) -> None:
    """Forget it, as it was sent."""
    session.execute(
        update(ThreadRead)
        .where(ThreadRead.user_id == actor.user_id, ThreadRead.thread_id == thread_id)
        .values(draft="", draft_is_note=False)
    )
