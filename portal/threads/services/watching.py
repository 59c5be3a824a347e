"""Looking after promises: a warning at three quarters, supervision told on a breach, and reckoning anew when standards change.

What has been told is marked in the same transaction as the notice, so that a restart repeats nothing and loses nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.queries import staff_in
from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.events import record
from portal.core.live import announce
from portal.core.outbox import enqueue
from portal.core.permissions import SYSTEM, Department
from portal.core.texts import N_
from portal.core.uow import Database
from portal.standards import clock as clocks
from portal.standards.books import VERSION, book_of
from portal.standards.terms import FIRST, NEXT, RESOLVE
from portal.threads import promised
from portal.threads.events import PromiseBroken
from portal.threads.models import ACTIVE, CUSTOMER, Thread
from portal.threads.queries import ThreadView, threads_for_clock
from portal.threads.services.mentions import sees
from portal.threads.services.telling import add_step, tell_staff

RECKON = "threads.reckon"
CHUNK = 100
NEAR = {
    FIRST: N_("首次响应将于 %(due)s 到期：%(title)s"),
    NEXT: N_("后续回复将于 %(due)s 到期：%(title)s"),
    RESOLVE: N_("问题解决将于 %(due)s 到期：%(title)s"),
}
BROKEN = {
    FIRST: N_("首次响应已超时（应于 %(due)s）：%(title)s"),
    NEXT: N_("后续回复已超时（应于 %(due)s）：%(title)s"),
    RESOLVE: N_("问题解决已超时（应于 %(due)s）：%(title)s"),
}


def watch_promises(database: Database) -> None:
    """Periodic: look at every thread whose clock wants looking at."""
    while True:
        with database.writing() as session:
            found = _looked_at(session)
        if found < CHUNK:
            return


def _looked_at(session: Session) -> int:
    moment = now()
    ids = session.scalars(
        select(Thread.id)
        .where(Thread.watch_at <= moment)
        .order_by(Thread.watch_at)
        .limit(CHUNK)
        .with_for_update(skip_locked=True)
    ).all()
    for thread in threads_for_clock(session, ids):
        book = book_of(session, thread.standards)
        promise = promised.promise_of(thread, book)
        clock, news = clocks.look(promised.clock_of(thread), promise, book.calendar, moment)
        _write(session, thread, promised.reckoned(thread, clock, book))
        for what, broken, due_at in news:
            _tell(session, thread, what, broken=broken, due_at=due_at)
    return len(ids)


def tell_unseen(session: Session, thread: ThreadView, what: str, *, due_at: datetime | None, ended_at: datetime) -> int:
    """A promise that ends late before anybody looked at it was broken all the same. Returns the marks of what is told now."""
    if due_at is None or due_at >= ended_at or thread.clock_marks & clocks.BROKEN[what]:
        return 0
    _tell(session, thread, what, broken=True, due_at=due_at)
    return clocks.WARNED[what] | clocks.BROKEN[what]


def _tell(session: Session, thread: ThreadView, what: str, *, broken: bool, due_at: datetime) -> None:
    """The owner is warned (where there is none, the department); a breach goes to supervision too."""
    due, at = f"{due_at.astimezone(SHANGHAI):%m-%d %H:%M}", due_at.isoformat()
    people = [thread.owner_id] if thread.owner_id else list(staff_in(session, thread.department))
    if broken:
        people += staff_in(session, Department.SUPERVISION)
        add_step(session, SYSTEM, thread_id=thread.id, kind="late", public=False, what=what)
        audit(session, SYSTEM, "promise.broken", f"thread:{thread.id}", promise=what, due_at=at)
        record(session, PromiseBroken(thread_id=thread.id, promise=what, due_at=at))
        announce(session, f"desk:{thread.no}", "changed", thread=thread.no)
    announce(session, "staff", "threads")
    tell_staff(
        session,
        [one for one in dict.fromkeys(people) if sees(session, one, thread)],
        key=f"promise:{thread.id}:{what}:{'late' if broken else 'near'}:{at}",
        says=(BROKEN if broken else NEAR)[what],
        values={"due": due, "title": thread.subject},
        no=thread.no,
    )


def reckon_again(session: Session, payload: dict[str, Any]) -> None:
    """Job after the standards changed, or the tier of one company: its open threads, a chunk a transaction. Harmless again."""
    org_id, after = payload.get("org_id"), payload.get("after", 0)
    query = select(Thread.id).where(Thread.side == CUSTOMER, Thread.status.in_(ACTIVE), Thread.id > after)
    query = query.where(Thread.promised_by != VERSION if org_id is None else Thread.org_id == org_id)
    ids = session.scalars(query.order_by(Thread.id).limit(CHUNK).with_for_update()).all()
    moment = now()
    for thread in threads_for_clock(session, ids):
        book = book_of(session, thread.standards)
        clock = promised.clock_of(thread)
        clock = clocks.judged_anew(clock, promised.promise_of(thread, book), book.calendar, moment)
        _write(session, thread, promised.reckoned(thread, clock, book))
    if ids:
        announce(session, "staff", "threads")
    if len(ids) == CHUNK:
        enqueue(session, RECKON, {"org_id": org_id, "after": ids[-1]})


def _write(session: Session, thread: ThreadView, columns: dict[str, Any]) -> None:
    session.execute(update(Thread).where(Thread.id == thread.id).values(**columns))
