"""The same thing sent twice is stored once; other words that come with a used key are another thing, and are stored too.

A form taken out of the browser's history, or out of what it kept of a lost sending, still holds the key that was sent with it
before. Whoever writes something else in it must not be answered with what they wrote then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.core.files import StoredFile, TakenFile
from portal.core.idempotency import digest
from portal.threads.models import Attachment, Message, MessageRevision, ThreadNote
from portal.threads.words import Words


def key_beside(key: str, words: Words, files: Sequence[TakenFile], *more: str) -> str:
    """The key of what came with a used one: the same again for the same words and files."""
    return digest(key, words.body, *_marks(files), *more)[:40]


def is_again(session: Session, message_id: int, words: Words, files: Sequence[TakenFile]) -> bool:
    """Whether the message, as it was first sent or as it reads since, is these words with these files."""
    bodies = select(Message.body).where(Message.id == message_id)
    before = select(MessageRevision.body).where(MessageRevision.message_id == message_id)
    return _same(session, bodies.union(before), words, Attachment.message_id == message_id, files)


def is_noted_again(session: Session, note_id: int, words: Words, files: Sequence[TakenFile]) -> bool:
    """The same of an internal note."""
    body = select(ThreadNote.body).where(ThreadNote.id == note_id)
    return _same(session, body, words, Attachment.note_id == note_id, files)


def _same(session: Session, bodies: Any, words: Words, its: ColumnElement[bool], files: Sequence[TakenFile]) -> bool:
    if words.body not in session.scalars(bodies).all():
        return False
    kept = select(StoredFile.name, StoredFile.size).join(Attachment, Attachment.file_id == StoredFile.id).where(its)
    return sorted(f"{name}:{size}" for name, size in session.execute(kept)) == _marks(files)


def _marks(files: Sequence[TakenFile]) -> list[str]:
    return sorted(f"{file.name}:{file.size}" for file in files)
