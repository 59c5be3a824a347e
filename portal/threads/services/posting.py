"""Messages: each is stored once, however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Update, bindparam, insert, select, update
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.events import record
from portal.core.files import TakenFile, keep
from portal.core.permissions import Actor
from portal.core.prepared import PreparedChange
from portal.standards.books import book_of
from portal.standards.clock import Clock
from portal.standards.thanks import is_thanks
from portal.threads import promised
from portal.threads.events import MessagePosted
from portal.threads.models import (
    ANSWERED,
    CLOSED,
    OPEN,
    RESOLVED,
    WAITING,
    Attachment,
    Message,
    Thread,
)
from portal.threads.policies import can_see, can_write
from portal.threads.promised import Answer
from portal.threads.queries import ThreadView, find_current, message_by_key
from portal.threads.services.once import is_again, key_beside
from portal.threads.services.reading import note_read
from portal.threads.services.telling import add_step, announce_thread, tell_by_mail
from portal.threads.services.watching import tell_unseen
from portal.threads.services.working import take_by_answering
from portal.threads.words import MAX_FILES, Words

# The statements every message takes, built once, past the object mapper: a message is one of the busiest things here.
_messages: Any = Message.__table__
_threads: Any = Thread.__table__
_COLUMNS = (
    "thread_id",
    "author_id",
    "author_name",
    "by_staff",
    "body",
    "body_html",
    "folded",
    "file_count",
    "client_key",
    "created_at",
    "answers",
    "answer_due_at",
    "answer_took_s",
)
_INSERT_MESSAGE = PreparedChange(
    insert(_messages).values({name: bindparam(name) for name in _COLUMNS}).inline().returning(_messages.c.id)
)
_MOVE_ON = PreparedChange(
    update(_threads)
    .where(_threads.c.id == bindparam("its_id"))
    .values(
        last_message_at=bindparam("at"),
        last_message_excerpt=bindparam("excerpt"),
        last_message_by_staff=bindparam("by_staff"),
        last_customer_message_id=bindparam("customers"),
        last_staff_message_id=bindparam("staffs"),
        waiting_since=bindparam("waiting"),
        status=bindparam("new_status"),
        snoozed_until=bindparam("snoozed"),
        message_count=_threads.c.message_count + 1,
    )
)


def _with_clock(*names: str) -> PreparedChange:
    moved = cast(Update, _MOVE_ON.statement)
    return PreparedChange(moved.values({name: bindparam(f"new_{name}") for name in names}))


# The same statement where the message also moves what was promised: in the ordinary way, or altogether.
_MOVE_ON_WITH_ANSWER, _MOVE_ON_WITH_CLOCK = _with_clock(*promised.OF_ANSWERS), _with_clock(*promised.COLUMNS)


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of sending. fresh: False when this key had been stored before."""

    thread_id: int
    id: int
    fresh: bool
    no: str = ""


class Crossed(Conflict):
    """Somebody of the same side wrote while this was being written."""

    code = "crossed"


def post_message(
    session: Session,
    actor: Actor,
    *,
    no: str,
    words: Words,
    key: str,
    files: Sequence[TakenFile] = (),
    mail_batch_s: int = 120,
    seen: int | None = None,
) -> Posted:
    """Add the actor's message, exactly once for each of their keys and what was said with it. What is written to a merged thread goes where that went.

    A company's message makes the thread wait for an answer, but for mere thanks on a settled matter; the staff's stops the waiting.
    seen: the newest message its writer had before them; without it crossing words are not looked for.
    Raises: NotFound, Forbidden (viewers; a closed thread), Crossed. Records: MessagePosted.
    """
    thread = find_current(session, actor, no)
    if not can_write(actor, thread):
        if can_see(actor, thread) and actor.can_write:
            raise Forbidden("会话已关闭，请重新打开后再发送")
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    known = message_by_key(session, thread, author_id=actor.user_id or 0, key=key)
    if known is not None and not is_again(session, known.id, words, files):
        key = key_beside(key, words, files)
        known = message_by_key(session, thread, author_id=actor.user_id or 0, key=key)
    if known is not None:
        return Posted(thread.id, known.id, fresh=False, no=thread.no)
    own_last = thread.last_staff_message_id if actor.is_staff else thread.last_customer_message_id
    if seen is not None and own_last > seen:
        _refuse_crossing(session, actor, thread, seen)
    take_by_answering(session, actor, thread)
    message_id = add_message(session, actor, thread, words=words, key=key, files=files)
    audit(session, actor, "message.posted", f"thread:{thread.id}", message=message_id)
    record(session, MessagePosted(thread_id=thread.id, message_id=message_id))
    tell_by_mail(session, thread_id=thread.id, by_staff=actor.is_staff, after_s=mail_batch_s)
    return Posted(thread.id, message_id, fresh=True, no=thread.no)


