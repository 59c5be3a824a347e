"""One thread with its company and people, seen by an actor or not there at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.core.prepared import Prepared
from portal.organisations.models import VERIFIED, Organisation
from portal.standards.books import VERSION
from portal.threads.models import ANONYMOUS, Thread, ThreadGuest
from portal.threads.policies import can_see, hides_customer, visible_to


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as its page needs it. `parent_id`, department and priority are the staff's business."""

    id: int
    no: str
    kind: str
    subject: str
    side: str
    org_id: int
    opened_by: int
    parent_id: int | None
    subject_kind: str
    subject_no: str
    subject_title: str
    status: str
    owner_id: int | None
    department: str
    priority: str
    created_at: datetime
    last_message_at: datetime
    last_customer_message_id: int
    last_staff_message_id: int
    waiting_since: datetime | None
    message_count: int
    tags: str
    snoozed_until: datetime | None
    merged_into_id: int | None
    first_due_at: datetime | None
    next_due_at: datetime | None
    resolve_due_at: datetime | None
    paused_since: datetime | None
    about: str
    about_name: str
    is_anonymous: bool
    version: int
    org_no: str
    org_name: str
    org_short_name: str
    org_city: str
    org_verification: str
    opener_name: str
    owner_name: str | None
    is_guest: bool
    # What only the clock needs, and only who locks the row reads.
    org_tier: str = ""
    answer_since: datetime | None = None
    resolve_since: datetime | None = None
    first_answered_at: datetime | None = None
    settled_at: datetime | None = None
    pauses: str = ""
    clock_marks: int = 0
    promised_by: int = 0
    standards: int = -1
    """The version of the standards that holds, so that who writes need not ask for it; -1 where it was not read."""
    is_masked: bool = False
    """Who asks may not learn whose thread it is: names and numbers of the company are taken out."""

    @property
    def due_at(self) -> datetime | None:
        """What was promised next."""
        running = (self.first_due_at, self.next_due_at, self.resolve_due_at)
        return min((moment for moment in running if moment is not None), default=None)

    @property
    def url(self) -> str:
        return f"/threads/{self.no}"


_opener, _owner = aliased(User), aliased(User)
_COLUMNS = (
    Thread.id, Thread.no, Thread.kind, Thread.subject, Thread.side, Thread.org_id, Thread.opened_by, Thread.parent_id,
    Thread.subject_kind, Thread.subject_no, Thread.subject_title, Thread.status, Thread.owner_id, Thread.department,
    Thread.priority, Thread.created_at, Thread.last_message_at, Thread.last_customer_message_id,
    Thread.last_staff_message_id, Thread.waiting_since, Thread.message_count, Thread.tags,
    Thread.snoozed_until, Thread.merged_into_id, Thread.first_due_at,
    Thread.next_due_at, Thread.resolve_due_at, Thread.paused_since, Thread.about, Thread.about_name,
    Thread.is_anonymous, Thread.version, Organisation.no.label("org_no"),
    Organisation.name.label("org_name"), Organisation.short_name, Organisation.city, Organisation.verification,
    _opener.name.label("opener_name"), _owner.name.label("owner_name"),
)  # fmt: skip
_CLOCK = (
    Organisation.tier, Thread.answer_since, Thread.resolve_since, Thread.first_answered_at, Thread.settled_at, Thread.pauses,
    Thread.clock_marks, Thread.promised_by, VERSION.label("standards"),
)  # fmt: skip
_guest = exists().where(ThreadGuest.thread_id == Thread.id, ThreadGuest.user_id == bindparam("me"))
_ONE: Any = (
    select(*_COLUMNS, _guest.label("is_guest"))
    .select_from(Thread)
    .join(Organisation, Organisation.id == Thread.org_id)
    .join(_opener, _opener.id == Thread.opened_by)
    .outerjoin(_owner, _owner.id == Thread.owner_id)
)
_WITH_CLOCK = _ONE.add_columns(*_CLOCK)
_OF_NO = Thread.no == bindparam("no")
_SHOWN, _LOCKED = Prepared(_ONE.where(_OF_NO)), Prepared(_WITH_CLOCK.where(_OF_NO).with_for_update(of=Thread))
_CURRENT = Prepared(_WITH_CLOCK.where(_OF_NO, Thread.merged_into_id.is_(None)).with_for_update(of=Thread))
_PAIR = _ONE.where(
    or_(Thread.parent_id == bindparam("thread_id"), Thread.id == bindparam("parent_id"), Thread.parent_id == bindparam("parent_id"))
).order_by(Thread.id).limit(20)  # fmt: skip


def find_thread(session: Session, actor: Actor, no: str, *, for_update: bool = False) -> ThreadView:
    """The thread, if it is there for the actor. for_update: locks its row until the transaction ends.

    Raises: NotFound.
    """
    row = (_LOCKED if for_update else _SHOWN).first(session, no=no[:20], me=actor.user_id or 0)
    if row is not None:
        thread = ThreadView(*row)
        if can_see(actor, thread):
            return _shown(actor, thread)
    raise NotFound("会话不存在")


