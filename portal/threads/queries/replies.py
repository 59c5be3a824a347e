"""Ready answers: the ones kept by staff, and what was answered before to something like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.materials.text import fold_characters
from portal.threads.casefile import CannedReply
from portal.threads.models import CLOSED, CUSTOMER, RESOLVED, RESTRICTED_KINDS, Message, Thread
from portal.threads.policies import visible_to
from portal.threads.queries.one import ThreadView

LOOKED_THROUGH = 400
"""So many settled threads of the newest are compared."""


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A ready answer."""

    id: int
    department: str
    title: str
    body: str
    changed_by: str
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Precedent:
    """A settled thread like this one, and what was answered there last."""

    no: str
    subject: str
    answer: str

    @property
    def url(self) -> str:
        return f"/threads/{self.no}"


def list_replies(
    session: Session, *, words: str = "", departments: Sequence[str] | None = None, limit: int = 200
) -> Sequence[ReplyView]:
    """Ready answers that hold all the words; departments: of these sets and everybody's."""
    query = select(
        CannedReply.id, CannedReply.department, CannedReply.title, CannedReply.body, CannedReply.changed_by,
        CannedReply.changed_at, CannedReply.version,
    ).order_by(CannedReply.department, CannedReply.title).limit(limit)  # fmt: skip
    if departments is not None:
        query = query.where(CannedReply.department.in_(["", *departments]))
    for word in words.split()[:6]:
        query = query.where(CannedReply.folded.contains(fold_characters(word), autoescape=True))
    return [ReplyView(*row) for row in session.execute(query)]


def find_reply(session: Session, reply_id: int) -> ReplyView | None:
    """One of them."""
    reply = session.get(CannedReply, reply_id)
    if reply is None:
        return None
    return ReplyView(
        reply.id, reply.department, reply.title, reply.body, reply.changed_by, reply.changed_at, reply.version
    )


def find_precedents(
    session: Session, actor: Actor, thread: ThreadView, words: Sequence[str], *, limit: int = 4
) -> Sequence[Precedent]:
    """Settled threads that have most to do with these words, rare ones weighing more; complaints never serve as an example."""
    folded = [fold_characters(word) for word in words[:20]]
    if not folded:
        return []
    asked = or_(*(Message.folded.contains(word, autoescape=True) for word in folded), *(Thread.folded.contains(word, autoescape=True) for word in folded))  # fmt: skip
    rows = session.execute(
        select(Thread.id, Thread.no, Thread.subject, Thread.folded, Message.folded)
        .join(Message, Message.thread_id == Thread.id)
        .where(
            visible_to(actor),
            Thread.status.in_((RESOLVED, CLOSED)),
            Thread.side == CUSTOMER,
            Thread.kind.not_in(RESTRICTED_KINDS),
            Thread.id != thread.id,
            Message.by_staff.is_(False),
            asked,
        )
        .order_by(Thread.id.desc())
        .limit(LOOKED_THROUGH)
    ).all()
    hits: dict[int, set[str]] = {}
    about: dict[int, tuple[str, str]] = {}
    for thread_id, no, subject, of_thread, of_message in rows:
        about[thread_id] = (no, subject)
        hits.setdefault(thread_id, set()).update(word for word in folded if word in of_thread or word in of_message)
    common = Counter(word for found in hits.values() for word in found)
    best = sorted(hits, key=lambda one: (-sum(1 / common[word] for word in hits[one]) * len(hits[one]), -one))[:limit]
    answers = _longest_answers(session, best)
    return [Precedent(*about[one], answers[one]) for one in best if one in answers]


def _longest_answers(session: Session, thread_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(Message.thread_id, Message.body)
        .where(
            Message.thread_id.in_(thread_ids),
            Message.author_id.is_not(None),
            Message.by_staff.is_(True),
            Message.body != "",
        )
        .order_by(Message.id)
        .limit(200)
    )
    longest: dict[int, str] = {}
    for thread_id, body in rows:  # the answer itself is longer than the thanks after it
        if len(body) >= len(longest.get(thread_id, "")):
            longest[thread_id] = body
    return longest
