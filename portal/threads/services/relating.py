"""Threads put in relation: tied to each other, merged, split. Nothing ever crosses from one company to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.events import record
from portal.core.live import announce
from portal.core.numbers import new_number, new_token
from portal.core.permissions import Actor
from portal.standards import clock as clocks
from portal.standards import parting
from portal.standards.books import book_of
from portal.standards.clock import Clock
from portal.standards.joining import Matter, joined
from portal.standards.parting import ANSWERED, ASKED, SAID, Word, parted
from portal.threads import promised
from portal.threads.casefile import ThreadLink
from portal.threads.events import ThreadChanged, ThreadMerged, ThreadOpened
from portal.threads.models import (
    ACTIVE,
    CLOSED,
    CUSTOMER,
    DEPARTMENT_OF,
    KINDS,
    OPEN,
    RESTRICTED_KINDS,
    Attachment,
    Message,
    Thread,
    ThreadNote,
)
from portal.threads.policies import can_work
from portal.threads.queries import ThreadView, find_thread
from portal.threads.services.counting import recount
from portal.threads.services.following import follow
from portal.threads.services.locking import lock_companies, lock_threads
from portal.threads.services.telling import add_step, announce_thread
from portal.threads.services.tying import tie

KEPT_APART = (*RESTRICTED_KINDS, "claim")
"""Kinds that stay what they are: a complaint has its readers, a claim its own course."""


def link(session: Session, actor: Actor, *, no: str, other_no: str, on: bool = True) -> None:
    """Tie two threads for the desk, or untie them; of different companies too, since only staff see it.

    Raises: NotFound, Forbidden, Invalid("other").
    """
    lock_threads(session, (no, other_no.strip().upper()))
    one = _workable(session, actor, no)
    other = _other(session, actor, one, other_no)
    if on:
        tie(session, one.id, other.id, by_id=actor.user_id)
    else:
        first, second = sorted((one.id, other.id))
        session.execute(delete(ThreadLink).where(ThreadLink.thread_id == first, ThreadLink.other_id == second))
    # A tie to a complaint is on record with the complaint: who reads the other thread may be whom it is about, or not to know whose it is.
    noted, tied = (other, one) if other.kind in RESTRICTED_KINDS else (one, other)
    if noted.kind not in RESTRICTED_KINDS:
        add_step(session, actor, thread_id=one.id, kind="linked" if on else "unlinked", public=False, no=other.no)
    audit(session, actor, "thread.linked" if on else "thread.unlinked", f"thread:{noted.id}", other=tied.id)
    for thread in (one, other):
        announce(session, f"desk:{thread.no}", "changed", thread=thread.no)


def merge(session: Session, actor: Actor, *, no: str, into: str) -> str:
    """Move everything said in a thread into another of the same company; a pointer stays behind. Returns that one's number.

    Messages keep their ids and so their order in time. No promise moves (`standards.joining`).
    Raises: NotFound, Forbidden, Invalid("other") (another company, a supplier's, a complaint, a claim, itself, merged already).
    Records: ThreadMerged.
    """
    numbers = (no, _number(session, actor, into))
    lock_companies(session, [find_thread(session, actor, number).org_id for number in numbers])
    found = [find_thread(session, actor, number) for number in numbers]
    if any(thread.merged_into_id is not None for thread in found):
        raise Invalid("other", "其中一个会话已经并入别的会话")
    lock_threads(session, [thread.no for thread in found])
    gone = _workable(session, actor, no)
    kept = _other(session, actor, gone, into)
    # The kinds first: whether an unnamed complaint is of the same company is nobody's to try out.
    if gone.kind in KEPT_APART or kept.kind in RESTRICTED_KINDS:
        raise Invalid("other", "投诉、建议和质量异议不能合并，可以改为关联")
    if gone.org_id != kept.org_id or gone.side != CUSTOMER or kept.side != CUSTOMER:
        raise Invalid("other", "只能并入同一企业的客户会话")
    if gone.merged_into_id is not None or kept.merged_into_id is not None:
        raise Invalid("other", "其中一个会话已经并入别的会话")
    clock, asked_at = _joined(session, gone, kept)
    _free_keys(session, gone, kept)
    for table in (Message, ThreadNote, Attachment):
        session.execute(update(table).where(table.thread_id == gone.id).values(thread_id=kept.id))
    follow(session, actor, gone, kept)
    session.execute(
        update(Thread)
        .where(Thread.id == gone.id)
        .values(
            status=CLOSED, merged_into_id=kept.id, waiting_since=None, due_at=None, first_due_at=None, next_due_at=None,
            resolve_due_at=None, answer_since=None, settled_at=now(), watch_at=None, snoozed_until=None,
            message_count=0, last_customer_message_id=0, last_staff_message_id=0, version=Thread.version + 1,
        )
    )  # fmt: skip
    recount(session, kept.id, clock=clock, asked_at=asked_at)
    add_step(session, actor, thread_id=gone.id, kind="merged", public=True, no=kept.no)
    add_step(session, actor, thread_id=kept.id, kind="merged_from", public=True, no=gone.no)
    audit(session, actor, "thread.merged", f"thread:{gone.id}", into=kept.id)
    record(session, ThreadMerged(thread_id=gone.id, into_id=kept.id))
    for thread in (gone, kept):
        record(session, ThreadChanged(thread_id=thread.id))
        announce_thread(session, "changed", no=thread.no, org_id=thread.org_id)
    return kept.no


def _joined(session: Session, gone: ThreadView, kept: ThreadView) -> tuple[Clock, datetime | None]:
    """The clock of both, and since when the company waits. A settled thread that takes in an open one is as open as that."""
    book = book_of(session, kept.standards)
    stays, comes = (Matter(promised.clock_of(one), promised.promise_of(one, book)) for one in (kept, gone))
    if gone.status in ACTIVE:
        status = gone.status if kept.status not in ACTIVE else kept.status
        session.execute(update(Thread).where(Thread.id == kept.id).values(status=status, snoozed_until=None))
    asked = [one.waiting_since for one in (kept, gone) if one.waiting_since is not None]
    return joined(stays, comes, book.calendar, now()), min(asked, default=None)


def split(session: Session, actor: Actor, *, no: str, message_ids: Sequence[int], kind: str, subject: str) -> str:
    """Take chosen messages, with their files, into a new thread of the same company. Returns its number.

    What was promised goes by `standards.parting`: the new thread begins now, unless an answer to what is taken was still owed.
    Raises: NotFound, Forbidden, Invalid("messages", "kind") (none, all, not of this thread; a complaint on either side).
    Records: ThreadOpened.
    """
    thread = _workable(session, actor, no)
    if thread.side != CUSTOMER or thread.kind in RESTRICTED_KINDS or thread.merged_into_id is not None:
        raise Invalid("messages", "这个会话不能拆分")
    if kind not in KINDS or kind in RESTRICTED_KINDS:
        raise Invalid("kind", "请选择类型")
    chosen = session.execute(
        select(Message.id, Message.author_id, Message.by_staff, Message.created_at)
        .where(Message.thread_id == thread.id, Message.id.in_(list(dict.fromkeys(message_ids))[:200]))
        .order_by(Message.id)
    ).all()
    if not chosen or len(chosen) != len(set(message_ids)):
        raise Invalid("messages", "请选择要拆出去的消息")
    if len(chosen) >= thread.message_count:
        raise Invalid("messages", "不能拆走全部消息，请至少留下一条")
    moment = now()
    stays, goes, is_owed = parted(promised.clock_of(thread), _said(session, thread, message_ids), moment)
    opener = next((row.author_id for row in chosen if not row.by_staff), thread.opened_by)
    new_no, ids = new_number("T"), [row.id for row in chosen]
    session.execute(
        insert(Thread).values(
            no=new_no, kind=kind, subject=subject, side=CUSTOMER, org_id=thread.org_id, opened_by=opener,
            open_key=f"{actor.user_id}:{new_token()}", subject_kind=thread.subject_kind, subject_no=thread.subject_no,
            subject_title=thread.subject_title, status=OPEN, owner_id=thread.owner_id, department=DEPARTMENT_OF[kind],
            priority=thread.priority, created_at=chosen[0].created_at, last_message_at=chosen[-1].created_at,
        )
    )  # fmt: skip
    fresh = find_thread(session, actor, new_no)
    if is_owed:
        book, owed = book_of(session, thread.standards), clocks.resumed(promised.clock_of(thread), moment)
        promise = promised.promise_of(thread, book)
        stays = clocks.judged_anew(stays, promise, book.calendar, moment)
        due_at = clocks.due(owed, promise, book.calendar).of(owed.owed)
        goes = parting.kept(goes, due_at, promised.promise_of(fresh, book), book.calendar)
    for table, column in ((Message, Message.id), (Attachment, Attachment.message_id)):
        session.execute(update(table).where(table.thread_id == thread.id, column.in_(ids)).values(thread_id=fresh.id))
    recount(session, thread.id, clock=stays)
    recount(session, fresh.id, clock=goes)
    tie(session, thread.id, fresh.id, by_id=actor.user_id)
    add_step(session, actor, thread_id=thread.id, kind="split", public=True, no=new_no)
    add_step(session, actor, thread_id=fresh.id, kind="split_from", public=True, no=thread.no)
    audit(session, actor, "thread.split", f"thread:{thread.id}", into=fresh.id, messages=len(ids))
    record(session, ThreadOpened(thread_id=fresh.id))
    for one in (thread, fresh):
        announce_thread(session, "changed", no=one.no, org_id=one.org_id)
    return new_no


def _said(session: Session, thread: ThreadView, taken: Sequence[int]) -> list[Word]:
    rows = session.execute(
        select(Message.id, Message.by_staff, Message.author_id, Message.created_at)
        .where(Message.thread_id == thread.id)
        .order_by(Message.id)
    )
    return [
        Word((ANSWERED if row.author_id else SAID) if row.by_staff else ASKED, row.created_at, row.id in taken)
        for row in rows
    ]


def _workable(session: Session, actor: Actor, no: str) -> ThreadView:
    thread = find_thread(session, actor, no, for_update=True)
    if not can_work(actor, thread):
        raise Forbidden("只有客服可以处理会话")
    return thread


def _number(session: Session, actor: Actor, typed: str) -> str:
    """As it is kept. Raises: Invalid("other") where there is no such thread for the actor."""
    try:
        return find_thread(session, actor, typed.strip().upper()).no
    except NotFound as error:
        raise Invalid("other", "没有这个会话，请核对编号") from error


def _other(session: Session, actor: Actor, thread: ThreadView, no: str) -> ThreadView:
    other = find_thread(session, actor, _number(session, actor, no), for_update=True)
    if other.id == thread.id:
        raise Invalid("other", "这就是当前会话")
    return other


def _free_keys(session: Session, gone: ThreadView, kept: ThreadView) -> None:
    """A sender's key is unique in its thread: of two equal ones that now meet, the moved one gets a new one."""
    for table in (Message, ThreadNote):
        theirs = select(table.author_id, table.client_key).where(table.thread_id == kept.id).subquery()
        met = session.scalars(
            select(table.id)
            .join(theirs, (theirs.c.author_id == table.author_id) & (theirs.c.client_key == table.client_key))
            .where(table.thread_id == gone.id)
        ).all()
        for row_id in met:
            session.execute(update(table).where(table.id == row_id).values(client_key=new_token()[:40]))
