"""What was said in a thread: messages, notes, files, who has read how far, steps. The caller has found the thread first.

Notes come only from `list_notes` and its files, which only the staff's page asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, case, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.files import PICTURES, StoredFile
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.threads.models import (
    ANONYMOUS,
    Attachment,
    Message,
    MessageRevision,
    ThreadEvent,
    ThreadNote,
    ThreadPresence,
    ThreadRead,
)
from portal.threads.policies import sees_revisions
from portal.threads.queries.one import ThreadView

PAGE = 50


@dataclass(frozen=True, slots=True, eq=False)
class MessageView:
    """A message as stored; `html` is safe. Read again unchanged it is the same object."""

    id: int
    author_id: int | None
    author_name: str
    by_staff: bool
    body: str
    html: str
    file_count: int
    client_key: str
    created_at: datetime
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoteView:
    """An internal note."""

    id: int
    author_id: int
    author_name: str
    html: str
    file_count: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a message or a note. `token` is its place in the store, for the download route only."""

    id: int
    message_id: int | None
    note_id: int | None
    name: str
    media_type: str
    size: int
    token: str

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has looked: how far they read, and what they do now ('' when away)."""

    user_id: int
    name: str
    is_staff: bool
    read_to: int
    doing: str
    draft: str = ""
    """What the asking person began to write; of others nothing."""
    draft_is_note: bool = False
    draft_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the thread."""

    kind: str
    by_name: str
    facts: dict[str, Any]
    created_at: datetime


_MESSAGES: Any = select(
    Message.id, Message.author_id, Message.author_name, Message.by_staff, Message.body, Message.body_html,
    Message.file_count, Message.client_key, Message.created_at, Message.edited_at,
).where(Message.thread_id == bindparam("thread"))  # fmt: skip
_NEWEST = Prepared(
    _MESSAGES.where(Message.id < bindparam("before")).order_by(Message.id.desc()).limit(PAGE + 1), keep=4096
)
_AFTER = Prepared(_MESSAGES.where(Message.id > bindparam("after")).order_by(Message.id).limit(200))
_ONE = _MESSAGES.where(Message.id == bindparam("message"))
_BY_KEY = _MESSAGES.where(Message.author_id == bindparam("author"), Message.client_key == bindparam("key"))
_NOTES: Any = (
    select(
        ThreadNote.id, ThreadNote.author_id, ThreadNote.author_name, ThreadNote.body_html, ThreadNote.file_count,
        ThreadNote.created_at,
    )
    .where(ThreadNote.thread_id == bindparam("thread"), ThreadNote.id > bindparam("after"))
    .where(ThreadNote.created_at >= bindparam("since"), ThreadNote.created_at < bindparam("until"))
    .order_by(ThreadNote.id)
    .limit(200)
)  # fmt: skip
_FILES: Any = select(
    Attachment.id, Attachment.message_id, Attachment.note_id, StoredFile.name, StoredFile.media_type, StoredFile.size,
    StoredFile.token,
).join(StoredFile, StoredFile.id == Attachment.file_id).where(Attachment.thread_id == bindparam("thread"))  # fmt: skip
_READERS = Prepared(
    select(
        ThreadRead.user_id, User.name, User.is_staff, ThreadRead.last_read_message_id, ThreadPresence.state, ThreadPresence.until,
        case((ThreadRead.user_id == bindparam("me"), ThreadRead.draft), else_="").label("draft"),
        ThreadRead.draft_is_note, ThreadRead.draft_at,
    )
    .join(User, User.id == ThreadRead.user_id)
    .outerjoin(
        ThreadPresence,
        (ThreadPresence.thread_id == ThreadRead.thread_id) & (ThreadPresence.user_id == ThreadRead.user_id),
    )
    .where(ThreadRead.thread_id == bindparam("thread"))
    .order_by(ThreadRead.user_id)
)  # fmt: skip
_STEPS = Prepared(
    select(ThreadEvent.kind, ThreadEvent.by_name, ThreadEvent.facts, ThreadEvent.created_at)
    .where(ThreadEvent.thread_id == bindparam("thread"), or_(ThreadEvent.public.is_(True), bindparam("all", type_=ThreadEvent.public.type)))
    .order_by(ThreadEvent.id.desc())
    .limit(100)
)  # fmt: skip
_STEPS_UNNAMED = (
    select(
        ThreadEvent.kind,
        case((or_(ThreadEvent.by_id.is_(None), User.is_staff.is_(True)), ThreadEvent.by_name), else_=ANONYMOUS),
        ThreadEvent.facts,
        ThreadEvent.created_at,
    )
    .outerjoin(User, User.id == ThreadEvent.by_id)
    .order_by(ThreadEvent.id.desc())
    .limit(100)
)
"""The staff's steps of a thread whose customer is not to be named."""
_NO_MESSAGE_YET = 2**62
_BEGINNING, _END = (
    datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
    datetime.fromisoformat("9999-01-01T00:00:00+00:00"),
)


