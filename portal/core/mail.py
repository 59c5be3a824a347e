"""How a feature asks for a mail: a job in its own transaction. What becomes of it is `notifications`' business."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.outbox import enqueue
from portal.core.permissions import Actor


def send_mail(
    session: Session,
    to: str,
    template: str,
    *,
    locale: str,
    run_after: datetime | None = None,
    key: str | None = None,
    reply: dict[str, Any] | None = None,
    **context: Any,
) -> None:
    """Mail `template` (`accounts/reset`: templates/email/accounts/reset.txt) to one address once the transaction is kept.

    context: plain values; those named `url` or `…_url` are paths and become addresses below PORTAL_BASE_URL.
    reply: of `reply_of`, where an answer is more than a letter to the desk.
    Never a stranger's words in a mail to an address nobody has confirmed.
    """
    payload: dict[str, Any] = {"to": to, "template": f"email/{template}", "locale": locale, "context": context}
    if reply:
        payload["reply"] = reply
    enqueue(session, "mail.send", payload, run_after=run_after, key=key)


def reply_of(person: Actor, links: Sequence[str] = (), *, to_colleagues: bool = False) -> dict[str, Any]:
    """What a mail job says of the answers to it: who may write one, for whom, and which pages the mail was about.

    to_colleagues: an answer of staff stays among them. Mail about an account itself (passwords, addresses) has none of this.
    """
    manner = "c" if not person.is_staff else "n" if to_colleagues else "s"
    return {
        "user_id": person.user_id,
        "org_id": person.org_id or 0,
        "manner": manner,
        "links": list(dict.fromkeys(links)),
    }
