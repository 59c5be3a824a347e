"""Telling the absent side by mail: one mail for all that came meanwhile, and none when it was read in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import select, union, update
from sqlalchemy.orm import Session

from portal.accounts.queries import staff_in
from portal.core.clock import now
from portal.core.mail import reply_of
from portal.core.outbox import enqueue
from portal.core.permissions import SYSTEM, Actor
from portal.core.texts import N_
from portal.core.uow import Database
from portal.organisations.actors import actor_of
from portal.organisations.queries import managers_of
from portal.threads.casefile import ThreadWatcher
from portal.threads.models import ANONYMOUS, Message, Thread, ThreadGuest, ThreadPresence, ThreadRead
from portal.threads.policies import can_see, hides_customer
from portal.threads.queries import find_thread
from portal.threads.services.acknowledging import acknowledge, mail_acknowledgement
from portal.threads.services.assigning import assign_new
from portal.threads.services.automatic import Said
from portal.threads.services.mentions import sees
from portal.threads.services.reading import insert_once
from portal.threads.services.telling import TELL as TELL
from portal.threads.services.telling import tell_staff

EXCERPTS = 5
STILL_HERE_S = 60


class Say(Protocol):
    """Says something in the thread by itself, once; mails: whether the company is told of it by mail. None: nothing was to be said."""

    def __call__(self, *, mails: bool) -> Said | None: ...


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the rules need of the thread, for one recipient."""

    kind: str
    org_id: int
    opened_by: int
    owner_id: int | None
    status: str
    is_guest: bool
    about: str


def opened(session: Session, payload: dict[str, Any], say: Say | None = None) -> None:
    """A thread was opened: somebody gets it, where its department wants so, and then its writer hears who and when.

    say: what the house answers at once. It stands in the mail of the acknowledgement, so that there is one mail and not two.
    """
    assign_new(session, payload)
    told = acknowledge(session, thread_id=payload["thread_id"])
    mails = told is not None and told.mails
    said = say(mails=not mails) if say is not None else None
    if told is None or not mails:
        return
    mail_acknowledgement(session, told, said=said.body if said else "")
    if said is not None and told.opener.user_id is not None:
        _note_told(session, told.thread.id, told.opener.user_id, said.id)


def tell(session: Session, payload: dict[str, Any]) -> None:
    """Write one mail to each person of the side that has not read what the other side said.

    The company's people are those who opened or wrote in the thread, and its managers where none of those is there (a supplier
    just brought in); of the staff its owner, and where there is none the department, unless a colleague has read it. Somebody
    who has the page open is given a little longer. Runs again harmlessly: what a person was told of is noted with the mail.
    """
    thread = session.get(Thread, payload["thread_id"])
    if thread is None:
        return
    to_company = payload["side"] == "company"
    still_here = False
    for user_id, actor in _concerned(session, thread, to_company=to_company).items():
        if not actor.email_confirmed:
            continue
        read = session.get(ThreadRead, (user_id, thread.id))
        known_to = max(read.last_read_message_id, read.told_message_id) if read else 0
        news = _news(session, thread, by_staff=to_company, after=known_to)
        if not news:
            continue
        if _is_here(session, thread.id, user_id):
            still_here = True
            continue
        enqueue(session, "mail.send", _mail(actor, thread, news))
        _note_told(session, thread.id, user_id, news[-1].id, known=read is not None)
    _tell_watchers(session, thread)
    if still_here:
        enqueue(session, TELL, payload, run_after=now() + timedelta(seconds=STILL_HERE_S))


def _tell_watchers(session: Session, thread: Thread) -> None:
    """Colleagues who watch it hear that something was said, once for all that came together."""
    newest = max(thread.last_customer_message_id, thread.last_staff_message_id)
    waiting = session.scalars(
        select(ThreadWatcher).where(ThreadWatcher.thread_id == thread.id, ThreadWatcher.told_message_id < newest)
    ).all()
    if not waiting:
        return
    view = find_thread(session, SYSTEM, thread.no)
    wrote = set(session.scalars(select(Message.author_id).where(Message.thread_id == thread.id, Message.id == newest)))
    for watcher in waiting:
        watcher.told_message_id = newest
    tell_staff(
        session,
        [one.user_id for one in waiting if one.user_id not in wrote and sees(session, one.user_id, view)],
        key=f"watch:{thread.id}:{newest}",
        says=N_("您关注的会话有新消息：%(title)s"),
        values={"title": thread.subject},
        no=thread.no,
    )


