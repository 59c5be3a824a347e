"""Threads with messages, as the services leave them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.numbers import new_number, new_token
from portal.organisations.models import Organisation
from portal.threads.models import CUSTOMER, DEPARTMENT_OF, Message, Thread, ThreadNote
from tests.factories.people import make_member, make_organisation


def make_thread(
    session: Session,
    organisation: Organisation | None = None,
    opened_by: User | None = None,
    *,
    body: str | None = "您好，请报价",
    **values: Any,
) -> Thread:
    """A customer's thread with its first message (none with body=None), waiting for an answer."""
    organisation = organisation or make_organisation(session)
    opened_by = opened_by or make_member(session, organisation)
    values = {
        "no": new_number("T"),
        "kind": "inquiry",
        "subject": "询价：螺纹钢 HRB400E Φ25",
        "side": CUSTOMER,
    } | values
    values.setdefault("department", DEPARTMENT_OF[values["kind"]])
    thread = Thread(org_id=organisation.id, opened_by=opened_by.id, **values)
    session.add(thread)
    session.flush()
    if body is not None:
        make_message(session, thread, opened_by, body=body)
    return thread


def make_message(session: Session, thread: Thread, author: User, *, body: str = "好的", **values: Any) -> Message:
    """A message, with the thread's counters moved on."""
    values = {"client_key": new_token()[:40], "body_html": f"<p>{body}</p>", "created_at": now()} | values
    message = Message(
        thread_id=thread.id, author_id=author.id, author_name=author.name, by_staff=author.is_staff, body=body, **values
    )
    session.add(message)
    session.flush()
    thread.message_count += 1
    thread.last_message_at = message.created_at
    thread.last_message_excerpt = body[:120]
    thread.last_message_by_staff = message.by_staff
    if message.by_staff:
        thread.last_staff_message_id, thread.waiting_since = message.id, None
        thread.status = "answered"
    else:
        thread.last_customer_message_id = message.id
        thread.waiting_since = thread.waiting_since or message.created_at
        thread.status = "open"
    session.flush()
    return message


def make_note(session: Session, thread: Thread, author: User, *, body: str = "内部：注意账期") -> ThreadNote:
    """An internal note."""
    note = ThreadNote(
        thread_id=thread.id,
        author_id=author.id,
        author_name=author.name,
        body=body,
        body_html=f"<p>{body}</p>",
        client_key=new_token()[:40],
    )
    session.add(note)
    session.flush()
    return note