def _refuse_crossing(session: Session, actor: Actor, thread: ThreadView, seen: int) -> None:
    name = session.scalar(
        select(Message.author_name)
        .where(
            Message.thread_id == thread.id,
            Message.id > seen,
            Message.by_staff.is_(actor.is_staff),
            Message.author_id != actor.user_id,
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    if name:
        raise Crossed("%(name)s 刚刚也回复了。请看过再决定是否仍然发送，您写的内容已保留", name=name)


def add_message(
    session: Session,
    actor: Actor,
    thread: ThreadView,
    *,
    words: Words,
    key: str,
    files: Sequence[TakenFile],
    automatic: bool = False,
) -> int:
    """Insert the message, move the thread's counters and clocks on, tell open pages. Part of posting and of opening.

    automatic: what a rule of the house says, which answers nothing: whoever waits still waits.
    """
    if len(files) > MAX_FILES:
        raise Invalid("files", "一次最多 %(max)s 个文件", max=MAX_FILES)
    moment = now()
    book = book_of(session, thread.standards)
    thanks = not actor.is_staff and thread.status == RESOLVED and is_thanks(words.body, files=len(files))
    clock: Clock | None = None
    answer: Answer | None = None
    if not (automatic or thanks):
        if actor.is_staff:
            clock, answer = promised.after_answer(thread, moment, book)
            if answer:
                tell_unseen(session, thread, answer.what, due_at=answer.due_at, ended_at=moment)
        else:
            clock = promised.after_question(thread, moment)
    ((message_id,),) = _INSERT_MESSAGE.run(
        session,
        thread_id=thread.id,
        author_id=actor.user_id,
        author_name=actor.name[:60],
        by_staff=actor.is_staff,
        body=words.body,
        body_html=words.html,
        folded=words.folded,
        file_count=len(files),
        client_key=key,
        created_at=moment,
        answers=answer.what if answer else "",
        answer_due_at=answer.due_at if answer else None,
        answer_took_s=answer.took_s if answer else None,
    )
    attach(session, actor, thread_id=thread.id, message_id=message_id, files=files)
    moved = _moved_on(actor, thread, message_id, words, moment, silent=automatic or thanks)
    if clock is None:
        _MOVE_ON.run(session, **moved)
    else:
        ordinary = promised.is_ordinary(thread, clock)
        columns = promised.reckoned(thread, clock, book)
        names = promised.OF_ANSWERS if ordinary else promised.COLUMNS
        statement = _MOVE_ON_WITH_ANSWER if ordinary else _MOVE_ON_WITH_CLOCK
        statement.run(session, **moved, **{f"new_{name}": columns[name] for name in names})
    if actor.is_staff and not automatic and _is_first(thread):
        add_step(session, actor, thread_id=thread.id, kind="answered", public=True)
    if actor.user_id is not None:
        note_read(session, actor, thread_id=thread.id, read_to=message_id, sent=True)
    announce_thread(session, "message", no=thread.no, org_id=thread.org_id, id=message_id)
    return int(message_id)


def _is_first(thread: ThreadView) -> bool:
    """Whether nobody of ours has answered the company before."""
    if thread.resolve_since is not None:
        return thread.first_answered_at is None
    return not thread.last_staff_message_id and bool(thread.last_customer_message_id)


def _moved_on(
    actor: Actor, thread: ThreadView, message_id: int, words: Words, moment: datetime, *, silent: bool
) -> dict[str, Any]:
    """The thread's columns after this message. A last word of the staff on a settled matter leaves it settled.

    silent: neither a question nor an answer; it moves neither the state nor who waits.
    """
    by_staff = actor.is_staff
    waiting, status = thread.waiting_since, thread.status
    if not silent:
        waiting = None if by_staff else thread.waiting_since or moment
        # A reminder to a customer we wait for leaves us waiting; a settled matter stays so.
        status = (status if status in (RESOLVED, CLOSED, WAITING) else ANSWERED) if by_staff else OPEN
    return {
        "its_id": thread.id,
        "at": moment,
        "excerpt": words.excerpt,
        "by_staff": by_staff,
        "customers": thread.last_customer_message_id if by_staff else message_id,
        "staffs": message_id if by_staff else thread.last_staff_message_id,
        "waiting": waiting,
        "new_status": status,
        "snoozed": thread.snoozed_until if by_staff or silent else None,
    }


def attach(
    session: Session,
    actor: Actor,
    *,
    thread_id: int,
    files: Sequence[TakenFile],
    message_id: int | None = None,
    note_id: int | None = None,
) -> None:
    """Tie taken files to a message or a note."""
    for taken in files:
        stored = keep(session, actor, taken)
        session.execute(
            insert(Attachment).values(thread_id=thread_id, message_id=message_id, note_id=note_id, file_id=stored.id)
        )
