"""Who has read how far, and who looks or types at this moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.db import Base
from portal.core.live import announce
from portal.core.permissions import Actor
from portal.core.prepared import PreparedChange
from portal.threads.models import ThreadPresence, ThreadRead
from portal.threads.queries import find_thread
from portal.threads.services.telling import announce_read

VIEWING, TYPING, NOTING, GONE = "viewing", "typing", "noting", "gone"
LASTS = {VIEWING: timedelta(seconds=120), TYPING: timedelta(seconds=8), NOTING: timedelta(seconds=8)}
"""How long each state holds without being said again."""


def mark_read(session: Session, actor: Actor, *, no: str, read_to: int) -> bool:
    """Note that the actor has read up to a message; never back, never past the newest. Returns whether that was news.

    Raises: NotFound.
    """
    thread = find_thread(session, actor, no)
    read_to = min(read_to, max(thread.last_customer_message_id, thread.last_staff_message_id))
    if not note_read(session, actor, thread_id=thread.id, read_to=read_to):
        return False
    announce_read(session, no=no, user_id=actor.user_id or 0, read_to=read_to)
    return True


def note_read(session: Session, actor: Actor, *, thread_id: int, read_to: int, sent: bool = False) -> bool:
    """Move the actor's mark on; False when it already was there. sent: what they were writing has gone out."""
    # What it gives back, not how many rows it touched: PostgreSQL's driver does not count those here.
    moved = (_MARK_AND_CLEAR if sent else _MARK).run(
        session, user_id=actor.user_id, thread_id=thread_id, last_read_message_id=read_to, told_message_id=0, draft="",
        draft_is_note=False, at=now(),
    )  # fmt: skip
    return bool(moved)


def _mark(dialect: str, *also: str) -> Any:
    """Insert the mark or move it on, never back, in one statement. also: columns set with it."""
    table: Any = ThreadRead.__table__
    columns = ("user_id", "thread_id", "last_read_message_id", "told_message_id", "draft", "draft_is_note", "at")
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    statement = statement.values({name: bindparam(name) for name in columns}).inline()
    return statement.on_conflict_do_update(
        index_elements=["user_id", "thread_id"],
        set_={name: statement.excluded[name] for name in ("last_read_message_id", "at", *also)},
        where=table.c.last_read_message_id < statement.excluded.last_read_message_id,
    ).returning(table.c.thread_id)


_MARK = PreparedChange(_mark)
_MARK_AND_CLEAR = PreparedChange(lambda dialect: _mark(dialect, "draft", "draft_is_note"))


def insert_once(session: Session, table: type[Base], values: dict[str, Any]) -> None:
    """Insert a row that two pages of one person may insert at the same moment: the second is no failure."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def set_presence(session: Session, actor: Actor, *, no: str, state: str) -> None:
    """Note that the actor looks at the thread, types a message or a note, or left.

    Typing reaches the other side, a note being typed only colleagues. Who only looks tells colleagues.
    Raises: NotFound.
    """
    thread = find_thread(session, actor, no)
    if state == NOTING and not actor.is_staff:
        state = VIEWING
    if state == TYPING and not (actor.is_staff or actor.can_write):
        state = VIEWING
    moment = now()
    known = session.execute(
        select(ThreadPresence.state, ThreadPresence.until).where(
            ThreadPresence.thread_id == thread.id, ThreadPresence.user_id == actor.user_id
        )
    ).first()
    was = known.state if known and known.until > moment else GONE
    until = moment + LASTS.get(state, timedelta(0))
    kept = state if state != GONE else VIEWING
    if known is None:
        values = {"thread_id": thread.id, "user_id": actor.user_id, "state": kept, "until": until}
        insert_once(session, ThreadPresence, values)
    else:
        session.execute(
            update(ThreadPresence)
            .where(ThreadPresence.thread_id == thread.id, ThreadPresence.user_id == actor.user_id)
            .values(state=kept, until=until)
        )
    if state == was and state != TYPING:
        return
    if TYPING in (state, was):
        announce(session, f"thread:{no}", "presence", thread=no)
    elif actor.is_staff:
        announce(session, f"desk:{no}", "presence", thread=no)
