"""Whom a complaint can be about: a department, or one of the staff the company has dealt with. And who is left to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.permissions import Actor
from portal.threads.models import DEPARTMENTS, RESTRICTED_KINDS, Message, Thread
from portal.threads.policies import is_about, keys_of, supervises, visible_to


def about_choices(session: Session, actor: Actor) -> Sequence[tuple[str, str]]:
    """(key, name): departments by their label, then the people who were in charge of the company's threads or wrote in them."""
    theirs = select(Thread.id).where(visible_to(actor))
    people: Any = union(
        select(Thread.owner_id).where(Thread.id.in_(theirs), Thread.owner_id.is_not(None)),
        select(Message.author_id).where(Message.thread_id.in_(theirs), Message.by_staff.is_(True)),
    )
    rows = session.execute(
        select(User.id, User.name).where(User.id.in_(people), User.is_staff.is_(True)).order_by(User.name).limit(100)
    )
    return [*((f"d:{key}", words) for key, words in DEPARTMENTS.items()), *((f"u:{row.id}", row.name) for row in rows)]


def owner_key(session: Session, actor: Actor, no: str) -> str:
    """The key of who is in charge of a thread the actor sees; empty when there is none."""
    owner = session.scalar(select(Thread.owner_id).where(Thread.no == no[:20], visible_to(actor)))
    return f"u:{owner}" if owner else ""


def somebody_may_read(session: Session, about: str) -> bool:
    """Whether a complaint about this would reach anybody."""
    rows = session.execute(
        select(User.id, User.is_admin, User.departments).where(User.is_staff.is_(True), User.disabled_at.is_(None))
    )
    for row in rows:
        them = Actor(
            user_id=row.id,
            is_staff=True,
            is_admin=row.is_admin,
            departments=frozenset(part for part in row.departments.split(",") if part),
        )
        if supervises(them) and not is_about(them, about):
            return True
    return False


def hidden_from(session: Session, actor: Actor) -> dict[int, str]:
    """The threads that are about the actor: (id, number). For pages that know threads by no rule of ours."""
    rows = session.execute(select(Thread.id, Thread.no).where(Thread.about.in_(keys_of(actor))).limit(1000))
    return {row.id: row.no for row in rows}


def takes_names(kind: str) -> bool:
    """Whether a thread of this kind may say whom it is about."""
    return kind in RESTRICTED_KINDS
