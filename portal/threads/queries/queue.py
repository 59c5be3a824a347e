"""The desk's queue: what is due first, its filters and counts. A statement is built once for each set of filters, then only run."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.db import UtcDateTime
from portal.core.live import LiveEvent
from portal.core.paging import Page
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.core.remembered import remembered
from portal.organisations.models import Organisation
from portal.threads.casefile import ACCEPTED, ASKED, HandOff, ThreadWatcher
from portal.threads.models import ACTIVE, ANONYMOUS, CLOSED, OPEN, RESOLVED, Thread, ThreadPresence, ThreadRead
from portal.threads.policies import Audience, about_values, audience_of, supervises, visible_to_audience
from portal.threads.queries.choices import staff_names
from portal.threads.queries.lists import BY_DUE, FOUND_AT_MOST, holding, unread
from portal.threads.queries.queued import InQueue, QueueCounts, Queued, QueueFilter

_owner = aliased(User)
_now: Any = bindparam("now", type_=UtcDateTime)
_awake = or_(Thread.snoozed_until.is_(None), Thread.snoozed_until <= _now)
_active = Thread.status.in_(ACTIVE)
_STATES: dict[str, ColumnElement[bool]] = {
    "waiting": and_(Thread.status == OPEN, _awake),
    "active": and_(_active, _awake),
    "overdue": and_(_active, Thread.due_at <= _now),
    "snoozed": and_(_active, Thread.snoozed_until > _now),
    "resolved": Thread.status == RESOLVED,
    "closed": Thread.status == CLOSED,
}
_SETTLED = {"resolved": RESOLVED, "closed": CLOSED}
_WHOSE: dict[str, ColumnElement[bool]] = {
    "mine": Thread.owner_id == bindparam("me"),
    "unassigned": Thread.owner_id.is_(None),
    "watched": exists().where(ThreadWatcher.thread_id == Thread.id, ThreadWatcher.user_id == bindparam("me")),
}
_DEPARTMENTS = 6


def _handed_to_own() -> tuple[ColumnElement[bool], ...]:
    """Hand-offs to one of the actor's departments that are not done yet."""
    own: list[Any] = [bindparam(f"own_{number}") for number in range(_DEPARTMENTS)]
    return HandOff.state.in_((ASKED, ACCEPTED)), HandOff.to_department.in_(own)


def _handed() -> ColumnElement[bool]:
    return exists().where(HandOff.thread_id == Thread.id, *_handed_to_own())


def _narrowed(names: Sequence[str]) -> list[ColumnElement[bool]]:
    of_tier = exists().where(Organisation.id == Thread.org_id, Organisation.tier == bindparam("tier"))
    known: dict[str, ColumnElement[bool]] = {
        "department": Thread.department == bindparam("department"),
        "kind": Thread.kind == bindparam("kind"),
        "side": Thread.side == bindparam("side"),
        "priority": Thread.priority == bindparam("priority"),
        "owner": Thread.owner_id == bindparam("owner"),
        "tier": of_tier,
        "tag": Thread.tags.contains(bindparam("tag"), autoescape=False),
    }
    return [known[name] for name in names]


def _conditions(audience: Audience, view: str, whose: str, names: Sequence[str]) -> list[ColumnElement[bool]]:
    state = and_(_active, _handed()) if view == "handed" else _STATES[view]
    return [
        visible_to_audience(audience),
        state,
        *([_WHOSE[whose]] if whose else []),
        *_narrowed(names),
    ]


_ROWS: Any = (
    select(
        Thread.id, Thread.no, Thread.kind, Thread.subject, Thread.status, Thread.side, Thread.org_id,
        case((Organisation.short_name != "", Organisation.short_name), else_=Organisation.name).label("org_name"),
        Organisation.tier, Thread.owner_id, _owner.name.label("owner_name"), Thread.department, Thread.priority, Thread.tags,
        Thread.last_message_at, Thread.last_message_excerpt, Thread.last_message_by_staff, Thread.waiting_since, Thread.due_at,
        unread(True).label("unread"), Thread.is_anonymous,
    )
    .select_from(Thread)
    .join(Organisation, Organisation.id == Thread.org_id)
    .outerjoin(_owner, _owner.id == Thread.owner_id)
    .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.user_id == bindparam("me")))
    .order_by(*BY_DUE)
)  # fmt: skip


@functools.lru_cache(maxsize=256)
def _page(audience: Audience, view: str, whose: str, names: tuple[str, ...], due: bool) -> Prepared:
    """due: what something is due of, or the rest. Apart, since then an index gives the first ones without sorting the others."""
    # First which, then what of them: the companies and owners of a thousand threads are not looked up to show thirty.
    conditions = _conditions(audience, view, whose, names)
    chosen = select(Thread.id).where(*conditions, Thread.due_at.is_not(None) if due else Thread.due_at.is_(None))
    chosen = chosen.order_by(*BY_DUE[1:]).limit(bindparam("most")).offset(bindparam("first"))
    return Prepared(_ROWS.where(Thread.id.in_(chosen)), flush=False, keep=4096)


