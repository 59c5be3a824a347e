"""New threads: a customer's, and a supplier's tied to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, Throttled
from portal.core.events import record
from portal.core.files import TakenFile
from portal.core.numbers import new_number
from portal.core.permissions import Actor
from portal.organisations.models import Organisation
from portal.organisations.queries import organisation_id
from portal.threads.events import MessagePosted, ThreadOpened
from portal.threads.models import (
    CUSTOMER,
    DEPARTMENT_OF,
    KINDS,
    OPEN,
    PAGE,
    RESTRICTED_KINDS,
    SUPPLIER,
    Message,
    Thread,
)
from portal.threads.policies import can_work
from portal.threads.queries import ThreadView, find_thread
from portal.threads.queries.about import about_choices, somebody_may_read, takes_names
from portal.threads.services.once import is_again, key_beside
from portal.threads.services.posting import add_message
from portal.threads.services.telling import add_step, announce_thread, tell_by_mail
from portal.threads.words import Words

OPENED_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Matter:
    """What a thread is about: a listing, warehouse or freight rate the opener may see; empty when about none."""

    kind: str = ""
    no: str = ""
    title: str = ""


def open_thread(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    subject: str,
    words: Words,
    key: str,
    matter: Matter | None = None,
    files: Sequence[TakenFile] = (),
    mail_batch_s: int = 120,
    about: str = "",
    is_anonymous: bool = False,
    channel: str = PAGE,
) -> str:
    """Open the company's thread with its first message; the same key with the same words opens it once. Returns its number.

    about, is_anonymous: of a complaint or suggestion, whom it is about (one of `about_choices`) and whether colleagues brought in
    are to learn who said so; of other kinds they count for nothing.
    Raises: Forbidden (viewers, people without a company), Invalid("kind" | "about"), Throttled.
    Records: ThreadOpened, MessagePosted.
    """
    if not actor.can_write:
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
    if kind not in KINDS:
        raise Invalid("kind", "请选择类型")
    # One person's forms one after the other, so that the same one sent twice at once finds what it opened.
    session.execute(select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True))
    known, key = _opened_before(session, actor, key, subject, words, files)
    if known:
        return known
    hour_ago = now() - timedelta(hours=1)
    opened = session.scalar(
        select(func.count()).select_from(Thread).where(Thread.opened_by == actor.user_id, Thread.created_at > hour_ago)
    )
    if (opened or 0) >= OPENED_PER_HOUR:
        raise Throttled("新开会话过于频繁，请稍后再试", retry_after_s=600)
    thread = _insert(
        session,
        actor,
        kind=kind,
        subject=subject,
        side=CUSTOMER,
        org_id=actor.org_id or 0,  # can_write says there is one
        key=key,
        matter=matter or Matter(),
        channel=channel,
        **(_named(session, actor, about, is_anonymous) if takes_names(kind) else {}),
    )
    _begin(session, actor, thread, words=words, key=key, files=files, mail_batch_s=mail_batch_s)
    return thread.no


def open_for_company(
    session: Session,
    actor: Actor,
    *,
    org_no: str,
    subject: str,
    words: Words,
    key: str,
    matter: Matter,
    mail_batch_s: int = 120,
) -> str:
    """Staff speak to a company first: its own thread, about one of its listings, theirs to follow. Returns its number.

    The same key opens it once. Raises: Forbidden, NotFound (no such company).
    Records: ThreadOpened, MessagePosted.
    """
    if not actor.is_staff:
        raise Forbidden("此操作供物资通员工使用")
    session.execute(select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True))
    known, key = _opened_before(session, actor, key, subject, words, ())
    if known:
        return known
    thread = _insert(
        session, actor, kind="inquiry", subject=subject, side=CUSTOMER, org_id=organisation_id(session, org_no), key=key,
        matter=matter, owner_id=actor.user_id,
    )  # fmt: skip
    _begin(session, actor, thread, words=words, key=key, files=(), mail_batch_s=mail_batch_s)
    return thread.no


def open_supplier_thread(
    session: Session,
    actor: Actor,
    *,
    parent_no: str,
    org_no: str,
    kind: str,
    subject: str,
    words: Words,
    key: str,
    files: Sequence[TakenFile] = (),
    mail_batch_s: int = 120,
) -> str:
    """Bring a supplier in: a thread of its own with that company, tied to the customer's. Returns its number.

    Nothing of the customer's thread goes over but what staff write here; what it is about (a listing) is not copied either.
    Raises: NotFound, Forbidden, Invalid("org_no") (not a supplier, or the customer's own company), Invalid("kind").
    """
    parent = find_thread(session, actor, parent_no, for_update=True)
    if not can_work(actor, parent) or parent.side != CUSTOMER or parent.is_masked:
        raise Forbidden("只能在客户会话中邀请供应商")
    if kind not in KINDS or kind in RESTRICTED_KINDS:
        raise Invalid("kind", "请选择类型")
    known, key = _opened_before(session, actor, key, subject, words, files)
    if known:
        return known
    supplier = session.execute(
        select(Organisation.id, Organisation.name, Organisation.kind).where(
            Organisation.no == org_no.strip().upper()[:20]
        )
    ).first()
    if supplier is None or supplier.kind not in ("supplier", "both"):
        raise Invalid("org_no", "没有这家供应商，请核对企业编号")
    if supplier.id == parent.org_id:
        raise Invalid("org_no", "这是客户自己的企业，不能作为供应商邀请")
    thread = _insert(
        session, actor, kind=kind, subject=subject, side=SUPPLIER, org_id=supplier.id, key=key, matter=Matter(),
        parent=parent,
    )  # fmt: skip
    add_step(session, actor, thread_id=parent.id, kind="supplier", public=False, no=thread.no, name=supplier.name)
    announce_thread(session, "changed", no=parent.no, org_id=parent.org_id, lists=False)
    _begin(session, actor, thread, words=words, key=key, files=files, mail_batch_s=mail_batch_s)
    return thread.no


def _named(session: Session, actor: Actor, about: str, is_anonymous: bool) -> dict[str, Any]:
    if not about:
        return {"is_anonymous": is_anonymous}
    names = dict(about_choices(session, actor))
    if about not in names:
        raise Invalid("about", "请从列表中选择")
    if not somebody_may_read(session, about):
        raise Invalid("about", "目前没有其他人可以受理，请换一个对象或不指明")
    return {"about": about, "about_name": names[about], "is_anonymous": is_anonymous}


def _opened_before(
    session: Session, actor: Actor, key: str, subject: str, words: Words, files: Sequence[TakenFile]
) -> tuple[str | None, str]:
    """What was opened with these words and this key, and the key they go by: another one where it was used for other words."""
    opened = select(Thread.id, Thread.no, Thread.subject).where(Thread.open_key == f"{actor.user_id}:{key}")
    known = session.execute(opened).first()
    if known is None:
        return None, key
    sent = (Message.thread_id == known.id, Message.author_id == actor.user_id, Message.client_key == key)
    first = session.scalar(select(Message.id).where(*sent))
    # Without its first message (split off, or merged away) nobody can tell: then it is what its key says.
    if first is None or (known.subject == subject and is_again(session, first, words, files)):
        return known.no, key
    key = key_beside(key, words, files, subject)
    return session.scalar(select(Thread.no).where(Thread.open_key == f"{actor.user_id}:{key}")), key


def _insert(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    subject: str,
    side: str,
    org_id: int,
    key: str,
    matter: Matter,
    parent: ThreadView | None = None,
    owner_id: int | None = None,
    **named: Any,
) -> ThreadView:
    no, moment = new_number("T"), now()
    session.execute(
        insert(Thread).values(
            no=no,
            kind=kind,
            subject=subject,
            side=side,
            org_id=org_id,
            opened_by=actor.user_id,
            open_key=f"{actor.user_id}:{key}",
            parent_id=parent.id if parent else None,
            subject_kind=matter.kind,
            subject_no=matter.no,
            subject_title=matter.title[:200],
            status=OPEN,
            owner_id=actor.user_id if parent else owner_id,
            department=parent.department if parent else DEPARTMENT_OF[kind],
            priority="normal",
            created_at=moment,
            last_message_at=moment,
            **named,
        )
    )
    return find_thread(session, actor, no, for_update=True)


def _begin(
    session: Session,
    actor: Actor,
    thread: ThreadView,
    *,
    words: Words,
    key: str,
    files: Sequence[TakenFile],
    mail_batch_s: int,
) -> None:
    add_step(session, actor, thread_id=thread.id, kind="opened", public=True)
    message_id = add_message(session, actor, thread, words=words, key=key, files=files)
    audit(
        session, actor, "thread.opened", f"thread:{thread.id}", side=thread.side, kind=thread.kind, message=message_id
    )
    record(session, ThreadOpened(thread_id=thread.id))
    record(session, MessagePosted(thread_id=thread.id, message_id=message_id))
    tell_by_mail(session, thread_id=thread.id, by_staff=actor.is_staff, after_s=mail_batch_s)