def forget_presence(database: Database) -> None:
    """Periodic: remove who looked at what long ago."""
    with database.writing() as session:
        table = ThreadPresence.__table__
        session.execute(table.delete().where(ThreadPresence.until < now() - timedelta(hours=1)))  # type: ignore[attr-defined]


def _concerned(session: Session, thread: Thread, *, to_company: bool) -> dict[int, Actor]:
    """The first circle in which somebody is left who may see the thread."""
    for circle in (_taking_part, _in_charge):
        found = {}
        for user_id in circle(session, thread, to_company=to_company):
            actor = actor_of(session, user_id)
            if actor is not None and _still_sees(session, actor, thread, to_company=to_company):
                found[user_id] = actor
        if found:
            return found
    return {}


def _taking_part(session: Session, thread: Thread, *, to_company: bool) -> Sequence[int]:
    if not to_company:
        return [thread.owner_id] if thread.owner_id else []
    wrote = select(Message.author_id).where(Message.thread_id == thread.id, Message.by_staff.is_(False))
    opened = select(Thread.opened_by).where(Thread.id == thread.id)
    return list(session.scalars(union(opened, wrote)))


def _in_charge(session: Session, thread: Thread, *, to_company: bool) -> Sequence[int]:
    if to_company:
        return managers_of(session, thread.org_id)
    staff = staff_in(session, thread.department)
    seen = select(ThreadRead.user_id).where(
        ThreadRead.thread_id == thread.id,
        ThreadRead.user_id.in_(staff),
        ThreadRead.last_read_message_id >= thread.last_customer_message_id,
    )
    return [] if session.execute(seen.limit(1)).first() else staff


def _still_sees(session: Session, actor: Actor, thread: Thread, *, to_company: bool) -> bool:
    if actor.is_staff == to_company:
        return False
    guest = actor.is_staff and session.get(ThreadGuest, (thread.id, actor.user_id)) is not None
    facts = _Facts(thread.kind, thread.org_id, thread.opened_by, thread.owner_id, thread.status, guest, thread.about)
    return can_see(actor, facts)


def _news(session: Session, thread: Thread, *, by_staff: bool, after: int) -> Sequence[Any]:
    return session.execute(
        select(Message.id, Message.author_name, Message.by_staff, Message.body, Message.file_count)
        .where(Message.thread_id == thread.id, Message.by_staff.is_(by_staff), Message.id > after)
        .order_by(Message.id)
        .limit(100)
    ).all()


def _is_here(session: Session, thread_id: int, user_id: int) -> bool:
    seen = session.get(ThreadPresence, (thread_id, user_id))
    return seen is not None and seen.until > now()


def _mail(actor: Actor, thread: Thread, news: Sequence[Any]) -> dict[str, Any]:
    unnamed = ANONYMOUS if hides_customer(actor, is_anonymous=thread.is_anonymous) else ""
    return {
        "to": actor.email,
        "template": "email/threads/news",
        "locale": actor.locale,
        "reply": reply_of(actor, [f"/threads/{thread.no}"]),
        "context": {
            "name": actor.name,
            "no": thread.no,
            "subject": thread.subject,
            "count": len(news),
            "more": max(0, len(news) - EXCERPTS),
            "messages": [
                {
                    "author": unnamed if unnamed and not row.by_staff else row.author_name,
                    "text": " ".join(row.body.split())[:300],
                    "files": row.file_count,
                }
                for row in news[-EXCERPTS:]
            ],
            "url": f"/threads/{thread.no}",
        },
    }


def _note_told(session: Session, thread_id: int, user_id: int, message_id: int, *, known: bool = False) -> None:
    if not known:
        values = {"user_id": user_id, "thread_id": thread_id, "last_read_message_id": 0, "at": now()}
        insert_once(session, ThreadRead, values)
    session.execute(
        update(ThreadRead)
        .where(ThreadRead.user_id == user_id, ThreadRead.thread_id == thread_id)
        .values(told_message_id=message_id)
    )
