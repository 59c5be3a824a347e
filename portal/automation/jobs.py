"""What follows when a thread was opened: the rules, then its owner, then the acknowledgement, then what a rule replies. One transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from portal.automation.services.applying import guarded, reply_by_rule
from portal.automation.terms import OPENED
from portal.threads import jobs as threads_jobs

FOLLOW = "automation.opened"


def opened(mail_batch_s: int) -> Callable[[Session, dict[str, Any]], None]:
    """The job after ThreadOpened. Harmless again."""

    def run(session: Session, payload: dict[str, Any]) -> None:
        applied = guarded(session, OPENED, thread_id=payload["thread_id"])
        say = partial(reply_by_rule, session, applied, mail_batch_s=mail_batch_s) if applied is not None else None
        threads_jobs.opened(session, payload, say)

    return run
