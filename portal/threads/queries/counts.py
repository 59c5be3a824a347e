"""How many threads hold something unread: asked on every page, so one query over an index, and nothing else."""

from __future__ import annotations

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.organisations.models import Membership
from portal.threads.models import CLOSED, STATUSES, Thread, ThreadRead
from portal.threads.policies import about_values, not_about_audience

_OPEN = tuple(status for status in STATUSES if status != CLOSED)
_READ = and_(ThreadRead.thread_id == Thread.id, ThreadRead.user_id == bindparam("me"))
# What was said before somebody joined the company is not news to them.
JOINED = (
    select(Membership.created_at)
    .where(Membership.user_id == bindparam("me"), Membership.ended_at.is_(None))
    .scalar_subquery()
)


def _counting(*conditions: object) -> Select[int]:
    return (
        select(func.count())
        .select_from(Thread)
        .outerjoin(ThreadRead, _READ)
        .where(Thread.status.in_(_OPEN), *conditions)  # type: ignore[arg-type]
    )


_OF_COMPANY = (
    Thread.org_id == bindparam("org"),
    Thread.last_staff_message_id > func.coalesce(ThreadRead.last_read_message_id, 0),
    or_(ThreadRead.user_id.is_not(None), Thread.last_message_at > JOINED),
)
_MANAGER = Prepared(_counting(*_OF_COMPANY))
_MEMBER = Prepared(_counting(*_OF_COMPANY, or_(Thread.kind != "complaint", Thread.opened_by == bindparam("me"))))
_STAFF = Prepared(
    _counting(
        Thread.owner_id == bindparam("me"),
        not_about_audience(),
        Thread.last_customer_message_id > func.coalesce(ThreadRead.last_read_message_id, 0),
    )
)


def count_unread(session: Session, actor: Actor) -> int:
    """Threads with something the actor has not read: the company's for a member, those they own for staff."""
    if actor.is_staff:
        return int(_STAFF.scalar(session, me=actor.user_id, **about_values(actor)))
    if not actor.is_customer:
        return 0
    query = _MANAGER if actor.is_manager else _MEMBER
    return int(query.scalar(session, me=actor.user_id, org=actor.org_id))
