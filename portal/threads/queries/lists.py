"""Lists of threads: a company's own, the one beside a conversation, and the search within them. The desk's queue is `queue`."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.materials.text import fold_characters
from portal.organisations.models import Organisation
from portal.threads.models import (
    ACTIVE,
    ANONYMOUS,
    CLOSED,
    RESOLVED,
    Message,
    Thread,
    ThreadNote,
    ThreadRead,
)
from portal.threads.policies import Audience, about_values, audience_of, supervises, visible_to, visible_to_audience
from portal.threads.queries.counts import JOINED

FOUND_AT_MOST = 200
"""A search within threads looks no further than this many: its words are looked for in the texts themselves."""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What of one's threads to list. state: open, closed or all."""

    state: str = "all"
    words: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A thread in a list. unread: messages of the other side the actor has not read."""

    no: str
    kind: str
    subject: str
    status: str
    side: str
    org_id: int
    org_name: str
    owner_id: int | None
    owner_name: str | None
    department: str
    priority: str
    last_message_at: datetime
    excerpt: str
    by_staff: bool
    waiting_since: datetime | None
    message_count: int
    unread: int
    is_anonymous: bool
    due_at: datetime | None = None
    """What was promised next; None where nothing is due, and in the list beside a conversation, which does not ask."""

    @property
    def url(self) -> str:
        return f"/threads/{self.no}"


_owner = aliased(User)
_read_to = func.coalesce(ThreadRead.last_read_message_id, 0)


BY_DUE = (
    Thread.due_at.is_(None),
    Thread.due_at,
    Thread.waiting_since.is_(None),
    Thread.waiting_since,
    Thread.last_message_at.desc(),
)
"""The desk's order."""


def unread(is_staff: bool) -> ColumnElement[int]:
    """How many messages of the other side `:me` has not read; a column of statements that join ThreadRead."""
    newest = Thread.last_customer_message_id if is_staff else Thread.last_staff_message_id
    unseen = select(func.count()).where(
        Message.thread_id == Thread.id, Message.id > _read_to, Message.by_staff.is_(not is_staff)
    )
    if is_staff:
        # Not every thread of every colleague is news: one's own, nobody's, and those one has looked at.
        concerns = or_(Thread.owner_id.is_(None), Thread.owner_id == bindparam("me"), ThreadRead.user_id.is_not(None))
    else:
        concerns = or_(ThreadRead.user_id.is_not(None), Thread.last_message_at > JOINED)
    return case((and_(newest > _read_to, concerns), unseen.correlate(Thread, ThreadRead).scalar_subquery()), else_=0)


@functools.cache
def _listing(is_staff: bool, *, due: bool = True) -> Any:
    return (
        select(
            Thread.no, Thread.kind, Thread.subject, Thread.status, Thread.side, Thread.org_id,
            case((Organisation.short_name != "", Organisation.short_name), else_=Organisation.name).label("org_name"),
            Thread.owner_id, _owner.name.label("owner_name"), Thread.department, Thread.priority, Thread.last_message_at, Thread.last_message_excerpt,
            Thread.last_message_by_staff, Thread.waiting_since, Thread.message_count, unread(is_staff).label("unread"),
            Thread.is_anonymous, *([Thread.due_at] if due else []),
        )
        .select_from(Thread)
        .join(Organisation, Organisation.id == Thread.org_id)
        .outerjoin(_owner, _owner.id == Thread.owner_id)
        .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.user_id == bindparam("me")))
    )  # fmt: skip


def holding(actor: Actor, words: str) -> ColumnElement[bool]:
    """Threads that hold all the words: each in the subject, the number, a message, for staff in the company's name or a note.

    LIKE on the texts: words of two characters work, and what may be seen bounds what is read. Scripts and widths are one.
    """
    clauses: list[ColumnElement[bool]] = []
    for word in words.split()[:6]:
        folded = fold_characters(word)
        said = exists().where(Message.thread_id == Thread.id, Message.folded.contains(folded, autoescape=True))
        places = [Thread.folded.contains(folded, autoescape=True), Thread.no == word.upper(), said]
        if actor.is_staff:
            noted = exists().where(
                ThreadNote.thread_id == Thread.id, ThreadNote.folded.contains(folded, autoescape=True)
            )
            names = (Organisation.name.icontains(form, autoescape=True) for form in {word, folded})
            named = or_(*names)
            # Who may not know whose complaint it is does not find it by the name either.
            places += [named if supervises(actor) else and_(named, Thread.is_anonymous.is_(False)), noted]
        clauses.append(or_(*places))
    return and_(*clauses) if clauses else false()


def list_threads(
    session: Session, actor: Actor, *, wanted: ListFilter, page: int = 1, size: int = 20
) -> tuple[Page[Listed], int]:
    """The actor's threads, newest word first, and how many of them are open. For staff: those they own."""
    mine = Thread.owner_id == actor.user_id if actor.is_staff else visible_to(actor)
    conditions = [mine]
    if actor.is_staff:
        conditions.append(visible_to(actor))
    still_open = Thread.status.not_in((RESOLVED, CLOSED))
    if wanted.kind:
        conditions.append(Thread.kind == wanted.kind)
    base = and_(*conditions)
    if wanted.state != "all":
        conditions.append(still_open if wanted.state == "open" else Thread.status.in_((RESOLVED, CLOSED)))
    query = _listing(actor.is_staff).order_by(Thread.last_message_at.desc(), Thread.id.desc())
    values = {"me": actor.user_id}
    counts = session.execute(
        select(func.count(), func.coalesce(func.sum(case((still_open, 1), else_=0)), 0)).select_from(Thread).where(base)
    ).one()
    if wanted.words:
        query = query.where(*conditions, holding(actor, wanted.words)).limit(FOUND_AT_MOST)
        found = [Listed(*row) for row in session.execute(query, values)]
        return Page(_shown(actor, found[(page - 1) * size : page * size]), page, size, len(found)), counts[1]
    total = {"all": counts[0], "open": counts[1], "closed": counts[0] - counts[1]}[wanted.state]
    rows = session.execute(query.where(*conditions).limit(size).offset((page - 1) * size), values)
    return Page(_shown(actor, [Listed(*row) for row in rows]), page, size, total), counts[1]


def _shown(actor: Actor, rows: list[Listed]) -> list[Listed]:
    """The rows without the names of those who asked to stay unnamed, for who may not know them."""
    if not actor.is_staff or supervises(actor):
        return rows
    return [replace(row, org_id=0, org_name=ANONYMOUS) if row.is_anonymous else row for row in rows]


def recent_threads(session: Session, actor: Actor, *, limit: int = 15) -> Sequence[Listed]:
    """The list beside a conversation: for the company its newest, for staff their own and what waits for anybody."""
    audience = audience_of(actor)
    if audience == "nobody":
        return []
    values = {"me": actor.user_id, "most": limit} | (about_values(actor) if actor.is_staff else {"org": actor.org_id})
    return _shown(actor, [Listed(*row) for row in _recent(audience).all(session, **values)])


@functools.cache
def _recent(audience: Audience) -> Prepared:
    is_staff = audience in ("staff", "supervision")
    query = _listing(is_staff, due=False).where(visible_to_audience(audience)).limit(bindparam("most"))
    if not is_staff:
        return Prepared(query.order_by(Thread.last_message_at.desc(), Thread.id.desc()))
    return Prepared(
        query.where(
            Thread.status.in_(ACTIVE), or_(Thread.owner_id == bindparam("me"), Thread.owner_id.is_(None))
        ).order_by(Thread.owner_id.is_(None), *BY_DUE)
    )
