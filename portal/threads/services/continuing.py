"""Words of a company that reach a closed conversation by mail: thanks rest, a real question goes on in a new one tied to it.

On the page the customer opens it again by hand; who writes a mail sees no such button and must not be sent away.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.files import TakenFile
from portal.core.permissions import Actor
from portal.standards.thanks import is_thanks
from portal.threads.models import CLOSED, CUSTOMER, MAIL, Thread, ThreadEvent
from portal.threads.policies import can_settle
from portal.threads.queries import ThreadView, find_current
from portal.threads.services.opening import Matter, open_thread
from portal.threads.services.posting import Posted, post_message
from portal.threads.services.relating import KEPT_APART
from portal.threads.services.telling import add_step
from portal.threads.services.tying import tie
from portal.threads.services.working import reopen
from portal.threads.words import Words


def take_in(
    session: Session,
    actor: Actor,
    *,
    no: str,
    words: Words,
    key: str,
    files: Sequence[TakenFile] = (),
    mail_batch_s: int = 120,
) -> Posted | None:
    """Post it where it goes on; None for thanks to what is closed.

    What has readers or a course of its own (complaints, suggestions, claims, a supplier's side) is opened again itself.
    Raises: as `post_message` and `open_thread` do.
    """
    thread = _now(session, actor, no)
    if thread.status == CLOSED and not actor.is_staff and can_settle(actor, thread):
        if is_thanks(words.body, files=len(files)):
            return None
        if thread.kind not in KEPT_APART and thread.side == CUSTOMER:
            return _continued(session, actor, thread, words=words, key=key, files=files, mail_batch_s=mail_batch_s)
        reopen(session, actor, no=thread.no)
    return post_message(session, actor, no=thread.no, words=words, key=key, files=files, mail_batch_s=mail_batch_s)


def _now(session: Session, actor: Actor, no: str) -> ThreadView:
    """The conversation, or where it went: merged into another, or gone on in a later one. Locked."""
    thread, seen = find_current(session, actor, no), set[str]()
    while thread.no not in seen:
        seen.add(thread.no)
        if thread.status == CLOSED and (later := _later(session, thread)):
            thread = find_current(session, actor, later)
    return thread


def _later(session: Session, thread: ThreadView) -> str:
    """The newest conversation its questions went on in."""
    facts = session.scalar(
        select(ThreadEvent.facts)
        .where(ThreadEvent.thread_id == thread.id, ThreadEvent.kind == "continued")
        .order_by(ThreadEvent.id.desc())
        .limit(1)
    )
    return str(facts["no"]) if facts else ""


def _continued(
    session: Session,
    actor: Actor,
    closed: ThreadView,
    *,
    words: Words,
    key: str,
    files: Sequence[TakenFile],
    mail_batch_s: int,
) -> Posted:
    no = open_thread(
        session, actor, kind=closed.kind, subject=closed.subject, words=words, key=key, files=files, channel=MAIL,
        matter=Matter(closed.subject_kind, closed.subject_no, closed.subject_title), mail_batch_s=mail_batch_s,
    )  # fmt: skip
    fresh = session.execute(select(Thread.id, Thread.last_customer_message_id).where(Thread.no == no)).one()
    tie(session, closed.id, fresh.id, by_id=actor.user_id)
    add_step(session, actor, thread_id=closed.id, kind="continued", public=True, no=no)
    add_step(session, actor, thread_id=fresh.id, kind="continues", public=True, no=closed.no)
    return Posted(fresh.id, fresh.last_customer_message_id, fresh=True, no=no)