def find_merged(session: Session, actor: Actor, thread: ThreadView) -> ThreadView:
    """Where a thread's matter goes on: itself, or what it was merged into, as far as that goes. Raises: NotFound."""
    for _step in range(5):
        if thread.merged_into_id is None:
            break
        thread = find_thread(session, actor, _number_of(session, thread.merged_into_id))
    return thread


def find_current(session: Session, actor: Actor, no: str) -> ThreadView:
    """Where words to this thread belong: it, or what it was merged into; locked until the transaction ends.

    A thread that went elsewhere before is not locked on the way, so that nobody waits here for who locks several. Raises: NotFound.
    """
    for _step in range(6):
        row = _CURRENT.first(session, no=no[:20], me=actor.user_id or 0)
        if row is not None:
            thread = ThreadView(*row)
            if not can_see(actor, thread):
                break
            return _shown(actor, thread)
        gone = find_thread(session, actor, no)
        if gone.merged_into_id is not None:
            no = _number_of(session, gone.merged_into_id)
    raise NotFound("会话不存在")


def _number_of(session: Session, thread_id: int) -> str:
    return session.scalar(select(Thread.no).where(Thread.id == thread_id)) or ""


def threads_for_clock(session: Session, ids: Sequence[int]) -> Sequence[ThreadView]:
    """For jobs that look after promises: these threads, whoever may see them."""
    if not ids:
        return []
    query = _WITH_CLOCK.where(Thread.id.in_(ids)).order_by(Thread.id)
    return [ThreadView(*row) for row in session.execute(query, {"me": 0})]


def watch(session: Session, actor: Actor, no: str) -> frozenset[str]:
    """The audiences of a thread's page for this actor, empty when it is not there for them; asked again at every live event."""
    try:
        find_thread(session, actor, no)
    except NotFound:
        return frozenset()
    return frozenset((f"thread:{no}", f"desk:{no}")) if actor.is_staff else frozenset((f"thread:{no}",))


def threads_before(
    session: Session, actor: Actor, *, before: int | None, limit: int, status: str = "", kind: str = ""
) -> Sequence[ThreadView]:
    """For programs: the threads the actor sees, newest first, older than the one with this id."""
    query = _ONE.where(visible_to(actor)).order_by(Thread.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Thread.id < before)
    if status:
        query = query.where(Thread.status == status)
    if kind:
        query = query.where(Thread.kind == kind)
    return [_shown(actor, ThreadView(*row)) for row in session.execute(query, {"me": actor.user_id or 0})]


def _shown(actor: Actor, thread: ThreadView) -> ThreadView:
    """Without who it is, where the customer asked so and the reader is no supervisor. `org_id` stays, for the house itself."""
    if not thread.is_anonymous or not hides_customer(actor, is_anonymous=True):
        return thread
    blank = dict.fromkeys(
        ("org_no", "org_short_name", "org_city", "org_verification", "subject_kind", "subject_no", "subject_title"), ""
    )
    return replace(thread, **blank, org_name=ANONYMOUS, opener_name=ANONYMOUS, is_masked=True)  # type: ignore[arg-type]


def pair_of(session: Session, actor: Actor, thread: ThreadView) -> Sequence[ThreadView]:
    """For staff: the other threads of the same matter: the customer's, and the suppliers' tied to it."""
    if not actor.is_staff:
        return []
    ids = {"thread_id": thread.id, "parent_id": thread.parent_id or 0, "me": actor.user_id or 0}
    found = (ThreadView(*row) for row in session.execute(_PAIR, ids))
    return [_shown(actor, other) for other in found if other.id != thread.id and can_see(actor, other)]


def threads_of_company(session: Session, actor: Actor, thread: ThreadView, *, limit: int = 8) -> Sequence[ThreadView]:
    """For staff: the company's other threads, newest first; none where they may not know which company it is."""
    if thread.is_masked:
        return []
    query = (
        _ONE.where(
            Thread.org_id == thread.org_id, Thread.id != thread.id, Thread.side == thread.side, visible_to(actor)
        )
        .order_by(Thread.last_message_at.desc())
        .limit(limit)
    )
    return [_shown(actor, ThreadView(*row)) for row in session.execute(query, {"me": actor.user_id or 0})]


def supplier_choices(session: Session, thread: ThreadView) -> Sequence[tuple[str, str]]:
    """Companies staff may bring in: (number, name), verified suppliers by name, without the thread's own company."""
    rows = session.execute(
        select(Organisation.no, Organisation.name)
        .where(
            Organisation.kind.in_(("supplier", "both")),
            Organisation.verification == VERIFIED,
            Organisation.id != thread.org_id,
        )
        .order_by(Organisation.name)
        .limit(500)
    )
    return [(row.no, row.name) for row in rows]


def staff_choices(session: Session, *, about: str = "") -> Sequence[tuple[int, str, str]]:
    """The staff a thread can be given to: (id, name, departments), by name. Nobody a complaint is `about` is offered."""
    rows = session.execute(
        select(User.id, User.name, User.departments)
        .where(User.is_staff.is_(True), User.disabled_at.is_(None))
        .order_by(User.name)
        .limit(500)
    )
    return [
        (row.id, row.name, row.departments)
        for row in rows
        if not about or about not in (f"u:{row.id}", *(f"d:{one}" for one in row.departments.split(",")))
    ]
