"""What every change of a thread says to others: open pages, the trail of steps, the mail that may follow. Part of the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.live import announce
from portal.core.notices import tell
from portal.core.outbox import enqueue
from portal.core.permissions import Actor
from portal.threads.models import ThreadEvent

TELL = "threads.tell"


def announce_thread(session: Session, kind: str, *, no: str, org_id: int, lists: bool = True, **ids: Any) -> None:
    """Tell the pages that have the thread open; with lists, also that lists changed.

    What goes to a whole company or to all staff names no thread: not everybody there may know of it.
    """
    announce(session, f"thread:{no}", kind, thread=no, **ids)
    if lists:
        announce(session, f"org:{org_id}", "threads")
        announce(session, "staff", "threads")


def announce_read(session: Session, *, no: str, user_id: int, read_to: int) -> None:
    """Tell the thread's pages how far somebody read, and the reader's other pages that their count changed."""
    announce(session, f"thread:{no}", "read", thread=no, to=read_to)
    announce(session, f"user:{user_id}", "threads")


def add_step(session: Session, actor: Actor, *, thread_id: int, kind: str, public: bool, **facts: Any) -> None:
    """Note a step of the thread."""
    session.execute(
        insert(ThreadEvent).values(
            thread_id=thread_id,
            kind=kind,
            by_id=actor.user_id,
            by_name=actor.name[:60],
            public=public,
            facts=facts,
            created_at=now(),
        )
    )


def tell_by_mail(session: Session, *, thread_id: int, by_staff: bool, after_s: int) -> None:
    """Have the other side told by mail in a while, if it has not read by then. One waiting job a thread and side."""
    side = "company" if by_staff else "staff"
    enqueue(
        session,
        TELL,
        {"thread_id": thread_id, "side": side},
        run_after=now() + timedelta(seconds=after_s),
        key=f"{TELL}:{thread_id}:{side}",
    )


def tell_staff(
    session: Session, to: Sequence[int], *, key: str, says: str, values: Mapping[str, str | int], no: str
) -> None:
    """Tell colleagues of something in a thread: a notice each, with a link to the thread, or to their own ones where there is none. key: told once ever."""
    wanted = list(dict.fromkeys(to))
    if wanted:
        tell(
            session,
            to=wanted,
            topic="service",
            key=key,
            says=says,
            values=values,
            link=f"/threads/{no}" if no else "/desk?view=active&whose=mine",
        )
