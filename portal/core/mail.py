"""How a feature asks for a mail: a job in its own transaction. What becomes of it is `notifications`' business."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.outbox import enqueue


def send_mail(
    session: Session,
    to: str,
    template: str,
    *,
    locale: str,
    run_after: datetime | None = None,
    key: str | None = None,
    **context: Any,
) -> None:
    """Mail `template` (`accounts/reset`: templates/email/accounts/reset.txt) to one address once the transaction is kept.

    context: plain values; those named `url` or `…_url` are paths and become addresses below PORTAL_BASE_URL.
    Never a stranger's words in a mail to an address nobody has confirmed.
    """
    payload = {"to": to, "template": f"email/{template}", "locale": locale, "context": context}
    enqueue(session, "mail.send", payload, run_after=run_after, key=key)
