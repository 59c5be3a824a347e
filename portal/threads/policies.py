"""Who may see a thread and what they may do with it: pure predicates, and the same rule as a clause for lists.

| who | sees | writes |
|---|---|---|
| the company's manager | all the company's threads | yes |
| member | all but colleagues' complaints | yes |
| viewer | the same | no |
| staff | all, but complaints and suggestions only in supervision, as owner or when brought in | yes |
| administrator | all | yes |
| who a complaint is about, or works in the department it is about, whatever else they are | nothing of it | no |
| the other company of a pair, everybody else | nothing: the thread does not exist | no |

A supplier's thread belongs to the supplier's company and carries nothing of the customer's; only staff know the pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select

from portal.core.db import Id
from portal.core.permissions import Actor, Department
from portal.threads.models import CLOSED, RESTRICTED_KINDS, Thread, ThreadGuest

EDIT_WINDOW = timedelta(minutes=5)

Audience = Literal["supervision", "staff", "manager", "member", "nobody"]


class Facts(Protocol):
    """What the rules need to know of a thread."""

    @property
    def kind(self) -> str: ...
    @property
    def org_id(self) -> int: ...
    @property
    def opened_by(self) -> int: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def status(self) -> str: ...
    @property
    def is_guest(self) -> bool: ...
    @property
    def about(self) -> str: ...


def supervises(actor: Actor) -> bool:
    """Reads complaints and suggestions."""
    return actor.works_in(Department.SUPERVISION)


_KEYS = 6
"""A person and five departments."""


def keys_of(actor: Actor) -> tuple[str, ...]:
    """By which names a complaint may be about the actor: the person's, and their departments'. Always as many."""
    return _filled(actor.user_id, tuple(sorted(actor.departments)))


@lru_cache(maxsize=1024)
def _filled(user_id: int | None, departments: tuple[str, ...]) -> tuple[str, ...]:
    keys = (f"u:{user_id}", *(f"d:{department}" for department in departments))[:_KEYS]
    return keys + keys[:1] * (_KEYS - len(keys))


def about_values(actor: Actor) -> dict[str, str]:
    """What statements made with `visible_to_audience` want to know of a member of staff."""
    return {f"key_{number}": key for number, key in enumerate(keys_of(actor))}


def is_about(actor: Actor, about: str) -> bool:
    """The complaint is about them: it is not there, even for an administrator, its owner or somebody brought in."""
    return bool(about) and about in keys_of(actor)


def hides_customer(actor: Actor, *, is_anonymous: bool) -> bool:
    """Does not learn who complained: all staff but supervision, where the customer asked so."""
    return is_anonymous and actor.is_staff and not supervises(actor)


def can_see(actor: Actor, thread: Facts) -> bool:
    """May read the thread. `visible_to` says the same for lists."""
    if actor.is_staff:
        return not is_about(actor, thread.about) and (
            thread.kind not in RESTRICTED_KINDS
            or supervises(actor)
            or thread.is_guest
            or thread.owner_id == actor.user_id
        )
    if not actor.is_customer or thread.org_id != actor.org_id:
        return False
    return thread.kind != "complaint" or actor.is_manager or thread.opened_by == actor.user_id


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The threads the actor may read, as a clause on `Thread`."""
    return _clause(audience_of(actor), me=actor.user_id, org=actor.org_id, keys=keys_of(actor))


def audience_of(actor: Actor) -> Audience:
    """Which of the five rules holds for the actor."""
    if actor.is_staff:
        return "supervision" if supervises(actor) else "staff"
    if not actor.is_customer:
        return "nobody"
    return "manager" if actor.is_manager else "member"


def visible_to_audience(audience: Audience) -> ColumnElement[bool]:
    """`visible_to` with `:me`, `:org` and `about_values` left open, for statements that are built once and asked on every page."""
    keys: list[Any] = [bindparam(f"key_{number}") for number in range(_KEYS)]
    return _clause(audience, me=bindparam("me", type_=Id), org=bindparam("org", type_=Id), keys=keys)


def not_about_audience() -> ColumnElement[bool]:
    """Threads that are not about the asker, with `about_values` left open."""
    return _not_about([bindparam(f"key_{number}") for number in range(_KEYS)])


def _not_about(keys: Sequence[Any]) -> ColumnElement[bool]:
    return or_(Thread.about == "", Thread.about.not_in(keys))


def _clause(audience: Audience, *, me: Any, org: Any, keys: Sequence[Any]) -> ColumnElement[bool]:
    if audience == "supervision":
        return _not_about(keys)
    if audience == "staff":
        guest = select(ThreadGuest.thread_id).where(ThreadGuest.user_id == me)
        seen = or_(Thread.kind.not_in(RESTRICTED_KINDS), Thread.owner_id == me, Thread.id.in_(guest))
        return and_(seen, _not_about(keys))
    if audience == "nobody":
        return false()
    own = Thread.org_id == org
    return own if audience == "manager" else and_(own, or_(Thread.kind != "complaint", Thread.opened_by == me))


def can_write(actor: Actor, thread: Facts) -> bool:
    """May post a message. A closed thread takes none from the company; it can be opened again."""
    if not can_see(actor, thread):
        return False
    return actor.is_staff or (actor.can_write and thread.status != CLOSED)


def can_work(actor: Actor, thread: Facts) -> bool:
    """May take, assign, set status and write notes: the staff who see it."""
    return actor.is_staff and can_see(actor, thread)


def can_settle(actor: Actor, thread: Facts) -> bool:
    """May say that it is resolved, or open it again: staff and the company's writers."""
    return can_see(actor, thread) and (actor.is_staff or actor.can_write)


def can_edit(actor: Actor, *, author_id: int | None, written_at: datetime, now: datetime) -> bool:
    """May correct a message: its author, within five minutes."""
    return (
        author_id is not None
        and actor.user_id == author_id
        and now - written_at < EDIT_WINDOW
        and (actor.is_staff or actor.can_write)
    )


def sees_revisions(actor: Actor, *, by_staff: bool) -> bool:
    """May read what a message said before: staff, and the company for its own messages."""
    return actor.is_staff or not by_staff