@functools.lru_cache(maxsize=256)
def _counting(audience: Audience, view: str, whose: str, names: tuple[str, ...]) -> Prepared:
    """Every number of the page in one walk over the active threads; what is settled is counted only where it is looked at."""
    settled = view in ("resolved", "closed")
    walked = or_(_active, Thread.status == _SETTLED[view]) if settled else _active
    awake, active = (and_(_active, _awake), _active) if settled else (_awake, true())
    in_view = and_(_handed() if view == "handed" else _STATES[view], *([_WHOSE[whose]] if whose else []))
    # What was handed over is little: looked up from there, not asked of every thread.
    given = select(func.count(HandOff.thread_id.distinct())).join(Thread, Thread.id == HandOff.thread_id)
    given = given.where(*_handed_to_own(), _active, visible_to_audience(audience), *_narrowed(names))
    return Prepared(
        select(
            _sum(_STATES["waiting"]),
            _sum(and_(Thread.owner_id == bindparam("me"), awake)),
            _sum(and_(Thread.owner_id.is_(None), awake)),
            _sum(awake),
            _sum(and_(active, Thread.due_at <= _now)),
            _sum(and_(active, Thread.snoozed_until > _now)),
            _sum(in_view),
            _sum(and_(in_view, Thread.due_at.is_not(None))),
            given.scalar_subquery(),
        )
        .select_from(Thread)
        .where(walked, visible_to_audience(audience), *_narrowed(names)),
        flush=False,
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _values(prepared: Prepared, actor: Actor, wanted: QueueFilter, **more: Any) -> dict[str, Any]:
    departments = sorted(actor.departments) or [""]
    own = {f"own_{number}": departments[min(number, len(departments) - 1)] for number in range(_DEPARTMENTS)}
    given = {
        "me": actor.user_id, "now": now(), "tag": f",{wanted.tag},", **own, **about_values(actor), **more,
        **{name: getattr(wanted, name) for name in wanted.narrowing if name != "tag"},
    }  # fmt: skip
    return {name: given[name] for name in prepared.names}


def list_queue(session: Session, actor: Actor, *, wanted: QueueFilter, page: int = 1, size: int = 30) -> Page[Queued]:
    """The desk's queue: what is due first, among equals who has waited longest; what nobody waits for follows, newest word first."""
    return queue_and_counts(session, actor, wanted=wanted, page=page, size=size)[0]


def count_queue(session: Session, actor: Actor, *, wanted: QueueFilter) -> QueueCounts:
    """The numbers on the queue's tabs, within the filters chosen."""
    counting = _counting(audience_of(actor), wanted.view, wanted.whose, wanted.narrowing)
    return QueueCounts(*counting.first(session, **_values(counting, actor, wanted)))


def counts_lately(session: Session, actor: Actor, *, wanted: QueueFilter) -> QueueCounts:
    """The same, counted anew only when something was announced to open pages since, or after a few seconds."""
    key = (audience_of(actor), actor.user_id, actor.departments, replace(wanted, words=""), _NEWS.scalar(session))
    return remembered(session, key, lambda: count_queue(session, actor, wanted=wanted), keep_s=5)


def queue_and_counts(
    session: Session, actor: Actor, *, wanted: QueueFilter, page: int = 1, size: int = 30, lately: bool = False
) -> tuple[Page[Queued], QueueCounts]:
    """A page of the queue and the numbers on its tabs; lately: these as `counts_lately` has them."""
    audience, names = audience_of(actor), wanted.narrowing
    counts = (counts_lately if lately else count_queue)(session, actor, wanted=wanted)
    total, first = counts.here, (page - 1) * size
    if wanted.words:
        matching = (
            select(Thread.id)
            .where(*_conditions(audience, wanted.view, wanted.whose, names))
            .where(holding(actor, wanted.words))
        )
        query = Prepared(
            _ROWS.where(Thread.id.in_(matching.join(Organisation, Organisation.id == Thread.org_id))).limit(
                FOUND_AT_MOST
            )
        )
        found = [InQueue(*row) for row in query.tuples(session, **_values(query, actor, wanted))]
        total, shown = len(found), found[first : first + size]
    else:
        rows: list[Any] = []
        for due, before, there in ((True, 0, counts.here_due), (False, counts.here_due, total - counts.here_due)):
            start = max(0, first - before)
            if len(rows) < size and start < there:
                query = _page(audience, wanted.view, wanted.whose, names, due)
                most = size - len(rows)
                rows += query.all(session, **_values(query, actor, wanted, most=most, first=start))
        shown = [_in_queue(row) for row in rows]
    if not supervises(actor):
        shown = [replace(row, org_id=0, org_name=ANONYMOUS, tier="") if row.is_anonymous else row for row in shown]
    watched = _colleagues_here(session, actor)
    return Page([Queued(thread, watched.get(thread.id, ())) for thread in shown], page, size, total), counts


@functools.lru_cache(maxsize=4096)
def _in_queue(row: Any) -> InQueue:
    return InQueue(*row)


_NEWS = Prepared(select(func.max(LiveEvent.id)), flush=False)
_HERE = Prepared(
    select(ThreadPresence.thread_id, ThreadPresence.user_id)
    .where(ThreadPresence.until > _now, ThreadPresence.user_id != bindparam("me"))
    .order_by(ThreadPresence.user_id)
    .limit(500),
    flush=False,
)


def _colleagues_here(session: Session, actor: Actor) -> dict[int, tuple[str, ...]]:
    """Which colleagues have which thread open. Their names are known already: a join would ask for every one of the staff."""
    found: dict[int, tuple[str, ...]] = {}
    rows = _HERE.tuples(session, now=now(), me=actor.user_id)
    names = dict(staff_names(session)) if rows else {}
    for thread_id, user_id in rows:
        if user_id in names:
            found[thread_id] = (*found.get(thread_id, ()), names[user_id])
    return found
