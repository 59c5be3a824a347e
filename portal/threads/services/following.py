"""What goes along when a thread is merged: hand-offs, tasks, watchers, ties, drafts, suppliers' threads. Features above hear `ThreadMerged`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.permissions import Actor
from portal.threads.casefile import ACCEPTED, ASKED, RETURNED, HandOff, Task, ThreadLink, ThreadWatcher
from portal.threads.models import Thread, ThreadGuest, ThreadRead
from portal.threads.queries import ThreadView
from portal.threads.services.reading import insert_once
from portal.threads.services.tying import tie


def follow(session: Session, actor: Actor, gone: ThreadView, kept: ThreadView) -> None:
    """Have everything tied to the one thread belong to the other. What both have stays once."""
    _end_double_hand_offs(session, actor, gone, kept)
    for table in (HandOff, Task):
        session.execute(update(table).where(table.thread_id == gone.id).values(thread_id=kept.id))
    for people in (ThreadWatcher, ThreadGuest):
        there = select(people.user_id).where(people.thread_id == kept.id)
        of_gone = update(people).where(people.thread_id == gone.id, people.user_id.not_in(there))
        session.execute(of_gone.values(thread_id=kept.id))
    _tie(session, gone, kept)
    _carry_drafts(session, gone, kept)
    session.execute(update(Thread).where(Thread.parent_id == gone.id).values(parent_id=kept.id))
    if kept.owner_id is None and gone.owner_id is not None:
        session.execute(update(Thread).where(Thread.id == kept.id).values(owner_id=gone.owner_id))


def surviving_id(session: Session, thread_id: int) -> int:
    """Where a thread's matter goes on, as far as it was merged on; for jobs, whoever may see it."""
    for _step in range(20):
        into = session.scalar(select(Thread.merged_into_id).where(Thread.id == thread_id))
        if into is None:
            break
        thread_id = into
    return thread_id


def _end_double_hand_offs(session: Session, actor: Actor, gone: ThreadView, kept: ThreadView) -> None:
    """A department asked by both is asked once: the one that stays is the survivor's."""
    is_open = HandOff.state.in_((ASKED, ACCEPTED))
    asked = select(HandOff.to_department).where(HandOff.thread_id == kept.id, is_open)
    session.execute(
        update(HandOff)
        .where(HandOff.thread_id == gone.id, is_open, HandOff.to_department.in_(asked))
        .values(
            state=RETURNED, ended_at=now(), ended_by=actor.user_id, ended_name=actor.name[:60],
            outcome="会话合并，按并入会话的转办继续处理",
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _tie(session: Session, gone: ThreadView, kept: ThreadView) -> None:
    links = session.execute(
        select(ThreadLink.thread_id, ThreadLink.other_id, ThreadLink.by_id, ThreadLink.at).where(
            or_(ThreadLink.thread_id == gone.id, ThreadLink.other_id == gone.id)
        )
    ).all()
    for link in links:
        other = link.other_id if link.thread_id == gone.id else link.thread_id
        if other != kept.id:
            tie(session, other, kept.id, by_id=link.by_id, at=link.at)
    session.execute(delete(ThreadLink).where(or_(ThreadLink.thread_id == gone.id, ThreadLink.other_id == gone.id)))


def _carry_drafts(session: Session, gone: ThreadView, kept: ThreadView) -> None:
    """What somebody was writing stands in the survivor's box, unless they are writing there too."""
    begun = session.execute(
        select(ThreadRead.user_id, ThreadRead.draft, ThreadRead.draft_is_note, ThreadRead.draft_at).where(
            ThreadRead.thread_id == gone.id, ThreadRead.draft != ""
        )
    ).all()
    for row in begun:
        draft: dict[str, Any] = {"draft": row.draft, "draft_is_note": row.draft_is_note, "draft_at": row.draft_at}
        insert_once(session, ThreadRead, {"user_id": row.user_id, "thread_id": kept.id, "at": now()})
        session.execute(
            update(ThreadRead)
            .where(ThreadRead.user_id == row.user_id, ThreadRead.thread_id == kept.id, ThreadRead.draft == "")
            .values(**draft)
        )
