"""Internal notes: what staff say among themselves. Stored once, however often one is sent."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden
from portal.core.files import TakenFile
from portal.core.live import announce
from portal.core.permissions import Actor
from portal.threads.models import ThreadNote
from portal.threads.policies import can_work
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.drafts import drop_draft
from portal.threads.services.mentions import tell_mentioned
from portal.threads.services.once import is_noted_again, key_beside
from portal.threads.services.posting import Posted, attach
from portal.threads.words import Words


def post_note(
    session: Session, actor: Actor, *, no: str, words: Words, key: str, files: Sequence[TakenFile] = ()
) -> Posted:
    """Add an internal note, once for each key. It moves none of the thread's counters: customers see nothing of it.

    Raises: NotFound (also for customers).
    """
    thread = find_thread(session, actor, no, for_update=True)
    if not can_work(actor, thread):
        raise Forbidden("只有客服可以写内部备注")
    known = _note_by_key(session, actor, thread, key)
    if known is not None and not is_noted_again(session, known, words, files):
        key = key_beside(key, words, files)
        known = _note_by_key(session, actor, thread, key)
    if known is not None:
        return Posted(thread.id, known, fresh=False)
    result = session.execute(
        insert(ThreadNote).values(
            thread_id=thread.id,
            author_id=actor.user_id,
            author_name=actor.name[:60],
            body=words.body,
            body_html=words.html,
            file_count=len(files),
            client_key=key,
            created_at=now(),
        )
    )
    note_id: int = result.inserted_primary_key[0]  # type: ignore[attr-defined]
    attach(session, actor, thread_id=thread.id, note_id=note_id, files=files)
    drop_draft(session, actor, thread_id=thread.id)
    tell_mentioned(session, actor, thread, words.body, note_id=note_id)
    audit(session, actor, "note.added", f"thread:{thread.id}", note=note_id)
    announce(session, f"desk:{thread.no}", "note", thread=thread.no)  # the staff's pages of it, and nobody else
    return Posted(thread.id, note_id, fresh=True)


def _note_by_key(session: Session, actor: Actor, thread: ThreadView, key: str) -> int | None:
    return session.scalar(
        select(ThreadNote.id).where(
            ThreadNote.thread_id == thread.id, ThreadNote.author_id == actor.user_id, ThreadNote.client_key == key
        )
    )
