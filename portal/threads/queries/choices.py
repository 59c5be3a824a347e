"""What the queue's page offers to choose from: views kept, tags in use, the staff by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.core.remembered import remembered
from portal.threads.casefile import DeskView
from portal.threads.models import ACTIVE, RESTRICTED_KINDS, Thread


@dataclass(frozen=True, slots=True)
class ViewOfQueue:
    """A way of looking at the queue that somebody keeps."""

    id: int
    name: str
    query: str
    shared: bool
    own: bool


_KEPT_VIEWS = Prepared(
    select(DeskView.id, DeskView.name, DeskView.query, DeskView.shared, DeskView.user_id)
    .where(or_(DeskView.user_id == bindparam("me"), DeskView.shared.is_(True)))
    .order_by(DeskView.shared, DeskView.name, DeskView.id)
    .limit(50),
    flush=False,
)


def kept_views(session: Session, actor: Actor) -> Sequence[ViewOfQueue]:
    """The ways of looking at the queue the actor keeps, and those shared by colleagues."""
    return [
        ViewOfQueue(view_id, name, query, shared, user_id == actor.user_id)
        for view_id, name, query, shared, user_id in _KEPT_VIEWS.tuples(session, me=actor.user_id)
    ]


def known_tags(session: Session) -> Sequence[str]:
    """The tags in use on active threads, by name, but for complaints'. Half a minute old at most."""

    def read() -> tuple[str, ...]:
        rows = session.scalars(
            select(Thread.tags)
            .where(Thread.status.in_(ACTIVE), Thread.tags != "", Thread.kind.not_in(RESTRICTED_KINDS))
            .distinct()
            .limit(500)
        )
        return tuple(sorted({tag for tags in rows for tag in tags.split(",") if tag}))

    return remembered(session, "desk.tags", read, keep_s=20)


def staff_names(session: Session) -> Sequence[tuple[int, str]]:
    """The staff by name, for choosing. Half a minute old at most."""

    def read() -> tuple[tuple[int, str], ...]:
        rows = session.execute(
            select(User.id, User.name)
            .where(User.is_staff.is_(True), User.disabled_at.is_(None))
            .order_by(User.name)
            .limit(500)
        )
        return tuple((row.id, row.name) for row in rows)

    return remembered(session, "desk.staff", read, keep_s=20)
