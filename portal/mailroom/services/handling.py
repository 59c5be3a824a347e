"""Staff see to a letter nobody's program could place: into a thread, answered by mail, or laid aside with a reason. Once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import SHANGHAI, now
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.live import announce
from portal.core.outbox import enqueue
from portal.core.permissions import Actor
from portal.core.texts import N_
from portal.mailroom.models import HANDLED, OPENED, POSTED, REFUSED, WAITING, Mail
from portal.mailroom.queries import seen_by
from portal.mailroom.reading import Mail as Read
from portal.mailroom.services.enclosing import Enclosed
from portal.mailroom.services.troubles import troubles_of
from portal.mailroom.services.wording import key_of, words_of
from portal.organisations.actors import actor_of
from portal.threads.queries import find_thread
from portal.threads.services import open_thread, post_message
from portal.threads.words import prepare, subject_of

ANSWERED = N_("已邮件答复")
MAX_REASON, MAX_ANSWER = 200, 5000


class Seen(Conflict):
    """A colleague, or the same click before, was first."""

    code = "seen"


def place(
    session: Session, actor: Actor, *, mail_id: int, mail: Read, enclosures: Enclosed, person_id: int, kind: str, subject: str,
    no: str = "", mail_batch_s: int = 120,
) -> str:  # fmt: skip
    """Make a thread of a letter, or a message in one (no), in the name of the person it belongs to. Returns the thread's number.

    It says so where the letter did not come from that person's own address, or nobody could tell.
    Raises: Forbidden, NotFound, Seen, Invalid("person" | "no" | "subject" | "kind"), Throttled.
    """
    kept = _to_see_to(session, actor, mail_id)
    person = actor_of(session, person_id)
    if person is None or not person.can_write:
        raise Invalid("person", "请选择这封信属于哪位客户")
    own = kept.outcome == WAITING and bool(kept.sender) and kept.sender == person.email
    head = "" if own else f"［来自邮件：{kept.sender or '发件人不明'}，由{actor.name}转入］"
    words = words_of(mail, enclosures, head=head) or prepare(f"{head}\n\n{kept.subject or '（空邮件）'}")
    files = enclosures.taken
    key = key_of(kept.id) if own else f"letter-{kept.id:08d}"  # its original is for staff alone
    if no:
        try:
            find_thread(session, actor, no)  # nobody writes into what they may not read
            posted = post_message(session, person, no=no, words=words, key=key, files=files, mail_batch_s=mail_batch_s)
        except (NotFound, Forbidden) as error:
            raise Invalid("no", "这位客户没有这个编号的会话，或会话已关闭") from error
        kept.outcome, kept.thread_id, kept.posted_id, no = POSTED, posted.thread_id, posted.id, posted.no
    else:
        no = open_thread(
            session, person, kind=kind, subject=subject_of(subject), words=words, key=key, files=files,
            mail_batch_s=mail_batch_s,
        )  # fmt: skip
        thread = find_thread(session, person, no)
        kept.outcome, kept.thread_id, kept.posted_id = OPENED, thread.id, thread.last_customer_message_id
    kept.user_id = person.user_id if own else None
    _done(session, actor, kept, "placed", reason="", person=person_id)
    return no


def answer(session: Session, actor: Actor, *, mail_id: int, body: str) -> None:
    """Write back to somebody who has no company here. Nothing of their own text goes with it: who they are is not proved.

    Raises: Forbidden, NotFound, Seen, Invalid("body").
    """
    kept = _to_see_to(session, actor, mail_id)
    body = body.strip()
    if not body:
        raise Invalid("body", "请填写内容")
    if len(body) > MAX_ANSWER:
        raise Invalid("body", "最多 %(max)s 个字", max=f"{MAX_ANSWER:,}")
    if kept.outcome != WAITING or not kept.sender:
        raise Invalid("body", "发件人未经验证，不能答复")
    trouble = troubles_of(session, [kept.sender]).get(kept.sender)
    if trouble is not None and trouble.is_paused:
        raise Invalid("body", "这个地址退信过多，已暂停发信")
    day = kept.received_at.astimezone(SHANGHAI).date().isoformat()
    context = {"body": body, "who": actor.name, "day": day, "url": "/register", "by_hand": True}
    enqueue(
        session,
        "mail.send",
        {"to": kept.sender, "template": "email/mailroom/answer", "locale": "zh-CN", "context": context},
    )
    kept.outcome, kept.answer = HANDLED, body
    _done(session, actor, kept, "answered", reason=ANSWERED)


def lay_aside(session: Session, actor: Actor, *, mail_id: int, reason: str) -> None:
    """Nothing is to become of it. Raises: Forbidden, NotFound, Seen, Invalid("reason")."""
    kept = _to_see_to(session, actor, mail_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("reason", "请写明不处理的原因")
    if len(reason) > MAX_REASON:
        raise Invalid("reason", "最多 %(max)s 个字", max=MAX_REASON)
    kept.outcome = HANDLED
    _done(session, actor, kept, "handled", reason=reason)


def _to_see_to(session: Session, actor: Actor, mail_id: int) -> Mail:
    """The letter, held until the transaction ends, so that it is seen to once."""
    if not actor.works_in("sales", "supervision"):
        raise Forbidden("此操作供物资通员工使用")
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is not None and mail.handled_by is not None:
        raise Seen("这封来信已经处理过")
    seen = session.scalar(select(Mail.id).where(Mail.id == mail_id, seen_by(actor)))
    if mail is None or seen is None or mail.outcome not in (WAITING, REFUSED):
        raise NotFound("邮件不存在")
    return mail


def _done(session: Session, actor: Actor, mail: Mail, what: str, *, reason: str, **facts: int) -> None:
    mail.handled_by, mail.handled_at, mail.reason = actor.user_id, now(), reason
    audit(session, actor, f"mail.{what}", f"mail:{mail.id}", **facts)
    announce(session, "staff", "mail")
