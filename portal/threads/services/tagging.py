"""The desk's words for a thread, when it comes back into the queue, and who else wants to hear of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid
from portal.core.live import announce
from portal.core.outbox import enqueue
from portal.core.permissions import SYSTEM, Actor
from portal.core.texts import N_
from portal.threads.casefile import ThreadWatcher
from portal.threads.models import Thread
from portal.threads.policies import can_work
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.mentions import sees
from portal.threads.services.reading import insert_once
from portal.threads.services.telling import add_step, tell_staff

MOST_TAGS = 8
LONGEST_TAG = 20
LONGEST_SNOOZE = timedelta(days=90)
WAKE = "threads.wake"


def clean_tags(raw: Iterable[str]) -> list[str]:
    """Tags as they are kept: without commas and needless blanks, each once. Raises: Invalid("tags")."""
    parts = [" ".join(part.split()) for one in raw for part in one.replace("，", ",").replace("、", ",").split(",")]
    tags = list(dict.fromkeys(part for part in parts if part))
    if any(len(tag) > LONGEST_TAG for tag in tags):
        raise Invalid("tags", "每个标签最多 %(max)s 个字", max=LONGEST_TAG)
    if len(tags) > MOST_TAGS:
        raise Invalid("tags", "最多 %(max)s 个标签", max=MOST_TAGS)
    return tags


def set_tags(session: Session, actor: Actor, *, no: str, tags: Iterable[str]) -> bool:
    """Give the thread exactly these tags. Returns whether that was news. Raises: NotFound, Forbidden, Invalid("tags")."""
    return _keep(session, actor, _workable(session, actor, no), clean_tags(tags))


def add_tag(session: Session, actor: Actor, *, no: str, tag: str) -> bool:
    """Add a tag to those it has. Returns whether that was news. Raises: NotFound, Forbidden, Invalid("tags")."""
    thread = _workable(session, actor, no)
    return _keep(session, actor, thread, clean_tags([*thread.tags.split(","), tag]))


def _keep(session: Session, actor: Actor, thread: ThreadView, tags: list[str]) -> bool:
    kept = f",{','.join(tags)}," if tags else ""
    if kept == thread.tags:
        return False
    session.execute(update(Thread).where(Thread.id == thread.id).values(tags=kept))
    add_step(session, actor, thread_id=thread.id, kind="tags", public=False, tags=tags)
    audit(session, actor, "thread.tagged", f"thread:{thread.id}", tags=tags)
    _tell_desk(session, thread)
    return True


def snooze(session: Session, actor: Actor, *, no: str, until: datetime | None) -> None:
    """Take it out of the queue until then; None: back at once. What the company was promised does not move.

    Raises: NotFound, Forbidden, Invalid("until").
    """
    thread = _workable(session, actor, no)
    moment = now()
    if until is not None and not moment < until <= moment + LONGEST_SNOOZE:
        raise Invalid("until", "请选择 90 天以内的将来时间")
    session.execute(update(Thread).where(Thread.id == thread.id).values(snoozed_until=until))
    if until is not None:
        payload = {"thread_id": thread.id, "user_id": actor.user_id, "until": until.isoformat()}
        enqueue(session, WAKE, payload, run_after=until)
        add_step(session, actor, thread_id=thread.id, kind="snoozed", public=False, until=until.isoformat())
    audit(session, actor, "thread.snoozed", f"thread:{thread.id}", until=until.isoformat() if until else None)
    _tell_desk(session, thread)


def wake(session: Session, payload: dict[str, Any]) -> None:
    """Job: a snoozed thread is in the queue again; whoever put it aside hears of it, unless it was moved or taken back meanwhile."""
    thread = session.get(Thread, payload["thread_id"])
    until = datetime.fromisoformat(payload["until"])
    if thread is None or thread.snoozed_until != until:
        return
    thread.snoozed_until = None
    audit(session, SYSTEM, "thread.woken", f"thread:{thread.id}")
    view = find_thread(session, SYSTEM, thread.no)
    people = {payload["user_id"], thread.owner_id or payload["user_id"]}
    tell_staff(
        session,
        [one for one in sorted(people) if sees(session, one, view)],
        key=f"wake:{thread.id}:{payload['until']}",
        says=N_("稍后处理的会话到时间了：%(title)s"),
        values={"title": thread.subject},
        no=thread.no,
    )
    _tell_desk(session, view)


def watch_thread(session: Session, actor: Actor, *, no: str, on: bool) -> None:
    """Hear of new messages in a thread that is somebody else's, or no more. Raises: NotFound, Forbidden."""
    thread = _workable(session, actor, no)
    if on:
        newest = max(thread.last_customer_message_id, thread.last_staff_message_id)
        row = {"thread_id": thread.id, "user_id": actor.user_id, "told_message_id": newest, "at": now()}
        insert_once(session, ThreadWatcher, row)
    else:
        session.execute(
            delete(ThreadWatcher).where(ThreadWatcher.thread_id == thread.id, ThreadWatcher.user_id == actor.user_id)
        )
    audit(session, actor, "thread.watched" if on else "thread.unwatched", f"thread:{thread.id}")
    announce(session, f"desk:{thread.no}", "changed", thread=thread.no)


def _workable(session: Session, actor: Actor, no: str) -> ThreadView:
    thread = find_thread(session, actor, no, for_update=True)
    if not can_work(actor, thread):
        raise Forbidden("只有客服可以处理会话")
    return thread


def _tell_desk(session: Session, thread: ThreadView) -> None:
    """The staff's pages alone: companies learn nothing of tags and snoozing."""
    announce(session, f"desk:{thread.no}", "changed", thread=thread.no)
    announce(session, "staff", "threads")