def list_messages(
    session: Session, thread: ThreadView, *, before: int | None = None, after: int | None = None
) -> tuple[Sequence[MessageView], bool]:
    """Messages oldest first: the newest page, the page before a message, or what came after one. Second: is there more before?"""
    if after is not None:
        rows = _AFTER.all(session, thread=thread.id, after=after)
        return _unnamed(thread, [MessageView(*row) for row in rows]), False
    rows = _NEWEST.all(session, thread=thread.id, before=before or _NO_MESSAGE_YET)
    return _unnamed(thread, [_message(row) for row in reversed(rows[:PAGE])]), len(rows) > PAGE


def _unnamed(thread: ThreadView, messages: list[MessageView]) -> list[MessageView]:
    """Whose words they are stays unsaid where the reader may not know the customer."""
    if not thread.is_masked:
        return messages
    return [one if one.by_staff else replace(one, author_id=0, author_name=ANONYMOUS) for one in messages]


@lru_cache(maxsize=4096)
def _message(row: Any) -> MessageView:
    return MessageView(*row)


def find_message(session: Session, thread: ThreadView, message_id: int) -> MessageView:
    """A message of this very thread. Raises: NotFound."""
    row = session.execute(_ONE, {"thread": thread.id, "message": message_id}).first()
    if row is None:
        raise NotFound("消息不存在")
    return _unnamed(thread, [MessageView(*row)])[0]


def message_by_key(session: Session, thread: ThreadView, *, author_id: int, key: str) -> MessageView | None:
    """The message the author already sent with this key, if any."""
    row = session.execute(_BY_KEY, {"thread": thread.id, "author": author_id, "key": key}).first()
    return MessageView(*row) if row else None


def list_notes(
    session: Session,
    thread: ThreadView,
    *,
    after: int = 0,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Sequence[NoteView]:
    """Internal notes, oldest first. For the staff's page only."""
    values = {"thread": thread.id, "after": after, "since": since or _BEGINNING, "until": until or _END}
    return [NoteView(*row) for row in session.execute(_NOTES, values)]


def list_files(
    session: Session, thread: ThreadView, *, messages: Iterable[MessageView] = (), notes: Iterable[NoteView] = ()
) -> Sequence[FileView]:
    """The files of these messages and notes; no query when there are none."""
    message_ids = [message.id for message in messages if message.file_count]
    note_ids = [note.id for note in notes if note.file_count]
    if not message_ids and not note_ids:
        return []
    query = _FILES.where(or_(Attachment.message_id.in_(message_ids), Attachment.note_id.in_(note_ids)))
    return [FileView(*row) for row in session.execute(query.order_by(Attachment.id), {"thread": thread.id})]


def find_file(session: Session, actor: Actor, thread: ThreadView, file_id: int) -> FileView:
    """A file of this very thread; a note's file is there for staff only. Raises: NotFound."""
    row = session.execute(_FILES.where(Attachment.id == file_id), {"thread": thread.id}).first()
    if row is None or (row.note_id is not None and not actor.is_staff):
        raise NotFound("文件不存在")
    return FileView(*row)


def list_readers(session: Session, actor: Actor, thread: ThreadView) -> Sequence[Reader]:
    """Everybody who has looked at the thread; with the actor's own draft."""
    moment = now()
    hidden = thread.is_masked
    return [
        Reader(
            user_id,
            ANONYMOUS if hidden and not is_staff else name,
            is_staff,
            read_to,
            state if state and until > moment else "",
            *draft,
        )
        for user_id, name, is_staff, read_to, state, until, *draft in _READERS.all(
            session, thread=thread.id, me=actor.user_id or 0
        )
    ]


def list_steps(session: Session, actor: Actor, thread: ThreadView) -> Sequence[StepView]:
    """The steps taken, oldest first; the company sees the public ones."""
    if thread.is_masked:
        unnamed = session.execute(_STEPS_UNNAMED.where(ThreadEvent.thread_id == thread.id)).all()
        return [StepView(*row) for row in reversed(unnamed)]
    rows = _STEPS.all(session, thread=thread.id, all=actor.is_staff)
    return [StepView(*row) for row in reversed(rows)]


def list_revisions(
    session: Session, actor: Actor, thread: ThreadView, message_id: int
) -> tuple[MessageView, Sequence[tuple[str, datetime]]]:
    """A message and what it said before, oldest first. Raises: NotFound (also for the other side's corrections)."""
    message = find_message(session, thread, message_id)
    if not sees_revisions(actor, by_staff=message.by_staff):
        raise NotFound("消息不存在")
    rows = session.execute(
        select(MessageRevision.body, MessageRevision.written_at)
        .where(MessageRevision.message_id == message.id)
        .order_by(MessageRevision.id)
        .limit(50)
    )
    return message, [(row.body, row.written_at) for row in rows]
