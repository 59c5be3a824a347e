"""What a thread is about, for jobs of the packages below; owns nothing of the thread itself."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.threads.models import Thread

_ABOUT = select(Thread.org_id, Thread.subject_kind, Thread.subject_no).where(Thread.id == bindparam("thread_id"))


def about(session: Session, thread_id: int) -> tuple[int, str, str] | None:
    """The company a thread is with, and the kind and number of its subject; None when there is no such thread."""
    row = session.execute(_ABOUT, {"thread_id": thread_id}).first()
    return None if row is None else (row.org_id, row.subject_kind, row.subject_no)
